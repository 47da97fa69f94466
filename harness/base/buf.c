/* SPDX-License-Identifier: MIT */
/* Growth by doubling, up to the maximum and never past it. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

void buf_init(struct buf *buf, size_t max)
{
    *buf = (struct buf){.max = max};
}

void buf_fini(struct buf *buf)
{
    free(buf->ptr);
    buf_init(buf, buf->max);
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->full = false;
}

/* Room for need octets in all and a NUL behind them; need <= max. */
static bool reserve(struct buf *buf, size_t need)
{
    if (need + 1 <= buf->capacity)
        return true;
    size_t capacity = buf->capacity ? buf->capacity : FIRST_CAPACITY;
    while (capacity < need + 1)
        capacity *= 2;
    unsigned char *ptr = realloc(buf->ptr, capacity);
    if (!ptr)
        return false;
    buf->ptr = ptr;
    buf->capacity = capacity;
    return true;
}

bool buf_add(struct buf *buf, struct octets octets)
{
    const size_t room = buf->max - buf->len;
    const size_t take = octets.len < room ? octets.len : room;
    if (octets.len > room)
        buf->full = true;
    if (take == 0)
        return octets.len == 0;
    if (!reserve(buf, buf->len + take)) {
        buf->full = true;
        return false;
    }
    memcpy(buf->ptr + buf->len, octets.ptr, take);
    buf->len += take;
    return take == octets.len;
}

bool buf_add_octet(struct buf *buf, unsigned char octet)
{
    return buf_add(buf, (struct octets){&octet, 1});
}

bool buf_add_text(struct buf *buf, const char *text)
{
    return buf_add(buf, octets_of(text));
}

bool buf_printf(struct buf *buf, const char *format, ...)
{
    char small[512];
    va_list args;
    va_start(args, format);
    const int need = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (need < 0)
        return false;
    if ((size_t)need < sizeof small)
        return buf_add(buf, (struct octets){(unsigned char *)small, (size_t)need});
    char *large = malloc((size_t)need + 1);
    if (!large) {
        buf->full = true;
        return false;
    }
    va_start(args, format);
    vsnprintf(large, (size_t)need + 1, format, args);
    va_end(args);
    const bool all =
        buf_add(buf, (struct octets){(unsigned char *)large, (size_t)need});
    free(large);
    return all;
}

void buf_drop(struct buf *buf, size_t count)
{
    if (count > buf->len)
        count = buf->len;
    if (count == 0)
        return;
    memmove(buf->ptr, buf->ptr + count, buf->len - count);
    buf->len -= count;
}

struct octets buf_view(const struct buf *buf)
{
    return (struct octets){buf->ptr, buf->len};
}

const char *buf_text(struct buf *buf)
{
    if (buf->ptr == NULL)
        return "";
    buf->ptr[buf->len] = '\0';
    return (const char *)buf->ptr;
}
