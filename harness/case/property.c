/* SPDX-License-Identifier: MIT */
/* Reading properties: one function a word of property.def. */
#include "case/property.h"

#include "base/ensure.h"

struct reading {
    const struct property_reader *with;
    struct properties *properties;
    const char *expected; /* of the property being read */
};

static bool not_expected(const struct reading *reading, struct text found)
{
    return text_mistake(reading->with->mistakes, found, "expected %s, found '%s'",
                        reading->expected, text_shown(found, reading->with->arena));
}

bool time_read(struct octets text, unsigned *ms)
{
    uint64_t count, unit = 1000;
    if (text.len > 0 && text.ptr[text.len - 1] == 's')
        text.len--;
    else
        return false;
    if (text.len > 0 && text.ptr[text.len - 1] == 'm') {
        text.len--;
        unit = 1;
    }
    if (!octets_to_u64(text, &count) || count == 0 || count > TIME_MAX_MS / unit)
        return false;
    *ms = (unsigned)(count * unit);
    return true;
}

bool span_read(struct octets text, unsigned *amount, bool *of_timer)
{
    uint64_t share;
    *of_timer = text.len > 0 && text.ptr[text.len - 1] == '%';
    if (!*of_timer)
        return time_read(text, amount);
    text.len--;
    if (!octets_to_u64(text, &share) || share == 0 || share > SHARE_MAX)
        return false;
    *amount = (unsigned)share;
    return true;
}

static void read_roles(const struct reading *reading, struct text text)
{
    do {
        const struct text word = text_trim(text_split(&text, ','));
        const enum role role = role_find(word.octets);
        if (role == ROLE_COUNT)
            not_expected(reading, word);
        else if (reading->properties->roles & 1U << role)
            text_mistake(reading->with->mistakes, word, "the role %s is there already",
                         role_name(role));
        else
            reading->properties->roles |= 1U << role;
    } while (text.octets.len > 0);
}

static void read_for(const struct reading *reading, struct text text)
{
    variable_read(&reading->properties->variables, text, reading->with->arena,
                  reading->with->mistakes);
}

static unsigned need_find(struct octets word)
{
    unsigned bit = 0;
    while (bit < NEED_COUNT && !octets_equal(word, octets_of(need_word(bit))))
        bit++;
    return bit;
}

static void read_needs(const struct reading *reading, struct text text)
{
    do {
        const struct text word = text_trim(text_split(&text, ','));
        const unsigned bit = need_find(word.octets);
        if (bit == NEED_COUNT)
            text_mistake(reading->with->mistakes, word,
                         "expected a need (cache, upgrade, content, dav, connect, "
                         "status...), found '%s'",
                         text_shown(word, reading->with->arena));
        else
            reading->properties->needs |= 1U << bit;
    } while (text.octets.len > 0);
}

static void read_breaks(const struct reading *reading, struct text text)
{
    struct properties *properties = reading->properties;
    const struct catalogue_names *names = reading->with->names;
    do {
        const struct text word = text_trim(text_split(&text, ','));
        const char *id = arena_text(reading->with->arena, word.octets);
        if (word.octets.len == 0)
            not_expected(reading, word);
        else if (names && names->requirement && !names->requirement(id))
            text_mistake(reading->with->mistakes, word,
                         "expected the id of a requirement, found '%s'",
                         text_shown(word, reading->with->arena));
        else if (properties->breach_count == BREACHES_MAX)
            text_mistake(reading->with->mistakes, word,
                         "expected at most %d requirements", BREACHES_MAX);
        else
            properties->breaches[properties->breach_count++] = id;
    } while (text.octets.len > 0);
}

static void read_word(const struct reading *reading, struct text text, bool *value)
{
    if (text_is(text, reading->expected))
        *value = true;
    else
        not_expected(reading, text);
}

static void read_alone(const struct reading *reading, struct text text)
{
    reading->properties->alone_at = text;
    read_word(reading, text, &reading->properties->alone);
}

static void read_timer(const struct reading *reading, struct text text)
{
    read_word(reading, text, &reading->properties->timer);
}

static void read_canary(const struct reading *reading, struct text text)
{
    read_word(reading, text, &reading->properties->no_canary);
}

static void read_deadline(const struct reading *reading, struct text text)
{
    if (!time_read(text.octets, &reading->properties->deadline_ms))
        not_expected(reading, text);
}

static void read_limit(const struct reading *reading, struct text text)
{
    if (!time_read(text.octets, &reading->properties->limit_ms))
        not_expected(reading, text);
}

static const struct {
    const char *word;
    const char *expected;
    void (*read)(const struct reading *reading, struct text text);
    bool repeats;
} PROPERTIES[] = {
#define PROPERTY(word, repeats, expected) {#word, expected, read_##word, repeats},
#include "case/property.def"
#undef PROPERTY
};

/* ", roles, for, ..." */
static const char WORDS[] =
#define PROPERTY(word, repeats, expected) ", " #word
#include "case/property.def"
#undef PROPERTY
    ;
enum { PROPERTY_COUNT = sizeof PROPERTIES / sizeof PROPERTIES[0] };

static size_t property_find(struct text word)
{
    size_t row = 0;
    while (row < PROPERTY_COUNT && !text_is(word, PROPERTIES[row].word))
        row++;
    return row;
}

static bool has_colon(struct text line)
{
    return octets_find(line.octets, OCTETS(":")) != SIZE_MAX;
}

bool properties_begin(const struct block *paragraph, const struct source *source)
{
    struct text line = source_line(source, paragraph->line);
    if (!has_colon(line))
        return false;
    return property_find(text_trim(text_split(&line, ':'))) < PROPERTY_COUNT;
}

void properties_read(struct properties *properties, const struct block *paragraph,
                     const struct source *source, const struct property_reader *reader)
{
    bool seen[PROPERTY_COUNT] = {false};
    for (int n = paragraph->line; n <= paragraph->last_line; n++) {
        struct text rest = source_line(source, n);
        const struct text line = text_trim(rest);
        const bool colon = has_colon(rest);
        const struct text word = text_trim(text_split(&rest, ':'));
        const size_t row = property_find(word);
        const struct text value = text_trim(rest);
        struct reading reading = {.with = reader, .properties = properties};
        if (!colon || row == PROPERTY_COUNT) {
            text_mistake(reader->mistakes, line,
                         "expected a property (%s) and a colon, found '%s'", WORDS + 2,
                         text_shown(word, reader->arena));
            continue;
        }
        reading.expected = PROPERTIES[row].expected;
        if (seen[row] && !PROPERTIES[row].repeats)
            text_mistake(reader->mistakes, word, "the property '%s' is there already",
                         PROPERTIES[row].word);
        else if (value.octets.len == 0)
            text_mistake(reader->mistakes, value, "expected %s, found nothing",
                         reading.expected);
        else
            PROPERTIES[row].read(&reading, value);
        seen[row] = true;
    }
}
