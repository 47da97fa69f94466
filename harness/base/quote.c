/* SPDX-License-Identifier: MIT */
/* Octets to visible characters and back. */
#include "base/quote.h"

static const char HEX[] = "0123456789abcdef";

static char short_escape(unsigned char octet)
{
    switch (octet) {
    case '\r':
        return 'r';
    case '\n':
        return 'n';
    case '\t':
        return 't';
    case '\0':
        return '0';
    case '\\':
        return '\\';
    default:
        return 0;
    }
}

static bool is_plain(unsigned char octet)
{
    return octet >= 0x20 && octet <= 0x7e && octet != '\\';
}

size_t quote_width(unsigned char octet)
{
    if (is_plain(octet))
        return 1;
    return short_escape(octet) ? 2 : 4;
}

void quote_encode(struct buf *out, struct octets octets)
{
    for (size_t at = 0; at < octets.len; at++) {
        const unsigned char octet = octets.ptr[at];
        if (is_plain(octet)) {
            buf_add_octet(out, octet);
            continue;
        }
        buf_add_octet(out, '\\');
        if (short_escape(octet)) {
            buf_add_octet(out, (unsigned char)short_escape(octet));
            continue;
        }
        buf_add_octet(out, 'x');
        buf_add_octet(out, (unsigned char)HEX[octet >> 4]);
        buf_add_octet(out, (unsigned char)HEX[octet & 15]);
    }
}

static int hex_digit(unsigned char octet)
{
    if (octet >= '0' && octet <= '9')
        return octet - '0';
    octet |= 0x20;
    return octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : -1;
}

size_t quote_decode(struct octets text, unsigned char *octet)
{
    static const struct {
        char letter;
        unsigned char octet;
    } SHORT[] = {{'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'0', '\0'}, {'\\', '\\'}};

    if (text.len < 2 || text.ptr[0] != '\\')
        return 0;
    for (size_t row = 0; row < sizeof SHORT / sizeof SHORT[0]; row++) {
        if (text.ptr[1] == (unsigned char)SHORT[row].letter) {
            *octet = SHORT[row].octet;
            return 2;
        }
    }
    if (text.ptr[1] != 'x' || text.len < 4)
        return 0;
    const int high = hex_digit(text.ptr[2]);
    const int low = hex_digit(text.ptr[3]);
    if (high < 0 || low < 0)
        return 0;
    *octet = (unsigned char)(high << 4 | low);
    return 4;
}
