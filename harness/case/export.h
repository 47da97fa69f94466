/* SPDX-License-Identifier: MIT */
/* Cases as JSON, with all that another tool needs to replay them: see
 * reports/cases.schema.json. */
#ifndef INTERIM_CASE_EXPORT_H
#define INTERIM_CASE_EXPORT_H

#include "case/script.h"

#include <jansson.h>

/* A new reference; never NULL. */
json_t *export_case(const struct test_case *test);

#endif
