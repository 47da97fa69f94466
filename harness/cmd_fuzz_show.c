/* SPDX-License-Identifier: MIT */
/* interim fuzz replay: what a capture holds, octet by octet, and what the oracle says
 * of it. No target is asked: interim fuzz server --replay FILE does that. */
#include "base/disk.h"
#include "cmd_common.h"
#include "cmd_fuzz.h"

#include "base/quote.h"
#include "mutate/capture.h"
#include "report/recording.h"
#include "salvo/journal.h"

#include <stdio.h>

enum { FILE_OCTETS = CAPTURE_MAX_OCTETS };

static void print_lines(char lead, struct octets octets)
{
    struct buf line;
    buf_init(&line, 1 << 22);
    while (octets.len > 0) {
        const size_t end = octets_find(octets, OCTETS("\n"));
        const size_t len = end < octets.len ? end + 1 : octets.len;
        buf_clear(&line);
        quote_encode(&line, octets_slice(octets, 0, len));
        printf("%c %s\n", lead, buf_text(&line));
        octets = octets_slice(octets, len, octets.len);
    }
    buf_fini(&line);
}

static void print_capture(const struct capture *capture)
{
    static const char *const ENDS[] = {[CAPTURE_CLOSED] = "closed",
                                       [CAPTURE_RESET] = "reset",
                                       [CAPTURE_OPEN] = "still open"};
    for (size_t at = 0; at < capture->step_count; at++) {
        const struct capture_step *step = &capture->steps[at];
        if (step->kind == CAPTURE_PAUSE)
            puts("  (a pause)");
        else
            print_lines(step->kind == CAPTURE_REQUEST ? '>' : '<',
                        capture_octets(capture, step));
    }
    printf("  (%s)\n\n", ENDS[capture->end]);
}

static void feed(struct recording *recording, struct octets responses)
{
    while (responses.len > 0) {
        const struct octets piece = octets_slice(responses, 0, RECORDING_MAX_PIECE);
        recording_feed(recording, piece);
        responses = octets_slice(responses, piece.len, responses.len);
    }
}

static int judge(const struct capture *capture)
{
    static const enum oracle_end ENDS[] = {[CAPTURE_CLOSED] = ORACLE_CLOSED,
                                           [CAPTURE_RESET] = ORACLE_RESET,
                                           [CAPTURE_OPEN] = ORACLE_OPEN};
    struct recording recording = {0};
    struct buf out;
    struct err err;
    int status = STATUS_USAGE;
    buf_init(&out, RECORDING_MAX_REPORT);
    if (recording_init(&recording, buf_view(&capture->requests), &err)) {
        feed(&recording, buf_view(&capture->responses));
        recording_end(&recording, ENDS[capture->end]);
        recording_text(&recording, &out);
        fwrite(out.ptr, 1, out.len, stdout);
        status = recording.trail.binding > 0 ? STATUS_FAILED : STATUS_OK;
    } else {
        fprintf(stderr, "interim fuzz replay: %s\n", err.text);
    }
    recording_fini(&recording);
    buf_fini(&out);
    return status;
}

int fuzz_show(int argc, const char **argv)
{
    struct capture capture;
    struct buf text;
    struct err err;
    int status;
    if (argc != 2)
        return verb_usage("fuzz", "expected replay and one file");
    if (journal_is_one(argv[1]))
        return verb_usage("fuzz",
                          "%s is a journal: give it to --replay, with the "
                          "target",
                          argv[1]);
    buf_init(&text, FILE_OCTETS);
    capture_init(&capture);
    if (!disk_read(&text, argv[1], &err)) {
        status = verb_usage("fuzz", "%s", err.text);
    } else if (text.full || !capture_read(&capture, buf_view(&text))) {
        status = verb_usage("fuzz", "%s: more than a capture holds", argv[1]);
    } else {
        print_capture(&capture);
        status = judge(&capture);
    }
    capture_fini(&capture);
    buf_fini(&text);
    return status;
}
