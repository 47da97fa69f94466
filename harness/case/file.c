/* SPDX-License-Identifier: MIT */
/* Headings, properties and prose of a case file; its fences go to compile.c. */
#include "case/file.h"

#include <string.h>

enum { WHY_MAX = 4000 };

struct reading {
    struct compile *compile;
    struct case_list *cases;
    struct mistakes *mistakes;
    const struct source *source;
    const struct markdown *markdown;
    const char *requirement; /* NULL before its heading */
    size_t at;               /* index of the block being read */
};

static const struct block *block_now(const struct reading *reading)
{
    return reading->at < reading->markdown->count
               ? &reading->markdown->blocks[reading->at]
               : NULL;
}

static bool is_heading(const struct block *block, int level)
{
    return block->kind == BLOCK_HEADING && block->level <= level;
}

/* proxy.final out of cases/proxy/proxy.final.md; *folder: proxy, empty where the name
 * has none. */
static struct octets stem_of(const char *file, struct octets *folder)
{
    struct octets path = octets_of(file);
    size_t slash = path.len, before = 0;
    while (slash > 0 && path.ptr[slash - 1] != '/')
        slash--;
    before = slash > 0 ? slash - 1 : 0;
    while (before > 0 && path.ptr[before - 1] != '/')
        before--;
    *folder = octets_slice(path, before, slash > before ? slash - before - 1 : 0);
    struct octets stem = octets_slice(path, slash, path.len);
    if (stem.len > 3 && octets_ends_with(stem, OCTETS(".md")))
        stem.len -= 3;
    return stem;
}

static void check_requirement(struct reading *reading, struct text heading)
{
    const struct compile *compile = reading->compile;
    struct octets folder;
    const struct octets stem =
        stem_of(reading->mistakes->file + reading->mistakes->root, &folder);
    const size_t dot = octets_find(heading.octets, OCTETS("."));
    const struct octets area = octets_slice(heading.octets, 0, dot);
    if (compile->names && compile->names->requirement &&
        !compile->names->requirement(reading->requirement))
        text_mistake(reading->mistakes, heading,
                     "expected the id of a requirement, found '%s'",
                     text_shown(heading, compile->scratch));
    else if (!octets_equal(stem, heading.octets))
        text_mistake(reading->mistakes, heading,
                     "expected the name of the file, '%.*s', found '%s'", (int)stem.len,
                     (const char *)stem.ptr, text_shown(heading, compile->scratch));
    else if (folder.len > 0 && !octets_equal(folder, area))
        text_mistake(reading->mistakes, heading,
                     "expected a requirement of the area '%.*s', as the folder is "
                     "named, found '%s'",
                     (int)folder.len, (const char *)folder.ptr,
                     text_shown(heading, compile->scratch));
}

static bool is_case_name(struct octets name)
{
    for (size_t at = 0; at < name.len; at++) {
        const unsigned char octet = name.ptr[at];
        if ((octet < 'a' || octet > 'z') && (octet < '0' || octet > '9') &&
            (octet != '-' || at == 0 || at + 1 == name.len || name.ptr[at - 1] == '-'))
            return false;
    }
    return name.len > 0;
}

static void begin_case(struct reading *reading, struct test_case *test,
                       struct text heading)
{
    struct compile *compile = reading->compile;
    mistakes_new_case(reading->mistakes);
    if (!is_case_name(heading.octets))
        text_mistake(reading->mistakes, heading,
                     "expected lower-case words with dashes between, found '%s'",
                     text_shown(heading, compile->scratch));
    *test = (struct test_case){.requirement = reading->requirement,
                               .file = reading->mistakes->file,
                               .line = heading.line};
    test->name = arena_text(compile->arena, heading.octets);
    test->id = arena_printf(compile->arena, "%s/%s", reading->requirement, test->name);
    compile->heading = heading;
    compile->source = reading->source;
    compile->properties = (struct properties){0};
    compile->fence_count = 0;
    compile->fault_count = 0;
    compile->claimed = 0;
    compile->octets = 0;
    compile->outside = compile->maybe_outside = false;
    memset(compile->needs, 0, sizeof compile->needs);
}

static void read_properties(struct reading *reading)
{
    struct compile *compile = reading->compile;
    const struct block *block = block_now(reading);
    const struct property_reader with = {compile->scratch, reading->mistakes,
                                         compile->names};
    if (!block || block->kind != BLOCK_PARAGRAPH ||
        !properties_begin(block, reading->source)) {
        text_mistake(reading->mistakes, block ? block->text : compile->heading,
                     "expected the properties (`roles: ...`) directly under the "
                     "heading of the case");
        return;
    }
    const size_t before = reading->mistakes->count;
    properties_read(&compile->properties, block, reading->source, &with);
    if (compile->properties.roles == 0 && reading->mistakes->count == before)
        text_mistake(reading->mistakes, compile->heading,
                     "expected `roles: ROLE, ROLE...` among the properties");
    reading->at++;
}

static void read_paragraph(struct reading *reading, const struct block *block,
                           struct buf *why, bool before_fences)
{
    if (properties_begin(block, reading->source)) {
        text_mistake(reading->mistakes, block->text,
                     "expected all properties in one paragraph, directly under the "
                     "heading of the case");
    } else if (before_fences) {
        if (why->len > 0)
            buf_add_octet(why, ' ');
        buf_add_text(why, block->plain);
    }
}

static void read_block(struct reading *reading, const struct block *block,
                       const struct block **fences, struct buf *why)
{
    struct compile *compile = reading->compile;
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
        read_paragraph(reading, block, why, compile->fence_count == 0);
        break;
    case BLOCK_FENCE:
        if (!block->closed)
            text_mistake(reading->mistakes, block->text,
                         "expected the end of this fence, found the end of the file");
        fences[compile->fence_count++] = block;
        break;
    case BLOCK_HEADING:
        text_mistake(reading->mistakes, block->text,
                     "expected headings of level 1 (the requirement) and 2 (cases), "
                     "found level %d",
                     block->level);
        break;
    case BLOCK_INDENTED:
        text_mistake(reading->mistakes, block->text,
                     "expected a fence indented by at most three spaces, found "
                     "indented code");
        break;
    case BLOCK_NESTED:
        text_mistake(reading->mistakes, block->text,
                     "expected fences outside of lists and quotes");
        break;
    case BLOCK_OTHER:
        break;
    }
}

static void fill_case(struct compile *compile, const char *why)
{
    const struct properties *properties = &compile->properties;
    struct test_case *test = compile->test;
    const char **breaches =
        ARENA_ARRAY(compile->arena, const char *, properties->breach_count + 1);
    for (size_t at = 0; at < properties->breach_count; at++)
        breaches[at] = arena_printf(compile->arena, "%s", properties->breaches[at]);
    test->why = why;
    test->roles = properties->roles;
    test->alone = properties->alone;
    test->timer = properties->timer;
    test->no_canary = properties->no_canary;
    test->deadline_ms = properties->deadline_ms;
    test->limit_ms = properties->limit_ms;
    test->breaches = breaches;
    test->breach_count = properties->breach_count;
}

static void keep_case(struct case_list *cases, const struct test_case *test,
                      struct arena *arena)
{
    struct case_node *node = ARENA_NEW(arena, struct case_node);
    node->test = *test;
    if (cases->last)
        cases->last->next = node;
    else
        cases->first = node;
    cases->last = node;
    cases->count++;
}

static void read_case(struct reading *reading, const struct block *heading)
{
    struct compile *compile = reading->compile;
    struct test_case test = {0};
    const struct block **fences =
        ARENA_ARRAY(compile->scratch, const struct block *, reading->markdown->count);
    struct buf why;
    if (!reading->requirement) {
        text_mistake(reading->mistakes, heading->text,
                     "expected the requirement (`# ID`) before its cases");
        reading->requirement = "";
    }
    compile->test = &test;
    compile->fences = fences;
    begin_case(reading, &test, heading->text);
    reading->at++;
    read_properties(reading);
    buf_init(&why, WHY_MAX);
    for (const struct block *block = block_now(reading); block && !is_heading(block, 2);
         block = block_now(reading)) {
        read_block(reading, block, fences, &why);
        reading->at++;
    }
    if (why.len == 0)
        text_mistake(reading->mistakes, compile->heading,
                     "expected a paragraph under the properties that says why the case "
                     "exists");
    if (why.full)
        text_mistake(reading->mistakes, compile->heading,
                     "expected at most %d octets of prose before the first fence",
                     WHY_MAX);
    fill_case(compile, arena_text(compile->arena, buf_view(&why)));
    buf_fini(&why);
    compile_rounds(compile);
    keep_case(reading->cases, &test, compile->arena);
    compile->test = NULL;
    compile->fences = NULL;
}

/* What stands before the first case. */
static void read_preamble(struct reading *reading, const struct block *block)
{
    reading->at++;
    if (is_heading(block, 1)) {
        if (reading->requirement) {
            text_mistake(reading->mistakes, block->text,
                         "expected one heading of level 1 a file, found a second");
        } else {
            reading->requirement =
                arena_text(reading->compile->arena, block->text.octets);
            check_requirement(reading, block->text);
        }
    } else if (block->kind == BLOCK_FENCE) {
        text_mistake(reading->mistakes, block->text,
                     "expected a case (`## NAME`) before its fences");
    } else if (block->kind == BLOCK_HEADING) {
        text_mistake(reading->mistakes, block->text,
                     "expected headings of level 1 (the requirement) and 2 (cases), "
                     "found level %d",
                     block->level);
    }
}

static void read_blocks(struct reading *reading)
{
    const size_t before = reading->cases->count;
    for (const struct block *block = block_now(reading); block;
         block = block_now(reading)) {
        if (block->kind == BLOCK_HEADING && block->level == 2)
            read_case(reading, block);
        else
            read_preamble(reading, block);
    }
    if (!reading->requirement)
        mistake_at(reading->mistakes, 1, 1,
                   "expected the requirement (`# ID`), found no heading");
    else if (reading->cases->count == before)
        mistake_at(reading->mistakes, reading->source->line_count, 1,
                   "expected a case (`## NAME`), found none");
}

void file_read(struct case_list *cases, struct octets text, struct mistakes *mistakes,
               const struct catalogue_names *names, struct arena *arena,
               struct compile *compile)
{
    struct source source;
    struct markdown markdown;
    struct arena scratch;
    arena_init(&scratch);
    compile->arena = arena;
    compile->scratch = &scratch;
    compile->mistakes = mistakes;
    compile->names = names;
    if (source_split(&source, text, &scratch, mistakes)) {
        markdown_read(&markdown, &source, &scratch);
        struct reading reading = {.compile = compile,
                                  .cases = cases,
                                  .mistakes = mistakes,
                                  .source = &source,
                                  .markdown = &markdown};
        read_blocks(&reading);
    }
    compile->scratch = NULL;
    arena_fini(&scratch);
}
