/* SPDX-License-Identifier: MIT */
/* Property: any text is a catalogue or has mistakes, each with its place inside the
 * text; a case that is printed and read again is printed the same. Input: a case file;
 * the name that its heading gives is the name of the file. */
#include "base/attr.h"
#include "base/ensure.h"
#include "case/catalogue.h"
#include "case/print.h"
#include "fuzz/target.h"
#include "peer/names.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAME_MAX_OCTETS = 60, PRINT_MAX = 1 << 22, CASES_PRINTED = 4 };

struct text_places {
    int lines;
    int mistakes;
};

static bool on_mistake(void *user, const struct err *mistake)
{
    struct text_places *place = user;
    ENSURE(mistake->line >= 1 && mistake->line <= place->lines);
    ENSURE(mistake->column >= 1);
    ENSURE(mistake->text[0] != '\0');
    place->mistakes++;
    return true;
}

/* "proxy.final.md" of "# proxy.final". */
static void name_of(struct octets text, char *name, size_t size)
{
    size_t len = 0;
    if (octets_starts_with(text, OCTETS("# ")))
        text = octets_slice(text, 2, NAME_MAX_OCTETS);
    else
        text = OCTETS("nothing");
    while (len < text.len && ((text.ptr[len] >= 'a' && text.ptr[len] <= 'z') ||
                              (text.ptr[len] >= '0' && text.ptr[len] <= '9') ||
                              text.ptr[len] == '.' || text.ptr[len] == '-'))
        len++;
    snprintf(name, size, "%.*s.md", (int)len, (const char *)text.ptr);
}

static int lines_in(struct octets text)
{
    int lines = 1;
    for (size_t at = 0; at < text.len; at++)
        lines += text.ptr[at] == '\n';
    return lines;
}

/* Reads text and prints case number `at`; false where it is no catalogue. */
static bool print_again(const char *name, struct octets text, struct buf *out)
{
    struct catalogue catalogue;
    struct text_places places = {.lines = lines_in(text)};
    const bool good = catalogue_load_text(&catalogue, name, text, &CASE_NAMES,
                                          on_mistake, &places, NULL);
    if (good)
        print_case(out, &catalogue.cases[0], 0);
    catalogue_fini(&catalogue);
    return good && !out->full;
}

ATTR_NOINLINE static void printed_another_case(struct buf *once, struct buf *twice)
{
    fprintf(stderr, "once:\n%s\ntwice:\n%s\n", buf_text(once), buf_text(twice));
    abort();
}

static void check_print(const char *name, const struct test_case *test)
{
    struct buf once;
    struct buf twice;
    buf_init(&once, PRINT_MAX);
    buf_init(&twice, PRINT_MAX);
    print_case(&once, test, 0);
    /* What escapes hid may be found now, and then be a mistake: case/print.h. */
    if (!once.full && print_again(name, buf_view(&once), &twice) &&
        !octets_equal(buf_view(&once), buf_view(&twice)))
        printed_another_case(&once, &twice);
    buf_fini(&once);
    buf_fini(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[NAME_MAX_OCTETS + 8];
    struct catalogue catalogue;
    struct err err = {.line = 0};
    const struct octets text = {data, size};
    struct text_places places = {.lines = lines_in(text)};
    name_of(text, name, sizeof name);
    const bool good = catalogue_load_text(&catalogue, name, text, &CASE_NAMES,
                                          on_mistake, &places, &err);
    ENSURE(good == (places.mistakes == 0));
    ENSURE(good || err.text[0] != '\0');
    for (size_t at = 0; good && at < catalogue.case_count && at < CASES_PRINTED; at++)
        check_print(name, &catalogue.cases[at]);
    catalogue_fini(&catalogue);
    return 0;
}
