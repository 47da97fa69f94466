/* SPDX-License-Identifier: MIT */
/* One case file: its headings and what stands under them. Used by catalogue.c alone. */
#ifndef INTERIM_CASE_FILE_H
#define INTERIM_CASE_FILE_H

#include "case/compile.h"

/* A growing list of cases, in the arena of the catalogue. */
struct case_node {
    struct test_case test;
    struct case_node *next;
};
struct case_list {
    struct case_node *first, *last;
    size_t count;
};

/* Reads the cases of a file and appends them. file: its name in messages, which says
 * what its heading has to be. compile is scratch space, kept from file to file. What is
 * wrong is told to mistakes. */
void file_read(struct case_list *cases, struct octets text, struct mistakes *mistakes,
               const struct catalogue_names *names, struct arena *arena,
               struct compile *compile);

#endif
