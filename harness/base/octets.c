/* SPDX-License-Identifier: MIT */
/* Comparing, searching and cutting views of octets. */
#include "base/octets.h"

#include <string.h>

struct octets octets_of(const char *text)
{
    return (struct octets){(const unsigned char *)text, strlen(text)};
}

bool octets_equal(struct octets a, struct octets b)
{
    return a.len == b.len &&
           (a.len == 0 || !a.ptr || !b.ptr || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static unsigned char lower(unsigned char octet)
{
    return octet >= 'A' && octet <= 'Z' ? (unsigned char)(octet | 0x20) : octet;
}

bool octets_equal_nocase(struct octets a, struct octets b)
{
    if (a.len != b.len)
        return false;
    for (size_t at = 0; at < a.len; at++)
        if (lower(a.ptr[at]) != lower(b.ptr[at]))
            return false;
    return true;
}

bool octets_starts_with(struct octets view, struct octets prefix)
{
    return octets_equal(octets_slice(view, 0, prefix.len), prefix);
}

bool octets_ends_with(struct octets view, struct octets suffix)
{
    return view.len >= suffix.len &&
           octets_equal(octets_slice(view, view.len - suffix.len, suffix.len), suffix);
}

size_t octets_find(struct octets view, struct octets needle)
{
    if (needle.len == 0)
        return 0;
    for (size_t at = 0; at + needle.len <= view.len; at++) {
        const unsigned char *hit =
            memchr(view.ptr + at, needle.ptr[0], view.len - at - needle.len + 1);
        if (!hit)
            break;
        at = (size_t)(hit - view.ptr);
        if (memcmp(hit, needle.ptr, needle.len) == 0)
            return at;
    }
    return SIZE_MAX;
}

struct octets octets_trim(struct octets view)
{
    while (view.len > 0 && (view.ptr[0] == ' ' || view.ptr[0] == '\t'))
        view = octets_slice(view, 1, view.len);
    while (view.len > 0 &&
           (view.ptr[view.len - 1] == ' ' || view.ptr[view.len - 1] == '\t'))
        view.len--;
    return view;
}

bool octets_to_u64(struct octets view, uint64_t *number)
{
    uint64_t value = 0;
    if (view.len == 0)
        return false;
    for (size_t at = 0; at < view.len; at++) {
        if (view.ptr[at] < '0' || view.ptr[at] > '9')
            return false;
        const unsigned digit = (unsigned)(view.ptr[at] - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *number = value;
    return true;
}
