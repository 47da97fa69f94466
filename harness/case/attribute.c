/* SPDX-License-Identifier: MIT */
/* Attributes of a fence: one function a word of attribute.def. */
#include "case/compile.h"

#include <string.h>

enum { REPEAT_MAX = 10 * 1000 * 1000 };

static const struct {
    const char *word;
    unsigned set;
} EVENTS[] = {
    {"request", WAIT_REQUEST}, {"content", WAIT_CONTENT}, {"1xx", WAIT_INTERIM},
    {"final", WAIT_FINAL},     {"close", WAIT_CLOSE},     {"timeout", WAIT_TIMEOUT},
};
enum { EVENT_COUNT = sizeof EVENTS / sizeof EVENTS[0] };

bool event_read(struct octets word, unsigned *set, unsigned *status)
{
    uint64_t code = 0;
    unsigned event = WAIT_INTERIM;
    size_t row = 0;
    while (row < EVENT_COUNT && !octets_equal(word, octets_of(EVENTS[row].word)))
        row++;
    if (row < EVENT_COUNT)
        event = EVENTS[row].set;
    else if (word.len != 3 || !octets_to_u64(word, &code) || code < 100 || code > 199)
        return false;
    if (event == WAIT_INTERIM && (*set & WAIT_INTERIM) && *status != code)
        return false;
    *set |= event;
    if (event == WAIT_INTERIM)
        *status = (unsigned)code;
    return true;
}

static bool read_repeat(struct compile *compile, struct step *step, struct text value)
{
    (void)compile;
    const size_t dots = octets_find(value.octets, OCTETS(".."));
    struct octets most = value.octets;
    if (dots != SIZE_MAX) {
        most = octets_slice(most, dots + 2, most.len);
        if (!octets_to_u64(octets_slice(value.octets, 0, dots), &step->repeat_least) ||
            step->repeat_least < 1)
            return false;
    }
    return octets_to_u64(most, &step->repeat) && step->repeat >= 1 &&
           step->repeat <= REPEAT_MAX && step->repeat >= step->repeat_least;
}

static bool read_cut(struct compile *compile, struct step *step, struct text value)
{
    static const struct octets EVERY = {(const unsigned char *)"every:", 6};
    size_t cuts[CUTS_MAX] = {0};
    uint64_t offset;
    if (octets_starts_with(value.octets, EVERY)) {
        value = text_slice(value, EVERY.len, value.octets.len);
        if (!octets_to_u64(value.octets, &offset) || offset == 0)
            return false;
        step->cut_every = (size_t)offset;
        return true;
    }
    do {
        const struct text one = text_split(&value, ',');
        if (!octets_to_u64(one.octets, &offset) || offset == 0 ||
            step->cut_count == CUTS_MAX ||
            (step->cut_count > 0 && offset <= cuts[step->cut_count - 1]))
            return false;
        cuts[step->cut_count++] = (size_t)offset;
    } while (value.octets.len > 0);
    size_t *copy = ARENA_ARRAY(compile->arena, size_t, step->cut_count);
    memcpy(copy, cuts, step->cut_count * sizeof *cuts);
    step->cuts = copy;
    return true;
}

static bool read_gap(struct compile *compile, struct step *step, struct text value)
{
    (void)compile;
    return span_read(value.octets, &step->gap_ms, &step->of_timer);
}

static bool read_if(struct compile *compile, struct step *step, struct text value)
{
    (void)compile;
    do {
        const struct text one = text_split(&value, ',');
        if (!event_read(one.octets, &step->condition, &step->condition_status))
            return false;
    } while (value.octets.len > 0);
    return true;
}

static bool read_content(struct compile *compile, struct step *step, struct text value)
{
    (void)compile;
    (void)step;
    return value.octets.len == 0;
}

static bool read_may_fail(struct compile *compile, struct step *step, struct text value)
{
    (void)compile;
    step->optional = true;
    return value.octets.len == 0;
}

static const struct {
    const char *word;
    bool has_value, of_do;
    const char *expected;
    bool (*read)(struct compile *compile, struct step *step, struct text value);
} ATTRIBUTES[] = {
#define ATTRIBUTE(function, word, has_value, of_do, expected)                          \
    {word, has_value, of_do, expected, read_##function},
#include "case/attribute.def"
#undef ATTRIBUTE
};
enum { ATTRIBUTE_COUNT = sizeof ATTRIBUTES / sizeof ATTRIBUTES[0] };

static size_t attribute_find(struct text word, bool is_send)
{
    for (size_t row = 0; row < ATTRIBUTE_COUNT; row++)
        if (text_is(word, ATTRIBUTES[row].word) && (is_send || ATTRIBUTES[row].of_do))
            return row;
    return ATTRIBUTE_COUNT;
}

bool attributes_read(struct compile *compile, struct text info, bool is_send,
                     struct step *step, bool *content)
{
    unsigned seen = 0;
    bool right = true;
    for (;;) {
        struct text value = text_word(&info);
        const struct text whole = value;
        if (whole.octets.len == 0)
            break;
        const struct text word = text_split(&value, '=');
        const bool has_value = word.octets.len < whole.octets.len;
        const size_t row = attribute_find(word, is_send);
        if (row == ATTRIBUTE_COUNT)
            right = text_mistake(compile->mistakes, word, "expected %s, found '%s'",
                                 is_send ? "an attribute (repeat, cut, gap, if, "
                                           "content, may-fail)"
                                         : "the attribute if, or nothing",
                                 text_shown(word, compile->scratch));
        else if (seen & 1U << row)
            right =
                text_mistake(compile->mistakes, word,
                             "the attribute %s is there already", ATTRIBUTES[row].word);
        else if (has_value != ATTRIBUTES[row].has_value ||
                 !ATTRIBUTES[row].read(compile, step, value))
            right = text_mistake(compile->mistakes, has_value ? value : word,
                                 "expected %s, found '%s'", ATTRIBUTES[row].expected,
                                 text_shown(whole, compile->scratch));
        if (row < ATTRIBUTE_COUNT)
            seen |= 1U << row;
        *content |= row < ATTRIBUTE_COUNT && text_is(word, "content");
    }
    return right;
}

bool condition_check(struct compile *compile, const struct step *step,
                     struct text place)
{
    const struct lane *lane = &compile->lanes[step->lane];
    const unsigned answers = lane->answers[step->side];
    const unsigned status = lane->answer_status[step->side];
    if (step->condition == 0)
        return true;
    if (answers == 0)
        return text_mistake(compile->mistakes, place,
                            "expected a `%s waits` in lane %u before an if=",
                            side_name(step->side), step->lane + 1);
    if ((step->condition & ~answers) ||
        ((step->condition & WAIT_INTERIM) && status && step->condition_status &&
         status != step->condition_status))
        return text_mistake(compile->mistakes, place,
                            "expected an if= that the last `%s waits` of lane %u can "
                            "answer",
                            side_name(step->side), step->lane + 1);
    return true;
}
