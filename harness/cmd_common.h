/* SPDX-License-Identifier: MIT */
/* What the verbs that test a target share: options, help, messages, one target's run.
 */
#ifndef INTERIM_CMD_COMMON_H
#define INTERIM_CMD_COMMON_H

#include "base/err.h"
#include "play/play.h"
#include "run/options.h"

#include <stdbool.h>

/* Parses the verb's options. False where the verb is over: --help was printed, or a
 * mistake told; then *status is its exit status. options_fini is due in either case. */
bool verb_begin(struct options *options, unsigned verb, int argc, const char **argv,
                int *status);

/* Tells a mistake of the command line, and where help is unless the sentence ends in a
 * hint of its own ("; interim ..."). Returns STATUS_USAGE. */
int verb_usage(const char *verb, const char *format, ...) ATTR_PRINTF(2, 3);

/* Tells one line on standard error, with our name in front. */
void verb_say(const char *sentence);

/* Tells why the target cannot be tested. Returns STATUS_UNTESTABLE. */
int verb_untestable(const char *verb, const struct err *err);

/* play_config_init, and what the options say for every role. */
void verb_configure(const struct options *options, enum role role,
                    struct play_config *config);

/* Takes the one URL of a server, gateway or proxy apart and resolves it into config
 * (authority and path live in the options' arena). Returns STATUS_OK, or the exit
 * status after the mistake was told. */
int verb_url(struct options *options, const char *verb, struct play_config *config);

/* The origin's address (--origin), which must be given. Returns as verb_url. */
int verb_origin(struct options *options, const char *verb, struct play_config *config);

/* --tls: a client is to reach us over https. Returns as verb_url. */
int verb_tls(struct options *options, const char *verb, struct play_config *config);

/* true where standard output is a terminal that is not dumb, and NO_COLOR is not set.
 */
bool verb_colour(void);

/* Runs the catalogue against this one target. Returns the exit status. */
int verb_run(const struct options *options, const char *name,
             const struct play_config *config);

#endif
