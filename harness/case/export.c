/* SPDX-License-Identifier: MIT */
/* Cases to JSON. Octets become visible octets (quote_encode), numbers of lanes and
 * exchanges count from 1, as they do in the case files. */
#include "case/export.h"

#include "base/ensure.h"
#include "base/quote.h"
#include "case/word.h"

enum { TEXT_MAX = 1 << 22 };

/* A JSON string of what is in buf, which is emptied. */
static json_t *take_string(struct buf *buf)
{
    json_t *string = json_stringn(buf_text(buf), buf->len);
    ENSURE(string != NULL);
    buf_fini(buf);
    return string;
}

static json_t *visible(struct octets octets)
{
    struct buf text;
    buf_init(&text, TEXT_MAX);
    quote_encode(&text, octets);
    return take_string(&text);
}

static void set(json_t *object, const char *key, json_t *value)
{
    ENSURE(json_object_set_new(object, key, value) == 0);
}

static void set_count(json_t *object, const char *key, uint64_t count)
{
    set(object, key, json_integer((json_int_t)count));
}

static json_t *role_list(unsigned roles)
{
    json_t *list = json_array();
    for (enum role role = 0; role < ROLE_COUNT; role++)
        if (roles & 1U << role)
            json_array_append_new(list, json_string(role_name(role)));
    return list;
}

static json_t *needs_by_role(const struct test_case *test)
{
    json_t *needs = json_object();
    for (enum role role = 0; role < ROLE_COUNT; role++) {
        json_t *list = json_array();
        for (unsigned bit = 0; bit < NEED_COUNT; bit++)
            if (test->needs[role] & 1U << bit)
                json_array_append_new(list, json_string(need_word(bit)));
        if (test->roles & 1U << role)
            set(needs, role_name(role), list);
        else
            json_decref(list);
    }
    return needs;
}

static json_t *piece_value(const struct piece *piece)
{
    json_t *value = json_object();
    if (piece->kind == PIECE_OCTETS)
        set(value, "octets", visible(piece->octets));
    else
        set(value, "variable", json_string(piece_word(piece->kind)));
    if (piece_has_exchange(piece->kind))
        set_count(value, "exchange", piece->exchange + 1);
    if (piece->kind == PIECE_FILL)
        set_count(value, "count", piece->count);
    if (piece->interim)
        set(value, "interim", json_true());
    return value;
}

static json_t *piece_list(const struct piece *pieces, size_t count)
{
    json_t *list = json_array();
    for (size_t at = 0; at < count; at++)
        json_array_append_new(list, piece_value(&pieces[at]));
    return list;
}

/* One string for each event of the set. */
static json_t *event_list(unsigned events, unsigned status)
{
    json_t *list = json_array();
    for (unsigned event = 1; event <= WAIT_TIMEOUT; event <<= 1) {
        struct buf word;
        if (!(events & event))
            continue;
        buf_init(&word, 20);
        wait_words(&word, event, status, "");
        json_array_append_new(list, take_string(&word));
    }
    return list;
}

static void set_send(json_t *value, const struct step *step)
{
    json_t *cuts = json_array();
    for (size_t at = 0; at < step->cut_count; at++)
        json_array_append_new(cuts, json_integer((json_int_t)step->cuts[at]));
    set(value, "pieces", piece_list(step->pieces, step->piece_count));
    set_count(value, "repeat", step->repeat);
    if (step->repeat_least > 0)
        set_count(value, "repeat_least", step->repeat_least);
    set(value, "cuts", cuts);
    set_count(value, "cut_every", step->cut_every);
    set_count(value, "gap_ms", step->gap_ms);
    set(value, "may_fail", json_boolean(step->optional));
}

static json_t *step_value(const struct step *step)
{
    json_t *value = json_pack("{s:s, s:i, s:s, s:i}", "side", side_name(step->side),
                              "lane", (int)step->lane + 1, "verb",
                              step_word(step->kind), "line", step->line);
    ENSURE(value != NULL);
    if (step->condition != 0)
        set(value, "if", event_list(step->condition, step->condition_status));
    if (step->kind == STEP_SEND)
        set_send(value, step);
    if (step->kind == STEP_WAIT)
        set(value, "for", event_list(step->wait, step->status));
    if (step->kind == STEP_WAIT && (step->wait & WAIT_TIMEOUT))
        set_count(value, "within_ms", step->within_ms);
    if (step->kind == STEP_PAUSE)
        set_count(value, "pause_ms", step->pause_ms);
    if (step->of_timer)
        set(value, "of_timer", json_true());
    return value;
}

static json_t *exchange_value(const struct exchange *exchange)
{
    json_t *value = json_pack(
        "{s:i, s:i, s:i, s:b, s:b, s:b, s:b, s:b}", "lane", (int)exchange->lane + 1,
        "exchange", (int)exchange->ordinal + 1, "step", (int)exchange->step, "http10",
        exchange->http10, "expect_continue", exchange->expect_continue, "upgrade",
        exchange->upgrade, "content", exchange->content, "extra_fields",
        exchange->extra_fields);
    ENSURE(value != NULL);
    set(value, "method", visible(exchange->method));
    return value;
}

static json_t *expectation_value(const struct expectation *expectation)
{
    json_t *value = json_pack("{s:s, s:i}", "role", role_name(expectation->role),
                              "lane", (int)expectation->lane + 1);
    ENSURE(value != NULL);
    set(value, "pattern", visible(pattern_text(expectation->pattern)));
    return value;
}

static json_t *check_value(const struct check *check)
{
    struct buf place;
    json_t *value = json_pack("{s:s, s:i, s:b}", "role", role_name(check->role), "lane",
                              (int)check->lane + 1, "has", check->has);
    ENSURE(value != NULL);
    buf_init(&place, 20);
    place_word(&place, check);
    set(value, "place", take_string(&place));
    set(value, "field", check->name.len > 0 ? visible(check->name) : json_null());
    set(value, "value",
        check->value ? piece_list(check->value, check->value_count) : json_null());
    return value;
}

static json_t *round_value(const struct script *script)
{
    json_t *round = json_object();
    json_t *steps = json_array(), *exchanges = json_array();
    json_t *expect = json_array(), *checks = json_array();
    for (size_t at = 0; at < script->step_count; at++)
        json_array_append_new(steps, step_value(&script->steps[at]));
    for (size_t at = 0; at < script->exchange_count; at++)
        json_array_append_new(exchanges, exchange_value(&script->exchanges[at]));
    for (size_t at = 0; at < script->expectation_count; at++)
        json_array_append_new(expect, expectation_value(&script->expectations[at]));
    for (size_t at = 0; at < script->check_count; at++)
        json_array_append_new(checks, check_value(&script->checks[at]));
    set(round, "label", visible(octets_of(script->label)));
    set_count(round, "lanes", script->lane_count);
    set(round, "exchanges", exchanges);
    set(round, "steps", steps);
    set(round, "expect", expect);
    set(round, "checks", checks);
    return round;
}

static json_t *fault_value(const struct fault_claim *claim)
{
    json_t *value =
        json_pack("{s:s, s:s}", "role", role_name(claim->role), "fault", claim->fault);
    ENSURE(value != NULL);
    return value;
}

static void set_lists(json_t *value, const struct test_case *test)
{
    json_t *breaks = json_array(), *faults = json_array(), *rounds = json_array();
    for (size_t at = 0; at < test->breach_count; at++)
        json_array_append_new(breaks, json_string(test->breaches[at]));
    for (size_t at = 0; at < test->fault_count; at++)
        json_array_append_new(faults, fault_value(&test->faults[at]));
    for (size_t at = 0; at < test->round_count; at++)
        json_array_append_new(rounds, round_value(&test->rounds[at]));
    set(value, "breaks", breaks);
    set(value, "faults", faults);
    set(value, "rounds", rounds);
}

static json_t *time_or_null(unsigned ms)
{
    return ms > 0 ? json_integer(ms) : json_null();
}

json_t *export_case(const struct test_case *test)
{
    json_t *value = json_pack(
        "{s:s, s:s, s:s, s:o, s:i, s:s, s:b, s:b, s:b, s:o, s:o}", "id", test->id,
        "requirement", test->requirement, "name", test->name, "file",
        visible(octets_of(test->file)), "line", test->line, "why", test->why, "alone",
        test->alone, "timer", test->timer, "canary", !test->no_canary, "deadline_ms",
        time_or_null(test->deadline_ms), "limit_ms", time_or_null(test->limit_ms));
    ENSURE(value != NULL);
    set(value, "roles", role_list(test->roles));
    set(value, "needs", needs_by_role(test));
    set_lists(value, test);
    return value;
}
