/* SPDX-License-Identifier: MIT */
/* Whether a report is what its format says: each by its own schema or grammar. */
#ifndef INTERIM_TEST_WELLFORMED_H
#define INTERIM_TEST_WELLFORMED_H

#include "report/report.h"

/* Fails the test where text, a report of so many targets by this writer, is not well
 * formed: JSON and JUnit by their schemas in reports/, SARIF by what its readers rely
 * on, TAP, Markdown and text by line and octet, HTML by what it embeds. */
void wellformed_assert(const struct report_writer *writer, struct octets text,
                       size_t runs);

#endif
