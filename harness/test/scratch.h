/* SPDX-License-Identifier: MIT */
/* A folder for the tests of one program. */
#ifndef INTERIM_TEST_SCRATCH_H
#define INTERIM_TEST_SCRATCH_H

/* For a group of cmocka's tests: makes the folder; removes it with all that is in it.
 * *state stays as it is. Return 0, or -1 where there can be none. */
int scratch_set_up(void **state);
int scratch_tear_down(void **state);

/* The folder's path, until scratch_tear_down. */
const char *scratch_folder(void);

/* The path of a file in it; valid until the next call. */
const char *scratch_path(const char *name);

#endif
