/* SPDX-License-Identifier: MIT */
/* What the parts of `interim help` share. */
#ifndef INTERIM_CMD_HELP_H
#define INTERIM_CMD_HELP_H

#include "base/buf.h"
#include "base/err.h"
#include "report/guide.h"

#include <stdbool.h>

struct help_topic {
    const char *name, *document, *heading, *title, *help; /* as in topic.def */
};

/* The topics; NULL behind the last. */
const struct help_topic *help_topic_at(size_t index);

/* Appends a topic's text. False, with err, where its document cannot be read or has no
 * such section. */
bool help_add_topic(struct buf *out, const struct help_topic *topic,
                    enum guide_style style, struct err *err);

/* Appends a manual page: "interim", "interim-case" or "libinterim". False, with err. */
bool help_manual(struct buf *out, const char *page, struct err *err);

/* Appends the completion for a shell: bash, zsh or fish. False for any other. */
bool help_completion(struct buf *out, const char *shell);

/* Appends what may stand for a word of usage ("TARGET", "LEVEL"), a line each; nothing
 * where there is no list of it. */
void help_words(struct buf *out, const char *kind);

#endif
