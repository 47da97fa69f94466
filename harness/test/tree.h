/* SPDX-License-Identifier: MIT */
/* Where the tree under test is, and what was built of it; the Makefile says so. */
#ifndef INTERIM_TEST_TREE_H
#define INTERIM_TEST_TREE_H

#ifndef INTERIM_ROOT
#define INTERIM_ROOT "."
#endif
#ifndef INTERIM_BUILD
#define INTERIM_BUILD "build/release"
#endif

#endif
