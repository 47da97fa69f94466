/* SPDX-License-Identifier: MIT */
/* The sentences that several writers say: level and basis, rounds, control, and how to
 * see it again. */
#ifndef INTERIM_REPORT_EXPLAIN_H
#define INTERIM_REPORT_EXPLAIN_H

#include "base/buf.h"
#include "report/report.h"

/* The level of a requirement for a target of this role. */
enum level explain_level(enum requirement requirement, enum role role);

/* Appends "must-not, explicit in RFC 9110 §8.6": level, basis and source, so that
 * nobody is told that an RFC says in so many words what it only implies. */
void explain_basis(struct buf *out, enum requirement requirement, enum role role);

/* Appends "code=102; 3 of 100 rounds: code=102, code=103, ...": the round that is
 * shown, and how many had the same outcome; nothing where a case has one round alone.
 */
void explain_rounds(struct buf *out, const struct outcome *outcome);

/* The case's file, as it lies in the suite: "cases/proxy/proxy.final.md". */
const char *explain_file(const struct test_case *test);

/* Appends "FAIL in 2 of 5 plays"; nothing where there was one. */
void explain_plays(struct buf *out, const struct outcome *outcome);

/* Appends "; of these 3 XFAIL, 1 FLAKY"; nothing where all stand for themselves. */
void explain_standing(struct buf *out, const struct summary *summary);

/* Appends what --bisect found, and in how many plays; nothing where it did not look. */
void explain_bounds(struct buf *out, const struct outcome *outcome);

/* Appends what the log of the case is, "during this case, with 3 others under way";
 * nothing where there is none. */
void explain_log(struct buf *out, const struct outcome *outcome);

/* What the control says, as a sentence; "" where none was played. */
const char *explain_control(enum control control);

/* Appends the command line that plays this case alone, against the same target. */
void explain_repeat(struct buf *out, const struct report_run *run,
                    const struct outcome *outcome);

/* Appends the command line that makes a reproducer of this case, which needs nothing of
 * ours, out of a JSON report of the run; nothing where there is no transcript. */
void explain_alone(struct buf *out, const struct outcome *outcome);

/* What an exit status says, as a sentence. */
const char *explain_status(int status);

#endif
