/* SPDX-License-Identifier: MIT */
/* Where the suite's own data lies (catalogue, target definitions, drivers), and what it
 * keeps between runs. */
#ifndef INTERIM_BASE_ROOT_H
#define INTERIM_BASE_ROOT_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the path of a file of the suite, given relative to the root of its tree
 * ("cases", "harness/target/nginx.conf"), into out, NUL-terminated. The root is the
 * environment's INTERIM_ROOT, else the one that the build was told. Returns out. */
char *root_path(char *out, size_t size, const char *relative);

/* Writes the path of the store, where known targets are kept (target/place.h),
 * likewise: the environment's INTERIM_STORE, else build/targets of the tree. What was
 * installed lies where users may not write: for them it is interim/targets in
 * XDG_CACHE_HOME, or in .cache of HOME. Returns out; nothing need be there. */
char *root_store(char *out, size_t size);

/* true where this program was installed, and so has no tree with a Makefile. */
bool root_is_installed(void);

#endif
