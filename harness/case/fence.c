/* SPDX-License-Identifier: MIT */
/* What a fence says of itself, and handing its lines to those who read them. */
#include "case/compile.h"

#include <string.h>

enum side side_find(struct octets name)
{
    enum side side = 0;
    while (side < SIDE_COUNT && !octets_equal(name, octets_of(side_name(side))))
        side++;
    return side;
}

static bool is_number(struct octets word)
{
    uint64_t number;
    return octets_to_u64(word, &number);
}

bool lane_read(struct compile *compile, struct text *text, unsigned *lane)
{
    struct text rest = *text;
    const struct text word = text_word(&rest);
    uint64_t number;
    *lane = 0;
    if (!is_number(word.octets))
        return true;
    if (!octets_to_u64(word.octets, &number) || number < 1 || number > SCRIPT_MAX_LANES)
        return text_mistake(compile->mistakes, word,
                            "expected a lane from 1 to %d, found '%s'",
                            SCRIPT_MAX_LANES, text_shown(word, compile->scratch));
    *text = rest;
    *lane = (unsigned)number - 1;
    return true;
}

struct lane *lane_use(struct compile *compile, enum side side, unsigned number,
                      struct text place)
{
    struct lane *lane = &compile->lanes[number];
    if (!lane->used[side]) {
        lane->used[side] = true;
        lane->first_use[side] = place;
    }
    if (number >= compile->lane_count)
        compile->lane_count = number + 1;
    return lane;
}

struct step *step_add(struct compile *compile, struct text place,
                      const struct step *step)
{
    if (compile->step_count == STEPS_MAX) {
        text_mistake(compile->mistakes, place, "expected at most %d steps", STEPS_MAX);
        return NULL;
    }
    compile->steps[compile->step_count] = *step;
    return &compile->steps[compile->step_count++];
}

/* The number of octets of one repetition; false where only playing knows. */
static bool send_length(const struct compile *compile, uint64_t *len)
{
    *len = 0;
    for (size_t at = 0; at < compile->piece_count; at++) {
        uint64_t one;
        if (!piece_length(compile, &compile->pieces[at], &one))
            return false;
        *len += one;
    }
    return true;
}

static void check_cuts(struct compile *compile, const struct step *step,
                       struct text info)
{
    uint64_t len;
    if (step->gap_ms && !step->cut_count && !step->cut_every && step->repeat == 1)
        text_mistake(compile->mistakes, info,
                     "expected a cut= or repeat= for the gap= to stand between");
    if (step->cut_count > 0 && send_length(compile, &len) &&
        step->cuts[step->cut_count - 1] >= len)
        text_mistake(compile->mistakes, info,
                     "expected cuts before the end of the fence at %llu octets, found "
                     "%zu",
                     (unsigned long long)len, step->cuts[step->cut_count - 1]);
}

static void check_connection(struct compile *compile, const struct step *step,
                             struct text info)
{
    const struct lane *lane = &compile->lanes[step->lane];
    if (lane->closed[step->side])
        text_mistake(compile->mistakes, info,
                     "expected nothing to send: the %s has closed lane %u",
                     side_name(step->side), step->lane + 1);
}

static void keep_send(struct compile *compile, struct step *step, struct text info)
{
    const size_t count = compile->piece_count;
    struct piece *pieces = ARENA_ARRAY(compile->arena, struct piece, count);
    memcpy(pieces, compile->pieces, count * sizeof *pieces);
    step->pieces = pieces;
    step->piece_count = count;
    step->is_interim = step->side == SIDE_ORIGIN && count > 0;
    for (size_t at = 0; at < count; at++)
        step->is_interim &= pieces[at].interim;
    check_cuts(compile, step, info);
    step_add(compile, info, step);
}

static void read_send(struct compile *compile, const struct block *fence,
                      enum side side, struct text rest)
{
    struct step step = {
        .kind = STEP_SEND, .line = fence->line - 1, .side = side, .repeat = 1};
    bool content = false;
    if (!lane_read(compile, &rest, &step.lane))
        return;
    lane_use(compile, step.side, step.lane, fence->text);
    if (!attributes_read(compile, rest, true, &step, &content) ||
        !condition_check(compile, &step, text_trim(rest)))
        return;
    if (fence->last_line < fence->line) {
        text_mistake(compile->mistakes, fence->text,
                     "expected octets in the fence, found none");
        return;
    }
    check_connection(compile, &step, fence->text);
    const size_t begun = compile->exchange_count;
    if (!send_read(compile, fence, &step, content))
        return;
    step.starts_exchange = compile->exchange_count > begun;
    if (step.starts_exchange && step.repeat > 1)
        text_mistake(compile->mistakes, fence->text,
                     "expected no repeat= in a fence that begins an exchange: each has "
                     "a path of its own");
    keep_send(compile, &step, fence->text);
}

static struct text line_of_words(struct compile *compile, const struct block *fence,
                                 int n)
{
    const struct text line = block_line(fence, compile->source, n);
    return text_trim(variables_replace(&compile->properties.variables, line, false,
                                       compile->scratch, compile->mistakes));
}

static void read_do(struct compile *compile, const struct block *fence,
                    struct text attributes)
{
    struct step step = {.repeat = 1};
    bool content = false;
    bool empty = true;
    if (!attributes_read(compile, attributes, false, &step, &content))
        return;
    for (int n = fence->line; n <= fence->last_line; n++) {
        const struct text line = line_of_words(compile, fence, n);
        if (line.octets.len == 0)
            continue;
        empty = false;
        step.line = n;
        do_line(compile, line, &step);
    }
    if (empty)
        text_mistake(compile->mistakes, fence->text,
                     "expected a step in the fence, found none");
}

static void read_expect(struct compile *compile, const struct block *fence,
                        struct text rest)
{
    const size_t before = compile->mistakes->count;
    const struct text word = text_word(&rest);
    if (word.octets.len > 0)
        text_mistake(compile->mistakes, word,
                     "expected nothing behind expect, found "
                     "'%s'",
                     text_shown(word, compile->scratch));
    if (compile->has_expect)
        text_mistake(compile->mistakes, fence->text,
                     "expected one expect fence a case, found a second");
    compile->has_expect = true;
    bool empty = true;
    for (int n = fence->line; n <= fence->last_line; n++) {
        const struct text line = line_of_words(compile, fence, n);
        if (line.octets.len == 0)
            continue;
        empty = false;
        expect_line(compile, line);
    }
    if (empty && compile->mistakes->count == before)
        text_mistake(compile->mistakes, fence->text,
                     "expected `ROLE: pass PATTERN` in the fence, found nothing");
}

void fence_read(struct compile *compile, const struct block *fence)
{
    struct text rest = variables_replace(&compile->properties.variables, fence->text,
                                         false, compile->scratch, compile->mistakes);
    const struct text word = text_word(&rest);
    const enum side side = side_find(word.octets);
    if (side < SIDE_COUNT)
        read_send(compile, fence, side, rest);
    else if (text_is(word, "do"))
        read_do(compile, fence, rest);
    else if (text_is(word, "expect"))
        read_expect(compile, fence, rest);
    else
        text_mistake(compile->mistakes, fence->text,
                     "expected client, origin, do or expect behind the marks of a "
                     "fence, found '%s'",
                     text_shown(word, compile->scratch));
}
