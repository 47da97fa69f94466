/* SPDX-License-Identifier: MIT */
/* Where a row's software lies: on this system, in the store, or in a root of another
 * release.
 *
 * The store (base/root.h says where it is) is what `make
 * deps-targets` fills: npm/ with packages of the npm registry, roots/NAME/ with the
 * root of another Debian release, and bin/ with the adapters that were compiled here.
 */
#ifndef INTERIM_TARGET_PLACE_H
#define INTERIM_TARGET_PLACE_H

#include "target/target.h"

#include <stdbool.h>
#include <stddef.h>

enum { PLACE_PATH = 512 };

/* Absolute paths, NUL-terminated. */
struct target_place {
    char store[PLACE_PATH];
    char npm[PLACE_PATH];     /* the folder node_modules of the store */
    char root[PLACE_PATH];    /* "" for this system */
    char program[PLACE_PATH]; /* as seen from within root; "" where it is nowhere */
    char output[PLACE_PATH];  /* of the row's adapter; "" where it has none */
    char modules[PLACE_PATH]; /* of Apache httpd */
};

/* Fills place, and says what is missing that the row needs to start. */
enum target_lack place_find(const struct target_row *row, struct target_place *place);

/* The arguments that run the rest of a command line within place's root, NULL-ended in
 * out; nothing for this system. Returns how many. */
enum { PLACE_PREFIX = 3 };
size_t place_prefix(const struct target_place *place, const char *script,
                    const char *out[PLACE_PREFIX + 1]);

#endif
