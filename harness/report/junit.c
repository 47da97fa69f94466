/* SPDX-License-Identifier: MIT */
/* JUnit XML, one testsuite a run. reports/junit.xsd is what it promises: the narrowest
 * of the schemas in use, so that it is valid for all of them. What only warns has no
 * element there and goes to the suite's system-out. */
#include "base/ensure.h"
#include "report/clean.h"
#include "report/explain.h"
#include "report/transcript.h"

#include <libxml/xmlwriter.h>

enum { FIELD_MAX_OCTETS = 1 << 18 };

struct pen {
    xmlTextWriterPtr writer;
    struct arena arena;
};

static const xmlChar *xml(const char *text)
{
    return (const xmlChar *)text;
}

/* The writer fails only where memory does. */
static void start(struct pen *pen, const char *name)
{
    ENSURE(xmlTextWriterStartElement(pen->writer, xml(name)) >= 0);
}

static void end(struct pen *pen)
{
    ENSURE(xmlTextWriterFullEndElement(pen->writer) >= 0);
}

static void attribute(struct pen *pen, const char *name, const char *text)
{
    const char *clean = clean_copy(&pen->arena, text);
    ENSURE(xmlTextWriterWriteAttribute(pen->writer, xml(name), xml(clean)) >= 0);
}

static void count_attribute(struct pen *pen, const char *name, size_t count)
{
    attribute(pen, name, arena_printf(&pen->arena, "%zu", count));
}

static void seconds_attribute(struct pen *pen, const char *name, int64_t ns)
{
    attribute(pen, name, arena_printf(&pen->arena, "%.3f", (double)ns / 1e9));
}

/* text is clean already, and may have line ends. */
static void content(struct pen *pen, struct buf *text)
{
    ENSURE(xmlTextWriterWriteString(pen->writer, xml(buf_text(text))) >= 0);
}

/* ---------------------------------------------------------------- one case */

static void add_line(struct buf *out, const char *key, const char *text)
{
    if (text[0] == '\0')
        return;
    buf_printf(out, "%s: ", key);
    clean_text(out, text);
    buf_add_octet(out, '\n');
}

static void add_transcript_line(void *user, const char *line)
{
    buf_printf(user, "%s\n", line);
}

static void add_evidence(struct buf *out, const struct report_run *run,
                         const struct outcome *outcome)
{
    struct buf plays;
    buf_init(&plays, FIELD_MAX_OCTETS);
    if (outcome->requirement < REQUIREMENT_COUNT) {
        const struct requirement_row *row = requirement_row(outcome->requirement);
        buf_printf(out, "requirement: %s: %s\nlevel: ", row->id, row->sentence);
        explain_basis(out, outcome->requirement, outcome->role);
        buf_printf(out, "; harm: %s\n", harm_name(row->harm));
    }
    add_line(out, "known", outcome->known);
    explain_plays(&plays, outcome);
    add_line(out, "plays", buf_text(&plays));
    buf_fini(&plays);
    add_line(out, "why", outcome->test->why);
    if (outcome->round[0]) {
        buf_add_text(out, "round: ");
        explain_rounds(out, outcome);
        buf_add_octet(out, '\n');
    }
    add_line(out, "expected", outcome->expected);
    add_line(out, "actual  ", outcome->actual);
    add_line(out, "control", explain_control(outcome->control));
    buf_add_text(out, "reproduce: ");
    explain_repeat(out, run, outcome);
    buf_add_octet(out, '\n');
    transcript_tell(outcome, add_transcript_line, out);
}

/* <failure> or <error>, with the evidence as its content. */
static void write_problem(struct pen *pen, const struct report_run *run,
                          const struct outcome *outcome, const char *element)
{
    struct buf text;
    buf_init(&text, FIELD_MAX_OCTETS);
    add_evidence(&text, run, outcome);
    start(pen, element);
    attribute(pen, "message", outcome->reason);
    attribute(pen, "type",
              outcome->requirement < REQUIREMENT_COUNT
                  ? requirement_row(outcome->requirement)->id
                  : outcome->test->requirement);
    content(pen, &text);
    end(pen);
    buf_fini(&text);
}

static void write_case(struct pen *pen, const struct report_run *run,
                       const struct outcome *outcome)
{
    start(pen, "testcase");
    attribute(pen, "name", outcome->test->name);
    attribute(pen, "classname",
              arena_printf(&pen->arena, "%s.%s", role_name(run->role),
                           outcome->test->requirement));
    seconds_attribute(pen, "time", outcome->duration_ns);
    if (outcome_fails(outcome, run->strict)) {
        write_problem(pen, run, outcome, "failure");
    } else if (outcome->standing == STANDING_XFAIL) {
        start(pen, "skipped");
        attribute(pen, "message",
                  arena_printf(&pen->arena, "XFAIL: %s", outcome->known));
        end(pen);
    } else if (outcome->kind == OUTCOME_ERROR) {
        write_problem(pen, run, outcome, "error");
    } else if (outcome->kind == OUTCOME_SKIP) {
        start(pen, "skipped");
        attribute(pen, "message", outcome->reason);
        end(pen);
    }
    end(pen);
}

/* ---------------------------------------------------------------- one run */

static void write_property(struct pen *pen, const char *name, const char *value)
{
    start(pen, "property");
    attribute(pen, "name", name);
    attribute(pen, "value", value);
    end(pen);
}

static void write_properties(struct pen *pen, const struct report_run *run)
{
    start(pen, "properties");
    write_property(pen, "target", run->target);
    write_property(pen, "target.version", run->version);
    write_property(pen, "role", role_name(run->role));
    write_property(pen, "interrupted", run->summary.interrupted ? "true" : "false");
    end(pen);
}

/* Where there was no target to test, one case says so. */
static void write_trouble(struct pen *pen, const struct report_run *run)
{
    start(pen, "testcase");
    attribute(pen, "name", "can be tested");
    attribute(pen, "classname", role_name(run->role));
    attribute(pen, "time", "0.000");
    start(pen, run->skipped ? "skipped" : "error");
    attribute(pen, "message", run->trouble);
    if (!run->skipped)
        attribute(pen, "type", "set-up");
    end(pen);
    end(pen);
}

static void write_warnings(struct pen *pen, const struct report_run *run)
{
    struct buf text;
    buf_init(&text, FIELD_MAX_OCTETS);
    for (size_t at = 0; at < run->outcome_count; at++) {
        const struct outcome *outcome = run->outcomes[at];
        if (outcome_fails(outcome, run->strict) ||
            (outcome->kind != OUTCOME_WARN && outcome->kind != OUTCOME_INFO &&
             outcome->standing == STANDING_PLAIN))
            continue;
        buf_printf(&text, "%s ", outcome_word(outcome));
        add_line(&text, outcome->test->id, outcome->reason);
    }
    start(pen, "system-out");
    content(pen, &text);
    end(pen);
    start(pen, "system-err");
    end(pen);
    buf_fini(&text);
}

static void write_counts(struct pen *pen, const struct report_run *run)
{
    size_t failures = 0;
    const bool trouble = run->trouble[0] != '\0';
    const bool error = trouble && !run->skipped;
    for (size_t at = 0; at < run->outcome_count; at++)
        failures += outcome_fails(run->outcomes[at], run->strict);
    count_attribute(pen, "tests", run->summary.total + (trouble ? 1 : 0));
    count_attribute(pen, "failures", failures);
    count_attribute(pen, "errors", run->summary.errors + (error ? 1 : 0));
    count_attribute(pen, "skipped",
                    run->summary.count[OUTCOME_SKIP] +
                        run->summary.standing[STANDING_XFAIL] +
                        (trouble && !error ? 1 : 0));
}

static void write_run(struct pen *pen, const struct report_run *run,
                      const struct report_state *state)
{
    start(pen, "testsuite");
    count_attribute(pen, "id", state->run);
    attribute(pen, "package", "interim");
    attribute(pen, "name",
              arena_printf(&pen->arena, "%s (%s)", run->target, role_name(run->role)));
    attribute(pen, "timestamp", run->started);
    attribute(pen, "hostname", "localhost");
    write_counts(pen, run);
    seconds_attribute(pen, "time", run->summary.duration_ns);
    write_properties(pen, run);
    if (run->trouble[0])
        write_trouble(pen, run);
    for (size_t at = 0; at < run->outcome_count; at++)
        write_case(pen, run, run->outcomes[at]);
    write_warnings(pen, run);
    end(pen);
}

/* ---------------------------------------------------------------- the writer */

static void junit_open(struct report_state *state, struct buf *out)
{
    (void)state;
    buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

static void junit_end(const struct report_run *run, struct report_state *state,
                      struct buf *out)
{
    xmlBufferPtr memory = xmlBufferCreate();
    ENSURE(memory != NULL);
    struct pen pen = {.writer = xmlNewTextWriterMemory(memory, 0)};
    ENSURE(pen.writer != NULL);
    arena_init(&pen.arena);
    xmlTextWriterSetIndent(pen.writer, 1);
    write_run(&pen, run, state);
    ENSURE(xmlTextWriterFlush(pen.writer) >= 0);
    buf_add(out,
            (struct octets){xmlBufferContent(memory), (size_t)xmlBufferLength(memory)});
    arena_fini(&pen.arena);
    xmlFreeTextWriter(pen.writer);
    xmlBufferFree(memory);
}

static void junit_close(struct report_state *state, struct buf *out)
{
    (void)state;
    buf_add_text(out, "</testsuites>\n");
}

const struct report_writer REPORT_JUNIT = {
    .name = "junit",
    .suffix = ".xml",
    .open = junit_open,
    .end = junit_end,
    .close = junit_close,
};
