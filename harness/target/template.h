/* SPDX-License-Identifier: MIT */
/* Templates of configurations and arguments: {name} becomes its value. */
#ifndef INTERIM_TARGET_TEMPLATE_H
#define INTERIM_TARGET_TEMPLATE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/octets.h"

#include <stdbool.h>
#include <stddef.h>

struct template_value {
    const char *name;
    const char *value;
};

/* Appends text with every {name} of values (which ends at a NULL name) replaced. Other
 * braces are left as they are: configurations are full of them. */
void template_expand(struct octets text, const struct template_value *values,
                     struct buf *out);

/* Writes the expanded content of the file at from to the file at to. */
bool template_write(const char *from, const char *to,
                    const struct template_value *values, struct err *err);

#endif
