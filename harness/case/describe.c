/* SPDX-License-Identifier: MIT */
/* Printing a case: properties, rounds, steps, expectations. */
#include "case/describe.h"

#include "base/quote.h"
#include "case/word.h"

#include <string.h>

enum { LABELS_SHOWN = 12, MARGIN = 13 };

static void heading(struct buf *out, const char *word)
{
    buf_printf(out, "  %-*s", MARGIN - 2, word);
}

static void line_of(struct buf *out, const char *word, const char *text)
{
    heading(out, word);
    buf_add_text(out, text);
    buf_add_octet(out, '\n');
}

static void add_needs(struct buf *out, const struct test_case *test)
{
    for (enum role role = 0; role < ROLE_COUNT; role++) {
        if (!(test->roles & 1U << role) || test->needs[role] == 0)
            continue;
        heading(out, "needs");
        buf_printf(out, "%s: ", role_name(role));
        need_words(out, test->needs[role]);
        buf_add_octet(out, '\n');
    }
}

static void add_time(struct buf *out, const char *word, unsigned ms)
{
    if (ms == 0)
        return;
    heading(out, word);
    buf_printf(out, "%u ms\n", ms);
}

static void add_properties(struct buf *out, const struct test_case *test)
{
    heading(out, "roles");
    role_words(out, test->roles);
    buf_add_octet(out, '\n');
    add_needs(out, test);
    for (size_t at = 0; at < test->breach_count; at++)
        line_of(out, "breaks", test->breaches[at]);
    if (test->alone)
        line_of(out, "alone", "yes");
    if (test->timer)
        line_of(out, "timer", "yes");
    if (test->no_canary)
        line_of(out, "canary", "no");
    add_time(out, "deadline", test->deadline_ms);
    add_time(out, "limit", test->limit_ms);
}

static void add_rounds(struct buf *out, const struct test_case *test, size_t round)
{
    if (test->round_count == 1)
        return;
    heading(out, "rounds");
    buf_printf(out, "%zu:", test->round_count);
    for (size_t at = 0; at < test->round_count && at < LABELS_SHOWN; at++)
        buf_printf(out, "%s %s", at > 0 ? "," : "", test->rounds[at].label);
    buf_printf(out, "%s\n", test->round_count > LABELS_SHOWN ? ", ..." : "");
    heading(out, "shown");
    buf_printf(out, "%s\n", test->rounds[round].label);
}

static void add_variable(struct buf *out, const struct piece *piece)
{
    buf_printf(out, "{%s", piece_word(piece->kind));
    if (piece_has_exchange(piece->kind))
        buf_printf(out, ":%u", piece->exchange + 1);
    if (piece->kind == PIECE_FILL)
        buf_printf(out, ":%llu", (unsigned long long)piece->count);
    buf_add_octet(out, '}');
}

/* Lines of octets: a break behind each LF, "~" before what a control leaves out. */
struct octet_lines {
    struct buf *out;
    bool open; /* a line has begun */
    bool interim;
};

static void close_line(struct octet_lines *lines)
{
    if (lines->open)
        buf_add_octet(lines->out, '\n');
    lines->open = false;
}

static void open_line(struct octet_lines *lines, bool interim)
{
    if (lines->open && lines->interim != interim)
        close_line(lines);
    if (!lines->open)
        buf_printf(lines->out, "%*s%c ", MARGIN, "", interim ? '~' : ' ');
    lines->open = true;
    lines->interim = interim;
}

static void add_octets(struct octet_lines *lines, struct octets octets, bool interim)
{
    while (octets.len > 0) {
        const unsigned char *end = memchr(octets.ptr, '\n', octets.len);
        const size_t len = end ? (size_t)(end - octets.ptr) + 1 : octets.len;
        open_line(lines, interim);
        quote_encode(lines->out, octets_slice(octets, 0, len));
        if (end)
            close_line(lines);
        octets = octets_slice(octets, len, octets.len);
    }
}

static void add_pieces(struct octet_lines *lines, const struct piece *pieces,
                       size_t count)
{
    for (size_t at = 0; at < count; at++) {
        if (pieces[at].kind == PIECE_OCTETS) {
            add_octets(lines, pieces[at].octets, pieces[at].interim);
        } else {
            open_line(lines, pieces[at].interim);
            add_variable(lines->out, &pieces[at]);
        }
    }
    close_line(lines);
}

static void add_exchanges(struct buf *out, const struct script *script, size_t step)
{
    for (size_t at = 0; at < script->exchange_count; at++) {
        const struct exchange *exchange = &script->exchanges[at];
        if (exchange->step != step)
            continue;
        buf_printf(out, ", begins exchange %u (", exchange->ordinal + 1);
        quote_encode(out, exchange->method);
        buf_printf(out, "%s%s%s%s)", exchange->http10 ? ", HTTP/1.0" : "",
                   exchange->content ? ", with content" : "",
                   exchange->expect_continue ? ", expects 100" : "",
                   exchange->upgrade ? ", asks to upgrade" : "");
    }
}

static const char *unit_of(const struct step *step)
{
    return step->of_timer ? "% of the read timer" : " ms";
}

static void add_send(struct buf *out, const struct script *script, size_t index)
{
    const struct step *step = &script->steps[index];
    struct octet_lines lines = {.out = out};
    add_exchanges(out, script, index);
    if (step->repeat_least > 0)
        buf_printf(out, ", %llu to %llu times, searching for the limit",
                   (unsigned long long)step->repeat_least,
                   (unsigned long long)step->repeat);
    else if (step->repeat > 1)
        buf_printf(out, ", %llu times", (unsigned long long)step->repeat);
    for (size_t at = 0; at < step->cut_count; at++)
        buf_printf(out, "%s%zu", at > 0 ? "," : ", cut at ", step->cuts[at]);
    if (step->cut_every > 0)
        buf_printf(out, ", cut every %zu", step->cut_every);
    if (step->gap_ms > 0)
        buf_printf(out, ", gaps of %u%s", step->gap_ms, unit_of(step));
    if (step->optional)
        buf_add_text(out, ", may fail");
    buf_add_octet(out, '\n');
    add_pieces(&lines, step->pieces, step->piece_count);
}

static void add_step(struct buf *out, const struct script *script, size_t index)
{
    const struct step *step = &script->steps[index];
    buf_printf(out, "  %4d  ", step->line);
    buf_printf(out, "%s", side_name(step->side));
    if (script->lane_count > 1)
        buf_printf(out, " %u", step->lane + 1);
    buf_printf(out, " %s", step_word(step->kind));
    if (step->kind == STEP_WAIT) {
        buf_add_octet(out, ' ');
        wait_words(out, step->wait & ~(unsigned)WAIT_TIMEOUT, step->status, " or ");
        if (step->wait & WAIT_TIMEOUT)
            buf_printf(out, " within %u%s", step->within_ms, unit_of(step));
    }
    if (step->kind == STEP_PAUSE)
        buf_printf(out, " %u%s", step->pause_ms, unit_of(step));
    if (step->condition != 0) {
        buf_add_text(out, ", if the answer was ");
        wait_words(out, step->condition, step->condition_status, " or ");
    }
    if (step->kind == STEP_SEND)
        add_send(out, script, index);
    else
        buf_add_octet(out, '\n');
}

static void add_subject(struct buf *out, const struct script *script, enum role role,
                        unsigned lane)
{
    buf_printf(out, "        %s", role_name(role));
    if (script->lane_count > 1)
        buf_printf(out, " %u", lane + 1);
}

static void add_check(struct buf *out, const struct script *script,
                      const struct check *check)
{
    struct octet_lines lines = {.out = out, .open = true};
    add_subject(out, script, check->role, check->lane);
    buf_printf(out, " %s ", check->has ? "has" : "lacks");
    place_word(out, check);
    if (check->name.len > 0)
        buf_add_octet(out, ' ');
    quote_encode(out, check->name);
    if (check->value) {
        buf_add_text(out, check->name.len > 0 ? ": " : " ");
        add_pieces(&lines, check->value, check->value_count);
    }
    close_line(&lines);
}

static void add_expectations(struct buf *out, const struct test_case *test,
                             const struct script *script)
{
    buf_add_text(out, "  expect\n");
    for (size_t at = 0; at < script->expectation_count; at++) {
        const struct expectation *expectation = &script->expectations[at];
        add_subject(out, script, expectation->role, expectation->lane);
        buf_add_text(out, ": ");
        quote_encode(out, pattern_text(expectation->pattern));
        buf_add_octet(out, '\n');
    }
    for (size_t at = 0; at < script->check_count; at++)
        add_check(out, script, &script->checks[at]);
    for (size_t at = 0; at < test->fault_count; at++)
        buf_printf(out, "%s%s %s%s", at == 0 ? "  faults\n        " : ", ",
                   role_name(test->faults[at].role), test->faults[at].fault,
                   at + 1 == test->fault_count ? "\n" : "");
}

void describe_case(struct buf *out, const struct test_case *test, size_t round)
{
    const struct script *script = &test->rounds[round];
    buf_printf(out, "%s (%s:%d)\n", test->id, test->file, test->line);
    line_of(out, "why", test->why);
    add_properties(out, test);
    add_rounds(out, test, round);
    buf_add_text(out, "  steps (by line; ~ marks what a control leaves out)\n");
    for (size_t at = 0; at < script->step_count; at++)
        add_step(out, script, at);
    add_expectations(out, test, script);
}

/* Up to the first full stop with a space behind it. */
static struct octets first_sentence(struct octets text)
{
    const size_t stop = octets_find(text, OCTETS(". "));
    return stop == SIZE_MAX ? text : octets_slice(text, 0, stop + 1);
}

void describe_line(struct buf *out, const struct test_case *test)
{
    const size_t start = out->len;
    buf_add_text(out, test->id);
    while (out->len < start + 48 && !out->full)
        buf_add_octet(out, ' ');
    buf_add_octet(out, ' ');
    const size_t roles = out->len;
    role_words(out, test->roles);
    while (out->len < roles + 22 && !out->full)
        buf_add_octet(out, ' ');
    buf_add_octet(out, ' ');
    buf_add(out, first_sentence(octets_of(test->why)));
    buf_add_octet(out, '\n');
}
