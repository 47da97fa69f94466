/* SPDX-License-Identifier: MIT */
/* interim cases: list, show, lint and export the catalogue. */
#include "cmd_cases.h"
#include "base/root.h"
#include "case/describe.h"
#include "case/export.h"
#include "case/select.h"
#include "cmd.h"

#include <jansson.h>
#include <popt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GLOBS_MAX = 64, TEXT_MAX_OCTETS = 1 << 24, OPTION_ONLY = 1, OPTION_SKIP };

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

/* ---------------------------------------------------------------- options */

struct parsing {
    struct cases_options options;
    char *only[GLOBS_MAX + 1], *skip[GLOBS_MAX + 1];
    size_t only_count, skip_count;
    char *role, *requirement, *round, *folder; /* as popt gives them: on the heap */
    char own_folder[1024];
};

static bool add_glob(char **globs, size_t *count, char *glob)
{
    if (*count == GLOBS_MAX)
        return false;
    globs[(*count)++] = glob;
    return true;
}

/* Reads the options into parsing. Returns an exit status. */
static int read_options(poptContext context, struct parsing *parsing)
{
    int option;
    bool fits = true;
    while ((option = poptGetNextOpt(context)) > 0)
        fits &=
            option == OPTION_ONLY
                ? add_glob(parsing->only, &parsing->only_count, poptGetOptArg(context))
                : add_glob(parsing->skip, &parsing->skip_count, poptGetOptArg(context));
    if (option < -1)
        return cases_usage("%s: %s", poptBadOption(context, POPT_BADOPTION_NOALIAS),
                           poptStrerror(option));
    if (!fits)
        return cases_usage("at most %d globs", GLOBS_MAX);
    parsing->options.only = (const char *const *)parsing->only;
    parsing->options.skip = (const char *const *)parsing->skip;
    parsing->options.role = ROLE_COUNT;
    if (parsing->role) {
        parsing->options.role = role_find(octets_of(parsing->role));
        if (parsing->options.role == ROLE_COUNT)
            return cases_usage("expected --role server, client, gateway or proxy, "
                               "found '%s'",
                               parsing->role);
    }
    parsing->options.requirement = parsing->requirement;
    parsing->options.round = parsing->round;
    parsing->options.folder =
        parsing->folder
            ? parsing->folder
            : root_path(parsing->own_folder, sizeof parsing->own_folder, "cases");
    return STATUS_OK;
}

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

static void free_options(struct parsing *parsing)
{
    for (size_t at = 0; at < parsing->only_count; at++)
        free(parsing->only[at]);
    for (size_t at = 0; at < parsing->skip_count; at++)
        free(parsing->skip[at]);
    free(parsing->role);
    free(parsing->requirement);
    free(parsing->round);
    free(parsing->folder);
}

int cmd_cases(int argc, const char **argv)
{
    struct parsing parsing = {.options = {.role = ROLE_COUNT}};
    struct cases_options *options = &parsing.options;
    const struct poptOption table[] = {
        {"only", 0, POPT_ARG_STRING, NULL, OPTION_ONLY,
         "only cases whose id, requirement or name matches; may be repeated", "GLOB"},
        {"skip", 0, POPT_ARG_STRING, NULL, OPTION_SKIP, "not these; may be repeated",
         "GLOB"},
        {"role", 0, POPT_ARG_STRING, &parsing.role, 0,
         "only cases for this role; from-finding: what the "
         "target was",
         "ROLE"},
        {"requirement", 0, POPT_ARG_STRING, &parsing.requirement, 0,
         "only cases of this requirement; from-finding: what it breaks", "ID"},
        {"round", 0, POPT_ARG_STRING, &parsing.round, 0,
         "show: this round, as in 'code=102'", "LABEL"},
        {"coverage", 0, POPT_ARG_NONE, &options->coverage, 0,
         "lint: cases for each requirement; exit 1 where one has none", NULL},
        {"json", 0, POPT_ARG_NONE, &options->json, 0, "list, lint: as JSON", NULL},
        {"cases", 0, POPT_ARG_STRING, &parsing.folder, 0,
         "this catalogue instead of the suite's own", "FOLDER"},
        POPT_AUTOHELP POPT_TABLEEND};
    argv[0] = "interim cases"; /* for --help */
    poptContext context = poptGetContext("interim cases", argc, argv, table, 0);
    poptSetOtherOptionHelp(
        context,
        "list | show ID... | lint [PATH...] | export | from-finding FILE  [OPTION...]");
    int status = read_options(context, &parsing);
    const char *word = poptGetArg(context);
    options->arguments = poptGetArgs(context);
    if (status == STATUS_OK)
        status = word
                     ? run_form(options, word)
                     : cases_usage("expected list, show, lint, export or from-finding");
    free_options(&parsing);
    poptFreeContext(context);
    return status;
}
