/* SPDX-License-Identifier: MIT */
/* The version of the suite. */
#ifndef INTERIM_BASE_VERSION_H
#define INTERIM_BASE_VERSION_H

#define INTERIM_VERSION "0.1.0"

#endif
