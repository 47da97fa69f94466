/* SPDX-License-Identifier: MIT */
/* A check a format. */
#include "test/wellformed.h"

#include "base/root.h"
#include "test/schema.h"

#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* No octet but printable ones, line ends, and those of UTF-8. */
static void check_printable(struct octets text)
{
    for (size_t at = 0; at < text.len; at++)
        if ((text.ptr[at] < 0x20 && text.ptr[at] != '\n') || text.ptr[at] == 0x7f)
            fail_msg("octet %zu is 0x%02x", at, text.ptr[at]);
}

static void check_json(struct octets text, size_t runs)
{
    char path[1024];
    json_error_t error;
    root_path(path, sizeof path, "reports/run.schema.json");
    json_t *schema = json_load_file(path, 0, &error);
    if (!schema)
        fail_msg("%s:%d: %s", path, error.line, error.text);
    json_t *value =
        json_loadb((const char *)text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);
    if (!value)
        fail_msg("no JSON: line %d: %s", error.line, error.text);
    assert_true(schema_valid(schema, value));
    assert_int_equal(json_is_array(value) ? json_array_size(value) : 1, runs);
    json_decref(value);
    json_decref(schema);
}

static void ignore(void *user, const char *format, ...) ATTR_PRINTF(2, 3);
static void ignore(void *user, const char *format, ...)
{
    (void)user;
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
}

static void check_junit(struct octets text, size_t runs)
{
    (void)runs;
    char path[1024];
    root_path(path, sizeof path, "reports/junit.xsd");
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    assert_non_null(schema);
    xmlDocPtr document =
        xmlReadMemory((const char *)text.ptr, (int)text.len, "junit", NULL, 0);
    assert_non_null(document);
    xmlSchemaValidCtxtPtr validator = xmlSchemaNewValidCtxt(schema);
    xmlSchemaSetValidErrors(validator, ignore, ignore, NULL);
    assert_int_equal(xmlSchemaValidateDoc(validator, document), 0);
    xmlSchemaFreeValidCtxt(validator);
    xmlFreeDoc(document);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
}

static struct octets next_line(struct octets *left)
{
    const size_t end = octets_find(*left, OCTETS("\n"));
    assert_int_not_equal(end, SIZE_MAX);
    const struct octets line = octets_slice(*left, 0, end);
    *left = octets_slice(*left, end + 1, left->len);
    return line;
}

/* Every line is a test point, a plan, a comment, the version, or stands in a YAML
 * block; and there are as many points as the plan says. */
static void check_tap(struct octets text, size_t runs)
{
    (void)runs;
    check_printable(text);
    size_t points = 0;
    bool yaml = false;
    char plan[64];
    struct octets line = {NULL, 0};
    while (text.len > 0) {
        line = next_line(&text);
        if (yaml || octets_equal(line, OCTETS("  ---"))) {
            assert_true(octets_starts_with(line, OCTETS("  ")));
            yaml = !octets_equal(line, OCTETS("  ..."));
            continue;
        }
        const bool point = octets_starts_with(line, OCTETS("ok ")) ||
                           octets_starts_with(line, OCTETS("not ok "));
        if (!point && !octets_starts_with(line, OCTETS("# ")) &&
            !octets_starts_with(line, OCTETS("TAP version ")) &&
            !octets_starts_with(line, OCTETS("1..")))
            fail_msg("no line of TAP: %.*s", (int)line.len, (const char *)line.ptr);
        points += point;
    }
    snprintf(plan, sizeof plan, "1..%zu", points);
    assert_true(octets_equal(line, octets_of(plan)));
}

/* Every member that a reader of SARIF relies on, and none that points elsewhere. */
static void check_sarif(struct octets text, size_t runs)
{
    json_error_t error;
    size_t at;
    json_t *run;
    json_t *value =
        json_loadb((const char *)text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);
    if (!value)
        fail_msg("no JSON: line %d: %s", error.line, error.text);
    assert_int_equal(json_array_size(json_object_get(value, "runs")), runs);
    json_array_foreach(json_object_get(value, "runs"), at, run)
    {
        size_t number;
        json_t *result;
        const json_t *rules = json_object_get(
            json_object_get(json_object_get(run, "tool"), "driver"), "rules");
        json_array_foreach(json_object_get(run, "results"), number, result)
        {
            const json_t *rule = json_array_get(
                rules,
                (size_t)json_integer_value(json_object_get(result, "ruleIndex")));
            assert_true(json_equal(json_object_get(rule, "id"),
                                   json_object_get(result, "ruleId")));
            assert_true(json_is_string(
                json_object_get(json_object_get(result, "message"), "text")));
        }
    }
    json_decref(value);
}

/* A table keeps its columns, and markup comes from us alone. */
static void check_markdown(struct octets text, size_t runs)
{
    (void)runs;
    check_printable(text);
    static const char *const TAGS[] = {"<details>", "<summary>", "</summary>",
                                       "<pre>",     "</pre>",    "</details>"};
    while (text.len > 0) {
        const struct octets line = next_line(&text);
        size_t bars = 0;
        for (size_t at = 0; at < line.len; at++)
            bars += line.ptr[at] == '|' && (at == 0 || line.ptr[at - 1] != '\\');
        if (octets_starts_with(line, OCTETS("|")))
            assert_int_equal(bars, 5);
        for (size_t at = 0; at < line.len; at++) {
            bool known = line.ptr[at] != '<';
            for (size_t tag = 0; tag < sizeof TAGS / sizeof TAGS[0]; tag++)
                known |= octets_starts_with(octets_slice(line, at, line.len),
                                            octets_of(TAGS[tag]));
            assert_true(known);
        }
    }
}

static void check_badge(struct octets text, size_t runs)
{
    (void)runs;
    xmlDocPtr document =
        xmlReadMemory((const char *)text.ptr, (int)text.len, "badge", NULL, 0);
    assert_non_null(document);
    xmlFreeDoc(document);
}

static void check_text(struct octets text, size_t runs)
{
    (void)runs;
    check_printable(text);
}

/* What the page embeds is JSON between two tags, so that neither may stand in it. */
static void check_html(struct octets text, size_t runs)
{
    static const char BEGIN[] = "<script", END[] = "</script>";
    size_t opened = 0;
    size_t closed = 0;
    (void)runs;
    for (size_t at = 0; at < text.len; at++) {
        const struct octets left = octets_slice(text, at, text.len);
        opened += octets_starts_with(left, octets_of(BEGIN));
        closed += octets_starts_with(left, octets_of(END));
    }
    assert_true(opened > 0);
    assert_int_equal(opened, closed);
}

/* The header and whole records; test_pcap.c reads what is in them. */
static void check_pcap(struct octets octets, size_t runs)
{
    (void)runs;
    assert_true(octets.len >= 24);
    octets = octets_slice(octets, 24, octets.len);
    while (octets.len > 0) {
        uint32_t record[4];
        assert_true(octets.len >= sizeof record);
        memcpy(record, octets.ptr, sizeof record);
        assert_int_equal(record[2], record[3]);
        assert_true(octets.len - sizeof record >= record[2]);
        octets = octets_slice(octets, sizeof record + record[2], octets.len);
    }
}

void wellformed_assert(const struct report_writer *writer, struct octets text,
                       size_t runs)
{
    static const struct {
        const struct report_writer *writer;
        void (*check)(struct octets text, size_t runs);
    } ROWS[] = {
        {&REPORT_TEXT, check_text},   {&REPORT_TAP, check_tap},
        {&REPORT_JUNIT, check_junit}, {&REPORT_JSON, check_json},
        {&REPORT_HTML, check_html},   {&REPORT_MARKDOWN, check_markdown},
        {&REPORT_SARIF, check_sarif}, {&REPORT_BADGE, check_badge},
        {&REPORT_PCAP, check_pcap},
    };
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        if (ROWS[row].writer == writer) {
            ROWS[row].check(text, runs);
            return;
        }
    fail_msg("%s: no check of this format", writer->name);
}
