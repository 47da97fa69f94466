/* SPDX-License-Identifier: MIT */
/* interim cases: list, show, lint and export the catalogue. */
#include "base/root.h"
#include "case/catalogue.h"
#include "cmd.h"
#include "oracle/requirement.h"
#include "peer/fault.h"

#include <stdio.h>
#include <string.h>

static bool is_requirement(const char *id)
{
    return requirement_find(octets_of(id)) != REQUIREMENT_NONE;
}

static bool is_fault(enum role role, const char *id)
{
    return fault_find(role, id) != FAULT_NONE;
}

static bool is_binding(enum role role, const char *id)
{
    const enum requirement requirement = requirement_find(octets_of(id));
    if (requirement == REQUIREMENT_NONE)
        return false;
    const struct requirement_row *row = requirement_row(requirement);
    return level_is_binding(role == ROLE_GATEWAY ? row->gateway : row->level);
}

static const struct catalogue_names NAMES = {is_requirement, is_fault, is_binding};

static bool print_mistake(void *user, const struct err *mistake)
{
    char line[1024];
    (void)user;
    puts(err_format(mistake, line, sizeof line));
    return true;
}

static int lint(const char *path)
{
    struct catalogue catalogue;
    const bool right =
        catalogue_load(&catalogue, path, &NAMES, print_mistake, NULL, NULL);
    if (right)
        printf("%s: %zu cases, no mistakes\n", path, catalogue.case_count);
    catalogue_fini(&catalogue);
    return right ? STATUS_OK : STATUS_USAGE;
}

int cmd_cases(int argc, const char **argv)
{
    char root[1024];
    int status = STATUS_OK;
    if (argc < 2 || strcmp(argv[1], "lint") != 0) {
        fputs("usage: interim cases lint [PATH...]\n", stderr);
        return STATUS_USAGE;
    }
    if (argc == 2)
        return lint(root_path(root, sizeof root, "cases"));
    for (int at = 2; at < argc; at++)
        if (lint(argv[at]) != STATUS_OK)
            status = STATUS_USAGE;
    return status;
}
