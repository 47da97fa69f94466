/* SPDX-License-Identifier: MIT */
/* From a script's steps to a capture's. */
#include "mutate/seed.h"

#include "base/octets.h"
#include "case/render.h"

enum { LONG_PAUSE_MS = CAPTURE_PAUSE_MS / 2, SEND_MAX = 1 << 16 };

static const char *const VALUES[] = {
    [PIECE_TARGET] = "/seed",
    [PIECE_PATH] = "/seed",
    [PIECE_SCHEME] = "http",
    [PIECE_AUTHORITY] = "a",
    [PIECE_TOKEN] = "token-of-a-seed-",
    [PIECE_TOKEN_LENGTH] = "16",
    [PIECE_TOKEN_HEX] = "10",
    [PIECE_STRAY] = "stray-of-a-seed-",
    [PIECE_TRIGGER] = "/trigger",
    [PIECE_DAV] = "/dav",
    [PIECE_ACCEPTED] = "/accepted",
    [PIECE_LOCATION] = "/monitor",
    [PIECE_LOCK_TOKEN] = "<urn:seed>",
    [PIECE_CASE] = "seed/seed",
    [PIECE_FILL] = NULL,
};

static void add_value(void *user, const struct piece *piece, struct buf *out)
{
    (void)user;
    buf_add_text(out, VALUES[piece->kind]);
}

static void render(const struct step *step, struct buf *out)
{
    for (size_t at = 0; at < step->piece_count; at++) {
        struct piece piece = step->pieces[at];
        if (piece.kind == PIECE_FILL && piece.count > SEED_MAX_FILL)
            piece.count = SEED_MAX_FILL;
        render_pieces(&piece, 1, add_value, NULL, out);
    }
}

/* Where the segment that begins at `at` ends. */
static size_t segment_end(const struct step *step, size_t at, size_t len)
{
    for (size_t cut = 0; cut < step->cut_count; cut++)
        if (step->cuts[cut] > at && step->cuts[cut] < len)
            return step->cuts[cut];
    return step->cut_every > 0 && at + step->cut_every < len ? at + step->cut_every
                                                             : len;
}

static bool add_send(const struct step *step, struct capture *capture)
{
    const enum capture_kind kind =
        step->side == SIDE_CLIENT ? CAPTURE_REQUEST : CAPTURE_RESPONSE;
    uint64_t left = step->repeat < SEED_MAX_REPEAT ? step->repeat : SEED_MAX_REPEAT;
    bool fits = true;
    struct buf out;
    buf_init(&out, SEND_MAX);
    render(step, &out);
    for (; left > 0; left--) {
        size_t end;
        for (size_t at = 0; at < out.len && fits; at = end) {
            end = segment_end(step, at, out.len);
            fits =
                capture_add(capture, kind, octets_slice(buf_view(&out), at, end - at));
        }
    }
    buf_fini(&out);
    return fits;
}

/* One step; false where nothing may follow. */
static bool add_step(const struct step *step, struct capture *capture)
{
    const bool origin = step->side == SIDE_ORIGIN;
    switch (step->kind) {
    case STEP_SEND:
        return add_send(step, capture);
    case STEP_PAUSE:
        return step->pause_ms < LONG_PAUSE_MS ||
               capture_add(capture, CAPTURE_PAUSE, OCTETS(""));
    case STEP_CLOSE:
    case STEP_HALF_CLOSE:
        capture->end = CAPTURE_CLOSED;
        return !origin;
    case STEP_RESET:
        capture->end = CAPTURE_RESET;
        return !origin;
    case STEP_WAIT:
        break;
    }
    return true;
}

static bool origin_speaks(const struct script *script)
{
    for (size_t at = 0; at < script->step_count; at++)
        if (script->steps[at].side == SIDE_ORIGIN && script->steps[at].lane == 0)
            return true;
    return false;
}

bool seed_of_script(const struct script *script, struct capture *capture)
{
    const bool silent = !origin_speaks(script);
    bool fits = true;
    capture->end = CAPTURE_OPEN;
    for (size_t at = 0; at < script->step_count; at++) {
        const struct step *step = &script->steps[at];
        if (step->lane != 0 || (step->condition & WAIT_TIMEOUT))
            continue;
        if (!add_step(step, capture))
            return step->kind != STEP_SEND;
        if (silent && step->starts_exchange)
            fits = capture_add(capture, CAPTURE_RESPONSE,
                               OCTETS("HTTP/1.1 102 Processing\r\n\r\n"
                                      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
                                      "ok")) &&
                   fits;
    }
    return fits;
}
