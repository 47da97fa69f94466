/* SPDX-License-Identifier: MIT */
/* The names that case files may use: requirements (oracle/) and faults (peer/), for the
 * loader, which lies below both. */
#ifndef INTERIM_PEER_NAMES_H
#define INTERIM_PEER_NAMES_H

#include "case/catalogue.h"

extern const struct catalogue_names CASE_NAMES;

#endif
