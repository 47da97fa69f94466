/* SPDX-License-Identifier: MIT */
/* What measuring a script and making it smaller both look at. */
#ifndef INTERIM_CASE_VARIANT_PARTS_H
#define INTERIM_CASE_VARIANT_PARTS_H

#include "case/variant.h"

#include <stdbool.h>

/* A send of the origin. */
bool variant_is_origin_send(const struct step *step);

/* A status line begins with this piece; and it is that of an interim response. */
bool variant_begins_response(const struct piece *piece);
bool variant_begins_interim(const struct piece *piece);

/* Interim responses in one repetition of a send of the origin. */
uint64_t variant_interims_in(const struct step *step);

/* Where in a piece the next status line after its first octet begins; its length where
 * none does. A compiled piece may hold several interim responses. */
size_t variant_next_response(const struct piece *piece);

uint64_t variant_repetitions(const struct step *step);

/* The codes behind "interim=" where piece number `at` of a client's send follows
 * {trigger}: "102,103"; empty where there are none. Borrowed from the piece. */
struct octets variant_trigger_codes(const struct step *step, size_t at);
size_t variant_code_count(struct octets codes);

#endif
