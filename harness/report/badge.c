/* SPDX-License-Identifier: MIT */
/* A badge for a README: one line of SVG text beside the name of the suite. */
#include "report/report.h"

#include <stdio.h>

enum {
    HEIGHT = 20,
    PADDING = 6,
    GLYPH_TENTHS = 66, /* mean advance of 11px DejaVu Sans, in tenths of a pixel */
    TEXT_OCTETS = 96
};

static const char NAME[] = "interim responses";

static unsigned width_of(const char *text)
{
    size_t len = 0;
    while (text[len])
        len++;
    return (unsigned)((len * GLYPH_TENTHS + 9) / 10) + 2 * PADDING;
}

/* What it says, and the colour of that, by the worst that there was. */
static const char *tell(const struct report_state *state, char *text, size_t size)
{
    const size_t *const count = state->kinds;
    const size_t shown = count[OUTCOME_PASS] + count[OUTCOME_INFO] +
                         count[OUTCOME_WARN] + count[OUTCOME_FAIL];
    if (state->failures > 0) {
        snprintf(text, size, "%zu of %zu cases fail", state->failures, shown);
        return "#c0272d";
    }
    if (state->interrupted || state->untested > 0 || count[OUTCOME_ERROR] > 0 ||
        shown == 0) {
        snprintf(text, size, "not tested");
        return "#6e6e6e";
    }
    snprintf(text, size, "%zu cases, none fails", shown);
    return count[OUTCOME_WARN] > 0 ? "#8a6100" : "#2c7a2c";
}

static void badge_outcome(const struct report_run *run, const struct outcome *outcome,
                          struct report_state *state, struct buf *out)
{
    (void)out;
    state->kinds[outcome->kind]++;
    state->failures += outcome_fails(outcome, run->strict);
}

static void badge_end(const struct report_run *run, struct report_state *state,
                      struct buf *out)
{
    (void)out;
    state->interrupted = state->interrupted || run->summary.interrupted;
    state->untested += run->trouble[0] != '\0' && !run->skipped;
}

static void add_text(struct buf *out, unsigned left, unsigned width, const char *text)
{
    buf_printf(out, "  <text x=\"%u\" y=\"14\" textLength=\"%u\">%s</text>\n",
               left + PADDING, width - 2 * PADDING, text);
}

static void badge_close(struct report_state *state, struct buf *out)
{
    char text[TEXT_OCTETS];
    const char *const colour = tell(state, text, sizeof text);
    const unsigned left = width_of(NAME);
    const unsigned right = width_of(text);
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
               "role=\"img\" aria-label=\"%s: %s\">\n",
               left + right, HEIGHT, NAME, text);
    buf_printf(out, "  <title>%s: %s</title>\n", NAME, text);
    buf_printf(out, "  <rect width=\"%u\" height=\"%u\" fill=\"#444\"/>\n", left,
               HEIGHT);
    buf_printf(out, "  <rect x=\"%u\" width=\"%u\" height=\"%u\" fill=\"%s\"/>\n", left,
               right, HEIGHT, colour);
    buf_add_text(out,
                 "  <g fill=\"#fff\" font-family=\"DejaVu Sans,Verdana,sans-serif\" "
                 "font-size=\"11\">\n");
    add_text(out, 0, left, NAME);
    add_text(out, left, right, text);
    buf_add_text(out, "  </g>\n</svg>\n");
}

const struct report_writer REPORT_BADGE = {
    .name = "badge",
    .suffix = ".svg",
    .outcome = badge_outcome,
    .end = badge_end,
    .close = badge_close,
};
