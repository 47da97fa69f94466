/* SPDX-License-Identifier: MIT */
/* interim cases: list, show, lint and export the catalogue. */
#include "cmd_cases.h"
#include "base/root.h"
#include "case/describe.h"
#include "case/export.h"
#include "case/select.h"
#include "cmd.h"
#include "cmd_common.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX_OCTETS = 1 << 24 };

int cases_usage(const char *format, ...)
{
    va_list args;
    fputs("interim cases: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputs("; interim cases --help lists the forms\n", stderr);
    return STATUS_USAGE;
}

static bool tell_mistake(void *user, const struct err *mistake)
{
    char line[1024];
    (void)user;
    fprintf(stderr, "%s\n", err_format(mistake, line, sizeof line));
    return true;
}

static bool is_chosen(const struct cases_options *options, const struct test_case *test)
{
    const struct selection selection = {options->only, options->skip, options->role};
    return selection_has(&selection, test) &&
           (!options->requirement ||
            strcmp(options->requirement, test->requirement) == 0);
}

/* ---------------------------------------------------------------- the forms */

/* Appends what a form prints; false where nothing was chosen. */
typedef bool form(const struct cases_options *options,
                  const struct catalogue *catalogue, struct buf *out);

static bool list_text(const struct cases_options *options,
                      const struct catalogue *catalogue, struct buf *out)
{
    size_t count = 0;
    for (size_t at = 0; at < catalogue->case_count; at++) {
        if (!is_chosen(options, &catalogue->cases[at]))
            continue;
        describe_line(out, &catalogue->cases[at]);
        count++;
    }
    return count > 0;
}

/* Straight into the buffer: the whole catalogue as one string would double it. */
static int add_json(const char *text, size_t len, void *user)
{
    return buf_add(user, (struct octets){(const unsigned char *)text, len}) ? 0 : -1;
}

static bool export_json(const struct cases_options *options,
                        const struct catalogue *catalogue, struct buf *out)
{
    const char *before = "{\"cases\":[";
    for (size_t at = 0; at < catalogue->case_count; at++) {
        if (!is_chosen(options, &catalogue->cases[at]))
            continue;
        json_t *value = export_case(&catalogue->cases[at]);
        buf_printf(out, "%s\n", before);
        if (json_dump_callback(value, add_json, out, JSON_COMPACT) != 0)
            out->full = true;
        json_decref(value);
        before = ",";
    }
    buf_add_text(out, "\n]}\n");
    return before[0] == ',';
}

static bool find_round(const struct test_case *test, const char *label, size_t *round)
{
    for (*round = 0; *round < test->round_count; ++*round)
        if (!label || strcmp(test->rounds[*round].label, label) == 0)
            return true;
    return false;
}

static bool show_text(const struct cases_options *options,
                      const struct catalogue *catalogue, struct buf *out)
{
    for (size_t at = 0; options->arguments && options->arguments[at]; at++) {
        size_t round;
        const char *id = options->arguments[at];
        const struct test_case *test = catalogue_find(catalogue, id);
        if (!test) {
            cases_usage("unknown case '%s' (interim cases list names them)", id);
            return false;
        }
        if (!find_round(test, options->round, &round)) {
            cases_usage("%s has no round '%s' (it has '%s' and so on)", id,
                        options->round, test->rounds[0].label);
            return false;
        }
        if (at > 0)
            buf_add_octet(out, '\n');
        describe_case(out, test, round);
    }
    return true;
}

static int print_form(const struct cases_options *options, form *print, bool is_show)
{
    struct catalogue catalogue;
    struct buf out;
    int status = STATUS_USAGE;
    buf_init(&out, (size_t)TEXT_MAX_OCTETS * 16);
    if (!cases_load(&catalogue, options->folder, tell_mistake, NULL))
        ;
    else if (print(options, &catalogue, &out))
        status = out.full ? cases_usage("too much to print") : STATUS_OK;
    else if (!is_show)
        status = cases_usage("the selection is empty: none of the %zu cases",
                             catalogue.case_count);
    if (status == STATUS_OK)
        fwrite(out.ptr, 1, out.len, stdout);
    catalogue_fini(&catalogue);
    buf_fini(&out);
    return status;
}

static int list(const struct cases_options *options)
{
    if (options->arguments)
        return cases_usage("list takes no argument '%s' (--only GLOB selects)",
                           options->arguments[0]);
    return print_form(options, options->json ? export_json : list_text, false);
}

static int show(const struct cases_options *options)
{
    if (!options->arguments)
        return cases_usage("show needs the id of a case");
    return print_form(options, show_text, true);
}

static int export(const struct cases_options *options)
{
    if (options->arguments)
        return cases_usage("export takes no argument '%s' (--only GLOB selects)",
                           options->arguments[0]);
    return print_form(options, export_json, false);
}

static const struct {
    const char *word;
    int (*run)(const struct cases_options *options);
} FORMS[] = {{"list", list},
             {"show", show},
             {"lint", cases_lint},
             {"export", export},
             {"from-finding", cases_from_finding}};

/* ---------------------------------------------------------------- the verb */

static int run_form(const struct cases_options *options, const char *word)
{
    size_t row = 0;
    while (row < sizeof FORMS / sizeof FORMS[0] && strcmp(FORMS[row].word, word) != 0)
        row++;
    if (row == sizeof FORMS / sizeof FORMS[0])
        return cases_usage(
            "expected list, show, lint, export or from-finding, found '%s'", word);
    return FORMS[row].run(options);
}

static int run_verb(const struct options *options)
{
    char own_folder[1024];
    struct cases_options chosen = {
        .only = options->only,
        .skip = options->skip,
        .role = ROLE_COUNT,
        .requirement = options->requirement,
        .round = options->round,
        .json = options->json,
        .coverage = options->coverage,
        .folder = options->settings.cases
                      ? options->settings.cases
                      : root_path(own_folder, sizeof own_folder, "cases")};
    if (options->argument_count == 0)
        return cases_usage("expected list, show, lint, export or from-finding");
    if (options->argument_count > 1)
        chosen.arguments = options->arguments + 1;
    if (options->role) {
        chosen.role = role_find(octets_of(options->role));
        if (chosen.role == ROLE_COUNT)
            return cases_usage("expected --role server, client, gateway or proxy, "
                               "found '%s'",
                               options->role);
    }
    return run_form(&chosen, options->arguments[0]);
}

int cmd_cases(int argc, const char **argv)
{
    struct options options;
    int status;
    if (verb_begin(&options, OF_CASES, argc, argv, &status))
        status = run_verb(&options);
    options_fini(&options);
    return status;
}
