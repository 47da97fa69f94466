/* SPDX-License-Identifier: MIT */
/* Checks: `ROLE has PLACE FIELD: VALUE` and `ROLE lacks PLACE FIELD`. */
#include "case/word.h"
#include "oracle/head.h"
#include "play/multistatus.h"
#include "play/round.h"

enum { TEXT_MAX = 2000 };

static bool field_matches(struct octets head, struct octets name,
                          const struct buf *value)
{
    struct octets field;
    struct octets found;
    for (unsigned at = 0; head_field(head, at, &field, &found); at++) {
        if (!octets_equal_nocase(field, name))
            continue;
        if (!value || octets_equal(found, buf_view(value)))
            return true;
    }
    return value && head_has_token(head, name, buf_view(value));
}

/* The header section that a check is about; empty where there was none. */
static struct octets head_of(const struct lane *lane, const struct check *check)
{
    if (check->place == PLACE_REQUEST)
        return lane->request_head;
    struct octets found = {NULL, 0};
    for (size_t at = 0; at < lane->head_count; at++) {
        const unsigned status = lane->heads[at].status;
        if (check->place == PLACE_STATUS && status == check->status)
            return lane->heads[at].octets;
        if (check->place == PLACE_FINAL && status >= 200)
            found = lane->heads[at].octets;
    }
    return found;
}

/* The trip whose final response a check is about; NULL: the lane's last one. */
static const struct trip *trip_of(struct round *round, const struct check *check)
{
    return check->exchange == CHECK_UNNUMBERED
               ? NULL
               : round_trip(round, check->lane, check->exchange);
}

static bool content_holds(struct round *round, const struct check *check,
                          const struct buf *value)
{
    const struct trip *trip = trip_of(round, check);
    const struct octets content =
        trip ? trip->content : buf_view(&round->lanes[check->lane].content);
    if (trip && (trip->final_got / 100 != 2 || !trip->done))
        return true;
    const bool found =
        value ? octets_find(content, buf_view(value)) != SIZE_MAX : content.len > 0;
    return found == check->has || (trip && trip->content_cut);
}

/* Of the last exchange of the lane that was begun, where the check has no number. */
static bool multistatus_holds(struct round *round, const struct check *check,
                              const struct buf *value, const char **why)
{
    const struct trip *trip = trip_of(round, check);
    for (size_t at = round->trip_count; !trip && at > 0; at--)
        if (round->trips[at - 1].lane == check->lane &&
            round->trips[at - 1].final_got != 0)
            trip = &round->trips[at - 1];
    if (!trip || trip->final_got != 207 || !trip->done || trip->content_cut)
        return true;
    if (!multistatus_is_sound(trip->content, why))
        return false;
    uint64_t status = 0;
    (void)octets_to_u64(check->name, &status); /* "any": 0 */
    return !value || multistatus_has(trip->content, buf_view(value),
                                     (unsigned)status) == check->has;
}

static bool field_holds(struct round *round, const struct check *check,
                        const struct buf *value)
{
    const struct trip *trip = trip_of(round, check);
    const struct octets head =
        trip ? trip->final_head : head_of(&round->lanes[check->lane], check);
    /* Where it did not come that is the pattern's matter. */
    if (head.len == 0 || (trip && trip->final_got / 100 != 2))
        return true;
    return field_matches(head, check->name, value) == check->has;
}

static bool check_holds(struct round *round, const struct check *check,
                        const struct buf *value, const char **why)
{
    if (check->place == PLACE_CONTENT)
        return content_holds(round, check, value);
    if (check->place == PLACE_MULTISTATUS)
        return multistatus_holds(round, check, value, why);
    return field_holds(round, check, value);
}

/* A field that has no effect in HTTP/1.0, and goes on in an HTTP/1.0 request, has none
 * at the next hop either: an intermediary should take it out (RFC 9110 section 7.6.1),
 * but nothing says beyond doubt that it did not ignore the field. */
static enum outcome_kind kind_of(struct round *round, const struct check *check,
                                 enum requirement requirement)
{
    const enum outcome_kind kind = outcome_of_breach(requirement, round->config->role);
    const struct trip *trip = round_trip(round, check->lane, 0);
    const bool without_effect = check->place == PLACE_REQUEST && !check->has && trip &&
                                trip->asked_http10 &&
                                judge_is_about_http10(requirement);
    return without_effect ? judge_cap(kind, OUTCOME_WARN) : kind;
}

/* The check in words. */
static void add_text(struct buf *text, const struct check *check,
                     const struct buf *value)
{
    buf_add_text(text, check->has ? "has " : "lacks ");
    place_word(text, check);
    buf_add_octet(text, ' ');
    quote_encode(text, check->name);
    if (value) {
        buf_add_text(text, check->name.len ? ": " : "");
        quote_encode(text, buf_view(value));
    }
}

void judge_check(struct round *round, struct outcome *outcome,
                 const struct check *check)
{
    struct buf value;
    struct buf text;
    buf_init(&value, TEXT_MAX);
    buf_init(&text, TEXT_MAX);
    const struct buf *const due = check->value ? &value : NULL;
    const char *why = NULL;
    if (due)
        (void)round_render_pieces(round, check->lane, check->value, check->value_count,
                                  &value);
    if (!check_holds(round, check, due, &why)) {
        add_text(&text, check, due);
        /* What cannot be read is a defect of its own, whatever it was to show. */
        const enum requirement broken =
            why ? REQUIREMENT_WEBDAV_MULTISTATUS : outcome->requirement;
        if (judge_raise(outcome, kind_of(round, check, broken), broken,
                        why ? why
                            : arena_printf(round->arena,
                                           "what was expected does not hold: %s",
                                           buf_text(&text))))
            outcome->expected = arena_text(round->arena, buf_view(&text));
    }
    buf_fini(&value);
    buf_fini(&text);
}
