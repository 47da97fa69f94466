/* SPDX-License-Identifier: MIT */
/* Changes within a header section: its lines, fields, numbers and versions. */
#include "mutate/change.h"
#include "mutate/word.h"

static bool is_digit(unsigned char octet)
{
    return octet >= '0' && octet <= '9';
}

/* The start of the second line; false where there is none. */
static bool first_field(const struct change *change, const struct part *part,
                        size_t *at)
{
    const size_t end = octets_find(change_octets(change, part), OCTETS("\n"));
    *at = part->start + end + 1;
    return end != SIZE_MAX;
}

/* In front of the fields, or, where the head has its empty line, of that. */
static bool add_lines(struct change *change, const struct part *part,
                      enum word_kind kind)
{
    size_t at;
    if (!first_field(change, part, &at))
        return false;
    if (part->head_end >= at + 2 && random_below(&change->random, 2) == 0)
        at = part->head_end - 2;
    return change_splice(change, at, 0, word_any(kind, &change->random));
}

bool mutation_add_field(struct change *change)
{
    const struct part *part = change_part(change, ANY_RESPONSE);
    return part && add_lines(change, part, WORD_FIELD);
}

bool mutation_ask(struct change *change)
{
    const struct part *part = change_part(change, 1U << PART_REQUEST);
    return part && add_lines(change, part, WORD_ASK);
}

bool mutation_drop_line(struct change *change)
{
    const struct part *part = change_part(change, ANY_PART);
    size_t start, len;
    return part && change_line(change, part, &start, &len) &&
           change_splice(change, start, len, (struct octets){NULL, 0});
}

bool mutation_alter_line(struct change *change)
{
    const struct part *part = change_message(change);
    const struct octets word = word_any(WORD_BREAK, &change->random);
    size_t start, len;
    if (!part || !change_line(change, part, &start, &len))
        return false;
    const struct octets line = octets_slice(change->text, start, len);
    const size_t colon = octets_find(line, OCTETS(":"));
    const size_t line_end = octets_find(line, OCTETS("\r\n"));
    switch (random_below(&change->random, 4)) {
    case 0: /* in place of its end */
        if (line_end != SIZE_MAX)
            return change_splice(change, start + line_end, 2, word);
        return change_splice(change, start + len, 0, word);
    case 1: /* before the colon */
        return change_splice(change, start + (colon == SIZE_MAX ? 0 : colon), 0, word);
    case 2: /* at its beginning */
        return change_splice(change, start, 0, word);
    default:
        return change_splice(change, start + random_below(&change->random, len),
                             random_below(&change->random, 2), word);
    }
}

bool mutation_alter_number(struct change *change)
{
    const struct part *part = change_part(change, ANY_PART);
    size_t at, end;
    if (!part)
        return false;
    const struct octets text = octets_slice(change->text, 0, part->end);
    at = part->start + random_below(&change->random, part->end - part->start);
    while (at < text.len && !is_digit(text.ptr[at]))
        at++;
    while (at > part->start && at < text.len && is_digit(text.ptr[at - 1]))
        at--;
    for (end = at; end < text.len && is_digit(text.ptr[end]);)
        end++;
    if (end == at)
        return false;
    if (random_below(&change->random, 2) == 0)
        return change_splice(change, at, end - at,
                             word_any(WORD_NUMBER, &change->random));
    /* One more or one less in its last digit. */
    const unsigned step = random_below(&change->random, 2) == 0 ? 1 : 9;
    const unsigned char digit =
        (unsigned char)('0' + ((unsigned)(text.ptr[end - 1] - '0') + step) % 10);
    return change_splice(change, end - 1, 1, (struct octets){&digit, 1});
}

bool mutation_reversion(struct change *change)
{
    const struct part *part = change_part(change, ANY_PART);
    if (!part)
        return false;
    const size_t at = octets_find(change_octets(change, part), OCTETS("HTTP/"));
    return at != SIZE_MAX && change_splice(change, part->start + at + 5, 3,
                                           word_any(WORD_VERSION, &change->random));
}
