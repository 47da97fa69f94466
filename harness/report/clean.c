/* SPDX-License-Identifier: MIT */
/* One pass over the octets: characters that print go through, the rest is quoted. */
#include "report/clean.h"

#include "base/octets.h"
#include "base/quote.h"

enum { CLEAN_MAX_OCTETS = 1 << 20 };

/* Length of the UTF-8 sequence at the start of text and its code point; 0 where it is
 * broken, overlong or beyond Unicode. */
static size_t decode(struct octets text, uint32_t *point)
{
    static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char lead = text.ptr[0];
    const size_t len = lead < 0x80   ? 1
                       : lead < 0xc2 ? 0
                       : lead < 0xe0 ? 2
                       : lead < 0xf0 ? 3
                       : lead < 0xf5 ? 4
                                     : 0;
    if (len == 0 || len > text.len)
        return 0;
    *point = len == 1 ? lead : lead & (0x7fU >> len);
    for (size_t at = 1; at < len; at++) {
        if ((text.ptr[at] & 0xc0) != 0x80)
            return 0;
        *point = *point << 6 | (text.ptr[at] & 0x3fU);
    }
    return *point >= LEAST[len] && *point <= 0x10ffff ? len : 0;
}

/* Neither a control character, a surrogate, a noncharacter, nor one that turns the
 * direction of a line or ends it. */
static bool prints(uint32_t point)
{
    if (point < 0x20 || (point >= 0x7f && point < 0xa0))
        return false;
    if ((point >= 0xd800 && point < 0xe000) || (point & 0xfffe) == 0xfffe)
        return false;
    if (point >= 0xfdd0 && point <= 0xfdef)
        return false;
    return !(point >= 0x2028 && point <= 0x202e) &&
           !(point >= 0x2066 && point <= 0x2069) && point != 0xfeff;
}

/* Appends what stands at the start of text, quoted where it must be; its length. */
static size_t add_one(struct buf *out, struct octets text)
{
    uint32_t point = 0;
    size_t len = decode(text, &point);
    if (len > 0 && prints(point)) {
        buf_add(out, octets_slice(text, 0, len));
        return len;
    }
    len = len > 0 ? len : 1;
    quote_encode(out, octets_slice(text, 0, len));
    return len;
}

void clean_text(struct buf *out, const char *text)
{
    clean_octets(out, octets_of(text));
}

void clean_octets(struct buf *out, struct octets text)
{
    while (text.len > 0)
        text = octets_slice(text, add_one(out, text), text.len);
}

void clean_string(struct buf *out, const char *text)
{
    struct buf clean;
    buf_init(&clean, CLEAN_MAX_OCTETS);
    clean_text(&clean, text);
    buf_add_octet(out, '"');
    for (size_t at = 0; at < clean.len; at++) {
        if (clean.ptr[at] == '"' || clean.ptr[at] == '\\')
            buf_add_octet(out, '\\');
        buf_add_octet(out, clean.ptr[at]);
    }
    buf_add_octet(out, '"');
    buf_fini(&clean);
}

const char *clean_copy(struct arena *arena, const char *text)
{
    struct buf clean;
    buf_init(&clean, CLEAN_MAX_OCTETS);
    clean_text(&clean, text);
    const char *copy = arena_text(arena, buf_view(&clean));
    buf_fini(&clean);
    return copy;
}
