/* SPDX-License-Identifier: MIT */
/* One reference peer on a few cases, by hand: for whoever debugs a case or a fault. */
#ifndef INTERIM_TEST_BY_HAND_H
#define INTERIM_TEST_BY_HAND_H

/* Plays the cases that match glob against the peer of this role with this fault, or
 * "honest", and prints outcome and transcript. Returns an exit status. */
int by_hand_play(const char *role_text, const char *id, const char *glob);

#endif
