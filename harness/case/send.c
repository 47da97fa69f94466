/* SPDX-License-Identifier: MIT */
/* Fences of octets: escapes and variables to pieces.
 *
 * A line of octets begins with a line of the fence and behind every LF octet. There a
 * message may begin, which decides what {token} speaks of and which pieces belong to an
 * interim response; so each lane is followed octet by octet while its pieces are made.
 */
#include "base/quote.h"
#include "case/compile.h"
#include "case/sending.h"

#include <string.h>

static struct piece *piece_add(struct sending *sending, struct text place,
                               struct piece piece)
{
    struct compile *compile = sending->compile;
    if (compile->piece_count == PIECES_MAX) {
        sending->right =
            text_mistake(compile->mistakes, place,
                         "expected at most %d lines and variables", PIECES_MAX);
        return NULL;
    }
    if (sending->lane && sending->step->side == SIDE_ORIGIN)
        piece.interim = sending->lane->response.interim;
    compile->pieces[compile->piece_count] = piece;
    return &compile->pieces[compile->piece_count++];
}

static void note_outside(struct sending *sending, struct text place, bool outside)
{
    if (outside && !sending->outside) {
        sending->outside = true;
        sending->outside_at = place;
    }
}

/* Tells the lane's follower of the octets written since it was last told. */
static void follow(struct sending *sending, struct text place)
{
    const struct octets fresh = {sending->octets + sending->followed,
                                 sending->len - sending->followed};
    sending->followed = sending->len;
    if (!sending->lane || fresh.len == 0)
        return;
    if (sending->step->side == SIDE_CLIENT)
        follow_request(sending->lane, fresh);
    else
        note_outside(sending, place, follow_response(sending->lane, fresh));
}

/* Makes a piece of the octets written since the last one. */
static void flush(struct sending *sending, struct text place)
{
    const struct octets octets = {sending->octets + sending->piece_start,
                                  sending->len - sending->piece_start};
    follow(sending, place);
    sending->piece_start = sending->len;
    if (octets.len > 0)
        piece_add(sending, place,
                  (struct piece){.kind = PIECE_OCTETS, .octets = octets});
}

/* The first octets of a status line, cut off by the fence's end? */
static bool is_cut_status_line(struct octets line)
{
    return line.len > 1 && line.ptr[line.len - 1] == '\\' &&
           octets_starts_with(OCTETS("HTTP/"), octets_slice(line, 0, line.len - 1));
}

/* Whatever comes behind an interim response goes with it, up to the next status line:
 * it would be nothing by itself. */
static void line_begins(struct sending *sending, struct text rest)
{
    if (!sending->lane || sending->content)
        return;
    if (sending->step->side == SIDE_CLIENT) {
        if (!is_request_line(rest.octets))
            return;
        flush(sending, rest);
        follow_request_begin(sending->compile, sending->lane_number, rest,
                             sending->compile->step_count);
        return;
    }
    struct response_follow *response = &sending->lane->response;
    if (is_status_line(rest.octets)) {
        flush(sending, rest);
        follow_response_begin(sending->lane, rest.octets);
    } else if (response->state == RESPONSE_EXPECTED &&
               is_cut_status_line(rest.octets)) {
        flush(sending, rest);
        response->interim = false;
    }
}

/* In a header section a variable counts by what it says, in content by its length. */
static void follow_variable(struct sending *sending, const struct piece *piece,
                            struct text place)
{
    struct lane *lane = sending->lane;
    const char *stand_in = piece->kind == PIECE_TOKEN_HEX      ? "10"
                           : piece->kind == PIECE_TOKEN_LENGTH ? "16"
                                                               : "x";
    uint64_t len;
    if (!lane)
        return;
    if (sending->step->side == SIDE_CLIENT) {
        follow_request(lane, octets_of(stand_in));
    } else if (lane->response.state == RESPONSE_COUNTED ||
               lane->response.state == RESPONSE_CHUNK) {
        if (!piece_length(sending->compile, piece, &len))
            lane->response.state = RESPONSE_UNBOUNDED;
        else
            note_outside(sending, place, follow_response_skip(lane, len));
    } else {
        note_outside(sending, place, follow_response(lane, octets_of(stand_in)));
    }
}

/* {name} at the front of rest. Returns how long it is. */
static size_t read_variable(struct sending *sending, struct text rest)
{
    const size_t end = octets_find(rest.octets, OCTETS("}"));
    struct piece piece = {.kind = PIECE_OCTETS};
    if (end == SIZE_MAX) {
        sending->right = text_mistake(sending->compile->mistakes, rest,
                                      "expected {name}, or {{ for a brace, found no }");
        return rest.octets.len;
    }
    flush(sending, rest);
    if (!placeholder_read(sending, text_slice(rest, 1, end - 1), &piece)) {
        sending->right = false;
        return end + 1;
    }
    follow_variable(sending, &piece, rest);
    piece_add(sending, rest, piece);
    return end + 1;
}

static void put(struct sending *sending, unsigned char octet)
{
    sending->octets[sending->len++] = octet;
}

static void line_ends(struct sending *sending, struct text rest)
{
    if (sending->lane && sending->step->side == SIDE_ORIGIN)
        follow(sending, rest);
}

/* An escape at the front of rest. Returns its length. */
static size_t read_escape(struct sending *sending, struct text rest)
{
    unsigned char octet = 0;
    const size_t len = quote_decode(rest.octets, &octet);
    if (len == 0) {
        sending->right = text_mistake(
            sending->compile->mistakes, rest,
            "expected \\r \\n \\t \\0 \\\\ \\xNN, or a backslash at the end of the "
            "line, found '%.*s'",
            rest.octets.len < 2 || rest.octets.ptr[1] > 0x7e ? 1 : 2, rest.octets.ptr);
        return rest.octets.len < 2 ? 1 : 2;
    }
    put(sending, octet);
    if (octet == '\n') {
        line_ends(sending, rest);
        if (len < rest.octets.len)
            line_begins(sending, text_slice(rest, len, rest.octets.len));
    }
    return len;
}

/* How many octets at the front of rest stand for themselves. */
static size_t plain_run(struct octets rest)
{
    size_t len = 0;
    while (len < rest.len && rest.ptr[len] >= 0x20 && rest.ptr[len] <= 0x7e &&
           rest.ptr[len] != '\\' && rest.ptr[len] != '{')
        len++;
    return len;
}

static size_t read_plain(struct sending *sending, struct text rest)
{
    const unsigned char octet = rest.octets.ptr[0];
    size_t len = plain_run(rest.octets);
    if (len > 0) {
        memcpy(sending->octets + sending->len, rest.octets.ptr, len);
        sending->len += len;
        return len;
    }
    sending->right = text_mistake(sending->compile->mistakes, rest,
                                  "expected printable ASCII, found the octet 0x%02x "
                                  "(write \\x%02x)",
                                  octet, octet);
    len = 1; /* one mistake a character */
    while (octet >= 0x80 && len < rest.octets.len &&
           (rest.octets.ptr[len] & 0xc0) == 0x80)
        len++;
    return len;
}

/* One line. True where it ends in CRLF: no backslash dropped that. */
static bool read_line(struct sending *sending, struct text line)
{
    const struct octets octets = line.octets;
    for (size_t at = 0; at < octets.len;) {
        const struct text rest = text_slice(line, at, octets.len - at);
        if (octets.ptr[at] == '\\' && at + 1 == octets.len)
            return false;
        if (octets.ptr[at] == '\\')
            at += read_escape(sending, rest);
        else if (octets.ptr[at] != '{')
            at += read_plain(sending, rest);
        else if (at + 1 < octets.len && octets.ptr[at + 1] == '{') {
            put(sending, '{');
            at += 2;
        } else
            at += read_variable(sending, rest);
    }
    return true;
}

static void check_end(struct sending *sending, struct text line)
{
    const struct text trimmed = text_trim(line);
    const size_t lead = (size_t)(trimmed.octets.ptr - line.octets.ptr);
    const size_t end = trimmed.octets.len > 0 ? lead + trimmed.octets.len : 0;
    if (end < line.octets.len)
        sending->right = text_mistake(
            sending->compile->mistakes, text_slice(line, end, line.octets.len),
            "expected no white space at the end of a line (write \\x20 or \\t)");
}

/* The lines of a fence with this round's values, in scratch memory. */
static struct text *lines_of(struct compile *compile, const struct block *fence,
                             size_t *count, size_t *room)
{
    *count = (size_t)fence->last_line + 1 - (size_t)fence->line;
    *room = 0;
    struct text *lines = ARENA_ARRAY(compile->scratch, struct text, *count);
    for (size_t at = 0; at < *count; at++) {
        const struct text line =
            block_line(fence, compile->source, fence->line + (int)at);
        lines[at] = variables_replace(&compile->properties.variables, line, true,
                                      compile->scratch, compile->mistakes);
        *room += lines[at].octets.len + 2;
    }
    return lines;
}

/* One piece for what lies side by side. */
static void settle_pieces(struct sending *sending)
{
    struct compile *compile = sending->compile;
    size_t kept = 0;
    for (size_t at = 0; at < compile->piece_count; at++) {
        const struct piece *piece = &compile->pieces[at];
        struct piece *last = kept > 0 ? &compile->pieces[kept - 1] : NULL;
        if (last && last->kind == PIECE_OCTETS && piece->kind == PIECE_OCTETS &&
            last->interim == piece->interim &&
            last->octets.ptr + last->octets.len == piece->octets.ptr)
            last->octets.len += piece->octets.len;
        else
            compile->pieces[kept++] = *piece;
    }
    compile->piece_count = kept;
}

static void judge_outside(struct sending *sending)
{
    struct compile *compile = sending->compile;
    const struct lane *lane = sending->lane;
    if (!sending->outside)
        return;
    compile->maybe_outside = true;
    if (sending->step->condition != 0)
        return;
    compile->outside = true;
    if (!compile->properties.alone)
        text_mistake(compile->mistakes, sending->outside_at,
                     lane->response.ended
                         ? "expected `alone: yes` in the properties: the exchange has "
                           "ended with its final response, this is sent outside of any"
                         : "expected `origin waits request` before this (or `alone: "
                           "yes` in the properties: it is sent outside an exchange)");
}

static void read_lines(struct sending *sending, const struct text *lines, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        check_end(sending, lines[at]);
        line_begins(sending, lines[at]);
        if (read_line(sending, lines[at])) {
            put(sending, '\r');
            put(sending, '\n');
        }
        line_ends(sending, lines[at]);
    }
    flush(sending, lines[count - 1]);
}

/* The origin's exchange behind the fence. before: how it stood. */
static void settle_response(struct sending *sending,
                            const struct response_follow *before, struct text place)
{
    settle_pieces(sending);
    if (sending->step->repeat > 1 && before->state != RESPONSE_NONE)
        note_outside(sending, place, sending->lane->response.state == RESPONSE_NONE);
    judge_outside(sending);
    if (sending->step->condition != 0) /* one of the ways that it may take */
        sending->lane->response = *before;
}

bool send_read(struct compile *compile, const struct block *fence,
               const struct step *step, bool content)
{
    struct sending sending = {.compile = compile,
                              .lane = &compile->lanes[step->lane],
                              .lane_number = step->lane,
                              .step = step,
                              .content = content,
                              .right = true};
    const struct response_follow before = sending.lane->response;
    size_t count, room;
    const struct text *lines = lines_of(compile, fence, &count, &room);
    compile->piece_count = 0;
    compile->octets += room;
    if (compile->octets > CASE_OCTETS_MAX)
        return text_mistake(compile->mistakes, fence->text,
                            "expected at most %d octets in all rounds of a case (write "
                            "{fill:N} or repeat=N for many)",
                            CASE_OCTETS_MAX);
    sending.octets = arena_take(compile->arena, room);
    /* Nothing outside an exchange goes with an interim response of an earlier fence. */
    if (before.state == RESPONSE_NONE)
        sending.lane->response.interim = false;
    read_lines(&sending, lines, count);
    if (step->side == SIDE_ORIGIN)
        settle_response(&sending, &before, lines[0]);
    return sending.right;
}

const struct piece *value_read(struct compile *compile, struct text text, unsigned lane,
                               unsigned exchange, size_t *count)
{
    struct sending sending = {
        .compile = compile, .lane_number = lane, .exchange = exchange, .right = true};
    compile->piece_count = 0;
    sending.octets = arena_take(compile->arena, text.octets.len + 1);
    read_line(&sending, text);
    flush(&sending, text);
    *count = compile->piece_count;
    struct piece *pieces = ARENA_ARRAY(compile->arena, struct piece, *count + 1);
    memcpy(pieces, compile->pieces, *count * sizeof *pieces);
    return pieces;
}
