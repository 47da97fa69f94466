/* SPDX-License-Identifier: MIT */
/* Where the suite's own data lies: catalogue, target definitions, drivers. */
#ifndef INTERIM_BASE_ROOT_H
#define INTERIM_BASE_ROOT_H

#include <stddef.h>

/* Writes the path of a file of the suite, given relative to the root of its tree
 * ("cases", "harness/target/nginx.conf"), into out, NUL-terminated. The root is the
 * environment's INTERIM_ROOT, else the one that the build was told. Returns out. */
char *root_path(char *out, size_t size, const char *relative);

#endif
