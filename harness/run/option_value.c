/* SPDX-License-Identifier: MIT */
/* Reading values without a locale, and whole or not at all; splitting and quoting the
 * words of a command line. */
#include "run/option_value.h"

#include "run/options.h"

#include <popt.h>
#include <stdlib.h>
#include <string.h>

bool option_count(const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
    return octets_to_u64(octets_of(text), number) && *number >= least &&
           *number <= most;
}

bool option_factor(const char *text, double *factor)
{
    const struct octets all = octets_of(text);
    const size_t point = octets_find(all, OCTETS("."));
    const struct octets fraction =
        point == SIZE_MAX ? OCTETS("0") : octets_slice(all, point + 1, all.len);
    uint64_t whole = 0;
    uint64_t part = 0;
    if (!octets_to_u64(octets_slice(all, 0, point), &whole) ||
        !octets_to_u64(fraction, &part) || fraction.len > 6 || whole > 1000)
        return false;
    double value = (double)part;
    for (size_t at = 0; at < fraction.len; at++)
        value /= 10;
    *factor = (double)whole + value;
    return *factor >= 0.01 && *factor <= 1000;
}

bool option_time_ms(const char *text, unsigned *time_ms)
{
    static const struct {
        const char *unit;
        uint64_t ms;
    } UNITS[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}};
    const struct octets all = octets_of(text);
    size_t digits = 0;
    uint64_t number = 0;
    while (digits < all.len && all.ptr[digits] >= '0' && all.ptr[digits] <= '9')
        digits++;
    const struct octets unit = octets_slice(all, digits, all.len);
    if (!octets_to_u64(octets_slice(all, 0, digits), &number) || number > 3600000)
        return false;
    for (size_t row = 0; row < sizeof UNITS / sizeof UNITS[0]; row++)
        if (octets_equal(unit, octets_of(UNITS[row].unit))) {
            *time_ms = (unsigned)(number * UNITS[row].ms);
            return number > 0 && number * UNITS[row].ms <= 3600000;
        }
    return false;
}

bool option_level(const char *text, enum level *level)
{
    for (unsigned at = 0; at < LEVEL_COUNT; at++)
        if (strcmp(level_name((enum level)at), text) == 0) {
            *level = (enum level)at;
            return true;
        }
    return false;
}

/* popt takes a quote that nobody closes for closed. */
static bool is_quote_open(const char *command)
{
    char quote = 0;
    for (; *command; command++) {
        if (*command == '\\' && quote != '\'' && command[1])
            command++;
        else if (quote == *command)
            quote = 0;
        else if (!quote && (*command == '\'' || *command == '"'))
            quote = *command;
    }
    return quote != 0;
}

const char *const *options_words(struct arena *arena, const char *command,
                                 struct err *err)
{
    const char **words = NULL;
    int count = 0;
    if (is_quote_open(command)) {
        err_set(err, "expected a command, found a quote left open in %s", command);
        return NULL;
    }
    const int failed = poptParseArgvString(command, &count, &words);
    if (failed || count == 0) {
        err_set(err, "expected a command, found '%s'%s%s", command, failed ? ": " : "",
                failed ? poptStrerror(failed) : "");
        free(words);
        return NULL;
    }
    const char **copy = ARENA_ARRAY(arena, const char *, count + 1);
    for (int at = 0; at < count; at++)
        copy[at] = arena_text(arena, octets_of(words[at]));
    free(words);
    return copy;
}

static bool is_safe(unsigned char octet)
{
    return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
           (octet >= '0' && octet <= '9') ||
           (octet && strchr("-_./:=@%+{}", octet) != NULL);
}

void options_quote_word(struct buf *out, const char *word)
{
    const struct octets all = octets_of(word);
    bool safe = all.len > 0;
    for (size_t at = 0; at < all.len; at++)
        safe = safe && is_safe(all.ptr[at]);
    if (safe) {
        buf_add(out, all);
        return;
    }
    buf_add_octet(out, '\'');
    for (size_t at = 0; at < all.len; at++) {
        if (all.ptr[at] == '\'')
            buf_add_text(out, "'\\''");
        else
            buf_add_octet(out, all.ptr[at]);
    }
    buf_add_octet(out, '\'');
}

bool option_shard(const char *text, unsigned *shard, unsigned *shards)
{
    enum { MOST = 10000 };
    char first[16] = "";
    uint64_t one = 0;
    uint64_t all = 0;
    const char *const slash = strchr(text, '/');
    if (!slash || (size_t)(slash - text) >= sizeof first)
        return false;
    memcpy(first, text, (size_t)(slash - text));
    if (!option_count(slash + 1, 1, MOST, &all) || !option_count(first, 1, all, &one))
        return false;
    *shard = (unsigned)one;
    *shards = (unsigned)all;
    return true;
}
