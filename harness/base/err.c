/* SPDX-License-Identifier: MIT */
/* Errors of the world outside, as one sentence with a place. */
#include "base/err.h"

#include "base/octets.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fill(struct err *err, const char *format, va_list args) ATTR_PRINTF(2, 0);

static void fill(struct err *err, const char *format, va_list args)
{
    err->file[0] = '\0';
    err->line = 0;
    err->column = 0;
    vsnprintf(err->text, sizeof err->text, format, args);
}

bool err_set(struct err *err, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, format, args);
        va_end(args);
    }
    return false;
}

bool err_set_at(struct err *err, const char *file, int line, int column,
                const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, format, args);
        va_end(args);
        snprintf(err->file, sizeof err->file, "%s", file ? file : "");
        err->line = line;
        err->column = column;
    }
    return false;
}

static void append_errno(struct err *err, int number)
{
    char reason[128] = "unknown error";
    (void)strerror_r(number, reason, sizeof reason);
    const size_t used = octets_of(err->text).len;
    snprintf(err->text + used, sizeof err->text - used, ": %s", reason);
}

bool err_set_errno(struct err *err, const char *format, ...)
{
    const int number = errno;
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, format, args);
        va_end(args);
        append_errno(err, number);
    }
    return false;
}

char *err_format(const struct err *err, char *out, size_t size)
{
    if (err->file[0] == '\0')
        snprintf(out, size, "%s", err->text);
    else if (err->line == 0)
        snprintf(out, size, "%s: %s", err->file, err->text);
    else if (err->column == 0)
        snprintf(out, size, "%s:%d: %s", err->file, err->line, err->text);
    else
        snprintf(out, size, "%s:%d:%d: %s", err->file, err->line, err->column,
                 err->text);
    return out;
}
