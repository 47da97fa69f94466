/* SPDX-License-Identifier: MIT */
/* Markdown read line by line: blocks of code are gathered, and told at their end. */
#include "test/doc_line.h"

#include "base/buf.h"
#include "base/disk.h"
#include "base/root.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DOCUMENT_OCTETS = 1 << 20, BLOCK_LINES = 200, NAME_OCTETS = 100 };

struct reading {
    const char *document;
    doc_line_sink *sink;
    void *user;
    int number;
    bool fence;
    char file[NAME_OCTETS]; /* the block to come is to be written there; "" */
    struct buf block;       /* its lines, without their indentation */
    int begun;              /* number of its first line */
};

static const char *const PROGRAMS[] = {"interim", "make", "sh",    "cc",   "export",
                                       "printf",  "curl", "sudo",  "apt",  "python3",
                                       "build/",  "./",   "npm",   "git",  "docker",
                                       "node",    "cd",   "mkdir", "AFL_", "OUT="};

static bool is_command(const char *line)
{
    for (size_t row = 0; row < sizeof PROGRAMS / sizeof *PROGRAMS; row++) {
        const size_t len = strlen(PROGRAMS[row]);
        const char last = PROGRAMS[row][len - 1];
        if (strncmp(line, PROGRAMS[row], len) == 0 &&
            (line[len] == ' ' || last == '/' || last == '_' || last == '='))
            return true;
    }
    return false;
}

static void tell(const struct reading *reading, int number, bool is_span,
                 const char *text)
{
    const struct doc_line line = {.document = reading->document,
                                  .number = number,
                                  .is_span = is_span,
                                  .text = text};
    reading->sink(reading->user, &line);
}

/* Lines of a block, each command line joined with those that continue it. */
static void tell_lines(const struct reading *reading, const char *text)
{
    int number = reading->begun;
    while (*text) {
        char line[DOC_LINE_OCTETS] = "";
        const int first = number;
        bool more = true;
        size_t len = 0;
        while (more && *text) {
            const size_t part = strcspn(text, "\n");
            assert_true(len + part < sizeof line);
            memcpy(line + len, text, part);
            len += part;
            text += part + (text[part] == '\n');
            number++;
            more = len > 0 && line[len - 1] == '\\';
            len -= more;
        }
        line[len] = '\0';
        if (len == 0)
            continue;
        if (!is_command(line))
            fail_msg("%s:%d: among command lines stands one that is none (or whose "
                     "program test/doc_line.c does not know): %s",
                     reading->document, first, line);
        tell(reading, first, false, line);
    }
}

static void end_block(struct reading *reading)
{
    const char *text = buf_text(&reading->block);
    const bool commands = is_command(text);
    if (reading->file[0] && reading->block.len > 0) {
        const struct doc_line file = {.document = reading->document,
                                      .number = reading->begun,
                                      .is_file = true,
                                      .text = text,
                                      .name = reading->file};
        reading->sink(reading->user, &file);
        reading->file[0] = '\0';
    } else if (commands) {
        tell_lines(reading, text);
    }
    buf_clear(&reading->block);
}

static void add_to_block(struct reading *reading, const char *line)
{
    if (reading->block.len == 0)
        reading->begun = reading->number;
    buf_printf(&reading->block, "%s\n", line);
}

/* Spans of code, and whether the block to come is a file. */
static void read_text(struct reading *reading, char *line)
{
    static const char WRITE[] = "Write this to `";
    const char *file = strstr(line, WRITE);
    if (file && line[strlen(line) - 1] == ':')
        snprintf(reading->file, sizeof reading->file, "%.*s",
                 (int)strcspn(file + sizeof WRITE - 1, "`"), file + sizeof WRITE - 1);
    for (char *mark = strchr(line, '`'); mark; mark = strchr(mark, '`')) {
        char *end = strchr(mark + 1, '`');
        if (!end)
            return;
        *end = '\0';
        if (strncmp(mark + 1, "interim ", 8) == 0 || strncmp(mark + 1, "make ", 5) == 0)
            tell(reading, reading->number, true, mark + 1);
        mark = end + 1;
    }
}

static void read_line(struct reading *reading, char *line)
{
    const bool mark = strncmp(line, "```", 3) == 0;
    const bool indented = !reading->fence && strncmp(line, "    ", 4) == 0;
    const bool empty = line[0] == '\0';
    if (mark) {
        end_block(reading);
        reading->fence = !reading->fence;
    } else if (reading->fence || indented) {
        add_to_block(reading, line + (indented ? 4 : 0));
    } else if (empty) {
        if (reading->block.len > 0) /* it may go on behind an empty line */
            add_to_block(reading, "");
    } else {
        end_block(reading);
        read_text(reading, line);
    }
}

void doc_read(const char *document, doc_line_sink *sink, void *user)
{
    struct reading reading = {.document = document, .sink = sink, .user = user};
    struct buf text;
    struct err err;
    char path[1024];
    buf_init(&text, DOCUMENT_OCTETS);
    buf_init(&reading.block, DOCUMENT_OCTETS);
    if (!disk_read(&text, root_path(path, sizeof path, document), &err))
        fail_msg("%s", err.text);
    for (const char *rest = buf_text(&text); *rest;) {
        char line[1 << 14];
        const size_t len = strcspn(rest, "\n");
        assert_true(len < sizeof line);
        memcpy(line, rest, len);
        line[len] = '\0';
        rest += len + (rest[len] == '\n');
        reading.number++;
        read_line(&reading, line);
    }
    end_block(&reading);
    buf_fini(&reading.block);
    buf_fini(&text);
}
