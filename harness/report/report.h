/* SPDX-License-Identifier: MIT */
/* What a report is made of, and the writers: one a file, one const vtable each. */
#ifndef INTERIM_REPORT_REPORT_H
#define INTERIM_REPORT_REPORT_H

#include "base/buf.h"
#include "base/err.h"
#include "play/outcome.h"
#include "report/pcap.h"

#include <stdbool.h>
#include <stddef.h>

/* Verdict of a requirement: the worst that was seen of it; untested where nothing could
 * show it (OUTCOME_SKIP stands for that). */
struct verdict {
    enum requirement requirement;
    enum outcome_kind kind; /* PASS, INFO, WARN, FAIL, or SKIP for untested */
    size_t cases;           /* whose outcome, or finding, gave this kind */
    size_t asked;           /* cases of this requirement in the run, skipped or not */
};

struct summary {
    size_t count[OUTCOME_KIND_COUNT]; /* cases by outcome */
    size_t standing[STANDING_COUNT];  /* and by standing */
    size_t failed;                    /* that make the run fail */
    size_t errors;                    /* that nobody knew of */
    size_t total;
    bool interrupted;
    int64_t duration_ns;
};

/* One run: one target in one role. Borrowed by writers for the time of a call. All text
 * is ours or the caller's, never NULL, and need not be printable. */
struct report_run {
    const char *target;  /* name, or URL, or command line, for people */
    const char *version; /* of the target, "" where unknown */
    enum role role;
    const char *command; /* the command line that repeats this run, cut in two where */
    const char *arguments; /* --only goes: "interim client", " -- curl {url}" */
    const char *started;   /* "2026-01-31T23:59:59", UTC */
    const char *llhttp;    /* the version of the parser behind the oracle */
    size_t planned;        /* cases to be played */
    const char *trouble;   /* why the target was not tested at all; "" */
    bool skipped;          /* with trouble: it is not installed, which is no error */
    struct outcome *const *outcomes; /* in catalogue order */
    size_t outcome_count;
    const struct verdict *verdicts; /* REQUIREMENT_COUNT of them, in table order */
    struct summary summary;
    bool strict;  /* a WARN fails */
    bool too_few; /* all targets are done, and fewer cases ran than --min asks for */
    int status;   /* the exit status that this run alone gives */
};

/* How people want their text. */
struct report_style {
    bool colour;
    bool quiet;   /* failures and the summary alone */
    bool verbose; /* evidence for whatever is not a plain PASS */
};

/* A writer's own between its calls; zero at first but for style and runs. */
struct report_state {
    struct report_style style;
    size_t runs;  /* planned: 1 for most */
    size_t run;   /* ordinal of the current one, from 0 */
    size_t count; /* outcomes written so far, over all runs */
    bool interrupted;
    size_t kinds[OUTCOME_KIND_COUNT]; /* over all runs, where a writer counts */
    size_t failures, untested;        /* likewise: cases; targets that could not be */
    struct pcap_state pcap;
};

/* A writer appends to out what belongs at each moment, in valid pieces whatever octets
 * the outcomes hold; the caller writes out to its file after each call. A report is
 * open, then for each run begin, outcome once a case as cases end (in catalogue order),
 * end, and at last close. Any function may be NULL: nothing to write then. */
struct report_writer {
    const char *name;   /* "text", "tap", "junit", ...: as --format has it */
    const char *suffix; /* of file names that ask for it: ".json" */
    void (*open)(struct report_state *state, struct buf *out);
    void (*begin)(const struct report_run *run, struct report_state *state,
                  struct buf *out);
    void (*outcome)(const struct report_run *run, const struct outcome *outcome,
                    struct report_state *state, struct buf *out);
    void (*end)(const struct report_run *run, struct report_state *state,
                struct buf *out);
    void (*close)(struct report_state *state, struct buf *out);
};

extern const struct report_writer REPORT_TEXT;
extern const struct report_writer REPORT_TAP;
extern const struct report_writer REPORT_JUNIT;
extern const struct report_writer REPORT_JSON;
extern const struct report_writer REPORT_HTML;
extern const struct report_writer REPORT_MARKDOWN;
extern const struct report_writer REPORT_SARIF;
extern const struct report_writer REPORT_BADGE;
extern const struct report_writer REPORT_PCAP;

/* All writers, NULL-terminated; the one of this name, or for a file of this name; NULL
 * where there is none. */
extern const struct report_writer *const REPORT_WRITERS[];
const struct report_writer *report_writer_find(const char *name);
const struct report_writer *report_writer_for_file(const char *path);

/* Fill err for what is none of these, a name or a file, with those that there are.
 * Return false. */
bool report_refuse_format(const char *name, struct err *err);
bool report_refuse_file(const char *path, struct err *err);

/* Appends a whole run: begin, its outcomes, end. state->run is the caller's to set. */
void report_write_run(const struct report_writer *writer, const struct report_run *run,
                      struct report_state *state, struct buf *out);

/* Fills verdicts (REQUIREMENT_COUNT) and the counts of summary from outcomes. A verdict
 * says what was seen, known or not. */
void report_judge(struct outcome *const *outcomes, size_t count, bool strict,
                  struct verdict *verdicts, struct summary *summary);

/* Adds one outcome to the counts. */
void report_count(struct summary *summary, const struct outcome *outcome, bool strict);

#endif
