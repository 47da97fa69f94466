/* SPDX-License-Identifier: MIT */
/* A report's worth of outcomes made by hand: one of each kind, without times. */
#ifndef INTERIM_TEST_SAMPLE_H
#define INTERIM_TEST_SAMPLE_H

#include "report/report.h"

enum { SAMPLE_COUNT = 8 };

/* Caller's storage; points into itself, so it is not to be copied. */
struct sample {
    struct arena arena;
    struct test_case tests[SAMPLE_COUNT];
    struct outcome outcomes[SAMPLE_COUNT];
    struct outcome *list[SAMPLE_COUNT];
    struct verdict verdicts[REQUIREMENT_COUNT];
    struct report_run run;
};

void sample_init(struct sample *sample);
void sample_fini(struct sample *sample);

/* Judges again, after outcomes were changed. */
void sample_judge(struct sample *sample);

/* Appends what writer makes of the sample, `runs` times over. */
void sample_write(const struct sample *sample, const struct report_writer *writer,
                  struct report_style style, size_t runs, struct buf *out);

#endif
