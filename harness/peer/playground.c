/* SPDX-License-Identifier: MIT */
/* What the playground adds to the reference server: choices of a request, answers of
 * its own, and a watcher on each connection. */
#include "peer/playground.h"

#include "base/ensure.h"
#include "oracle/head.h"
#include "peer/dav_store.h"
#include "peer/history.h"
#include "peer/playground_page.h"
#include "peer/recipe.h"
#include "peer/server_dav.h"
#include "peer/watched.h"

#include <pthread.h>
#include <stdlib.h>

enum { PAGE_FIELDS = 2048 };

struct playground {
    struct buf html, fields; /* the page */
    struct history *history;
    pthread_mutex_t mutex;
    struct dav_store *dav[FAULT_COUNT + 1]; /* a tree for each fault that was chosen */
};

struct playground *playground_new(enum fault fault, struct err *err)
{
    struct playground *playground = calloc(1, sizeof *playground);
    ENSURE(playground && pthread_mutex_init(&playground->mutex, NULL) == 0);
    buf_init(&playground->html, PLAYGROUND_MAX_PAGE);
    buf_init(&playground->fields, PAGE_FIELDS);
    playground->history = history_new();
    if (!playground_page(&playground->html, &playground->fields,
                         fault == FAULT_NONE ? "" : fault_row(fault)->id, err))
        playground_free(&playground);
    return playground;
}

void playground_free(struct playground **playground)
{
    struct playground *const it = *playground;
    if (!it)
        return;
    for (size_t at = 0; at <= FAULT_COUNT; at++)
        dav_store_free(&it->dav[at]);
    history_free(&it->history);
    buf_fini(&it->html);
    buf_fini(&it->fields);
    pthread_mutex_destroy(&it->mutex);
    free(it);
    *playground = NULL;
}

/* ------------------------------------------------------------ what is asked */

/* The value of a parameter of the query; empty where it has none. */
static struct octets parameter(struct octets target, const char *name)
{
    struct octets rest =
        octets_slice(target, octets_find(target, OCTETS("?")), target.len);
    while (rest.len > 0) {
        rest = octets_slice(rest, 1, rest.len);
        const size_t len = octets_find(rest, OCTETS("&"));
        const struct octets pair = octets_slice(rest, 0, len);
        const size_t equals = octets_find(pair, OCTETS("="));
        if (octets_equal(octets_slice(pair, 0, equals), octets_of(name)))
            return octets_slice(pair, equals == SIZE_MAX ? pair.len : equals + 1,
                                pair.len);
        rest = octets_slice(rest, len, rest.len);
    }
    return (struct octets){NULL, 0};
}

static struct octets target_of(const struct visit *visit)
{
    return head_word(buf_view(&visit->head), 1);
}

static enum fault fault_of(struct octets id)
{
    for (unsigned fault = 0; fault < FAULT_COUNT; fault++) {
        const struct fault_row *const row = fault_row((enum fault)fault);
        if (row->role == ROLE_SERVER && octets_equal(octets_of(row->id), id))
            return (enum fault)fault;
    }
    return FAULT_NONE;
}

/* The id of what the visit does wrong. */
static const char *fault_id(const struct visit *visit)
{
    return visit->fault == FAULT_NONE ? "" : fault_row(visit->fault)->id;
}

static void set_fault(struct visit *visit, enum fault fault)
{
    visit->fault = fault;
    visit->form = interim_form_of(fault);
}

/* ------------------------------------------------------------ answers of its own */

static void answer_as(struct visit *visit, unsigned status, const char *fields)
{
    visit->own = visit->ready = true;
    visit->plan.final = status;
    visit->plan.interim_count = visit->plan.refused_count = 0;
    set_fault(visit, FAULT_NONE);
    buf_add_text(&visit->fields, fields);
}

static void give_page(struct visit *visit)
{
    const struct playground *const playground = visit->server->playground;
    answer_as(visit, 200, "");
    buf_add(&visit->fields, buf_view(&playground->fields));
    buf_add(&visit->answer, buf_view(&playground->html));
}

static void give_exchanges(struct visit *visit)
{
    answer_as(visit, 200,
              "Content-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n"
              "Cross-Origin-Resource-Policy: same-origin\r\nCache-Control: "
              "no-store\r\n");
    history_write(visit->server->playground->history,
                  parameter(target_of(visit), "token"), &visit->answer);
}

static void give_hint(struct visit *visit)
{
    answer_as(visit, 200, "Content-Type: text/css\r\nCache-Control: no-store\r\n");
    buf_add_text(&visit->answer, ":root { --hinted: 1 }\n");
}

static bool accepts_html(const struct visit *visit)
{
    return head_has_token(buf_view(&visit->head), OCTETS("Accept"),
                          OCTETS("text/html"));
}

/* true where the request is one for the playground itself, and not to be noted. */
static bool serve_own(struct visit *visit)
{
    const struct octets target = target_of(visit);
    const struct octets path =
        octets_slice(target, 0, octets_find(target, OCTETS("?")));
    if (!visit->plan.facts.valid || !(visit->plan.facts.get || visit->plan.facts.head))
        return false;
    if ((octets_equal(target, OCTETS("/")) && accepts_html(visit)) ||
        octets_equal(path, OCTETS("/playground")))
        give_page(visit);
    else if (octets_equal(path, OCTETS("/exchanges")))
        give_exchanges(visit);
    return visit->own;
}

/* ------------------------------------------------------------ choices */

static void choose_fault(struct visit *visit)
{
    const struct octets id = parameter(target_of(visit), "fault");
    const enum fault fault = fault_of(id);
    if (id.len == 0)
        return;
    if (fault == FAULT_NONE && !octets_equal(id, OCTETS("none"))) {
        answer_as(visit, 400, "");
        buf_add_text(&visit->answer, "No such fault: interim serve --list-faults\n");
        return;
    }
    if (fault != FAULT_NONE &&
        (recipe_row(recipe_of(fault))->traits & RECIPE_AT_START)) {
        answer_as(visit, 409, "");
        buf_printf(&visit->answer,
                   "It shows before there is a request: interim serve --fault %s\n",
                   fault_row(fault)->id);
        return;
    }
    set_fault(visit, fault);
    visit->chosen = fault == FAULT_NONE ? "none" : fault_row(fault)->id;
}

/* A tree of its own for each fault that is chosen: what one leaves behind is not seen
 * by another. */
static void choose_tree(struct visit *visit)
{
    struct playground *const playground = visit->server->playground;
    if (visit->fault == visit->server->fault || !server_dav_wants(visit))
        return;
    pthread_mutex_lock(&playground->mutex);
    if (!playground->dav[visit->fault])
        playground->dav[visit->fault] = dav_store_new(visit->fault);
    visit->dav = playground->dav[visit->fault];
    pthread_mutex_unlock(&playground->mutex);
}

/* The smallest picture there is: one grey pixel. */
static void choose_image(struct visit *visit)
{
    static const unsigned char GIF[] =
        "GIF89a\1\0\1\0\x80\0\0\x80\x80\x80\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;";
    if (!octets_equal(parameter(target_of(visit), "as"), OCTETS("image")))
        return;
    visit->ready = true;
    buf_add_text(&visit->fields, "Content-Type: image/gif\r\n");
    buf_add(&visit->answer, (struct octets){GIF, sizeof GIF - 1});
}

/* The token of an exchange: the query's, else the last part of the path (of /dav and
 * /accepted). */
static struct octets token_of(const struct visit *visit)
{
    struct octets token = parameter(target_of(visit), "token");
    if (token.len > 0)
        return token;
    const struct octets target = target_of(visit);
    struct octets rest = octets_slice(target, 0, octets_find(target, OCTETS("?")));
    for (size_t slash; (slash = octets_find(rest, OCTETS("/"))) < rest.len;)
        rest = octets_slice(rest, slash + 1, rest.len);
    return rest;
}

/* The number of the exchange that begins; 0: it is not kept. */
static uint64_t choose(struct visit *visit)
{
    if (serve_own(visit))
        return 0;
    choose_fault(visit);
    choose_tree(visit);
    choose_image(visit);
    if (octets_starts_with(target_of(visit), OCTETS("/hint.css")))
        give_hint(visit);
    return history_begin(visit->server->playground->history, token_of(visit),
                         fault_id(visit), buf_view(&visit->head));
}

void playground_begin(struct visit *visit)
{
    const struct octets rest = stream_view(visit->client);
    set_fault(visit, visit->server->fault);
    visit->dav = visit->server->dav;
    visit->own = false;
    visit->chosen = NULL;
    const uint64_t number = choose(visit);
    watched_begin(visit->watched, number,
                  visit->plan.facts.content.done ? OCTETS("") : rest);
}

struct octets playground_fields(struct visit *visit, unsigned status)
{
    const struct octets target = target_of(visit);
    const struct octets token = parameter(target, "token");
    uint64_t pad = 0;
    buf_clear(&visit->extra);
    if (status == 103 && octets_equal(parameter(target, "hint"), OCTETS("1")))
        buf_printf(&visit->extra,
                   "Link: </hint.css?token=%.*s>; rel=preload; as=style\r\n",
                   (int)token.len, (const char *)token.ptr);
    else if (status == 103)
        buf_add_text(&visit->extra, "Link: </style.css>; rel=preload\r\n");
    if (octets_to_u64(parameter(target, "pad"), &pad) && pad > 0) {
        buf_add_text(&visit->extra, "X-Pad: ");
        for (uint64_t at = 0; at < pad && at < PLAYGROUND_MAX_PAD; at++)
            buf_add_octet(&visit->extra, 'x');
        buf_add_text(&visit->extra, "\r\n");
    }
    return buf_view(&visit->extra);
}

/* ------------------------------------------------------------ watching */

void playground_enter(struct visit *visit)
{
    visit->watched = watched_new(visit->server->playground->history, visit->client);
}

void playground_end(struct visit *visit)
{
    watched_end(visit->watched);
}

void playground_leave(struct visit *visit)
{
    watched_free(&visit->watched);
}
