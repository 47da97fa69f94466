/* SPDX-License-Identifier: MIT */
/* One connection of a round: segments out, octets in, all of it on the tap. */
#include "base/clock.h"
#include "play/round.h"

bool end_is_open(const struct end *end)
{
    return end->connection.fd >= 0;
}

bool end_has_ended(const struct end *end)
{
    return end->eof || end->reset;
}

static void tell_tap(struct round *round, const struct end *end, enum tap_kind kind,
                     bool theirs, struct octets octets)
{
    const uint64_t offset = kind == TAP_SENT ? end->sent : end->received;
    tap_add(round->tap, kind, end->side, end->lane, theirs, offset, octets);
}

bool end_send(struct round *round, struct end *end, struct octets octets,
              end_sent *sent, void *user)
{
    while (octets.len > 0) {
        if (!end_is_open(end) || round->state != ROUND_RUNNING)
            return false;
        size_t count = 0;
        const enum connection_result result =
            connection_write(&end->connection, octets, &count);
        if (result == CONNECTION_AGAIN) {
            round_pump(round, round->deadline_ns, end);
            continue;
        }
        if (result != CONNECTION_OK)
            return false;
        const struct octets part = octets_slice(octets, 0, count);
        tell_tap(round, end, TAP_SENT, false, part);
        end->sent += count;
        if (sent)
            sent(user, part);
        octets = octets_slice(octets, count, octets.len);
    }
    return true;
}

/* Where the segment that begins at `at` ends. */
static size_t segment_end(const struct step *step, size_t at, size_t len)
{
    if (step->cut_every > 0)
        return len - at < step->cut_every ? len : at + step->cut_every;
    for (size_t cut = 0; cut < step->cut_count; cut++)
        if (step->cuts[cut] > at)
            return step->cuts[cut] < len ? step->cuts[cut] : len;
    return len;
}

/* Once, in segments. */
static bool send_once(struct round *round, struct end *end, const struct step *step,
                      end_sent *sent, void *user)
{
    const struct octets whole = buf_view(&round->out);
    for (size_t at = 0; at < whole.len;) {
        const size_t stop = segment_end(step, at, whole.len);
        if (!end_send(round, end, octets_slice(whole, at, stop - at), sent, user))
            return false;
        at = stop;
        if (step->gap_ms > 0 && at < whole.len)
            round_pause(round, clock_now_ns() +
                                   round_span_ns(round->config, step, step->gap_ms));
    }
    return true;
}

void round_sample(struct round *round, struct usage *usage)
{
    const struct play_config *config = round->config;
    *usage = (struct usage){0};
    if (!config->usage || !config->usage(config->usage_user, usage))
        return;
    if (usage->memory_octets > round->memory)
        round->memory = usage->memory_octets;
}

/* Many times, without cuts or gaps: in writes of many repetitions each. */
static bool send_batches(struct round *round, struct end *end, uint64_t repeat,
                         end_sent *sent, void *user)
{
    const size_t one = round->out.len;
    const uint64_t fit = ROUND_READ_OCTETS / one;
    const uint64_t times = fit < 1 ? 1 : (fit < repeat ? fit : repeat);
    struct buf batch;
    buf_init(&batch, (size_t)times * one);
    for (uint64_t time = 0; time < times; time++)
        buf_add(&batch, buf_view(&round->out));
    bool ok = true;
    const bool sampled = round->one_len > 0;
    struct usage usage;
    for (uint64_t left = repeat; ok && left > 0;) {
        const uint64_t now = left < times ? left : times;
        ok = end_send(round, end, octets_slice(buf_view(&batch), 0, (size_t)now * one),
                      sent, user);
        left -= now;
        if (sampled)
            round_sample(round, &usage);
    }
    buf_fini(&batch);
    return ok;
}

bool end_send_step(struct round *round, struct end *end, const struct step *step,
                   end_sent *sent, void *user)
{
    const bool cut = step->cut_count > 0 || step->cut_every > 0;
    const uint64_t repeat = step->repeat_least ? round->times : step->repeat;
    if (round->out.len == 0)
        return true;
    if (step->repeat_least)
        round->one_len = round->out.len;
    if (repeat > 1 && !cut && step->gap_ms == 0)
        return send_batches(round, end, repeat, sent, user);
    for (uint64_t time = 0; time < repeat; time++) {
        if (time > 0 && step->gap_ms > 0)
            round_pause(round, clock_now_ns() +
                                   round_span_ns(round->config, step, step->gap_ms));
        if (!send_once(round, end, step, sent, user))
            return false;
    }
    return true;
}

/* What TLS has to say of the end: why it failed, or that its alert is missing. */
static void tell_tls(struct round *round, const struct end *end)
{
    const char *const failure = connection_failure(&end->connection);
    if (failure)
        tap_note(round->tap, end->side, end->lane,
                 arena_printf(round->arena, "TLS failed: %s", failure));
    else if (connection_is_cut(&end->connection))
        tap_note(round->tap, end->side, end->lane,
                 "TCP was closed without TLS's closure alert (RFC 9112 section 9.8)");
}

void end_tell_security(struct round *round, const struct end *end)
{
    const char *const security = connection_security(&end->connection);
    if (security)
        tap_note(round->tap, end->side, end->lane,
                 arena_printf(round->arena, "over TLS: %s", security));
}

struct octets end_receive(struct round *round, struct end *end)
{
    size_t got = 0;
    struct octets octets = {NULL, 0};
    switch (
        connection_read(&end->connection, round->scratch, ROUND_READ_OCTETS, &got)) {
    case CONNECTION_OK:
        octets = (struct octets){round->scratch, got};
        if (end->side == SIDE_ORIGIN && end->received == 0)
            end_tell_security(round, end);
        tell_tap(round, end, TAP_RECEIVED, true, octets);
        end->received += got;
        break;
    case CONNECTION_EOF:
        end->eof = true;
        tell_tls(round, end);
        tell_tap(round, end, TAP_CLOSED, true, octets);
        break;
    case CONNECTION_RESET:
        end->reset = true;
        tell_tls(round, end);
        tell_tap(round, end, TAP_RESET, true, octets);
        break;
    case CONNECTION_AGAIN:
        break;
    }
    return octets;
}

void end_half_close(struct round *round, struct end *end)
{
    if (!end_is_open(end) || end->half_closed)
        return;
    connection_half_close(&end->connection);
    end->half_closed = true;
    tell_tap(round, end, TAP_HALF_CLOSED, false, (struct octets){NULL, 0});
}

void end_close(struct round *round, struct end *end)
{
    if (!end_is_open(end))
        return;
    connection_close(&end->connection);
    tell_tap(round, end, TAP_CLOSED, false, (struct octets){NULL, 0});
}

void end_reset(struct round *round, struct end *end)
{
    if (!end_is_open(end))
        return;
    connection_reset(&end->connection);
    tell_tap(round, end, TAP_RESET, false, (struct octets){NULL, 0});
}
