/* SPDX-License-Identifier: MIT */
/* The scanner, a state machine over single octets.
 *
 * A step looks at one octet (or a run of them) in its state, and names a defect. A
 * header section that lies whole in one piece and has nothing about it that could be a
 * defect (plain.h) goes past the steps. Of either the parser gets what frames the
 * content, when all the fields are known: so reading goes on behind a defect. Where
 * nobody can say what follows, the state is LOST and nothing more is judged. */
#include "oracle/scan.h"

#include "oracle/finding.h"
#include "oracle/scan_state.h"

static scan_step *const STEPS[] = {
    [BETWEEN] = scan_at_between,
    [BETWEEN_CR] = scan_at_between_cr,
    [VERSION] = scan_at_version,
    [CODE] = scan_at_code,
    [BEHIND_CODE] = scan_at_behind_code,
    [REASON] = scan_at_reason,
    [LINE_CR] = scan_at_line_cr,
    [LINE_START] = scan_at_line_start,
    [NAME] = scan_at_name,
    [NAME_SPACE] = scan_at_name_space,
    [VALUE] = scan_at_value,
    [SKIPPED_LINE] = scan_at_skipped_line,
    [END_CR] = scan_at_end_cr,
    [CONTENT] = scan_at_content,
    [SEARCH] = scan_at_search,
    [TUNNEL] = scan_at_tunnel,
    [NOT_HTTP] = scan_at_nothing,
    [LOST] = scan_at_nothing,
};

void scan_feed(struct oracle *oracle, struct octets octets)
{
    struct cursor cursor = {.oracle = oracle, .octets = octets};
    while (cursor.at < octets.len)
        STEPS[oracle->state](&cursor);
    oracle->offset += octets.len;
}

/* Half an empty line is the last that came. */
static void end_half_line(struct oracle *oracle, enum oracle_end how)
{
    if (how == ORACLE_OPEN)
        return; /* its LF may still be on its way */
    exchange_between(oracle);
    finding_add_once(oracle, REQUIREMENT_INTERIM_NO_STRAY_CRLF, oracle->cr_offset,
                     "a CR where a status line was due, and nothing behind it");
}

enum cut scan_end(struct oracle *oracle, enum oracle_end how)
{
    switch ((enum scan_state)oracle->state) {
    case BETWEEN_CR:
        end_half_line(oracle, how);
        return CUT_BETWEEN;
    case BETWEEN:
    case SEARCH:
        return CUT_BETWEEN;
    case TUNNEL:
    case NOT_HTTP:
    case LOST:
        return CUT_NOT_JUDGED;
    case CONTENT:
        if (!oracle->response.close_delimited || how != ORACLE_CLOSED)
            return CUT_RESPONSE;
        exchange_done(oracle, oracle->offset);
        oracle->state = BETWEEN;
        return CUT_BETWEEN;
    case VERSION:
    case CODE:
        return CUT_STATUS_LINE;
    case BEHIND_CODE:
    case REASON:
    case LINE_CR:
    case LINE_START:
    case NAME:
    case NAME_SPACE:
    case VALUE:
    case SKIPPED_LINE:
    case END_CR:
        break;
    }
    if (how != ORACLE_OPEN)
        scan_judge_size(oracle, oracle->offset);
    return CUT_RESPONSE;
}
