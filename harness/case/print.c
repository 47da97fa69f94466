/* SPDX-License-Identifier: MIT */
/* Printing a case file: heading, properties, prose, fences. */
#include "case/print.h"

#include "base/quote.h"
#include "case/compile.h"
#include "case/word.h"

#include <string.h>

/* ---------------------------------------------------------------- octets */

struct printer {
    struct buf *out;
    bool in_line; /* something stands on the current line */
};

/* An octet that cannot stand for itself at this place: behind is the one behind it, -1
 * where white space would be taken off. */
static bool needs_escape(const struct printer *printer, unsigned char octet, int behind)
{
    if (octet < 0x20 || octet > 0x7e || octet == '\\')
        return true;
    if (octet == ' ')
        return behind == '\r' || behind == -1;
    return !printer->in_line && (octet == '`' || octet == '~');
}

static void add_octet(struct printer *printer, unsigned char octet, int behind)
{
    if (octet == '{')
        buf_add_text(printer->out, "{{");
    else if (!needs_escape(printer, octet, behind))
        buf_add_octet(printer->out, octet);
    else if (octet > 0x20 && octet < 0x7f && octet != '\\')
        buf_printf(printer->out, "\\x%02x", octet);
    else if (octet == ' ')
        buf_add_text(printer->out, "\\x20");
    else
        quote_encode(printer->out, (struct octets){&octet, 1});
    printer->in_line = true;
}

static void end_line(struct printer *printer)
{
    buf_add_octet(printer->out, '\n');
    printer->in_line = false;
}

static void add_octets(struct printer *printer, struct octets octets, int end)
{
    for (size_t at = 0; at < octets.len; at++) {
        const int behind = at + 1 < octets.len ? octets.ptr[at + 1] : end;
        if (octets.ptr[at] == '\r' && behind == '\n') {
            end_line(printer);
            at++;
        } else {
            add_octet(printer, octets.ptr[at], behind);
        }
    }
}

/* Octets as an interim response begins: its reader would take them for one. */
static bool looks_interim(struct octets octets)
{
    struct lane lane = {.begun = 0};
    return is_status_line(octets) && follow_response_begin(&lane, octets) &&
           lane.response.interim;
}

/* What was hidden from the reader by an escape stays so. Returns what it took. */
static size_t add_hidden(struct printer *printer, struct octets octets)
{
    const size_t space = octets_find(octets, OCTETS(" "));
    if (!looks_interim(octets))
        return 0;
    add_octets(printer, octets_slice(octets, 0, space), '\\');
    buf_add_text(printer->out, "\\x20");
    return space + 1;
}

/* A line that goes on in the next one of the file. */
static void break_line(struct printer *printer)
{
    buf_add_octet(printer->out, '\\');
    end_line(printer);
}

static void add_variable(struct printer *printer, const struct piece *piece)
{
    buf_printf(printer->out, "{%s", piece_word(piece->kind));
    if (piece_has_exchange(piece->kind))
        buf_printf(printer->out, ":%u", piece->exchange + 1);
    if (piece->kind == PIECE_FILL)
        buf_printf(printer->out, ":%llu", (unsigned long long)piece->count);
    buf_add_octet(printer->out, '}');
    printer->in_line = true;
}

/* Two pieces of octets side by side: a message begins at the second. Behind a variable
 * it does so where it looks like one; a line that is broken needlessly does no harm. */
static bool may_begin(const struct piece *before, const struct piece *piece)
{
    return piece->kind == PIECE_OCTETS &&
           (before->kind == PIECE_OCTETS ||
            (piece->octets.ptr[0] >= 'A' && piece->octets.ptr[0] <= 'Z'));
}

/* The lines of a fence of this side. */
static void add_pieces(struct buf *out, const struct piece *pieces, size_t count,
                       enum side side)
{
    struct printer printer = {.out = out};
    for (size_t at = 0; at < count; at++) {
        if (at > 0 && printer.in_line && may_begin(&pieces[at - 1], &pieces[at]))
            break_line(&printer);
        size_t hidden = 0;
        if (side == SIDE_ORIGIN && !printer.in_line && !pieces[at].interim)
            hidden = add_hidden(&printer, pieces[at].octets);
        if (pieces[at].kind == PIECE_OCTETS)
            add_octets(&printer, octets_slice(pieces[at].octets, hidden, SIZE_MAX),
                       '\\');
        else
            add_variable(&printer, &pieces[at]);
    }
    if (printer.in_line)
        break_line(&printer);
}

void print_pieces(struct buf *out, const struct piece *pieces, size_t count)
{
    add_pieces(out, pieces, count, SIDE_CLIENT);
}

/* ---------------------------------------------------------------- prose */

void print_prose(struct buf *out, struct octets text)
{
    static const char SPECIAL[] = "\\`*_{}[]<>#+-.!|&~=:^$@%\"'()/;?";
    for (size_t at = 0; at < text.len; at++) {
        const unsigned char octet = text.ptr[at];
        const bool stop = octet == '.' || octet == '\'' || octet == '"' ||
                          octet == '(' || octet == ')' || octet == '/' || octet == '?';
        const bool digit_before =
            at > 0 && text.ptr[at - 1] >= '0' && text.ptr[at - 1] <= '9';
        if (octet != '\0' && memchr(SPECIAL, octet, sizeof SPECIAL - 1) &&
            (!stop || digit_before || at == 0))
            buf_add_octet(out, '\\');
        buf_add_octet(out, octet);
    }
    buf_add_octet(out, '\n');
}

/* ---------------------------------------------------------------- properties */

static void add_time(struct buf *out, const char *word, unsigned ms)
{
    if (ms > 0)
        buf_printf(out, "%s: %ums\n", word, ms);
}

static void add_properties(struct buf *out, const struct test_case *test)
{
    buf_add_text(out, "roles: ");
    role_words(out, test->roles);
    buf_add_octet(out, '\n');
    /* What was said, or a variable needs, every role has; a server has nothing else. */
    if (test->needs[ROLE_SERVER] != 0) {
        buf_add_text(out, "needs: ");
        need_words(out, test->needs[ROLE_SERVER]);
        buf_add_octet(out, '\n');
    }
    for (size_t at = 0; at < test->breach_count; at++)
        buf_printf(out, "%s%s%s", at == 0 ? "breaks: " : ", ", test->breaches[at],
                   at + 1 == test->breach_count ? "\n" : "");
    if (test->alone)
        buf_add_text(out, "alone: yes\n");
    if (test->timer)
        buf_add_text(out, "timer: yes\n");
    if (test->no_canary)
        buf_add_text(out, "canary: no\n");
    add_time(out, "deadline", test->deadline_ms);
    add_time(out, "limit", test->limit_ms);
}

/* ---------------------------------------------------------------- fences */

static void add_span(struct buf *out, const struct step *step, unsigned amount)
{
    buf_printf(out, "%u%s", amount, step->of_timer ? "%" : "ms");
}

static void add_condition(struct buf *out, const struct step *step)
{
    if (step->condition == 0)
        return;
    buf_add_text(out, " if=");
    wait_words(out, step->condition, step->condition_status, ",");
}

static void add_attributes(struct buf *out, const struct step *step)
{
    if (step->repeat_least > 0)
        buf_printf(out, " repeat=%llu..%llu", (unsigned long long)step->repeat_least,
                   (unsigned long long)step->repeat);
    else if (step->repeat > 1)
        buf_printf(out, " repeat=%llu", (unsigned long long)step->repeat);
    for (size_t at = 0; at < step->cut_count; at++)
        buf_printf(out, "%s%zu", at == 0 ? " cut=" : ",", step->cuts[at]);
    if (step->cut_every > 0)
        buf_printf(out, " cut=every:%zu", step->cut_every);
    if (step->gap_ms > 0) {
        buf_add_text(out, " gap=");
        add_span(out, step, step->gap_ms);
    }
    add_condition(out, step);
    if (step->optional)
        buf_add_text(out, " may-fail");
}

/* No message begins in it, whatever its lines look like. */
static bool is_content(const struct step *step)
{
    const struct piece *first = step->pieces;
    if (step->side == SIDE_CLIENT)
        return !step->starts_exchange;
    return first->interim && is_status_line(first->octets) &&
           !looks_interim(first->octets);
}

static void add_send(struct buf *out, const struct step *step)
{
    buf_printf(out, "```%s %u", side_name(step->side), step->lane + 1);
    add_attributes(out, step);
    if (is_content(step))
        buf_add_text(out, " content");
    buf_add_octet(out, '\n');
    add_pieces(out, step->pieces, step->piece_count, step->side);
    buf_add_text(out, "```\n");
}

static void add_do(struct buf *out, const struct step *step)
{
    buf_add_text(out, "```do");
    add_condition(out, step);
    buf_printf(out, "\n%s %u %s", side_name(step->side), step->lane + 1,
               step_word(step->kind));
    if (step->kind == STEP_WAIT) {
        buf_add_octet(out, ' ');
        wait_words(out, step->wait & ~(unsigned)WAIT_TIMEOUT, step->status, " or ");
        if (step->wait & WAIT_TIMEOUT) {
            buf_add_text(out, " within ");
            add_span(out, step, step->within_ms);
        }
    } else if (step->kind == STEP_PAUSE) {
        buf_add_octet(out, ' ');
        add_span(out, step, step->pause_ms);
    }
    buf_add_text(out, "\n```\n");
}

static void add_check(struct buf *out, const struct check *check)
{
    buf_printf(out, "%s %u %s ", role_name(check->role), check->lane + 1,
               check->has ? "has" : "lacks");
    place_word(out, check);
    if (check->name.len > 0)
        buf_add_octet(out, ' ');
    buf_add(out, check->name);
    if (check->value) {
        struct printer printer = {.out = out, .in_line = true};
        buf_add_text(out, check->name.len > 0 ? ": " : " ");
        for (size_t at = 0; at < check->value_count; at++)
            if (check->value[at].kind == PIECE_OCTETS)
                add_octets(&printer, check->value[at].octets,
                           at + 1 < check->value_count ? '{' : -1);
            else
                add_variable(&printer, &check->value[at]);
    }
    buf_add_octet(out, '\n');
}

static void add_expect(struct buf *out, const struct test_case *test,
                       const struct script *script)
{
    buf_add_text(out, "```expect\n");
    for (size_t at = 0; at < script->expectation_count; at++) {
        const struct expectation *expectation = &script->expectations[at];
        buf_printf(out, "%s %u: ", role_name(expectation->role), expectation->lane + 1);
        buf_add(out, pattern_text(expectation->pattern));
        buf_add_octet(out, '\n');
    }
    for (size_t at = 0; at < script->check_count; at++)
        add_check(out, &script->checks[at]);
    for (size_t at = 0; at < test->fault_count; at++)
        buf_printf(out, "%s%s %s%s", at == 0 ? "faults: " : ", ",
                   role_name(test->faults[at].role), test->faults[at].fault,
                   at + 1 == test->fault_count ? "\n" : "");
    buf_add_text(out, "```\n");
}

void print_case(struct buf *out, const struct test_case *test, size_t round)
{
    const struct script *script = &test->rounds[round];
    buf_printf(out, "# %s\n\n## %s\n\n", test->requirement, test->name);
    add_properties(out, test);
    buf_add_octet(out, '\n');
    print_prose(out, octets_of(test->why));
    buf_add_octet(out, '\n');
    for (size_t at = 0; at < script->step_count; at++)
        if (script->steps[at].kind == STEP_SEND)
            add_send(out, &script->steps[at]);
        else
            add_do(out, &script->steps[at]);
    add_expect(out, test, script);
}
