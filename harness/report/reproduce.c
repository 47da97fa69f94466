/* SPDX-License-Identifier: MIT */
/* What every reproducer says on top, and which kind a case gets. */
#include "report/reproduce.h"

#include "oracle/requirement.h"
#include "report/clean.h"
#include "report/deciding.h"

#include <stdio.h>
#include <string.h>

static const char AUTHORITY_BEGIN[] = "://";

/* ---------------------------------------------------------------- places */

/* Copies what stands before the first octet of `ends`, where that is plain. A report
 * may come from anywhere, and what is made of it is run: nothing of it may be more than
 * text to a shell, or to Python. */
static void copy_place(char *place, size_t size, const char *text, const char *ends)
{
    static const char PLAIN[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~:/[]@%+,=";
    const size_t len = strcspn(text, ends);
    if (len > 0 && len < size && strspn(text, PLAIN) >= len)
        snprintf(place, size, "%.*s", (int)len, text);
}

/* The authority of the last URL, and whether it is one of https; NULL: there is none.
 */
static const char *last_authority(const char *text, bool *secure)
{
    const char *found = NULL;
    const char *at = strstr(text, AUTHORITY_BEGIN);
    for (; at; at = strstr(at + 1, AUTHORITY_BEGIN)) {
        found = at + sizeof AUTHORITY_BEGIN - 1;
        *secure = at > text && at[-1] == 's';
    }
    return found;
}

/* The authority that our requests named, where the command line has none. */
static void place_of_host(const struct evidence *evidence, char *place, size_t size)
{
    static const char HOST[] = "Host: ";
    for (size_t at = 0; at < evidence->count; at++) {
        const struct tap_entry *const entry = &evidence->entries[at];
        if (entry->kind != TAP_SENT || entry->side != SIDE_CLIENT)
            continue;
        const size_t found = octets_find(entry->octets, octets_of(HOST));
        if (found == SIZE_MAX)
            continue;
        char value[128] = "";
        const struct octets rest =
            octets_slice(entry->octets, found + sizeof HOST - 1, sizeof value - 1);
        memcpy(value, rest.ptr, rest.len);
        copy_place(place, size, value, "\r\n");
        return;
    }
}

void reproduce_find_places(const struct evidence *evidence,
                           struct reproduce_places *places)
{
    static const char ORIGIN[] = "--origin ";
    static const char SOCKET[] = "--unix-socket ";
    static const char NAME[] = "--sni ";
    *places = (struct reproduce_places){.target = "127.0.0.1:8080",
                                        .origin = "127.0.0.1:9000"};
    bool secure = false;
    const char *const url = last_authority(evidence->repeat, &secure);
    const char *const origin = strstr(evidence->repeat, ORIGIN);
    const char *const name = strstr(evidence->repeat, NAME);
    const bool listens = evidence->role == ROLE_CLIENT;
    places->target_tls = secure && !listens;
    places->origin_tls =
        strstr(evidence->repeat, listens ? " --tls" : " --origin-tls ") != NULL;
    if (name)
        copy_place(places->name, sizeof places->name, name + sizeof NAME - 1, " '\"");
    if (evidence->role != ROLE_PROXY)
        place_of_host(evidence, places->target, sizeof places->target);
    else
        place_of_host(evidence, places->origin, sizeof places->origin);
    if (url && evidence->role != ROLE_CLIENT)
        copy_place(places->target, sizeof places->target, url, "/ '\"");
    const char *const path = strstr(evidence->repeat, SOCKET);
    if (path) {
        char value[sizeof places->target - 8] = "";
        copy_place(value, sizeof value, path + sizeof SOCKET - 1, " '\"");
        snprintf(places->target, sizeof places->target, "unix:%s",
                 value[0] ? value : "/tmp/server.sock");
        if (url && !name)
            copy_place(places->name, sizeof places->name, url, "/: '\"");
    }
    if (origin)
        copy_place(places->origin, sizeof places->origin, origin + sizeof ORIGIN - 1,
                   " '\"");
}

/* ---------------------------------------------------------------- the head */

static void add_comment(struct buf *out, const char *key, const char *text)
{
    if (text[0] == '\0')
        return;
    buf_printf(out, "# %s", key);
    clean_text(out, text);
    buf_add_octet(out, '\n');
}

static void add_head(struct buf *out, const struct evidence *evidence,
                     const struct acts *acts)
{
    const enum requirement requirement =
        requirement_find(octets_of(evidence->requirement));
    buf_add_text(out, "# ");
    clean_text(out, evidence->id);
    buf_add_text(out, ", ");
    clean_text(out, evidence->target);
    buf_add_text(out, evidence->version[0] ? " " : "");
    clean_text(out, evidence->version);
    buf_printf(out, " as %s, ", role_name(evidence->role));
    clean_text(out, evidence->started);
    buf_add_octet(out, '\n');
    add_comment(out, "", evidence->reason);
    if (requirement < REQUIREMENT_COUNT) {
        const struct requirement_row *const row = requirement_row(requirement);
        add_comment(out, "", row->sentence);
        buf_add_text(out, "# ");
        clean_text(out, evidence->level);
        buf_printf(out, ", %s%s%s\n", basis_name(row->basis),
                   row->source[0] ? " in " : "", row->source);
        const struct deciding *const deciding = deciding_of(requirement);
        if (deciding->says[0])
            buf_printf(out, "# %s. %s\n", deciding->section, deciding->says);
    }
    add_comment(out, "expected: ", evidence->expected);
    add_comment(out, "actual:   ", evidence->actual);
    if (acts->guessed > 0)
        buf_printf(out, "# %llu octets were not recorded: \"x\" stands for each\n",
                   (unsigned long long)acts->guessed);
    if (acts->missing > 0)
        buf_printf(out, "# %llu octets were not recorded, and are not sent here\n",
                   (unsigned long long)acts->missing);
}

bool reproduce_case(const json_t *run, const json_t *test, struct buf *out,
                    struct err *err)
{
    struct arena arena;
    struct evidence evidence;
    struct acts acts;
    arena_init(&arena);
    bool ok = evidence_read(&arena, run, test, &evidence, err);
    if (ok) {
        acts_find(&arena, &evidence, &acts);
        ok = acts.count > 0 ||
             err_set(err, "%s: the report keeps no transcript of it", evidence.id);
    }
    if (ok) {
        const bool shell = reproduce_fits_shell(&evidence, &acts);
        buf_add_text(out, shell ? "#!/bin/sh\n" : "#!/usr/bin/env python3\n");
        add_head(out, &evidence, &acts);
        (shell ? reproduce_shell : reproduce_python)(out, &evidence, &acts);
    }
    arena_fini(&arena);
    return ok;
}
