/* SPDX-License-Identifier: MIT */
/* From a finding to a case: a capture, or an input of a live run, becomes the text of a
 * case file, to be read, mended by hand and put into the catalogue. */
#ifndef INTERIM_PLAY_DRAFT_H
#define INTERIM_PLAY_DRAFT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/octets.h"
#include "case/role.h"

#include <stdbool.h>

struct draft {
    enum role role;          /* what the target was; ROLE_COUNT: a client where there
                              * are responses, else a server */
    const char *requirement; /* its id; NULL: of a server what the oracle finds first,
                              * else the most general one of the role */
};

/* Appends the case file. finding is a capture's text; {path}, {trigger}, {authority}
 * and {token} in it stand for what they do in a case, request-targets and Host are
 * replaced as well, and the content of a final response by the exchange's token where
 * its length can be told. The text is read back and has no mistake; where a requirement
 * binds, the fault named is the first that may break it, which is for a person to
 * check. False with err where no such case can be made. */
bool draft_case(const struct draft *draft, struct octets finding, struct buf *out,
                struct err *err);

#endif
