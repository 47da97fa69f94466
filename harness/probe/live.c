/* SPDX-License-Identifier: MIT */
/* Lines of a time, a gap and what came. */
#include "probe/live.h"

#include "base/quote.h"

#include <inttypes.h>
#include <stdio.h>

enum { MAX_LINES = 64, MAX_QUOTED = 300, MAX_LINE = 512, NS_PER_MS = 1000000 };

struct teller {
    probe_line *line;
    void *user;
};

static double seconds(int64_t ns)
{
    return (double)ns / 1e9;
}

/* One line: time and gap where they are told, then what. */
static void tell(const struct teller *teller, const char *left, const char *what)
{
    char line[MAX_LINE];
    snprintf(line, sizeof line, "%-23s %s", left, what);
    teller->line(teller->user, line);
}

static void tell_at(const struct teller *teller, int64_t at_ns, const char *what)
{
    char left[48];
    snprintf(left, sizeof left, "%9.3f s", seconds(at_ns));
    tell(teller, left, what);
}

/* A line of the wire, behind the sign of its direction; cut where it is long. */
static void tell_wire(const struct teller *teller, const char *left, char sign,
                      struct octets octets)
{
    struct buf what;
    buf_init(&what, MAX_QUOTED);
    buf_printf(&what, "%c ", sign);
    quote_encode(&what, octets);
    if (what.full) {
        what.len -= 16;
        what.full = false;
        buf_add_text(&what, " ...");
    }
    tell(teller, left, buf_text(&what));
    buf_fini(&what);
}

/* The lines of a header section, its empty line left out. */
static void tell_head(const struct teller *teller, const char *left, char sign,
                      struct octets head)
{
    char more[64];
    unsigned lines = 0;
    while (head.len > 0) {
        const size_t end = octets_find(head, OCTETS("\r\n"));
        const struct octets line = octets_slice(head, 0, end);
        head = octets_slice(head, end == SIZE_MAX ? head.len : end + 2, SIZE_MAX);
        if (line.len == 0)
            continue;
        if (lines++ == MAX_LINES) {
            snprintf(more, sizeof more, "%c ... and %zu octets more", sign, head.len);
            tell(teller, "", more);
            return;
        }
        tell_wire(teller, left, sign, line);
        left = "";
    }
}

static void tell_response(const struct teller *teller,
                          const struct probe_response *response)
{
    char left[48];
    char note[80];
    snprintf(left, sizeof left, "%9.3f s %+9.3f s", seconds(response->at_ns),
             seconds(response->gap_ns));
    tell_head(teller, left, '<', response->head);
    if (response->head_len > response->head.len) {
        snprintf(note, sizeof note, "< ... %zu octets in all", response->head_len);
        tell(teller, "", note);
    }
}

/* The first of some octets, of which at most HOP_KEPT_CONTENT are there. */
static void tell_octets(const struct teller *teller, int64_t at_ns, const char *name,
                        const unsigned char *first, uint64_t count)
{
    struct buf what;
    const size_t len =
        count < HOP_KEPT_CONTENT ? (size_t)count : (size_t)HOP_KEPT_CONTENT;
    buf_init(&what, 4 * HOP_KEPT_CONTENT + 64);
    buf_printf(&what, "  %s: ", name);
    quote_encode(&what, (struct octets){first, len});
    tell_at(teller, at_ns, buf_text(&what));
    buf_fini(&what);
}

static void tell_content(const struct teller *teller, const struct probe_hop *hop,
                         int64_t at_ns)
{
    tell_octets(teller, at_ns, "content begins", hop->content, hop->content_octets);
}

static void tell_end(const struct teller *teller, const struct probe_hop *hop,
                     enum probe_moment moment, int64_t at_ns)
{
    char what[200];
    if (moment == MOMENT_STOPPED && hop->unfinished_octets > 0)
        tell_octets(teller, at_ns, "octets that make no response", hop->unfinished,
                    hop->unfinished_octets);
    if (moment == MOMENT_COMPLETE)
        snprintf(what, sizeof what,
                 "  the response is complete: %" PRIu64 " octet%s of content",
                 hop->content_octets, hop->content_octets == 1 ? "" : "s");
    else if (moment == MOMENT_STRAY)
        snprintf(what, sizeof what, "  a response that nobody asked for (%u so far)",
                 hop->strays);
    else if (hop->stop == STOP_ANSWERED)
        snprintf(what, sizeof what, "  the connection %s",
                 hop->ended      ? "was closed by the other end"
                 : hop->persists ? "may carry another request"
                                 : "is to be closed");
    else
        snprintf(what, sizeof what, "  %s", probe_stop_sentence(hop->stop));
    tell_at(teller, at_ns, what);
    if (moment == MOMENT_STOPPED && hop->trouble[0]) {
        snprintf(what, sizeof what, "  TLS: %.180s", hop->trouble);
        tell(teller, "", what);
    }
}

static void tell_content_sent(const struct teller *teller, const struct probe_hop *hop,
                              int64_t at_ns)
{
    char what[120];
    snprintf(what, sizeof what, "> (%zu octets of content)%s",
             hop->request.len - hop->request_head_len,
             hop->gave_up_waiting ? ", without a 100" : "");
    tell_at(teller, at_ns, what);
}

void probe_live(const struct probe_hop *hop, enum probe_moment moment, int64_t at_ns,
                probe_line *line, void *user)
{
    const struct teller teller = {line, user};
    char what[256];
    switch (moment) {
    case MOMENT_CONNECTED:
        snprintf(what, sizeof what, "  connected to %s in %.1f ms", hop->address.text,
                 (double)hop->connected_ns / NS_PER_MS);
        tell(&teller, "", what);
        break;
    case MOMENT_SENT:
        tell_head(&teller, "    0.000 s", '>',
                  octets_slice(hop->request, 0, hop->request_head_len));
        break;
    case MOMENT_CONTENT_SENT:
        tell_content_sent(&teller, hop, at_ns);
        break;
    case MOMENT_INTERIM:
        tell_response(&teller, &hop->interims[hop->interim_count - 1]);
        break;
    case MOMENT_FINAL:
        tell_response(&teller, &hop->final);
        break;
    case MOMENT_CONTENT:
        tell_content(&teller, hop, at_ns);
        break;
    case MOMENT_STRAY:
        if (hop->strays == 1)
            tell_response(&teller, &hop->stray);
        tell_end(&teller, hop, moment, at_ns);
        break;
    case MOMENT_WAITING:
        break;
    case MOMENT_COMPLETE:
    case MOMENT_STOPPED:
        tell_end(&teller, hop, moment, at_ns);
        break;
    }
}
