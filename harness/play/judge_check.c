/* SPDX-License-Identifier: MIT */
/* Checks: `ROLE has PLACE FIELD: VALUE` and `ROLE lacks PLACE FIELD`. */
#include "oracle/head.h"
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

static bool check_holds(struct round *round, const struct check *check,
                        const struct buf *value)
{
    const struct lane *lane = &round->lanes[check->lane];
    bool found;
    if (check->place == PLACE_CONTENT) {
        const struct octets content = buf_view(&lane->content);
        found =
            value ? octets_find(content, buf_view(value)) != SIZE_MAX : content.len > 0;
    } else {
        const struct octets head = head_of(lane, check);
        if (head.len == 0)
            return true; /* it did not come: that is the pattern's matter */
        found = field_matches(head, check->name, value);
    }
    return found == check->has;
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

void judge_check(struct round *round, struct outcome *outcome,
                 const struct check *check)
{
    struct buf value;
    struct buf text;
    buf_init(&value, TEXT_MAX);
    buf_init(&text, TEXT_MAX);
    const bool any = check->value == NULL;
    if (!any)
        (void)round_render_pieces(round, check->lane, check->value, check->value_count,
                                  &value);
    if (!check_holds(round, check, any ? NULL : &value)) {
        buf_printf(&text, "%s ", check->has ? "has" : "lacks");
        if (check->place == PLACE_STATUS)
            buf_printf(&text, "%u ", check->status);
        else
            buf_add_text(&text, check->place == PLACE_REQUEST   ? "request "
                                : check->place == PLACE_CONTENT ? "content "
                                                                : "final ");
        quote_encode(&text, check->name);
        if (!any) {
            buf_add_text(&text, check->name.len ? ": " : "");
            quote_encode(&text, buf_view(&value));
        }
        if (judge_raise(outcome, kind_of(round, check, outcome->requirement),
                        outcome->requirement,
                        arena_printf(round->arena,
                                     "what was expected does not hold: %s",
                                     buf_text(&text))))
            outcome->expected = arena_text(round->arena, buf_view(&text));
    }
    buf_fini(&value);
    buf_fini(&text);
}
