/* SPDX-License-Identifier: MIT */
/* A reproducer for a server: printf, sleep and nc, or openssl s_client. */
#include "report/reproduce.h"

#include <inttypes.h>
#include <string.h>

enum {
    ACTS_MAX = 300,
    ANSWER_MS = 1000, /* for what comes before we go on */
    END_S = 3,        /* for what comes at the end */
    HANDSHAKE_MS = 1000,
    BETWEEN_MS = 50, /* two segments stay two */
    MS_PER_S = 1000
};

bool reproduce_fits_shell(const struct evidence *evidence, const struct acts *acts)
{
    if (evidence->role != ROLE_SERVER || acts->clients > 1 || acts->count > ACTS_MAX)
        return false;
    for (size_t at = 0; at < acts->count; at++)
        if (acts->list[at].kind > ACT_PAUSE)
            return false;
    return true;
}

/* Inside single quotes of a shell, as the format of its printf: POSIX has octal escapes
 * of up to three digits there, and \r and \n. */
static void add_format(struct buf *out, struct octets octets)
{
    for (size_t at = 0; at < octets.len; at++) {
        const unsigned char octet = octets.ptr[at];
        if (octet == '\r')
            buf_add_text(out, "\\r");
        else if (octet == '\n')
            buf_add_text(out, "\\n");
        else if (octet == '%')
            buf_add_text(out, "%%");
        else if (octet < 0x20 || octet > 0x7e || octet == '\'' || octet == '\\' ||
                 (octet == '-' && at == 0))
            buf_printf(out, "\\%03o", octet);
        else
            buf_add_octet(out, octet);
    }
}

/* One printf, because it was one segment; a line of the wire a line of the script. */
static void add_segment(struct buf *out, struct octets octets, const char *margin)
{
    buf_printf(out, "%sprintf ", margin);
    while (octets.len > 0) {
        const unsigned char *const end = memchr(octets.ptr, '\n', octets.len);
        const size_t len = end ? (size_t)(end - octets.ptr) + 1 : octets.len;
        buf_add_octet(out, '\'');
        add_format(out, octets_slice(octets, 0, len));
        buf_add_octet(out, '\'');
        octets = octets_slice(octets, len, octets.len);
        buf_add_text(out, octets.len > 0 ? "\\\n" : "\n");
    }
}

static void add_send(struct buf *out, const struct act *act)
{
    if (act->times == 1) {
        add_segment(out, act->octets, "    ");
        return;
    }
    buf_printf(out, "    i=0; while [ $i -lt %" PRIu64 " ]; do\n", act->times);
    add_segment(out, act->octets, "        ");
    buf_add_text(out, "        i=$((i + 1))\n    done\n");
}

static void add_sleep(struct buf *out, unsigned ms, const char *why)
{
    buf_printf(out, "    sleep %u.%03u%s\n", ms / MS_PER_S, ms % MS_PER_S, why);
}

static void add_act(struct buf *out, const struct acts *acts, size_t at)
{
    const struct act *const act = &acts->list[at];
    const bool follows = at > 0 && acts->list[at - 1].kind == ACT_SEND;
    if (act->kind == ACT_ANSWER)
        add_sleep(out, ANSWER_MS, " # something came here");
    else if (act->kind == ACT_PAUSE)
        add_sleep(out, act->pause_ms, "");
    if (act->kind != ACT_SEND)
        return;
    if (follows)
        add_sleep(out, BETWEEN_MS, " # another segment");
    add_send(out, act);
}

/* Where it is sent, with what the arguments of the script change of that. */
static void add_end(struct buf *out, const struct evidence *evidence)
{
    static const char UNIX[] = "unix:";
    struct reproduce_places places;
    reproduce_find_places(evidence, &places);
    char *const colon = strrchr(places.target, ':');
    const bool by_path = octets_starts_with(octets_of(places.target), octets_of(UNIX));
    buf_printf(out, "    sleep %d # what comes now is the answer\n} | timeout 60 ",
               END_S);
    if (places.target_tls)
        buf_printf(out, "openssl s_client -quiet%s%s",
                   places.name[0] ? " -servername " : "", places.name);
    else
        buf_add_text(out, "nc");
    if (by_path) {
        buf_printf(out, " %s \"${1:-%s}\"\n", places.target_tls ? "-unix" : "-U",
                   places.target + sizeof UNIX - 1);
        return;
    }
    if (colon)
        *colon = '\0';
    buf_printf(out,
               places.target_tls ? " -connect \"${1:-%s}:${2:-%s}\"\n"
                                 : " \"${1:-%s}\" \"${2:-%s}\"\n",
               places.target,
               colon               ? colon + 1
               : places.target_tls ? "443"
                                   : "80");
}

void reproduce_shell(struct buf *out, const struct evidence *evidence,
                     const struct acts *acts)
{
    buf_add_text(out, "# usage: sh FILE [HOST [PORT]], or [PATH] of a Unix socket; "
                      "with | cat -v every octet shows\n{\n");
    struct reproduce_places places;
    reproduce_find_places(evidence, &places);
    if (places.target_tls)
        add_sleep(out, HANDSHAKE_MS, " # the handshake");
    for (size_t at = 0; at < acts->count; at++)
        add_act(out, acts, at);
    add_end(out, evidence);
}
