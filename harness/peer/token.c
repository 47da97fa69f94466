/* SPDX-License-Identifier: MIT */
/* The character set of tokens. */
#include "peer/token.h"

#include <string.h>

bool token_is(struct octets name)
{
    static const char OTHERS[] = "!#$%&'*+-.^_`|~";
    for (size_t at = 0; at < name.len; at++) {
        const unsigned char octet = name.ptr[at], lower = octet | 0x20;
        const bool letter = lower >= 'a' && lower <= 'z';
        const bool digit = octet >= '0' && octet <= '9';
        if (!letter && !digit && !memchr(OTHERS, octet, sizeof OTHERS - 1))
            return false;
    }
    return name.len > 0;
}
