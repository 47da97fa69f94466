/* SPDX-License-Identifier: MIT */
/* Variables of a case: reading their values, counting rounds, replacing names. */
#include "case/variable.h"

#include "base/buf.h"
#include "base/quote.h"

#include <stdio.h>
#include <string.h>

enum { VALUES_MAX = ROUNDS_MAX, LABEL_MAX = 200, LINE_MAX_OCTETS = 1 << 20 };

static bool is_name(struct octets name)
{
    if (name.len == 0 || name.ptr[0] < 'a' || name.ptr[0] > 'z')
        return false;
    for (size_t at = 0; at < name.len; at++) {
        const unsigned char octet = name.ptr[at];
        if (!(octet >= 'a' && octet <= 'z') && !(octet >= '0' && octet <= '9') &&
            octet != '-')
            return false;
    }
    return true;
}

/* A list of values under construction. */
struct values {
    struct octets *list;
    size_t count;
    struct arena *arena;
    struct mistakes *mistakes;
};

static bool add_value(struct values *values, struct text place, struct octets value)
{
    if (values->count == VALUES_MAX)
        return text_mistake(values->mistakes, place, "expected at most %d values",
                            VALUES_MAX);
    values->list[values->count++] = value;
    return true;
}

/* Reads \xNN, all of text. */
static bool read_octet(struct octets text, uint64_t *value)
{
    unsigned char octet;
    if (text.len < 2 || text.ptr[0] != '\\' || quote_decode(text, &octet) != text.len)
        return false;
    *value = octet;
    return true;
}

/* FIRST..LAST, both numbers or both octets as \xNN. */
static bool add_range(struct values *values, struct text range, size_t dots)
{
    uint64_t low, high;
    const struct text first = text_trim(text_slice(range, 0, dots));
    const struct text last =
        text_trim(text_slice(range, dots + 2, range.octets.len - dots - 2));
    const bool octets =
        read_octet(first.octets, &low) && read_octet(last.octets, &high);
    if (!octets && !octets_to_u64(first.octets, &low))
        return text_mistake(values->mistakes, first,
                            "expected a number or \\xNN before '..', found '%s'",
                            text_shown(first, values->arena));
    if (!octets && !octets_to_u64(last.octets, &high))
        return text_mistake(values->mistakes, last,
                            "expected a number or \\xNN behind '..', found '%s'",
                            text_shown(last, values->arena));
    if (low > high)
        return text_mistake(values->mistakes, range,
                            "expected a range that ascends, found '%s'",
                            text_shown(range, values->arena));
    for (uint64_t value = low;; value++) {
        const char *text = arena_printf(values->arena, octets ? "\\x%02llx" : "%llu",
                                        (unsigned long long)value);
        if (!add_value(values, range, octets_of(text)))
            return false;
        if (value == high)
            return true;
    }
}

static bool add_values(struct values *values, struct text list)
{
    do {
        const struct text value = text_trim(text_split(&list, ','));
        const size_t dots = octets_find(value.octets, OCTETS(".."));
        if (value.octets.len == 0)
            return text_mistake(values->mistakes, value,
                                "expected a value (\"\" for an empty one)");
        if (dots != SIZE_MAX) {
            if (!add_range(values, value, dots))
                return false;
            continue;
        }
        const struct octets octets = text_is(value, "\"\"") ? OCTETS("") : value.octets;
        if (!add_value(values, value, octets))
            return false;
    } while (list.octets.len > 0);
    return true;
}

static size_t index_of(const struct values *values, struct octets value)
{
    for (size_t at = 0; at < values->count; at++)
        if (octets_equal(values->list[at], value))
            return at;
    return SIZE_MAX;
}

static bool take_out(struct values *values, const struct values *except,
                     struct text place)
{
    for (size_t at = 0; at < except->count; at++) {
        const size_t found = index_of(values, except->list[at]);
        if (found == SIZE_MAX)
            return text_mistake(values->mistakes, place,
                                "expected exceptions that are among the values");
        values->count--;
        memmove(&values->list[found], &values->list[found + 1],
                (values->count - found) * sizeof *values->list);
    }
    if (values->count == 0)
        return text_mistake(values->mistakes, place,
                            "expected exceptions that leave a value");
    return true;
}

static bool read_values(struct values *values, struct text text)
{
    static const struct octets EXCEPT = {(const unsigned char *)" except ", 8};
    struct values except = *values;
    values->list = ARENA_ARRAY(values->arena, struct octets, VALUES_MAX);
    const size_t at = octets_find(text.octets, EXCEPT);
    if (at == SIZE_MAX)
        return add_values(values, text);
    const struct text exceptions =
        text_trim(text_slice(text, at + EXCEPT.len, text.octets.len));
    except.list = ARENA_ARRAY(values->arena, struct octets, VALUES_MAX);
    return add_values(values, text_slice(text, 0, at)) &&
           add_values(&except, exceptions) && take_out(values, &except, exceptions);
}

static bool is_taken(const struct variables *variables, struct octets name)
{
    for (size_t at = 0; at < variables->count; at++)
        if (octets_equal(variables->list[at].name.octets, name))
            return true;
    return false;
}

bool variable_read(struct variables *variables, struct text text, struct arena *arena,
                   struct mistakes *mistakes)
{
    struct text rest = text;
    const struct text name = text_trim(text_split(&rest, '='));
    if (!is_name(name.octets) || name.octets.len + 1 > text.octets.len ||
        octets_find(text.octets, OCTETS("=")) == SIZE_MAX)
        return text_mistake(mistakes, text,
                            "expected NAME = VALUE, VALUE..., found '%s'",
                            text_shown(text, arena));
    if (is_taken(variables, name.octets))
        return text_mistake(mistakes, name, "the variable '%s' is there already",
                            text_shown(name, arena));
    if (variables->count == VARIABLES_MAX)
        return text_mistake(mistakes, name, "expected at most %d variables",
                            VARIABLES_MAX);
    struct values values = {.arena = arena, .mistakes = mistakes};
    if (!read_values(&values, text_trim(rest)))
        return false;
    variables->list[variables->count++] =
        (struct variable){.name = name, .values = values.list, .count = values.count};
    return true;
}

size_t variables_rounds(const struct variables *variables)
{
    size_t rounds = 1;
    for (size_t at = 0; at < variables->count && rounds <= ROUNDS_MAX; at++)
        rounds *= variables->list[at].count;
    return rounds;
}

void variables_choose(struct variables *variables, size_t n)
{
    for (size_t at = variables->count; at-- > 0;) {
        struct variable *variable = &variables->list[at];
        variable->now = n % variable->count;
        n /= variable->count;
    }
}

static bool is_plain(unsigned char octet)
{
    return (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') ||
           (octet >= 'a' && octet <= 'z') || octet == '-' || octet == '/' ||
           octet == '_';
}

static bool is_plain_word(struct octets value)
{
    size_t at = 0;
    while (at < value.len && is_plain(value.ptr[at]))
        at++;
    return at > 0 && at == value.len;
}

/* As the case file has it; between quotes where it would not be seen where it ends. An
 * escaped space is no riddle there. */
static void label_value(struct buf *label, struct octets value)
{
    const struct octets space = OCTETS("\\x20");
    if (is_plain_word(value)) {
        buf_add(label, value);
        return;
    }
    buf_add_octet(label, '"');
    for (size_t at = 0; at < value.len;) {
        const bool escaped = octets_equal(octets_slice(value, at, space.len), space);
        buf_add_octet(label, escaped ? ' ' : value.ptr[at]);
        at += escaped ? space.len : 1;
    }
    buf_add_octet(label, '"');
}

const char *variables_label(const struct variables *variables, struct arena *arena)
{
    struct buf label;
    if (variables->count == 0)
        return "";
    buf_init(&label, LABEL_MAX);
    for (size_t at = 0; at < variables->count; at++) {
        const struct variable *variable = &variables->list[at];
        if (at > 0)
            buf_add_octet(&label, ' ');
        buf_add(&label, variable->name.octets);
        buf_add_octet(&label, '=');
        label_value(&label, variable->values[variable->now]);
    }
    const char *copy = arena_text(arena, buf_view(&label));
    buf_fini(&label);
    return copy;
}

/* The variable named between the brace at `at` and the next one; *len counts both. */
static struct variable *named_at(struct variables *variables, struct octets text,
                                 size_t at, size_t *len)
{
    for (size_t row = 0; row < variables->count; row++) {
        const struct octets name = variables->list[row].name.octets;
        const size_t end = at + 1 + name.len;
        if (end < text.len && text.ptr[end] == '}' &&
            octets_equal(octets_slice(text, at + 1, name.len), name)) {
            *len = name.len + 2;
            return &variables->list[row];
        }
    }
    return NULL;
}

/* The part of text at *at, which moves on: a value in the place of {name} (*variable),
 * or octets as they stand. */
static struct octets next_part(struct variables *variables, struct octets text,
                               bool of_octets, size_t *at, struct variable **variable)
{
    const size_t start = *at;
    size_t len = 1;
    *variable = NULL;
    if (text.ptr[start] != '{') {
        const unsigned char *brace = memchr(text.ptr + start, '{', text.len - start);
        len = brace ? (size_t)(brace - text.ptr) - start : text.len - start;
    } else if (of_octets && start + 1 < text.len && text.ptr[start + 1] == '{') {
        len = 2;
    } else {
        *variable = named_at(variables, text, start, &len);
    }
    *at += len;
    return *variable ? (*variable)->values[(*variable)->now]
                     : octets_slice(text, start, len);
}

static size_t replaced_length(struct variables *variables, struct octets text,
                              bool of_octets)
{
    size_t total = 0;
    for (size_t at = 0; at < text.len;) {
        struct variable *variable;
        total += next_part(variables, text, of_octets, &at, &variable).len;
        if (variable)
            variable->used = true;
    }
    return total;
}

struct text variables_replace(struct variables *variables, struct text text,
                              bool of_octets, struct arena *arena,
                              struct mistakes *mistakes)
{
    const struct octets from = text.octets;
    if (variables->count == 0 || from.len == 0 || !memchr(from.ptr, '{', from.len))
        return text;
    const size_t total = replaced_length(variables, from, of_octets);
    if (total > LINE_MAX_OCTETS) {
        text_mistake(mistakes, text,
                     "expected a line of at most %d octets with its values in place",
                     LINE_MAX_OCTETS);
        return text_slice(text, 0, 0);
    }
    unsigned char *octets = arena_take(arena, total);
    int *columns = ARENA_ARRAY(arena, int, total + 1);
    size_t len = 0;
    for (size_t at = 0; at < from.len;) {
        struct variable *variable;
        const size_t start = at;
        const struct octets part =
            next_part(variables, from, of_octets, &at, &variable);
        if (part.len > 0)
            memcpy(octets + len, part.ptr, part.len);
        for (size_t step = 0; step < part.len; step++)
            columns[len + step] = text_column(text, start + (variable ? 0 : step));
        len += part.len;
    }
    columns[len] = text_column(text, from.len);
    text.octets = (struct octets){octets, len};
    text.columns = columns;
    return text;
}
