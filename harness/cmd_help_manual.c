/* SPDX-License-Identifier: MIT */
/* The manual pages, in the macros of man(7): verbs and options from their tables,
 * sections from the documents. */
#include "base/disk.h"
#include "base/root.h"
#include "base/version.h"
#include "cmd.h"
#include "cmd_help.h"
#include "run/option.h"

#include <string.h>

enum { LINE_OCTETS = 1 << 14 };

static void add_line(struct buf *out, const char *macro, const char *text)
{
    buf_printf(out, "%s\n", macro);
    struct buf line;
    buf_init(&line, LINE_OCTETS);
    buf_add_text(&line, text);
    guide_paragraph(out, buf_view(&line), GUIDE_MANUAL);
    buf_fini(&line);
}

static void begin_page(struct buf *out, const char *page, int section, const char *what)
{
    struct buf line;
    buf_init(&line, LINE_OCTETS);
    for (size_t at = 0; page[at]; at++) /* of our own names: ASCII */
        buf_add_octet(&line, (unsigned char)(page[at] >= 'a' && page[at] <= 'z'
                                                 ? page[at] - 'a' + 'A'
                                                 : page[at]));
    buf_printf(out,
               ".\\\" Made by interim help --man %s from the suite's own tables and "
               "documents.\n",
               page);
    buf_printf(out, ".TH \"%s\" %d \"%s\" \"interim %s\"\n", buf_text(&line), section,
               INTERIM_VERSION_DATE, INTERIM_VERSION);
    buf_printf(out, ".SH NAME\n%s \\- %s\n", page, what);
    buf_fini(&line);
}

/* -o FILE, --output FILE; what it does; an example. */
static void add_option(struct buf *out, const struct option_row *row)
{
    struct buf term;
    struct buf text;
    buf_init(&term, LINE_OCTETS);
    buf_init(&text, LINE_OCTETS);
    if (row->letter)
        buf_printf(&term, "`-%c`, ", row->letter);
    buf_printf(&term, "`--%s`", row->word);
    if (row->argument)
        buf_printf(&term, " *%s*", row->argument);
    buf_add_text(&text, row->help);
    if (row->argument)
        buf_printf(&text, " (`%s`)", row->example);
    guide_entry(out, buf_view(&term), buf_view(&text), GUIDE_MANUAL);
    buf_fini(&term);
    buf_fini(&text);
}

static void add_verb(struct buf *out, const struct cmd_row *verb)
{
    struct buf line;
    buf_init(&line, LINE_OCTETS);
    buf_printf(&line, "interim %s [OPTION...] %s", verb->verb, verb->arguments);
    guide_heading(out, octets_trim(buf_view(&line)), 2, GUIDE_MANUAL);
    buf_clear(&line);
    buf_printf(&line, "%s.", verb->help);
    guide_paragraph(out, buf_view(&line), GUIDE_MANUAL);
    for (unsigned at = 0; at < OPTION_COUNT; at++)
        if (option_row((enum option)at)->verbs & verb->options)
            add_option(out, option_row((enum option)at));
    buf_fini(&line);
}

static bool add_sections(struct buf *out, struct err *err)
{
    for (size_t at = 0; help_topic_at(at); at++) {
        const struct help_topic *topic = help_topic_at(at);
        if (!topic->title)
            continue;
        guide_heading(out, octets_of(topic->title), 1, GUIDE_MANUAL);
        if (!help_add_topic(out, topic, GUIDE_MANUAL, err))
            return false;
    }
    return true;
}

static bool add_program_page(struct buf *out, struct err *err)
{
    static const struct help_topic ABOUT = {"interim", "README.md", "interim", NULL,
                                            ""};
    begin_page(out, "interim", 1,
               "conformance and fuzz tests of HTTP interim (1xx) responses");
    add_line(out, ".SH SYNOPSIS",
             "`interim` *VERB* [*OPTION*...] [*ARGUMENT*...], `interim help` "
             "[*VERB*|*TOPIC*]");
    guide_heading(out, OCTETS("DESCRIPTION"), 1, GUIDE_MANUAL);
    if (!help_add_topic(out, &ABOUT, GUIDE_MANUAL, err))
        return false;
    guide_heading(out, OCTETS("VERBS"), 1, GUIDE_MANUAL);
    for (size_t at = 0; cmd_row(at); at++)
        add_verb(out, cmd_row(at));
    if (!add_sections(out, err))
        return false;
    add_line(out, ".SH SEE ALSO",
             "interim-case(5), libinterim(3), curl(1); RFC 9110, RFC 9112, RFC 8297, "
             "RFC 2518");
    return true;
}

static bool add_case_page(struct buf *out, struct err *err)
{
    static const struct help_topic ALL = {"case", "cases/README.md", NULL, NULL, ""};
    begin_page(out, "interim-case", 5, "the case files of interim");
    guide_heading(out, OCTETS("DESCRIPTION"), 1, GUIDE_MANUAL);
    if (!help_add_topic(out, &ALL, GUIDE_MANUAL, err))
        return false;
    add_line(out, ".SH SEE ALSO", "interim(1)");
    return true;
}

/* The header is the library's contract: all of it, without its first line. */
static bool add_library_page(struct buf *out, struct err *err)
{
    static const struct help_topic USE = {"library", "README.md", "In your own tests",
                                          NULL, ""};
    struct buf header;
    char path[1024];
    buf_init(&header, 1 << 20);
    begin_page(out, "libinterim", 3, "an oracle for HTTP/1.1 responses");
    add_line(out, ".SH SYNOPSIS", "#include <interim.h>");
    guide_heading(out, OCTETS("DESCRIPTION"), 1, GUIDE_MANUAL);
    const bool good =
        help_add_topic(out, &USE, GUIDE_MANUAL, err) &&
        disk_read(&header, root_path(path, sizeof path, "harness/oracle/interim.h"),
                  err);
    const struct octets text = buf_view(&header);
    guide_heading(out, OCTETS("THE HEADER"), 1, GUIDE_MANUAL);
    guide_code(out, octets_slice(text, octets_find(text, OCTETS("\n")) + 1, text.len),
               GUIDE_MANUAL);
    add_line(out, ".SH SEE ALSO", "interim(1)");
    buf_fini(&header);
    return good;
}

bool help_manual(struct buf *out, const char *page, struct err *err)
{
    if (strcmp(page, "interim") == 0)
        return add_program_page(out, err);
    if (strcmp(page, "interim-case") == 0)
        return add_case_page(out, err);
    if (strcmp(page, "libinterim") == 0)
        return add_library_page(out, err);
    return err_set(err, "expected interim, interim-case or libinterim, found '%s'",
                   page);
}
