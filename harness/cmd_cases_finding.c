/* SPDX-License-Identifier: MIT */
/* interim cases from-finding: what a fuzzer found, as a case file on standard output.
 */
#include "base/disk.h"
#include "cmd.h"
#include "cmd_cases.h"
#include "mutate/capture.h"
#include "oracle/requirement.h"
#include "play/draft.h"

#include <stdio.h>
#include <string.h>

enum { CASE_MAX = 1 << 22 };

/* `interim fuzz` names its findings NUMBER-REQUIREMENT.input: the requirement's id, or
 * NULL where the name has none. */
static const char *requirement_in(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct octets name = octets_of(slash ? slash + 1 : path);
    size_t at = 0;
    while (at < name.len &&
           ((name.ptr[at] >= '0' && name.ptr[at] <= '9') || name.ptr[at] == '-'))
        at++;
    name = octets_slice(name, at, name.len);
    for (size_t end = name.len; end > 0; end--) {
        const enum requirement found = requirement_find(octets_slice(name, 0, end));
        if (found != REQUIREMENT_NONE)
            return requirement_row(found)->id;
    }
    return NULL;
}

/* Who broke it: what responses show, their sender did. ROLE_COUNT where that does not
 * tell. */
static enum role role_that_breaks(const char *requirement)
{
    const bool by_stream =
        requirement &&
        requirement_row(requirement_find(octets_of(requirement)))->seen == BY_STREAM;
    return by_stream ? ROLE_SERVER : ROLE_COUNT;
}

int cases_from_finding(const struct cases_options *options)
{
    struct draft draft = {.role = options->role, .requirement = options->requirement};
    struct buf finding;
    struct buf text;
    struct err err;
    char line[1024];
    int status = STATUS_USAGE;
    if (!options->arguments || options->arguments[1])
        return cases_usage("from-finding needs one file: a capture, or an input that "
                           "interim fuzz has kept");
    const char *path = options->arguments[0];
    if (!draft.requirement)
        draft.requirement = requirement_in(path);
    if (draft.requirement &&
        requirement_find(octets_of(draft.requirement)) == REQUIREMENT_NONE)
        return cases_usage("unknown requirement '%s' (interim requirements names them)",
                           draft.requirement);
    if (draft.role == ROLE_COUNT)
        draft.role = role_that_breaks(draft.requirement);
    buf_init(&finding, CAPTURE_MAX_OCTETS);
    buf_init(&text, CASE_MAX);
    if (!disk_read(&finding, path, &err)) {
        fprintf(stderr, "interim cases: %s\n", err.text);
    } else if (!draft_case(&draft, buf_view(&finding), &text, &err)) {
        fprintf(stderr, "interim cases: %s: no case can be made of it: %s\n", path,
                err_format(&err, line, sizeof line));
    } else {
        fwrite(text.ptr, 1, text.len, stdout); /* main tells where that fails */
        status = STATUS_OK;
    }
    buf_fini(&finding);
    buf_fini(&text);
    return status;
}
