/* SPDX-License-Identifier: MIT */
/* The table of sentences, made into code: conditions, names filled in, what it rests
 * on.
 */
#include "probe/diagnosis.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const int64_t SECOND = 1000000000;

/* ---------------------------------------------------------------- conditions */

/* The answer through the near address came so much sooner that it may be another one.
 */
static bool is_shortcut(const struct probe_facts *f)
{
    return f->far_final_ns > SECOND / 50 && f->final_ns * 4 < f->far_final_ns * 3;
}

/* An error of a gateway here, and none straight from the other address. */
static bool is_turned(const struct probe_facts *f)
{
    return f->compared && f->final >= 502 && f->final <= 504 && f->far_final > 0 &&
           f->far_final < 500 && f->far_tally.all > 0;
}

/* This probe gave up before the time that the answer takes straight from the other
 * address was well over. */
static bool is_impatient(const struct probe_facts *f)
{
    return f->stop != STOP_CLOSED && f->stop != STOP_RESET &&
           f->final_ns < f->far_final_ns * 3 / 2 + SECOND;
}

/* A 102 that looks like an answer, and nothing behind it. */
static bool is_mistaken(const struct probe_facts *f)
{
    return f->final == 0 && f->last_status == 102 &&
           (f->described || f->content_behind);
}

typedef bool applies(const struct probe_facts *f);

#define DIAGNOSIS(name, id, kind, condition, sentence, basis)                          \
    static bool applies_##name(const struct probe_facts *f)                            \
    {                                                                                  \
        return condition;                                                              \
    }
#include "probe/diagnosis.def"
#undef DIAGNOSIS

static const struct {
    struct diagnosis_row row;
    applies *applies;
} ROWS[DIAGNOSIS_COUNT] = {
#define DIAGNOSIS(name, id, kind, condition, sentence, basis)                          \
    {{id, DIAGNOSIS_##kind, sentence, basis}, applies_##name},
#include "probe/diagnosis.def"
#undef DIAGNOSIS
};

const struct diagnosis_row *diagnosis_row(enum diagnosis diagnosis)
{
    return &ROWS[diagnosis].row;
}

bool diagnosis_applies(enum diagnosis diagnosis, const struct probe_facts *facts)
{
    return ROWS[diagnosis].applies(facts);
}

/* ---------------------------------------------------------------- names */

static void add_time(struct buf *out, int64_t ns)
{
    if (ns < SECOND / 1000)
        buf_add_text(out, "less than 1 ms");
    else if (ns < SECOND)
        buf_printf(out, "%" PRId64 " ms", ns / (SECOND / 1000));
    else
        buf_printf(out, "%.1f s", (double)ns / (double)SECOND);
}

/* "4 x 102 and 1 x 103" */
static void add_tally(struct buf *out, const struct probe_tally *tally)
{
    const struct {
        const char *status;
        unsigned count;
    } parts[] = {{"100", tally->continues},   {"101", tally->switches},
                 {"102", tally->processings}, {"103", tally->hints},
                 {"104", tally->uploads},     {"another 1xx", tally->unknown}};
    const char *before = "";
    for (size_t row = 0; row < sizeof parts / sizeof parts[0]; row++) {
        if (parts[row].count == 0)
            continue;
        buf_printf(out, "%s%u x %s", before, parts[row].count, parts[row].status);
        before = " and ";
    }
    if (tally->all == 0)
        buf_add_text(out, "no interim response");
}

enum value_kind { IS_WORD, IS_NUMBER, IS_OCTETS, IS_TIME, IS_TALLY, IS_STOP };

#define AT(member) offsetof(struct probe_facts, member)

static const struct {
    const char *name;
    enum value_kind kind;
    size_t at; /* in struct probe_facts */
} NAMES[] = {
    {"added", IS_WORD, AT(added_words)},
    {"begins", IS_WORD, AT(begins)},
    {"far", IS_WORD, AT(far)},
    {"far-final", IS_NUMBER, AT(far_final)},
    {"far-statuses", IS_TALLY, AT(far_tally)},
    {"far-stop", IS_STOP, AT(far_stop)},
    {"far-total", IS_TIME, AT(far_final_ns)},
    {"final", IS_NUMBER, AT(final)},
    {"first", IS_TIME, AT(first_ns)},
    {"gap", IS_TIME, AT(longest_gap_ns)},
    {"interim-octets", IS_OCTETS, AT(interim_octets)},
    {"lost-field", IS_WORD, AT(lost_field)},
    {"method", IS_WORD, AT(method)},
    {"missing", IS_WORD, AT(missing_words)},
    {"near", IS_WORD, AT(near)},
    {"older", IS_TIME, AT(older_ns)},
    {"pace", IS_TIME, AT(pace_ns)},
    {"server-final", IS_WORD, AT(server_final)},
    {"server-interim", IS_WORD, AT(server_interim)},
    {"statuses", IS_TALLY, AT(tally)},
    {"stop", IS_STOP, AT(stop)},
    {"stray", IS_NUMBER, AT(stray_status)},
    {"total", IS_TIME, AT(final_ns)},
    {"via-final", IS_WORD, AT(via_final)},
    {"via-interim", IS_WORD, AT(via_interim)},
};

static void add_value(struct buf *out, const struct probe_facts *facts,
                      enum value_kind kind, size_t at)
{
    const void *const value = (const char *)facts + at;
    unsigned number;
    uint64_t octets;
    int64_t ns;
    enum probe_stop stop;
    switch (kind) {
    case IS_WORD:
        buf_add_text(out, value);
        break;
    case IS_NUMBER:
        memcpy(&number, value, sizeof number);
        buf_printf(out, "%u", number);
        break;
    case IS_OCTETS:
        memcpy(&octets, value, sizeof octets);
        buf_printf(out, "%" PRIu64, octets);
        break;
    case IS_TIME:
        memcpy(&ns, value, sizeof ns);
        add_time(out, ns);
        break;
    case IS_TALLY:
        add_tally(out, value);
        break;
    case IS_STOP:
        memcpy(&stop, value, sizeof stop);
        buf_add_text(out, probe_stop_sentence(stop));
        break;
    }
}

static void add_name(struct buf *out, const struct probe_facts *facts,
                     struct octets name)
{
    for (size_t row = 0; row < sizeof NAMES / sizeof NAMES[0]; row++)
        if (octets_equal(name, octets_of(NAMES[row].name))) {
            add_value(out, facts, NAMES[row].kind, NAMES[row].at);
            return;
        }
    buf_add_text(out, "{?}"); /* a test looks for it */
}

void diagnosis_sentence(enum diagnosis diagnosis, const struct probe_facts *facts,
                        struct buf *out)
{
    struct octets rest = octets_of(ROWS[diagnosis].row.sentence);
    while (rest.len > 0) {
        const size_t open = octets_find(rest, OCTETS("{"));
        buf_add(out, octets_slice(rest, 0, open));
        if (open == SIZE_MAX)
            return;
        rest = octets_slice(rest, open + 1, SIZE_MAX);
        const size_t end = octets_find(rest, OCTETS("}"));
        add_name(out, facts, octets_slice(rest, 0, end));
        rest = octets_slice(rest, end == SIZE_MAX ? rest.len : end + 1, SIZE_MAX);
    }
}

/* ---------------------------------------------------------------- what it rests on */

enum requirement diagnosis_requirement(enum diagnosis diagnosis)
{
    const struct octets basis = octets_of(ROWS[diagnosis].row.basis);
    return requirement_find(octets_slice(basis, 0, octets_find(basis, OCTETS(","))));
}

static enum level level_of(const struct requirement_row *row,
                           const struct probe_facts *facts)
{
    return facts->proxied ? row->level : row->gateway;
}

void diagnosis_basis(enum diagnosis diagnosis, const struct probe_facts *facts,
                     struct buf *out)
{
    const enum requirement requirement = diagnosis_requirement(diagnosis);
    const char *basis = ROWS[diagnosis].row.basis;
    if (requirement != REQUIREMENT_NONE) {
        const struct requirement_row *row = requirement_row(requirement);
        buf_printf(out, "%s (%s", row->id, level_name(level_of(row, facts)));
        if (row->basis != BASIS_NONE)
            buf_printf(out, ", %s", basis_name(row->basis));
        buf_printf(out, "%s%s)", row->source[0] ? ", " : "", row->source);
        basis += octets_of(row->id).len;
    }
    buf_add_text(out, basis);
}

bool diagnosis_fails(enum diagnosis diagnosis, const struct probe_facts *facts)
{
    const enum requirement requirement = diagnosis_requirement(diagnosis);
    if (!facts->compared || requirement == REQUIREMENT_NONE ||
        ROWS[diagnosis].row.kind != DIAGNOSIS_PROBLEM)
        return false;
    const struct requirement_row *row = requirement_row(requirement);
    return octets_starts_with(octets_of(row->id), OCTETS("proxy.")) &&
           level_is_binding(level_of(row, facts));
}
