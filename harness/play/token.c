/* SPDX-License-Identifier: MIT */
/* Spelling numbers as tokens and tags, and finding them again. */
#include "play/token.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RUN_LEN = 7, DIGITS = TOKEN_OCTETS - RUN_LEN, TAG_RUN_LEN = 8 };

static const char LETTERS[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"; /* 32 of them */

void token_source_init(struct token_source *source)
{
    uint64_t seed = (uint64_t)clock_now_ns() ^ ((uint64_t)getpid() << 32);
    seed ^= seed >> 29;
    seed *= 0x9e3779b97f4a7c15U;
    seed ^= seed >> 32;
    source->run[0] = 'Q';
    for (size_t at = 1; at < RUN_LEN; at++)
        source->run[at] = LETTERS[(seed >> (5 * at)) & 31];
    source->run[RUN_LEN] = '\0';
    snprintf(source->tag_run, sizeof source->tag_run, "%08x",
             (unsigned)(seed >> 16 & 0xffffffffU));
    atomic_init(&source->next, 1);
}

uint32_t token_reserve(struct token_source *source, uint32_t count)
{
    return atomic_fetch_add(&source->next, count);
}

void token_write(const struct token_source *source, uint32_t number,
                 unsigned char out[TOKEN_OCTETS])
{
    memcpy(out, source->run, RUN_LEN);
    for (size_t at = TOKEN_OCTETS; at > RUN_LEN; at--) {
        out[at - 1] = (unsigned char)LETTERS[number & 31];
        number >>= 5;
    }
}

bool token_read(const struct token_source *source, struct octets text, uint32_t *number)
{
    if (text.len < TOKEN_OCTETS || memcmp(text.ptr, source->run, RUN_LEN) != 0)
        return false;
    uint32_t value = 0;
    for (size_t at = RUN_LEN; at < TOKEN_OCTETS; at++) {
        const char *letter = memchr(LETTERS, text.ptr[at], sizeof LETTERS - 1);
        if (!letter)
            return false;
        value = value << 5 | (uint32_t)(letter - LETTERS);
    }
    *number = value;
    return true;
}

void token_add_tag(const struct token_source *source, uint32_t number, struct buf *out)
{
    buf_printf(out, "%s-%x", source->tag_run, (unsigned)number);
}

void token_add_answer(const struct token_source *source, uint32_t number,
                      struct buf *out)
{
    unsigned char token[TOKEN_OCTETS];
    token_write(source, number, token);
    buf_printf(out,
               "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
               "Cache-Control: no-store\r\nContent-Length: %d\r\n\r\n",
               TOKEN_OCTETS);
    buf_add(out, (struct octets){token, sizeof token});
}

bool token_find_tag(const struct token_source *source, struct octets text,
                    uint32_t *number)
{
    const struct octets run = {(const unsigned char *)source->tag_run, TAG_RUN_LEN};
    const size_t found = octets_find(text, run);
    if (found == SIZE_MAX)
        return false;
    size_t at = found + TAG_RUN_LEN;
    if (at >= text.len || text.ptr[at] != '-')
        return false;
    uint32_t value = 0;
    size_t digits = 0;
    for (at++; at < text.len && digits < 8; at++, digits++) {
        const unsigned char octet = text.ptr[at];
        if (octet >= '0' && octet <= '9')
            value = value << 4 | (uint32_t)(octet - '0');
        else if (octet >= 'a' && octet <= 'f')
            value = value << 4 | (uint32_t)(octet - 'a' + 10);
        else
            break;
    }
    *number = value;
    return digits > 0;
}

void token_scan_init(struct token_scan *scan, uint32_t number)
{
    *scan = (struct token_scan){.number = number};
}

/* All tokens that begin in view. */
static void scan_view(const struct token_source *source, struct token_scan *scan,
                      struct octets view)
{
    const struct octets run = {(const unsigned char *)source->run, RUN_LEN};
    while (view.len >= TOKEN_OCTETS) {
        const size_t at = octets_find(view, run);
        if (at == SIZE_MAX)
            return;
        view = octets_slice(view, at, view.len);
        uint32_t number;
        if (token_read(source, view, &number)) {
            scan->own |= number == scan->number;
            scan->other |=
                number != scan->number && number - scan->shared >= scan->shared_count;
        }
        view = octets_slice(view, 1, view.len);
    }
}

void token_scan_feed(const struct token_source *source, struct token_scan *scan,
                     struct octets content)
{
    /* A token that began in an earlier piece: the seam is looked at by itself. */
    unsigned char seam[2 * TOKEN_OCTETS];
    if (!content.ptr)
        return;
    const size_t room = TOKEN_OCTETS - 1;
    const size_t head = content.len < room ? content.len : room;
    memcpy(seam, scan->tail, scan->tail_len);
    memcpy(seam + scan->tail_len, content.ptr, head);
    const size_t seam_len = scan->tail_len + head;
    if (scan->tail_len > 0)
        scan_view(source, scan, (struct octets){seam, seam_len});
    scan_view(source, scan, content);
    if (content.len >= room) {
        memcpy(scan->tail, content.ptr + content.len - room, room);
        scan->tail_len = room;
    } else {
        const size_t keep = seam_len < room ? seam_len : room;
        memmove(scan->tail, seam + seam_len - keep, keep);
        scan->tail_len = keep;
    }
}
