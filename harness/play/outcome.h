/* SPDX-License-Identifier: MIT */
/* The outcome of one case against one target: verdict, reason, evidence. */
#ifndef INTERIM_PLAY_OUTCOME_H
#define INTERIM_PLAY_OUTCOME_H

#include "base/arena.h"
#include "case/script.h"
#include "net/tap.h"
#include "oracle/requirement.h"

#include <stdbool.h>
#include <stdint.h>

/* Ordered from the best to the worst where they are compared (see outcome_worse). */
enum outcome_kind {
    OUTCOME_PASS,
    OUTCOME_INFO,  /* advice not followed; a measured limit */
    OUTCOME_WARN,  /* a should or should-not broken */
    OUTCOME_FAIL,  /* a must or must-not broken */
    OUTCOME_SKIP,  /* not applicable; reason says why */
    OUTCOME_ERROR, /* harness, set-up, target unreachable: not the target's failure */
    OUTCOME_KIND_COUNT
};

/* "PASS", "FAIL", ... */
const char *outcome_name(enum outcome_kind kind);

/* The kind of this name; false, and *kind as it was, where there is none. */
bool outcome_find(const char *name, enum outcome_kind *kind);

/* What the run makes of an outcome, beside what it is. */
enum standing {
    STANDING_PLAIN,
    STANDING_XFAIL, /* known: the baseline names it, with a reason */
    STANDING_XPASS, /* the baseline names it, and it is there no more */
    STANDING_FLAKY, /* played again, and better then: the worst is what is shown */
    STANDING_COUNT
};

/* "XFAIL", "XPASS", "FLAKY"; "" for the plain. */
const char *standing_name(enum standing standing);

/* What the same exchange without its interim responses did, where a case failed. */
enum control {
    CONTROL_NONE,   /* not played: nothing to compare, or the case did not fail */
    CONTROL_PASSED, /* fine without interim responses: it is about them */
    CONTROL_FAILED  /* fails without them, too: it is about something else */
};

/* One finding of the oracle on what the target sent. */
struct outcome_finding {
    enum requirement requirement;
    enum outcome_kind kind; /* what it counts as for this role */
    unsigned lane;
    uint64_t offset;     /* on the lane's connection number `connection` */
    unsigned connection; /* ordinal of the lane's connections, from 0 */
    const char *detail;
};

/* What of a failing script has to be there, and how much of it: between `passes` and
 * `fails` the verdict flips (run/bisect.h). */
struct outcome_bound {
    const char *what;     /* "interim responses", "octets", "segments", "pause" */
    const char *sentence; /* "fails from 11 interim responses on; 10 pass" */
    uint64_t fails;       /* the least that failed; pauses in ms */
    uint64_t passes;      /* the most below that passed */
    bool has_passes;      /* false: it fails with nothing of it, too */
    bool stable;          /* both were the same when played again */
};

/* What the target wrote to its log while the case was under way. */
struct outcome_log {
    const char *text;  /* visible octets; each line ends in \n */
    uint64_t left_out; /* octets before and behind it that are not in text */
    unsigned beside;   /* other cases that were under way at some time meanwhile */
    bool has_report;   /* a sanitizer's: text has it whole, as far as the bound goes */
};

/* All text is NUL-terminated, printable (quoted) and lives in the arena, as does the
 * transcript. Rounds: the evidence is of the first of the worst rounds. */
struct outcome {
    struct arena arena;
    const struct test_case *test; /* borrowed from the catalogue */
    enum role role;
    enum outcome_kind kind;
    enum requirement requirement; /* the case's, or that of its worst finding */
    const char *reason;           /* one sentence; "" with PASS */
    const char *expected;         /* the pattern, "" where that is not the matter */
    const char *actual;           /* what was observed, as words of the pattern */
    const struct outcome_finding *findings;
    size_t finding_count;
    const struct tap_entry *transcript;
    size_t transcript_count;
    bool has_mark; /* an octet of what the target sent is to be marked: */
    unsigned mark_lane;
    uint64_t mark_offset; /* as tap_entry.offset, side client (server, gateway,
                           * proxy) or origin (client) */
    enum control control;
    const char *measured;    /* a limit that was searched for; "" */
    const char *round;       /* label of the round shown; "" where there is one alone */
    unsigned rounds;         /* played */
    unsigned rounds_failed;  /* with this kind */
    const char *rounds_list; /* labels of those, shortened; "" */
    const struct outcome_log *log;      /* NULL: none, or nothing to tell of */
    const struct outcome_bound *bounds; /* of --bisect */
    size_t bound_count;
    unsigned bisect_plays; /* that they took; 0: not looked for */
    enum standing standing;
    const char *known;         /* the baseline's reason; "" */
    unsigned plays, plays_bad; /* of the whole case; bad: with this kind */
    bool late;                 /* a round came to its deadline */
    int64_t duration_ns;
    int64_t delay_ns; /* the most that a round took beyond the time of its script */
    int64_t cpu_ns;   /* of the harness's thread */
};

void outcome_init(struct outcome *outcome, const struct test_case *test,
                  enum role role);
void outcome_fini(struct outcome *outcome);

/* The word for people: that of its standing, else of its kind. */
const char *outcome_word(const struct outcome *outcome);

/* true where this alone makes a run fail: FAIL, XPASS, and what only warns where the
 * run is strict; what is known, or was better when played again, does not. */
bool outcome_fails(const struct outcome *outcome, bool strict);

/* true where a is worse news of a target than b: FAIL, WARN, INFO, PASS; ERROR above
 * all, SKIP below all. */
bool outcome_worse(enum outcome_kind a, enum outcome_kind b);

/* What a breach of requirement counts as for a target of this role. */
enum outcome_kind outcome_of_breach(enum requirement requirement, enum role role);

#endif
