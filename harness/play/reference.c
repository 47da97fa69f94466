/* SPDX-License-Identifier: MIT */
/* What a request says of the server's resources: a collection of the round's own, and
 * what a response before it has named. */
#include "base/quote.h"
#include "play/location.h"
#include "play/round.h"

enum { REFERENCE_MAX = 8192, SHOWN_MAX = 300 };

static void add_dav(const struct round *round, struct buf *out)
{
    struct octets root = octets_of(round->config->dav_path);
    while (root.len > 0 && root.ptr[root.len - 1] == '/')
        root.len--;
    buf_add(out, root);
    buf_add_text(out, "/interim-");
    token_add_tag(&round->play->tokens, round->trips[0].number, out);
}

/* Nothing that a request could speak of has come. Where the server refused what it was
 * asked for that is its right; after a 2xx it is a breach. */
static void stop_without(struct lane *lane, const char *field)
{
    struct round *round = lane->round;
    const struct sequence *seen = &lane->observed;
    const int last = seen->count > 0 ? seen->items[seen->count - 1] : 0;
    const enum requirement requirement =
        requirement_find(octets_of(round->test->requirement));
    if (last < OBSERVED_FIRST_STATUS)
        round->state = ROUND_TIMED_OUT; /* nothing can follow: judged as it stands */
    else if (last / 100 != 2)
        round_stop(round, OUTCOME_INFO,
                   "the server refused (%d), so that there is no %s", last, field);
    else
        round_stop(round, outcome_of_breach(requirement, round->config->role),
                   "the response (%d) has no %s, which the next request is to use",
                   last, field);
}

static void add_lock_token(struct lane *lane, struct buf *out)
{
    if (lane->lock_token.len == 0)
        stop_without(lane, "Lock-Token");
    buf_add(out, lane->lock_token);
}

static void add_location(struct lane *lane, struct buf *out)
{
    struct round *round = lane->round;
    const struct octets value = lane->location;
    struct buf path;
    if (value.len == 0) {
        stop_without(lane, "Location");
        return;
    }
    if (lane->location_base.len == 0)
        lane->location_base =
            octets_of(round->config->accepted ? round->config->accepted : "/");
    buf_init(&path, REFERENCE_MAX);
    const char *const origin = arena_printf(
        round->arena, "%s://%s", play_scheme(round->config), round_authority(round));
    if (location_path(value, origin, arena_text(round->arena, lane->location_base),
                      &path)) {
        buf_add(out, buf_view(&path));
        lane->location_base = arena_octets(round->arena, buf_view(&path));
        lane->location = lane->location_base;
    } else {
        buf_init(&path, SHOWN_MAX);
        quote_encode(&path, value);
        round_stop(round, OUTCOME_SKIP, "Location leads elsewhere: %s",
                   buf_text(&path));
    }
    buf_fini(&path);
}

void reference_render(struct lane *lane, enum piece_kind kind, struct buf *out)
{
    const char *const accepted = lane->round->config->accepted;
    if (kind == PIECE_DAV)
        add_dav(lane->round, out);
    else if (kind == PIECE_ACCEPTED)
        buf_add_text(out, accepted ? accepted : "/");
    else if (kind == PIECE_LOCATION)
        add_location(lane, out);
    else if (kind == PIECE_LOCK_TOKEN)
        add_lock_token(lane, out);
}
