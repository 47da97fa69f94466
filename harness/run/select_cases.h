/* SPDX-License-Identifier: MIT */
/* The cases of a run: which of the catalogue apply to this role and selection. */
#ifndef INTERIM_RUN_SELECT_CASES_H
#define INTERIM_RUN_SELECT_CASES_H

#include "base/arena.h"
#include "case/catalogue.h"
#include "run/run.h"

#include <stddef.h>

/* In catalogue order; array in arena, *count long. */
const struct test_case **select_cases(const struct catalogue *catalogue,
                                      const struct run_settings *settings,
                                      enum role role, struct arena *arena,
                                      size_t *count);

/* False, with err, where one of the settings' globs matches no case of any role, or all
 * of them together leave none: most likely a slip of the pen. */
bool select_check(const struct catalogue *catalogue,
                  const struct run_settings *settings, struct err *err);

/* Loads the catalogue at path (NULL: the suite's own) and tells every mistake in it.
 * catalogue_fini is due in either case. */
bool select_load(struct catalogue *catalogue, const char *path, run_say *say);

#endif
