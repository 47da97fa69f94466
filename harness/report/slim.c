/* SPDX-License-Identifier: MIT */
/* Which parts of a run only a failure needs. */
#include "report/slim.h"

#include "base/ensure.h"

#include <stdbool.h>
#include <string.h>

enum { MAX_ENTRIES = 40, MAX_OCTETS = 1000 };

static const char *const ROUNDS[] = {"shown", "list"};

static bool needs_evidence(const json_t *test)
{
    static const char *const KINDS[] = {"FAIL", "WARN", "ERROR"};
    const char *kind = json_string_value(json_object_get(test, "outcome"));
    if (json_object_get(test, "standing"))
        return true;
    for (size_t row = 0; kind && row < sizeof KINDS / sizeof *KINDS; row++)
        if (strcmp(kind, KINDS[row]) == 0)
            return true;
    return false;
}

/* How many characters the visible octet at text takes: one, or those of an escape. */
static size_t visible_len(const char *text)
{
    if (text[0] != '\\')
        return 1;
    return text[1] == 'x' ? sizeof "\\xNN" - 1 : sizeof "\\n" - 1;
}

/* Cuts between two octets, and counts those that go. */
static void slim_entry(json_t *entry)
{
    json_t *octets = json_object_get(entry, "octets");
    const char *text = json_string_value(octets);
    const size_t len = json_string_length(octets);
    if (len <= MAX_OCTETS)
        return;
    size_t kept = 0;
    while (kept < MAX_OCTETS)
        kept += visible_len(text + kept);
    json_int_t left_out = json_integer_value(json_object_get(entry, "left_out"));
    for (size_t at = kept; at < len; at += visible_len(text + at))
        left_out++;
    json_t *cut = json_stringn(text, kept < len ? kept : len);
    ENSURE(json_object_set_new(entry, "octets", cut) == 0);
    ENSURE(json_object_set_new(entry, "left_out", json_integer(left_out)) == 0);
}

/* The beginning and the end: in between such a transcript repeats itself. */
static void slim_transcript(json_t *entries)
{
    while (json_array_size(entries) > MAX_ENTRIES)
        json_array_remove(entries, MAX_ENTRIES / 2);
    for (size_t at = 0; at < json_array_size(entries); at++)
        slim_entry(json_array_get(entries, at));
}

/* What says how it was tested, where nothing has to be proven. */
static void drop_evidence(json_t *test)
{
    static const char *const TEXTS[] = {"why", "reproduce", "expected"};
    json_t *rounds = json_object_get(test, "rounds");
    json_array_clear(json_object_get(test, "transcript"));
    for (size_t row = 0; row < sizeof TEXTS / sizeof *TEXTS; row++)
        ENSURE(json_object_set_new(test, TEXTS[row], json_string("")) == 0);
    for (size_t row = 0; rounds && row < sizeof ROUNDS / sizeof *ROUNDS; row++)
        ENSURE(json_object_set_new(rounds, ROUNDS[row], json_string("")) == 0);
    (void)json_object_del(test, "file");
    (void)json_object_del(test, "line");
}

void slim_run(json_t *run)
{
    json_t *cases = json_object_get(run, "cases");
    for (size_t at = 0; at < json_array_size(cases); at++) {
        json_t *test = json_array_get(cases, at);
        json_t *entries = json_object_get(test, "transcript");
        if (needs_evidence(test))
            slim_transcript(entries);
        else
            drop_evidence(test);
    }
}
