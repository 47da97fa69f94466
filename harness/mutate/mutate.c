/* SPDX-License-Identifier: MIT */
/* Choosing ways to mutate, and what they share. */
#include "mutate/mutate.h"

#include "mutate/capture.h"
#include "mutate/change.h"
#include "mutate/word.h"

enum { WAYS_MAX = 4, TRIES_MAX = 8, REQUESTS_SHARE = 4 };

static const struct {
    const char *word;
    change_function *change;
} MUTATIONS[] = {
#define MUTATION(name, word, sentence) {word, mutation_##name},
#include "mutate/mutation.def"
#undef MUTATION
};

const char *mutation_word(enum mutation_id id)
{
    return MUTATIONS[id].word;
}

/* What the changes share. */

bool change_splice(struct change *change, size_t at, size_t drop,
                   struct octets replacement)
{
    buf_add(change->out, octets_slice(change->text, 0, at));
    buf_add(change->out, replacement);
    buf_add(change->out, octets_slice(change->text, at + drop, SIZE_MAX));
    return !change->out->full;
}

const struct part *change_part(struct change *change, unsigned kinds)
{
    size_t count = 0;
    for (size_t at = 0; at < change->parts.count; at++)
        count += kinds >> change->parts.list[at].kind & 1;
    if (count == 0)
        return NULL;
    size_t left = random_below(&change->random, count);
    const struct part *part = change->parts.list;
    while (!(kinds >> part->kind & 1) || left-- > 0)
        part++;
    return part;
}

const struct part *change_message(struct change *change)
{
    const bool any = random_below(&change->random, REQUESTS_SHARE) == 0;
    const struct part *part = change_part(change, any ? ANY_PART : ANY_RESPONSE);
    return part ? part : change_part(change, ANY_PART);
}

bool change_place(struct change *change, size_t *at)
{
    const struct part *part = change_part(change, ANY_RESPONSE);
    if (!part)
        return false;
    *at = random_below(&change->random, 3) == 0 ? part->start : part->end;
    return true;
}

struct octets change_octets(const struct change *change, const struct part *part)
{
    return octets_slice(change->text, part->start, part->end - part->start);
}

bool change_line(struct change *change, const struct part *part, size_t *start,
                 size_t *len)
{
    const struct octets head =
        octets_slice(change->text, part->start, part->head_end - part->start);
    size_t lines = 0;
    for (size_t at = 0; at < head.len; at++)
        lines += head.ptr[at] == '\n';
    size_t left = random_below(&change->random, lines);
    size_t from = 0;
    while (left > 0)
        left -= head.ptr[from++] == '\n';
    const size_t end = octets_find(octets_slice(head, from, head.len), OCTETS("\n"));
    *start = part->start + from;
    *len = end == SIZE_MAX ? head.len - from : end + 1;
    return *len > 0;
}

/* One change, several, and none that fits. */

static void copy(struct octets text, struct buf *out)
{
    buf_clear(out);
    buf_add(out, text);
    out->full = false;
}

static bool run(struct octets text, enum mutation_id id, struct random *random,
                struct buf *out)
{
    struct change change = {.text = text, .random = *random, .out = out};
    parts_find(&change.parts, text);
    buf_clear(out);
    const bool changed = MUTATIONS[id].change(&change) && !out->full;
    *random = change.random;
    if (!changed)
        copy(text, out);
    return changed;
}

bool mutate_one(struct octets capture, enum mutation_id id, uint64_t seed,
                struct buf *out)
{
    struct random random = {seed};
    return run(octets_slice(capture, 0, out->max), id, &random, out);
}

void mutate_capture(struct octets capture, uint64_t seed, struct buf *out)
{
    struct random random = {seed};
    struct buf spare;
    size_t ways = 1 + random_below(&random, WAYS_MAX);
    buf_init(&spare, out->max);
    copy(octets_slice(capture, 0, out->max), out);
    for (size_t tries = 0; ways > 0 && tries < TRIES_MAX; tries++) {
        const enum mutation_id id =
            (enum mutation_id)random_below(&random, MUTATION_COUNT);
        if (!run(buf_view(out), id, &random, &spare))
            continue;
        const struct buf swap = *out;
        *out = spare;
        spare = swap;
        ways--;
    }
    buf_fini(&spare);
}

void mutate_cross(struct octets capture, struct octets other, uint64_t seed,
                  struct buf *out)
{
    struct change from = {.text = other, .random = {seed}};
    struct change into = {.text = octets_slice(capture, 0, out->max), .out = out};
    parts_find(&from.parts, from.text);
    parts_find(&into.parts, into.text);
    const struct part *part = change_part(&from, ANY_PART);
    into.random.state = random_next(&from.random);
    const unsigned kinds =
        part && part->kind == PART_REQUEST ? 1U << PART_REQUEST : ANY_RESPONSE;
    const struct part *place = change_part(&into, kinds);
    buf_clear(out);
    if (!part || !place) {
        copy(into.text, out);
        return;
    }
    const bool rest = random_below(&into.random, 3) == 0;
    const bool replace = random_below(&into.random, 2) == 0;
    const struct octets taken =
        octets_slice(other, part->start, (rest ? other.len : part->end) - part->start);
    const size_t drop = rest      ? into.text.len - place->start
                        : replace ? place->end - place->start
                                  : 0;
    if (!change_splice(&into, place->start, drop, taken))
        copy(into.text, out);
}

void mutate_dictionary(struct buf *out)
{
    struct octets word;
    for (size_t n = 0; word_at(n, &word); n++) {
        buf_add_octet(out, '"');
        for (size_t at = 0; at < word.len; at++) {
            const unsigned char octet = word.ptr[at];
            const bool plain =
                octet >= 0x20 && octet <= 0x7e && octet != '"' && octet != '\\';
            if (plain)
                buf_add_octet(out, octet);
            else
                buf_printf(out, "\\x%02X", octet);
        }
        buf_add_text(out, "\"\n");
    }
    for (unsigned code = 100; code <= 105; code++)
        buf_printf(out, "\"HTTP/1.1 %u X\\x0D\\x0A\\x0D\\x0A\"\n", code);
    for (const char *letter = "><~.!_"; *letter; letter++)
        buf_printf(out, "\"\\x%02X%c\"\n", CAPTURE_MARK, *letter);
}
