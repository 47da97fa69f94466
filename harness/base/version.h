/* SPDX-License-Identifier: MIT */
/* The version of the suite, and the day of it. */
#ifndef INTERIM_BASE_VERSION_H
#define INTERIM_BASE_VERSION_H

#define INTERIM_VERSION      "0.1.0"
#define INTERIM_VERSION_DATE "2026-11-21"

#endif
