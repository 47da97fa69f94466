/* SPDX-License-Identifier: MIT */
/* The options by name, and where each keeps its value. */
#ifndef INTERIM_RUN_OPTION_H
#define INTERIM_RUN_OPTION_H

#include "run/options.h"

enum option {
#define OPTION(name, word, letter, argument, verbs, kept, help, example) OPTION_##name,
#include "run/option.def"
#undef OPTION
    OPTION_COUNT
};

/* A row of the table. */
struct option_row {
    const char *word;     /* without the dashes: "time-scale" */
    char letter;          /* 'j' for -j; '\0' where it has none */
    const char *argument; /* "FILE"; NULL for a flag */
    unsigned verbs;       /* set of enum option_verbs */
    bool kept;            /* in the line that reproduces a case */
    const char *help;
    const char *example; /* as typed: "--time-scale 3" */
};

/* Static storage; option < OPTION_COUNT. */
const struct option_row *option_row(enum option option);

/* The word of the row. */
const char *option_word(enum option option);

/* One option with its value ("" for a flag), as given. value is borrowed for as long as
 * options. False, with err, where it is none for this option. */
bool option_store(struct options *options, enum option option, const char *value,
                  struct err *err);

/* One more report; false, with err, where there are too many. */
bool option_add_report(struct options *options, const struct sink_request *request,
                       struct err *err);

#endif
