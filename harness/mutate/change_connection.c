/* SPDX-License-Identifier: MIT */
/* Changes to what is asked, to how the octets arrive, and to how it all ends. */
#include "mutate/capture.h"
#include "mutate/change.h"
#include "mutate/word.h"

#define MARK(letter) OCTETS("\x1e" letter)

void change_mark(const struct part *part, struct buf *out)
{
    buf_add(out, part->kind == PART_REQUEST ? MARK(">") : MARK("<"));
}

/* Number of marks with one of these letters; *at is number n of them, if it is there.
 */
static size_t find_marks(const struct change *change, struct octets letters, size_t n,
                         size_t *found)
{
    size_t count = 0;
    for (size_t at = 0; at + 1 < change->text.len; at++) {
        const struct octets letter = octets_slice(change->text, at + 1, 1);
        if (change->text.ptr[at] != CAPTURE_MARK)
            continue;
        if (octets_find(letters, letter) != SIZE_MAX) {
            if (count++ == n)
                *found = at;
        }
        at++;
    }
    return count;
}

/* A mark with one of these letters, at random. */
static bool any_mark(struct change *change, struct octets letters, size_t *at)
{
    const size_t count = find_marks(change, letters, SIZE_MAX, at);
    return count > 0 &&
           find_marks(change, letters, random_below(&change->random, count), at) > 0;
}

/* At the part's border, at a line's end (before, within, behind its CRLF), or where
 * nobody expects it. */
static size_t cut_place(struct change *change, const struct part *part)
{
    size_t start, len;
    const size_t die = random_below(&change->random, 8);
    if (die < 2)
        return part->end;
    if (die < 5 && change_line(change, part, &start, &len) && len >= 2)
        return start + len - random_below(&change->random, 3);
    return part->start + random_below(&change->random, part->end - part->start + 1);
}

bool mutation_cut(struct change *change)
{
    const struct part *part = change_part(change, ANY_PART);
    struct buf mark;
    if (!part)
        return false;
    const size_t at = cut_place(change, part);
    if (at > 0 && change->text.ptr[at - 1] == CAPTURE_MARK)
        return false; /* it would break a mark */
    buf_init(&mark, 2);
    change_mark(part, &mark);
    const bool fits = change_splice(change, at, 0, buf_view(&mark));
    buf_fini(&mark);
    return fits;
}

bool mutation_coalesce(struct change *change)
{
    size_t at;
    return any_mark(change, OCTETS("<>"), &at) &&
           change_splice(change, at, 2, (struct octets){NULL, 0});
}

bool mutation_pause(struct change *change)
{
    const struct part *part = change_part(change, ANY_PART);
    size_t at;
    if (random_below(&change->random, 3) == 0 && any_mark(change, OCTETS("~"), &at))
        return change_splice(change, at, 2, (struct octets){NULL, 0});
    return part && change_splice(change, part->end, 0, MARK("~"));
}

bool mutation_end(struct change *change)
{
    static const struct octets ENDS[] = {{(const unsigned char *)"\x1e.", 2},
                                         {(const unsigned char *)"\x1e!", 2},
                                         {(const unsigned char *)"\x1e_", 2}};
    size_t at = change->text.len;
    const size_t drop = any_mark(change, OCTETS(".!_"), &at) ? 2 : 0;
    return change_splice(change, at, drop, ENDS[random_below(&change->random, 3)]);
}

bool mutation_add_request(struct change *change)
{
    const struct part *part = change_part(change, 1U << PART_REQUEST);
    const struct part *response = change_part(change, ANY_RESPONSE);
    struct octets request = word_any(WORD_REQUEST, &change->random);
    struct buf insert;
    if (part && random_below(&change->random, 2) == 0)
        request = change_octets(change, part);
    const bool between = response && random_below(&change->random, 2) == 0;
    if (!between)
        return part && change_splice(change, part->end, 0, request);
    /* Asked only when this response was there. */
    buf_init(&insert, CAPTURE_MAX_OCTETS);
    buf_add(&insert, MARK(">"));
    buf_add(&insert, request);
    buf_add(&insert, MARK("<"));
    const bool fits = change_splice(change, response->end, 0, buf_view(&insert));
    buf_fini(&insert);
    return fits;
}

bool mutation_change_method(struct change *change)
{
    const struct part *part = change_part(change, 1U << PART_REQUEST);
    if (!part)
        return false;
    const size_t len = octets_find(change_octets(change, part), OCTETS(" "));
    return len != SIZE_MAX && change_splice(change, part->start, len,
                                            word_any(WORD_METHOD, &change->random));
}

bool mutation_drop_request(struct change *change)
{
    const struct part *part = change_part(change, 1U << PART_REQUEST);
    return part && change_splice(change, part->start, part->end - part->start,
                                 (struct octets){NULL, 0});
}
