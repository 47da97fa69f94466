/* SPDX-License-Identifier: MIT */
/* Changes to whole responses: which there are, in which order, of which code. */
#include "mutate/change.h"
#include "mutate/word.h"

enum {
    INTERIM_MAX_OCTETS = 256,
    STRAY_MAX_OCTETS = 256,
    REPEAT_MAX = 16,
    MESSAGES_MAX_OCTETS = 1 << 20
};

static void add_code(struct buf *out, unsigned code)
{
    for (unsigned unit = 100; unit > 0; unit /= 10)
        buf_add_octet(out, (unsigned char)('0' + code / unit % 10));
}

static unsigned any_interim_code(struct change *change)
{
    /* The codes that software knows, as often as all the others. */
    static const unsigned char KNOWN[] = {100, 101, 102, 102, 103, 104, 199};
    if (random_below(&change->random, 2) == 0)
        return KNOWN[random_below(&change->random, sizeof KNOWN)];
    return 100 + (unsigned)random_below(&change->random, 100);
}

/* Some look for a status anywhere in the line, some need a reason. */
static const char *const REASONS[] = {"X", "X", "200 OK", ""};
enum { REASON_COUNT = sizeof REASONS / sizeof REASONS[0] };

static void add_interim(struct change *change, struct buf *out, unsigned code)
{
    buf_add_text(out, "HTTP/1.1 ");
    add_code(out, code);
    buf_add_octet(out, ' ');
    buf_add_text(out, REASONS[random_below(&change->random, REASON_COUNT)]);
    buf_add_text(out, "\r\n");
    if (random_below(&change->random, 3) == 0)
        buf_add(out, word_any(WORD_FIELD, &change->random));
    buf_add_text(out, "\r\n");
}

static bool insert_interim(struct change *change, size_t at, unsigned code)
{
    struct buf message;
    buf_init(&message, INTERIM_MAX_OCTETS);
    add_interim(change, &message, code);
    const bool fits = change_splice(change, at, 0, buf_view(&message));
    buf_fini(&message);
    return fits;
}

bool mutation_insert_interim(struct change *change)
{
    size_t at;
    return change_place(change, &at) &&
           insert_interim(change, at, any_interim_code(change));
}

bool mutation_drop_response(struct change *change)
{
    const struct part *part = change_part(change, ANY_RESPONSE);
    return part && change_splice(change, part->start, part->end - part->start,
                                 (struct octets){NULL, 0});
}

bool mutation_repeat_response(struct change *change)
{
    const struct part *part = change_part(change, ANY_RESPONSE);
    struct buf copies;
    if (!part)
        return false;
    const struct octets octets = change_octets(change, part);
    const bool many = random_below(&change->random, 4) == 0;
    const size_t count = many ? 2 + random_below(&change->random, REPEAT_MAX - 1) : 1;
    buf_init(&copies, MESSAGES_MAX_OCTETS);
    for (size_t at = 0; at < count; at++)
        buf_add(&copies, octets);
    const bool fits =
        !copies.full && change_splice(change, part->end, 0, buf_view(&copies));
    buf_fini(&copies);
    return fits;
}

/* The part leaves its place and stands at `at` (of the text as it was). */
static bool move(struct change *change, const struct part *part, size_t at)
{
    const struct octets octets = change_octets(change, part);
    if (at >= part->start && at <= part->end)
        return false;
    const struct octets text = change->text;
    if (at < part->start) {
        buf_add(change->out, octets_slice(text, 0, at));
        buf_add(change->out, octets);
        buf_add(change->out, octets_slice(text, at, part->start - at));
        buf_add(change->out, octets_slice(text, part->end, text.len));
    } else {
        buf_add(change->out, octets_slice(text, 0, part->start));
        buf_add(change->out, octets_slice(text, part->end, at - part->end));
        buf_add(change->out, octets);
        buf_add(change->out, octets_slice(text, at, text.len));
    }
    return !change->out->full;
}

bool mutation_move_response(struct change *change)
{
    const struct part *part = change_part(change, ANY_RESPONSE);
    size_t at;
    return part && change_place(change, &at) && move(change, part, at);
}

bool mutation_late_interim(struct change *change)
{
    const struct part *final = change_part(change, 1U << PART_FINAL);
    const struct part *interim = change_part(change, 1U << PART_INTERIM);
    if (!final)
        return false;
    if (interim && interim->start < final->start &&
        random_below(&change->random, 2) == 0)
        return move(change, interim, final->end);
    return insert_interim(change, final->end, 102);
}

bool mutation_recode(struct change *change)
{
    const bool any = random_below(&change->random, 8) == 0;
    const struct part *part =
        change_part(change, any ? ANY_RESPONSE : 1 << PART_INTERIM);
    struct buf code;
    /* "HTTP/1.1 " stands before the code. */
    if (!part || part->end - part->start < 12)
        return false;
    buf_init(&code, 3);
    if (any)
        buf_add(&code, word_any(WORD_NUMBER, &change->random));
    else
        add_code(&code, any_interim_code(change));
    const bool fits = change_splice(change, part->start + 9, 3, buf_view(&code));
    buf_fini(&code);
    return fits;
}

/* Half the time in a segment of its own. */
bool mutation_stray_octets(struct change *change)
{
    const struct part *part = change_message(change);
    struct buf stray;
    if (!part)
        return false;
    const bool before = random_below(&change->random, 3) == 0;
    const bool alone = random_below(&change->random, 2) == 0;
    buf_init(&stray, STRAY_MAX_OCTETS);
    if (alone)
        change_mark(part, &stray);
    buf_add(&stray, word_any(WORD_STRAY, &change->random));
    const bool fits =
        change_splice(change, before ? part->start : part->end, 0, buf_view(&stray));
    buf_fini(&stray);
    return fits;
}
