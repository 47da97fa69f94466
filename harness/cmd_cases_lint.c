/* SPDX-License-Identifier: MIT */
/* interim cases lint: every mistake, a line each, and which requirements have no case.
 */
#include "case/word.h"
#include "cmd.h"
#include "cmd_cases.h"
#include "oracle/requirement.h"
#include "peer/names.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { ROLES_MAX_OCTETS = 100 };

bool cases_load(struct catalogue *catalogue, const char *path,
                catalogue_complaint *complain, void *user)
{
    return catalogue_load(catalogue, path, &CASE_NAMES, complain, user, NULL);
}

static bool print_mistake(void *user, const struct err *mistake)
{
    char line[1024];
    (void)user;
    puts(err_format(mistake, line, sizeof line));
    return true;
}

static bool keep_mistake(void *user, const struct err *mistake)
{
    json_t *list = user;
    json_array_append_new(list, json_pack("{s:s, s:i, s:i, s:s}", "file", mistake->file,
                                          "line", mistake->line, "column",
                                          mistake->column, "text", mistake->text));
    return true;
}

/* The cases of a requirement: how many, for which roles. */
static size_t count_cases(const struct catalogue *catalogue, const char *id,
                          unsigned *roles)
{
    size_t count = 0;
    *roles = 0;
    for (size_t at = 0; at < catalogue->case_count; at++) {
        if (strcmp(catalogue->cases[at].requirement, id) != 0)
            continue;
        *roles |= catalogue->cases[at].roles;
        count++;
    }
    return count;
}

static json_t *coverage_value(const char *id, size_t count, unsigned roles)
{
    json_t *list = json_array();
    for (enum role role = 0; role < ROLE_COUNT; role++)
        if (roles & 1U << role)
            json_array_append_new(list, json_string(role_name(role)));
    return json_pack("{s:s, s:i, s:o}", "requirement", id, "cases", (int)count, "roles",
                     list);
}

static void print_coverage(const char *id, size_t count, unsigned roles)
{
    struct buf words;
    buf_init(&words, ROLES_MAX_OCTETS);
    role_words(&words, roles);
    if (count == 0)
        printf("%-31s no case\n", id);
    else
        printf("%-31s %3zu for %s\n", id, count, buf_text(&words));
    buf_fini(&words);
}

/* Every requirement and its cases. True where each has one. */
static bool coverage(const struct catalogue *catalogue, json_t *json)
{
    bool all = true;
    for (unsigned at = 0; at < REQUIREMENT_COUNT; at++) {
        unsigned roles;
        const char *id = requirement_row((enum requirement)at)->id;
        const size_t count = count_cases(catalogue, id, &roles);
        all = all && count > 0;
        if (json)
            json_array_append_new(json, coverage_value(id, count, roles));
        else
            print_coverage(id, count, roles);
    }
    return all;
}

/* One file or folder. Returns the exit status. */
static int lint_path(const struct cases_options *options, const char *path,
                     json_t *mistakes, json_t *covered)
{
    struct catalogue catalogue;
    int status = STATUS_OK;
    if (!cases_load(&catalogue, path, mistakes ? keep_mistake : print_mistake,
                    mistakes))
        status = STATUS_USAGE;
    else if (!mistakes && !options->coverage)
        printf("%s: %zu cases, no mistakes\n", path, catalogue.case_count);
    if (options->coverage && !coverage(&catalogue, covered) && status == STATUS_OK)
        status = STATUS_FAILED;
    catalogue_fini(&catalogue);
    return status;
}

int cases_lint(const struct cases_options *options)
{
    const char *const whole[] = {options->folder, NULL};
    const char *const *paths = options->arguments ? options->arguments : whole;
    json_t *mistakes = options->json ? json_array() : NULL;
    json_t *covered = options->json ? json_array() : NULL;
    int status = STATUS_OK;
    if (options->coverage && options->arguments)
        return cases_usage(
            "--coverage is about a whole catalogue (--cases FOLDER), not "
            "about '%s'",
            options->arguments[0]);
    for (size_t at = 0; paths[at]; at++) {
        const int one = lint_path(options, paths[at], mistakes, covered);
        status = one > status ? one : status;
    }
    if (options->json) {
        json_t *all = json_pack("{s:o}", "mistakes", mistakes);
        if (options->coverage)
            json_object_set(all, "coverage", covered);
        json_dumpf(all, stdout, JSON_INDENT(1));
        putchar('\n');
        json_decref(all);
        json_decref(covered);
    }
    return status;
}
