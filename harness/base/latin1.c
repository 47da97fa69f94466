/* SPDX-License-Identifier: MIT */
/* The first 256 characters of UTF-8, which take one octet or two. */
#include "base/latin1.h"

void latin1_to_utf8(struct buf *out, struct octets octets)
{
    for (size_t at = 0; at < octets.len; at++) {
        const unsigned char octet = octets.ptr[at];
        if (octet >= 0x80)
            buf_add_octet(out, (unsigned char)(0xc0 | octet >> 6));
        buf_add_octet(out,
                      octet < 0x80 ? octet : (unsigned char)(0x80 | (octet & 0x3f)));
    }
}

void latin1_from_utf8(struct buf *out, struct octets text)
{
    for (size_t at = 0; at < text.len; at++) {
        const unsigned char first = text.ptr[at];
        if ((first & 0xfc) == 0xc0 && at + 1 < text.len)
            buf_add_octet(out, (unsigned char)(first << 6 | (text.ptr[++at] & 0x3f)));
        else
            buf_add_octet(out, first);
    }
}
