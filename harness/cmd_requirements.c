/* SPDX-License-Identifier: MIT */
/* interim requirements: what is required of interim responses, and how it is tested. */
#include "cmd.h"
#include "cmd_common.h"
#include "peer/fault.h"
#include "report/deciding.h"
#include "report/explain.h"
#include "run/select_cases.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX_OCTETS = 1 << 16 };

/* ---------------------------------------------------------------- lists */

static void print_requirement(const struct requirement_row *row)
{
    char levels[32];
    snprintf(levels, sizeof levels, "%s%s%s", level_name(row->level),
             row->gateway != row->level ? "/" : "",
             row->gateway != row->level ? level_name(row->gateway) : "");
    printf("%-29s %-19s %-9s %-13s %s\n", row->id, levels,
           row->basis == BASIS_NONE ? "-" : basis_name(row->basis),
           harm_name(row->harm), row->sentence);
}

static void print_faults(void)
{
    for (unsigned at = 0; at < FAULT_COUNT; at++) {
        const struct fault_row *row = fault_row((enum fault)at);
        printf("%-8s %-34s %s\n%44sbreaks %s\n", role_name(row->role), row->id,
               row->sentence, "", row->breaks);
    }
}

static json_t *requirement_value(const struct requirement_row *row)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", row->id, "level",
                     level_name(row->level), "gateway", level_name(row->gateway),
                     "basis", basis_name(row->basis), "source", row->source, "harm",
                     harm_name(row->harm), "sentence", row->sentence);
}

static json_t *fault_value(const struct fault_row *row)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "role", role_name(row->role), "id",
                     row->id, "breaks", row->breaks, "sentence", row->sentence);
}

static void print_json(bool faults)
{
    json_t *all = json_array();
    const unsigned count = faults ? (unsigned)FAULT_COUNT : (unsigned)REQUIREMENT_COUNT;
    for (unsigned at = 0; at < count; at++)
        json_array_append_new(
            all, faults ? fault_value(fault_row((enum fault)at))
                        : requirement_value(requirement_row((enum requirement)at)));
    json_dumpf(all, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(all);
}

/* ---------------------------------------------------------------- one of them */

/* "client, gateway" for a set of 1 << enum role. */
static void add_roles(struct buf *out, unsigned roles)
{
    const char *before = "";
    for (unsigned role = 0; role < ROLE_COUNT; role++) {
        if (!(roles & 1U << role))
            continue;
        buf_printf(out, "%s%s", before, role_name((enum role)role));
        before = ", ";
    }
}

static void print_cases(const struct catalogue *catalogue, const char *id)
{
    struct buf roles;
    size_t count = 0;
    buf_init(&roles, LINE_MAX_OCTETS);
    for (size_t at = 0; at < catalogue->case_count; at++) {
        const struct test_case *test = &catalogue->cases[at];
        if (strcmp(test->requirement, id) != 0)
            continue;
        buf_clear(&roles);
        add_roles(&roles, test->roles);
        printf("  case    %s (%s)\n          %s\n", test->id, buf_text(&roles),
               test->why);
        count++;
    }
    if (count == 0)
        puts("  case    none by itself: the oracle looks for it in every exchange");
    buf_fini(&roles);
}

static void print_breaking_faults(const char *id)
{
    for (unsigned at = 0; at < FAULT_COUNT; at++) {
        const struct fault_row *row = fault_row((enum fault)at);
        if (fault_may_break((enum fault)at, id))
            printf("  fault   %s %s: the reference peer %s\n", role_name(row->role),
                   row->id, row->sentence);
    }
}

static const char *harm_sentence(enum harm harm)
{
    static const char *const SENTENCES[HARM_COUNT] = {
        [HARM_LEAK] = "one user's answer may go to another, or a request be smuggled",
        [HARM_WRONG_ANSWER] = "the caller takes for the answer what is none",
        [HARM_HANG] = "somebody waits for what never comes",
        [HARM_LOST] = "a good final response is lost",
        [HARM_COSMETIC] = "nothing breaks at once",
    };
    return SENTENCES[harm];
}

static void print_levels(enum requirement requirement)
{
    struct buf basis;
    const struct requirement_row *row = requirement_row(requirement);
    buf_init(&basis, LINE_MAX_OCTETS);
    explain_basis(&basis, requirement, ROLE_SERVER);
    printf("  level   %s\n", buf_text(&basis));
    if (row->gateway != row->level)
        printf("          for a gateway (reverse proxy): %s\n",
               level_name(row->gateway));
    printf("  harm    %s: %s\n", harm_name(row->harm), harm_sentence(row->harm));
    buf_fini(&basis);
}

/* What the specification says, and what a fix looks like. */
static void print_deciding(enum requirement requirement)
{
    const struct deciding *const deciding = deciding_of(requirement);
    const struct requirement_row *const row = requirement_row(requirement);
    if (deciding->says[0])
        printf("  decides %s. %s\n", deciding->section, deciding->says);
    else if (row->basis == BASIS_NONE)
        puts("  decides nothing with a key word: it is advice");
    else
        printf("  decides %s\n", row->source);
    printf("  mend    %s\n", deciding->mend);
}

static int explain(const struct options *options)
{
    struct catalogue catalogue;
    const enum requirement requirement = requirement_find(octets_of(options->explain));
    if (requirement == REQUIREMENT_NONE)
        return verb_usage("requirements",
                          "unknown requirement '%s'; interim requirements "
                          "lists them",
                          options->explain);
    const struct requirement_row *row = requirement_row(requirement);
    printf("%s: %s\n", row->id, row->sentence);
    print_levels(requirement);
    print_deciding(requirement);
    const bool loaded = select_load(&catalogue, options->settings.cases, verb_say);
    if (loaded)
        print_cases(&catalogue, row->id);
    print_breaking_faults(row->id);
    catalogue_fini(&catalogue);
    return loaded ? STATUS_OK : STATUS_USAGE;
}

int cmd_requirements(int argc, const char **argv)
{
    struct options options;
    int status;
    if (verb_begin(&options, OF_REQUIREMENTS, argc, argv, &status)) {
        if (options.argument_count > 0)
            status = verb_usage(argv[0],
                                "unexpected argument '%s'; --explain ID tells "
                                "all about one",
                                options.arguments[0]);
        else if (options.explain)
            status = explain(&options);
        else if (options.json)
            print_json(options.faults);
        else if (options.faults)
            print_faults();
        else
            for (unsigned at = 0; at < REQUIREMENT_COUNT; at++)
                print_requirement(requirement_row((enum requirement)at));
    }
    options_fini(&options);
    return status;
}
