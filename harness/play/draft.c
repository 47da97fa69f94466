/* SPDX-License-Identifier: MIT */
/* Drafting a case: steps from segments, an expectation from the role. */
#include "play/draft.h"

#include "case/catalogue.h"
#include "case/print.h"
#include "oracle/requirement.h"
#include "peer/fault.h"
#include "peer/names.h"
#include "play/draft_places.h"
#include "play/draft_rest.h"

#include <stdio.h>
#include <string.h>

enum { STEPS_MAX = 256, REST_MAX = 1 << 13 };

static const struct {
    const char *requirement, *pattern;
} ROLES[ROLE_COUNT] = {
    [ROLE_SERVER] = {"exchange.one-final", "pass (1xx* final)*"},
    [ROLE_CLIENT] = {"client.final", "pass (retry / delivered / error)*"},
    [ROLE_GATEWAY] = {"proxy.desync", "pass (1xx / final / retry)* (close / reset)?"},
    [ROLE_PROXY] = {"proxy.desync", "pass (1xx / final / retry)* (close / reset)?"},
};

struct drafting {
    const struct draft *draft;
    const struct capture *capture; /* expanded */
    struct draft_map map;
    struct arena arena;
    struct step *steps;
    size_t count;
    size_t at[2];   /* octets of each direction that are in steps */
    size_t awaited; /* requests that the origin has waited for */
    size_t answers; /* final responses that the client has waited for */
    struct test_case test;
    struct script script;
    struct expectation expectation;
    struct fault_claim fault;
    const char *breaches[8];
};

static void add_step(struct drafting *drafting, struct step step)
{
    if (drafting->count < STEPS_MAX)
        drafting->steps[drafting->count++] = step;
}

/* ---------------------------------------------------------------- sends */

static void add_piece(struct step *step, struct piece *pieces, struct piece piece)
{
    if (piece.kind == PIECE_OCTETS && piece.octets.len == 0)
        return;
    pieces[step->piece_count++] = piece;
}

/* Octets from `from` to `to` of a direction, with the places between as variables. */
static void add_pieces(struct drafting *drafting, struct step *step,
                       enum capture_kind kind, size_t from, size_t to)
{
    const struct draft_places *places = &drafting->map.places[kind];
    const struct octets all =
        buf_view(kind == CAPTURE_REQUEST ? &drafting->capture->requests
                                         : &drafting->capture->responses);
    struct piece *pieces =
        ARENA_ARRAY(&drafting->arena, struct piece, 2 * places->count + 1);
    const bool interim =
        kind == CAPTURE_RESPONSE &&
        octets_starts_with(octets_slice(all, from, 10), OCTETS("HTTP/1.1 1"));
    for (size_t row = 0; row < places->count; row++) {
        const struct draft_place *place = &places->list[row];
        if (place->offset < from || place->offset + place->len > to ||
            place->exchange >= drafting->map.head_count)
            continue;
        add_piece(
            step, pieces,
            (struct piece){.octets = octets_slice(all, from, place->offset - from),
                           .interim = interim});
        add_piece(step, pieces,
                  (struct piece){.kind = place->kind, .exchange = place->exchange});
        from = place->offset + place->len;
    }
    add_piece(step, pieces,
              (struct piece){.octets = octets_slice(all, from, to - from),
                             .interim = interim && step->piece_count == 0});
    step->pieces = pieces;
}

static bool begins_between(const struct draft_map *map, size_t from, size_t to)
{
    for (size_t at = 0; at < map->head_count; at++)
        if (map->heads[at] >= from && map->heads[at] < to)
            return true;
    return false;
}

static void add_send(struct drafting *drafting, enum capture_kind kind, size_t to)
{
    const size_t from = drafting->at[kind];
    struct step step = {.kind = STEP_SEND,
                        .side = kind == CAPTURE_REQUEST ? SIDE_CLIENT : SIDE_ORIGIN,
                        .repeat = 1};
    drafting->at[kind] = to;
    if (from == to)
        return;
    step.starts_exchange =
        kind == CAPTURE_REQUEST && begins_between(&drafting->map, from, to);
    add_pieces(drafting, &step, kind, from, to);
    add_step(drafting, step);
}

/* ---------------------------------------------------------------- order */

/* How many of a list of offsets lie before `at`. */
static size_t before(const uint64_t *offsets, size_t count, size_t at)
{
    size_t found = 0;
    while (found < count && offsets[found] < at)
        found++;
    return found;
}

/* Requests behind a final response are sent once that has come. */
static void add_requests(struct drafting *drafting, size_t to)
{
    const struct draft_map *map = &drafting->map;
    const size_t begun =
        before(map->heads, map->head_count, drafting->at[CAPTURE_REQUEST]);
    const size_t ended =
        before(map->ends, map->end_count, drafting->at[CAPTURE_RESPONSE] + 1);
    for (; drafting->answers < ended && drafting->answers < begun; drafting->answers++)
        add_step(drafting, (struct step){.kind = STEP_WAIT,
                                         .side = SIDE_CLIENT,
                                         .wait = WAIT_CONTENT});
    add_send(drafting, CAPTURE_REQUEST, to);
}

/* Responses, each exchange's behind the wait for its request. */
static void add_responses(struct drafting *drafting, size_t to)
{
    const struct draft_map *map = &drafting->map;
    const size_t begun =
        before(map->heads, map->head_count, drafting->at[CAPTURE_REQUEST]);
    while (drafting->at[CAPTURE_RESPONSE] < to) {
        const size_t ended =
            before(map->ends, map->end_count, drafting->at[CAPTURE_RESPONSE] + 1);
        size_t end = to;
        if (ended < map->end_count && map->ends[ended] < to)
            end = (size_t)map->ends[ended];
        if (drafting->awaited <= ended && drafting->awaited < begun) {
            drafting->awaited++;
            add_step(drafting, (struct step){.kind = STEP_WAIT,
                                             .side = SIDE_ORIGIN,
                                             .wait = WAIT_REQUEST});
        }
        add_send(drafting, CAPTURE_RESPONSE, end);
    }
}

static void add_end(struct drafting *drafting)
{
    const enum capture_end end = drafting->capture->end;
    if (drafting->draft->role == ROLE_SERVER || !drafting->map.over ||
        end == CAPTURE_OPEN || drafting->capture->responses.len == 0)
        return;
    add_step(drafting,
             (struct step){.kind = end == CAPTURE_RESET ? STEP_RESET : STEP_CLOSE,
                           .side = SIDE_ORIGIN});
}

/* What the last request needs to be complete, for a server: behind the answer that an
 * expectation is owed. */
static bool add_rest(struct drafting *drafting, struct err *err)
{
    bool expects;
    struct buf rest;
    if (drafting->draft->role != ROLE_SERVER)
        return true;
    buf_init(&rest, REST_MAX);
    const bool whole =
        draft_rest(buf_view(&drafting->capture->requests), &rest, &expects);
    if (whole && rest.len > 0) {
        struct piece *piece = ARENA_NEW(&drafting->arena, struct piece);
        *piece =
            (struct piece){.octets = arena_octets(&drafting->arena, buf_view(&rest))};
        if (expects)
            add_step(drafting, (struct step){.kind = STEP_WAIT,
                                             .side = SIDE_CLIENT,
                                             .wait = WAIT_INTERIM | WAIT_FINAL,
                                             .status = 100});
        add_step(drafting, (struct step){.kind = STEP_SEND,
                                         .side = SIDE_CLIENT,
                                         .repeat = 1,
                                         .optional = true,
                                         .pieces = piece,
                                         .piece_count = 1});
    }
    buf_fini(&rest);
    return whole ||
           err_set(err, "its last request is not complete, and nothing "
                        "completes it: whoever waits for the rest is no fault");
}

static void add_steps(struct drafting *drafting)
{
    const struct capture *capture = drafting->capture;
    const bool server = drafting->draft->role == ROLE_SERVER;
    for (size_t at = 0; at < capture->step_count; at++) {
        const struct capture_step *step = &capture->steps[at];
        const size_t end = step->start + step->len;
        if (step->kind == CAPTURE_REQUEST)
            add_requests(drafting, end);
        else if (step->kind == CAPTURE_RESPONSE && !server)
            add_responses(drafting, end);
        else if (step->kind == CAPTURE_RESPONSE)
            drafting->at[CAPTURE_RESPONSE] = end;
    }
    add_end(drafting);
}

/* ---------------------------------------------------------------- the case */

static const char *requirement_of(const struct drafting *drafting, enum role role)
{
    if (drafting->draft->requirement)
        return drafting->draft->requirement;
    if (role == ROLE_SERVER && drafting->map.finding_count > 0)
        return requirement_row(drafting->map.findings[0])->id;
    return ROLES[role].requirement;
}

/* The first that may break it; NULL: none. */
static const char *fault_for(enum role role, const char *requirement)
{
    for (enum fault fault = 0; fault < FAULT_COUNT; fault++)
        if (fault_row(fault)->role == role && fault_may_break(fault, requirement))
            return fault_row(fault)->id;
    return NULL;
}

static void fill_test(struct drafting *drafting, enum role role, struct octets finding)
{
    struct test_case *test = &drafting->test;
    uint32_t sum = 5381;
    for (size_t at = 0; at < finding.len; at++)
        sum = sum * 33 + finding.ptr[at];
    test->requirement = requirement_of(drafting, role);
    test->name = arena_printf(&drafting->arena, "finding-%08x", (unsigned)sum);
    test->why = "A finding of fuzzing. Say here what it shows, and give it a name.";
    test->roles = 1U << role;
    drafting->fault =
        (struct fault_claim){.role = role, .fault = fault_for(role, test->requirement)};
    test->faults = &drafting->fault;
    test->fault_count = drafting->fault.fault != NULL;
    for (size_t at = 0; role != ROLE_SERVER && at < drafting->map.finding_count; at++)
        drafting->breaches[test->breach_count++] =
            requirement_row(drafting->map.findings[at])->id;
    test->breaches = drafting->breaches;
    test->rounds = &drafting->script;
    test->round_count = 1;
    drafting->expectation = (struct expectation){
        .role = role,
        .pattern =
            pattern_compile(&drafting->arena, octets_of(ROLES[role].pattern), NULL)};
    drafting->script = (struct script){.label = "",
                                       .steps = drafting->steps,
                                       .step_count = drafting->count,
                                       .lane_count = 1,
                                       .expectations = &drafting->expectation,
                                       .expectation_count = 1};
}

/* Prints the case; true where it is read back without a mistake. */
static bool print(struct drafting *drafting, bool alone, struct buf *out,
                  struct err *err)
{
    char file[128];
    struct catalogue catalogue;
    drafting->test.alone = alone;
    buf_clear(out);
    print_case(out, &drafting->test, 0);
    snprintf(file, sizeof file, "%s.md", drafting->test.requirement);
    const bool good = catalogue_load_text(&catalogue, file, buf_view(out), &CASE_NAMES,
                                          NULL, NULL, err);
    catalogue_fini(&catalogue);
    return good && !out->full;
}

static bool run(struct drafting *drafting, struct octets finding, struct buf *out,
                struct err *err)
{
    const enum role role = drafting->draft->role;
    if (drafting->map.head_count == 0)
        return err_set(err, "no request in it can be read: a case begins with one");
    drafting->steps = ARENA_ARRAY(&drafting->arena, struct step, STEPS_MAX);
    add_steps(drafting);
    if (!add_rest(drafting, err))
        return false;
    if (drafting->count == STEPS_MAX)
        return err_set(err, "more than %d steps", STEPS_MAX);
    fill_test(drafting, role, finding);
    return print(drafting, false, out, err) || print(drafting, true, out, err);
}

/* A client asks by itself, whatever the finding has: where that is nothing, an ordinary
 * request stands for it. */
static void ask(struct capture *capture, enum role role)
{
    struct capture asked;
    if (role == ROLE_SERVER || capture->requests.len > 0)
        return;
    capture_init(&asked);
    (void)capture_add(&asked, CAPTURE_REQUEST,
                      OCTETS("GET {path} HTTP/1.1\r\nHost: {authority}\r\n\r\n"));
    for (size_t at = 0; at < capture->step_count; at++)
        if (capture->steps[at].kind != CAPTURE_REQUEST)
            (void)capture_add(&asked, capture->steps[at].kind,
                              capture_octets(capture, &capture->steps[at]));
    asked.end = capture->end;
    capture_fini(capture);
    *capture = asked;
}

bool draft_case(const struct draft *draft, struct octets finding, struct buf *out,
                struct err *err)
{
    struct draft chosen = *draft;
    struct capture capture;
    struct capture expanded;
    struct drafting drafting = {.draft = &chosen, .capture = &expanded};
    bool drafted = false;
    capture_init(&capture);
    capture_init(&expanded);
    arena_init(&drafting.arena);
    if (!capture_read(&capture, finding)) {
        err_set(err, "more octets or segments than a capture has");
    } else {
        if (chosen.role == ROLE_COUNT)
            chosen.role = capture.responses.len > 0 ? ROLE_CLIENT : ROLE_SERVER;
        ask(&capture, chosen.role);
        draft_map_make(&drafting.map, &capture, &expanded);
        drafted = run(&drafting, finding, out, err);
    }
    arena_fini(&drafting.arena);
    capture_fini(&expanded);
    capture_fini(&capture);
    return drafted;
}
