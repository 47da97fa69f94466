/* SPDX-License-Identifier: MIT */
/* Lines, columns, and what is no text at all. */
#include "case/source.h"

#include "base/quote.h"

#include <string.h>

enum { SHOWN_MAX = 60 };

/* Length of the well-formed UTF-8 sequence at the start of view, 0 where it is none
 * (Unicode 15, table 3-7). */
static size_t utf8_sequence(struct octets view)
{
    static const struct {
        unsigned char first_low, first_high, second_low, second_high;
        size_t len;
    } ROWS[] = {
        {0x00, 0x7f, 0x00, 0x00, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        if (view.ptr[0] < ROWS[row].first_low || view.ptr[0] > ROWS[row].first_high)
            continue;
        if (view.len < ROWS[row].len)
            return 0;
        if (ROWS[row].len > 1 &&
            (view.ptr[1] < ROWS[row].second_low || view.ptr[1] > ROWS[row].second_high))
            return 0;
        for (size_t at = 2; at < ROWS[row].len; at++)
            if ((view.ptr[at] & 0xc0) != 0x80)
                return 0;
        return ROWS[row].len;
    }
    return 0;
}

/* What is wrong with the octets at the start of view; NULL: nothing, and *len is the
 * length of the character. */
static const char *no_text(struct octets view, size_t *len)
{
    *len = utf8_sequence(view);
    if (*len == 0)
        return "expected UTF-8";
    if (view.ptr[0] == '\0')
        return "expected text (write \\0 for the octet)";
    if (view.ptr[0] == '\r' && (view.len < 2 || view.ptr[1] != '\n'))
        return "expected LF behind CR (write \\r for the octet)";
    return NULL;
}

static bool check_octets(struct octets octets, struct mistakes *mistakes)
{
    const size_t before = mistakes->count;
    if (octets_starts_with(octets, OCTETS("\xef\xbb\xbf")))
        mistake_at(mistakes, 1, 1, "expected text, found a byte order mark");
    int line = 1;
    size_t line_start = 0;
    for (size_t at = 0; at < octets.len;) {
        size_t len = 1;
        const unsigned char octet = octets.ptr[at];
        if (octet == '\n') {
            line++;
            line_start = at + 1;
        } else if (octet < 0x20 || octet > 0x7e) {
            const char *wrong =
                no_text(octets_slice(octets, at, octets.len - at), &len);
            if (wrong)
                mistake_at(mistakes, line, (int)(at - line_start) + 1,
                           "%s, found the octet 0x%02x", wrong, octet);
            if (len == 0)
                len = 1;
        }
        at += len;
    }
    return mistakes->count == before;
}

static int count_lines(struct octets octets)
{
    int count = octets.len > 0 && octets.ptr[octets.len - 1] != '\n';
    for (size_t at = 0; at < octets.len; at++)
        count += octets.ptr[at] == '\n';
    return count;
}

bool source_split(struct source *source, struct octets octets, struct arena *arena,
                  struct mistakes *mistakes)
{
    *source = (struct source){.octets = octets};
    if (octets.len > SOURCE_MAX_OCTETS)
        return mistake_at(mistakes, 1, 1,
                          "expected a file of at most %d octets, found more",
                          SOURCE_MAX_OCTETS);
    if (!check_octets(octets, mistakes))
        return false;
    source->line_count = count_lines(octets);
    struct octets *lines =
        ARENA_ARRAY(arena, struct octets, (size_t)source->line_count + 1);
    size_t start = 0;
    for (int line = 0; line < source->line_count; line++) {
        const unsigned char *end = memchr(octets.ptr + start, '\n', octets.len - start);
        const size_t stop = end ? (size_t)(end - octets.ptr) : octets.len;
        size_t len = stop - start;
        if (len > 0 && octets.ptr[stop - 1] == '\r')
            len--;
        lines[line] = octets_slice(octets, start, len);
        start = stop + 1;
    }
    source->lines = lines;
    return true;
}

struct text source_line(const struct source *source, int n)
{
    struct text text = {.line = n, .column = 1};
    if (n >= 1 && n <= source->line_count)
        text.octets = source->lines[n - 1];
    return text;
}

int text_column(struct text text, size_t offset)
{
    return text.columns ? text.columns[offset] : text.column + (int)offset;
}

struct text text_slice(struct text text, size_t start, size_t len)
{
    if (start > text.octets.len)
        start = text.octets.len;
    text.octets = octets_slice(text.octets, start, len);
    text.column += (int)start;
    if (text.columns)
        text.columns += start;
    return text;
}

struct text text_trim(struct text text)
{
    size_t start = 0, end = text.octets.len;
    const unsigned char *ptr = text.octets.ptr;
    while (start < end && (ptr[start] == ' ' || ptr[start] == '\t'))
        start++;
    while (end > start && (ptr[end - 1] == ' ' || ptr[end - 1] == '\t'))
        end--;
    return text_slice(text, start, end - start);
}

struct text text_split(struct text *rest, unsigned char separator)
{
    size_t at = 0;
    while (at < rest->octets.len && rest->octets.ptr[at] != separator)
        at++;
    const struct text part = text_slice(*rest, 0, at);
    const size_t next = at < rest->octets.len ? at + 1 : at;
    *rest = text_slice(*rest, next, rest->octets.len - next);
    return part;
}

struct text text_word(struct text *rest)
{
    *rest = text_trim(*rest);
    size_t at = 0;
    while (at < rest->octets.len && rest->octets.ptr[at] != ' ' &&
           rest->octets.ptr[at] != '\t')
        at++;
    const struct text word = text_slice(*rest, 0, at);
    *rest = text_slice(*rest, at, rest->octets.len - at);
    return word;
}

bool text_is(struct text text, const char *word)
{
    return octets_equal(text.octets, octets_of(word));
}

const char *text_shown(struct text text, struct arena *arena)
{
    struct buf shown;
    buf_init(&shown, SHOWN_MAX * 4 + 8);
    quote_encode(&shown, octets_slice(text.octets, 0, SHOWN_MAX));
    if (text.octets.len > SHOWN_MAX)
        buf_add_text(&shown, "...");
    const char *copy = arena_printf(arena, "%s", buf_text(&shown));
    buf_fini(&shown);
    return copy;
}
