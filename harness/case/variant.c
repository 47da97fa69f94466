/* SPDX-License-Identifier: MIT */
/* Steps copied one by one, with pieces, repetitions, cuts and times taken off. */
#include "case/variant_parts.h"

#include <string.h>

enum {
    APART_MS = 100,                     /* between responses that are sent apart */
    STATUS_AT = sizeof "HTTP/1.1 " - 1, /* in a status line */
    STATUS_DIGITS = 3
};

struct maker {
    struct arena *arena;
    const struct script *from;
    const struct variant *variant;
    enum role role;
    struct step *steps;
    size_t count;
    struct omission *omissions;
    size_t omission_count;
    uint64_t left;                    /* interim responses that may still be kept */
    size_t number;                    /* of the step that is being copied */
    size_t cuts;                      /* passed so far */
    unsigned asked[SCRIPT_MAX_LANES]; /* requests waited for */
};

static unsigned status_of(struct octets line)
{
    uint64_t status = 0;
    return octets_to_u64(octets_slice(line, STATUS_AT, STATUS_DIGITS), &status)
               ? (unsigned)status
               : 0;
}

static void omit(struct maker *maker, unsigned lane, unsigned exchange, unsigned status,
                 uint64_t count)
{
    if (count == 0)
        return;
    maker->omissions[maker->omission_count++] = (struct omission){
        .lane = lane, .exchange = exchange, .status = status, .count = count};
}

/* The ordinal in its lane of the request that the piece belongs to. */
static unsigned exchange_of(const struct maker *maker, const struct step *step,
                            size_t piece)
{
    const size_t number = maker->number;
    unsigned before = 0;
    for (size_t at = 0; at < maker->from->exchange_count; at++)
        before += maker->from->exchanges[at].lane == step->lane &&
                  maker->from->exchanges[at].step < number;
    for (size_t at = 0; at < piece; at++)
        before += variant_trigger_codes(step, at).len > 0;
    return before;
}

/* The codes that are kept: the first of them. */
static struct octets first_codes(struct octets codes, uint64_t keep)
{
    size_t len = 0;
    while (len < codes.len && (codes.ptr[len] != ',' || keep-- > 1))
        len++;
    return octets_slice(codes, 0, len);
}

static void shorten_trigger(struct maker *maker, const struct step *from, size_t at,
                            struct piece *piece)
{
    const struct octets codes = variant_trigger_codes(from, at);
    const size_t all = variant_code_count(codes);
    if (codes.len == 0)
        return;
    if (all <= maker->left) {
        maker->left -= all;
        return;
    }
    const uint64_t keep = maker->left;
    maker->left = 0;
    const struct octets kept =
        keep > 0 ? first_codes(codes, keep) : octets_slice(codes, 0, 0);
    const struct octets octets = piece->octets;
    const size_t start = (size_t)(codes.ptr - octets.ptr);
    unsigned char *const text = arena_take(maker->arena, octets.len + 1);
    memcpy(text, octets.ptr, start + kept.len);
    memcpy(text + start + kept.len, codes.ptr + codes.len,
           octets.len - start - codes.len);
    piece->octets = (struct octets){text, octets.len - codes.len + kept.len};
    struct octets rest = octets_slice(codes, kept.len + (keep > 0), codes.len);
    for (; rest.len > 0; rest = octets_slice(rest, STATUS_DIGITS + 1, rest.len)) {
        uint64_t status = 0;
        (void)octets_to_u64(octets_slice(rest, 0, STATUS_DIGITS), &status);
        omit(maker, from->lane, exchange_of(maker, from, at), (unsigned)status, 1);
    }
}

/* ------------------------------------------------------------ making */

/* Keeps the first interim responses of a repetition, and all that is none; pieces has
 * room for all. */
static void drop_interims(const struct step *from, uint64_t keep, struct step *step,
                          struct piece *pieces)
{
    uint64_t kept = 0;
    size_t count = 0;
    bool dropping = false;
    for (size_t at = 0; at < from->piece_count; at++) {
        const struct piece *const piece = &from->pieces[at];
        if (variant_begins_interim(piece)) {
            dropping = kept >= keep;
            kept += !dropping;
        } else if (!piece->interim) {
            dropping = false;
        }
        if (!dropping)
            pieces[count++] = *piece;
    }
    step->pieces = pieces;
    step->piece_count = count;
    if (count < from->piece_count)
        step->cut_count = 0; /* the offsets are of the whole */
}

/* Of all repetitions so many are whole, and of one more the first so many interim
 * responses are kept. */
static void omit_interims(struct maker *maker, const struct step *from, uint64_t whole,
                          uint64_t first)
{
    const unsigned asked = maker->asked[from->lane];
    uint64_t number = 0;
    for (size_t at = 0; at < from->piece_count; at++)
        if (variant_begins_interim(&from->pieces[at]))
            omit(maker, from->lane, asked > 0 ? asked - 1 : 0,
                 status_of(from->pieces[at].octets),
                 variant_repetitions(from) - whole - (number++ < first));
}

static void cut_otherwise(struct maker *maker, const struct step *from,
                          struct step *step)
{
    const struct variant *const variant = maker->variant;
    const size_t first = maker->cuts;
    maker->cuts += from->cut_count;
    if (variant->cuts == CUTS_AS_WRITTEN)
        return;
    step->cut_every = 0;
    step->cut_count = 0;
    if (variant->cuts == CUTS_ONE && variant->cut >= first &&
        variant->cut < maker->cuts) {
        step->cuts = &from->cuts[variant->cut - first];
        step->cut_count = 1;
    }
}

static void limit_times(const struct variant *variant, struct step *step)
{
    if (step->of_timer)
        return;
    if (step->gap_ms > variant->wait_ms)
        step->gap_ms = variant->wait_ms;
    if (step->pause_ms > variant->wait_ms)
        step->pause_ms = variant->wait_ms;
}

static void add_pause(struct maker *maker, const struct step *like, unsigned pause_ms)
{
    maker->steps[maker->count++] =
        (struct step){.kind = STEP_PAUSE,
                      .side = like->side,
                      .lane = like->lane,
                      .line = like->line,
                      .condition = like->condition,
                      .condition_status = like->condition_status,
                      .repeat = 1,
                      .pause_ms = pause_ms};
}

/* A send of its own for each response, a pause before all but the first. */
static void add_apart(struct maker *maker, const struct step *step)
{
    size_t start = 0;
    for (size_t at = 1; at <= step->piece_count; at++) {
        if (at < step->piece_count && !variant_begins_response(&step->pieces[at]))
            continue;
        if (start > 0)
            add_pause(maker, step, APART_MS);
        struct step *const part = &maker->steps[maker->count++];
        *part = *step;
        part->pieces = &step->pieces[start];
        part->piece_count = at - start;
        part->is_interim = true;
        for (size_t piece = start; piece < at; piece++)
            part->is_interim &= step->pieces[piece].interim;
        start = at;
    }
}

/* A copy of a send with each response in pieces of its own. */
static struct step split(struct maker *maker, const struct step *from)
{
    struct step step = *from;
    struct piece *const pieces = ARENA_ARRAY(
        maker->arena, struct piece, from->piece_count + variant_interims_in(from) + 1);
    size_t count = 0;
    for (size_t at = 0; at < from->piece_count; at++) {
        pieces[count] = from->pieces[at];
        size_t end = variant_next_response(&pieces[count]);
        while (end < pieces[count].octets.len) {
            const struct octets all = pieces[count].octets;
            pieces[count + 1] = pieces[count];
            pieces[count].octets = octets_slice(all, 0, end);
            pieces[++count].octets = octets_slice(all, end, all.len);
            end = variant_next_response(&pieces[count]);
        }
        count++;
    }
    step.pieces = pieces;
    step.piece_count = count;
    return step;
}

/* Repetitions of a send, each with so many of its interim responses. */
static void add_part(struct maker *maker, const struct step *from, uint64_t repeat,
                     uint64_t interims)
{
    struct step step = *from;
    struct piece *const pieces =
        ARENA_ARRAY(maker->arena, struct piece, from->piece_count + 1);
    step.repeat = repeat;
    drop_interims(from, interims, &step, pieces);
    for (size_t at = 0; at < step.piece_count; at++) {
        if (maker->role == ROLE_SERVER)
            shorten_trigger(maker, from, at, &pieces[at]);
        if (pieces[at].kind == PIECE_FILL && pieces[at].interim &&
            pieces[at].count > maker->variant->fill)
            pieces[at].count = maker->variant->fill;
    }
    if (step.piece_count == 0)
        return;
    if (maker->variant->cuts == CUTS_APART && variant_is_origin_send(&step) &&
        step.repeat <= 1)
        add_apart(maker, &step);
    else
        maker->steps[maker->count++] = step;
}

/* Whole repetitions while there are enough of them, then a part of one. */
static void add_send(struct maker *maker, const struct step *compiled)
{
    const struct step from = split(maker, compiled);
    struct step step = from;
    const uint64_t each = variant_interims_in(&from);
    const uint64_t times = variant_repetitions(&from);
    cut_otherwise(maker, &from, &step);
    limit_times(maker->variant, &step);
    if (each * times <= maker->left) {
        maker->left -= each * times;
        add_part(maker, &step, from.repeat, UINT64_MAX);
        return;
    }
    const uint64_t whole = maker->left / each;
    const uint64_t first = maker->left % each;
    maker->left = 0;
    omit_interims(maker, &from, whole, first);
    if (whole > 0)
        add_part(maker, &step, whole, UINT64_MAX);
    if (whole > 0 && first > 0 && step.gap_ms > 0)
        add_pause(maker, &step, step.gap_ms);
    if (whole == 0 || first > 0)
        add_part(maker, &step, 1, first);
}

/* A wait for an interim response that nobody sends any more would last for ever. */
static void add_other(struct maker *maker, const struct step *from)
{
    if (from->kind == STEP_WAIT && (from->wait & WAIT_REQUEST))
        maker->asked[from->lane]++;
    if (from->kind == STEP_WAIT && from->wait == WAIT_INTERIM && maker->left == 0 &&
        maker->omission_count > 0)
        return;
    struct step *const step = &maker->steps[maker->count++];
    *step = *from;
    limit_times(maker->variant, step);
}

/* What is said of a status that is sent no more is not asked. */
static void keep_checks(const struct maker *maker, struct script *script)
{
    struct check *const checks =
        ARENA_ARRAY(maker->arena, struct check, script->check_count + 1);
    size_t count = 0;
    for (size_t at = 0; at < script->check_count; at++) {
        bool gone = false;
        for (size_t row = 0; row < maker->omission_count; row++)
            gone |= script->checks[at].place == PLACE_STATUS &&
                    script->checks[at].status == maker->omissions[row].status;
        if (!gone)
            checks[count++] = script->checks[at];
    }
    script->checks = checks;
    script->check_count = count;
}

/* Room for every piece as a send of its own, and a pause before it. */
static void make_room(struct maker *maker)
{
    size_t steps = 1;
    size_t omissions = 1;
    for (size_t at = 0; at < maker->from->step_count; at++) {
        const struct step *const step = &maker->from->steps[at];
        const size_t interims = (size_t)variant_interims_in(step);
        steps += 1 + 2 * (step->kind == STEP_SEND ? step->piece_count + interims : 0);
        omissions += interims;
        for (size_t piece = 0; step->kind == STEP_SEND && piece < step->piece_count;
             piece++)
            omissions += 1 + variant_code_count(variant_trigger_codes(step, piece));
    }
    maker->steps = ARENA_ARRAY(maker->arena, struct step, steps);
    maker->omissions = ARENA_ARRAY(maker->arena, struct omission, omissions);
}

void variant_make(struct arena *arena, const struct test_case *test,
                  const struct script *script, enum role role,
                  const struct variant *variant, struct test_case *out)
{
    struct maker maker = {.arena = arena,
                          .from = script,
                          .variant = variant,
                          .role = role,
                          .left = variant->interims};
    struct script *const made = ARENA_NEW(arena, struct script);
    struct exchange *const exchanges =
        ARENA_ARRAY(arena, struct exchange, script->exchange_count + 1);
    size_t *const moved = ARENA_ARRAY(arena, size_t, script->step_count + 1);
    make_room(&maker);
    for (size_t at = 0; at < script->step_count; at++) {
        moved[at] = maker.count;
        maker.number = at;
        if (script->steps[at].kind == STEP_SEND)
            add_send(&maker, &script->steps[at]);
        else
            add_other(&maker, &script->steps[at]);
    }
    *made = *script;
    made->steps = maker.steps;
    made->step_count = maker.count;
    for (size_t at = 0; at < script->exchange_count; at++) {
        exchanges[at] = script->exchanges[at];
        exchanges[at].step = moved[script->exchanges[at].step];
    }
    made->exchanges = exchanges;
    made->omissions = maker.omissions;
    made->omission_count = maker.omission_count;
    keep_checks(&maker, made);
    *out = *test;
    out->rounds = made;
    out->round_count = 1;
}
