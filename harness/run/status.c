/* SPDX-License-Identifier: MIT */
/* The order of the exit statuses. */
#include "run/status.h"

enum status status_of_run(const struct summary *summary)
{
    if (summary->interrupted)
        return STATUS_INTERRUPTED;
    if (summary->failed > 0)
        return STATUS_FAILED;
    if (summary->errors > 0)
        return STATUS_UNTESTABLE;
    return summary->count[OUTCOME_SKIP] == summary->total ? STATUS_NOTHING : STATUS_OK;
}

/* A run with nothing to do does not spoil one that passed, so OK stands before it. */
static unsigned rank(enum status status)
{
    static const enum status ORDER[] = {STATUS_USAGE,  STATUS_INTERRUPTED,
                                        STATUS_FAILED, STATUS_UNTESTABLE,
                                        STATUS_OK,     STATUS_NOTHING};
    unsigned at = 0;
    while (at + 1 < sizeof ORDER / sizeof ORDER[0] && ORDER[at] != status)
        at++;
    return at;
}

enum status status_worst(enum status a, enum status b)
{
    return rank(a) <= rank(b) ? a : b;
}
