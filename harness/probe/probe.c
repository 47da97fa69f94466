/* SPDX-License-Identifier: MIT */
/* From options to hops, and from hops to a verdict. */
#include "probe/probe.h"

#include "base/ensure.h"
#include "net/address.h"
#include "net/unix_socket.h"

#include <string.h>

/* ---------------------------------------------------------------- addresses */

/* "unix:/path" */
static bool reach_socket(struct address *address, struct octets text,
                         const char *option, struct err *err)
{
    struct err why;
    return unix_resolve(address, text, &why) || err_set(err, "%s%s", option, why.text);
}

/* socket: of the first connection, NULL where it goes to the URL's host. */
static enum probe_ready read_url(struct probe *probe, struct url *url,
                                 struct address *address, const char *text,
                                 const char *socket, const char *option,
                                 struct err *err)
{
    struct err why;
    if (!url_parse(url, octets_of(text), &why)) {
        err_set(err, "%s%s", option, why.text);
        return PROBE_MISTAKE;
    }
    if (socket) {
        const char *path = arena_printf(&probe->arena, "unix:%s", socket);
        if (!reach_socket(address, octets_of(path), "--unix-socket: ", err))
            return PROBE_MISTAKE;
        address->tls_name = arena_text(&probe->arena, url_host(url));
    } else if (!address_resolve(address, url->authority, url->port, &why)) {
        err_set(err, "%s%s", option, why.text);
        return PROBE_UNRESOLVED;
    }
    if (url->secure && !probe->tls)
        probe->tls = tls_client_new(&probe->options->tls, err);
    if (url->secure && !probe->tls)
        return PROBE_MISTAKE;
    address->tls = url->secure ? probe->tls : NULL;
    return PROBE_READY;
}

/* Options that go with https alone, and not with each other. */
static bool check_tls(const struct probe *probe, struct err *err)
{
    const struct tls_client_options *tls = &probe->options->tls;
    if (tls->ca_file && tls->insecure)
        return err_set(err, "expected --cacert or --insecure, found both");
    if (!probe->tls && (tls->ca_file || tls->insecure || tls->name))
        return err_set(err, "%s is for https:// URLs, found none",
                       tls->ca_file    ? "--cacert"
                       : tls->insecure ? "--insecure"
                                       : "--sni");
    return true;
}

/* Where the request of each hop goes, and what it asks for there. */
struct route {
    struct url url; /* what was asked for */
    struct octets target;
};

static enum probe_ready write_request(struct probe *probe, unsigned hop,
                                      const struct route *route, struct err *err)
{
    struct buf octets;
    struct octets *request = &probe->hops[hop].request;
    enum probe_ready ready = PROBE_MISTAKE;
    buf_init(&octets, PROBE_MAX_REQUEST);
    if (probe_request_write(
            &probe->options->request, route->target, route->url.authority, &octets,
            &probe->hops[hop].request_head_len, &probe->told[hop], err)) {
        struct octets *upgrade = &probe->told[hop].upgrade;
        *request = arena_octets(&probe->arena, buf_view(&octets));
        *upgrade = arena_octets(&probe->arena, *upgrade);
        ready = PROBE_READY;
    }
    buf_fini(&octets);
    return ready;
}

static enum probe_ready open_near(struct probe *probe, struct route *route,
                                  struct err *err)
{
    const struct probe_options *options = probe->options;
    struct address *address = &probe->hops[PROBE_NEAR].address;
    struct url via;
    enum probe_ready ready;
    probe->labels[PROBE_NEAR] = options->url;
    if (!options->via) {
        ready = read_url(probe, &route->url, address, options->url, options->socket, "",
                         err);
        route->target = route->url.path;
        return ready == PROBE_READY ? write_request(probe, PROBE_NEAR, route, err)
                                    : ready;
    }
    if (!url_parse(&route->url, octets_of(options->url), err))
        return PROBE_MISTAKE;
    if (route->url.secure) {
        err_set(err, "--via: a proxy sees nothing of an https:// URL but a tunnel; "
                     "expected an http:// URL behind it");
        return PROBE_MISTAKE;
    }
    ready =
        read_url(probe, &via, address, options->via, options->socket, "--via: ", err);
    if (ready != PROBE_READY)
        return ready;
    probe->labels[PROBE_NEAR] = arena_printf(&probe->arena, "%s through the proxy %s",
                                             options->url, options->via);
    route->target = octets_of(arena_printf(
        &probe->arena, "http://%s%s", arena_text(&probe->arena, route->url.authority),
        arena_text(&probe->arena, route->url.path)));
    return write_request(probe, PROBE_NEAR, route, err);
}

static enum probe_ready open_far(struct probe *probe, const struct route *near,
                                 const char *text, struct err *err)
{
    const unsigned hop = probe->hop_count;
    struct route route = *near; /* the same Host */
    struct url url;
    struct address *address = &probe->hops[hop].address;
    route.target = near->url.path;
    if (unix_is_named(octets_of(text))) {
        if (!reach_socket(address, octets_of(text), "--compare: ", err))
            return PROBE_MISTAKE;
    } else {
        const enum probe_ready ready =
            read_url(probe, &url, address, text, NULL, "--compare: ", err);
        if (ready != PROBE_READY)
            return ready;
        if (url.path.len > 1)
            route.target = url.path;
    }
    probe->labels[hop] =
        arena_printf(&probe->arena, "the same request straight to %s", address->text);
    probe->hop_count++;
    return write_request(probe, hop, &route, err);
}

enum probe_ready probe_open(struct probe *probe, const struct probe_options *options,
                            struct err *err)
{
    struct route route = {0};
    *probe = (struct probe){.options = options, .hop_count = 1};
    arena_init(&probe->arena);
    for (unsigned hop = 0; hop < PROBE_MAX_HOPS; hop++)
        probe_hop_init(&probe->hops[hop]);
    enum probe_ready ready = open_near(probe, &route, err);
    for (size_t at = 0;
         ready == PROBE_READY && options->compare && options->compare[at]; at++) {
        if (probe->hop_count == PROBE_MAX_HOPS) {
            err_set(err, "--compare: at most %d of them", PROBE_MAX_HOPS - 1);
            ready = PROBE_MISTAKE;
        } else {
            ready = open_far(probe, &route, options->compare[at], err);
        }
    }
    if (ready == PROBE_READY && !check_tls(probe, err))
        ready = PROBE_MISTAKE;
    return ready;
}

void probe_close(struct probe *probe)
{
    for (unsigned hop = 0; hop < PROBE_MAX_HOPS; hop++)
        probe_hop_fini(&probe->hops[hop]);
    tls_free(&probe->tls);
    arena_fini(&probe->arena);
}

/* ---------------------------------------------------------------- what it comes to */

void probe_run(struct probe *probe, probe_listener *listener, void *user,
               const volatile int *interrupt)
{
    const struct probe_options *options = probe->options;
    for (unsigned hop = 0; hop < probe->hop_count; hop++) {
        const struct probe_watch watch = {.limits = options->limits,
                                          .told = probe->told[hop],
                                          .waits = options->request.expect,
                                          .interrupt = interrupt,
                                          .listener = listener,
                                          .user = user};
        probe_watch(&watch, &probe->hops[hop], &probe->arena);
        probe->watched++;
        if (probe->hops[hop].stop >= STOP_UNREACHABLE)
            break; /* nothing more can be asked, or told */
    }
    probe_explain(probe);
}

void probe_explain(struct probe *probe)
{
    for (unsigned hop = 0; hop < probe->watched; hop++) {
        const struct probe_hop *far =
            hop + 1 < probe->watched ? &probe->hops[hop + 1] : NULL;
        const bool proxied = hop == PROBE_NEAR && probe->options->via;
        probe_facts_gather(&probe->facts[hop], &probe->hops[hop], far, proxied);
        probe_facts_gather(&probe->alone[hop], &probe->hops[hop], NULL, proxied);
    }
}

bool probe_says(const struct probe *probe, unsigned hop, enum diagnosis diagnosis)
{
    return diagnosis_applies(diagnosis, &probe->facts[hop]) &&
           (hop == PROBE_NEAR || !diagnosis_applies(diagnosis, &probe->alone[hop]));
}

static bool fails_by(const struct probe *probe, unsigned hop, enum diagnosis row)
{
    const bool strict =
        probe->options->strict && diagnosis_row(row)->kind == DIAGNOSIS_PROBLEM;
    return probe_says(probe, hop, row) &&
           (strict || diagnosis_fails(row, &probe->facts[hop]));
}

static bool fails(const struct probe *probe)
{
    for (unsigned hop = 0; hop < probe->watched; hop++)
        if (probe->hops[hop].trail.binding > 0 &&
            probe_hop_has_answer(&probe->hops[hop])) /* else the URL is wrong */
            return true;
    for (unsigned hop = 0; hop < probe->watched; hop++)
        for (unsigned row = 0; row < DIAGNOSIS_COUNT; row++)
            if (fails_by(probe, hop, (enum diagnosis)row))
                return true;
    return false;
}

enum probe_verdict probe_verdict(const struct probe *probe)
{
    bool answered = probe->watched == probe->hop_count;
    for (unsigned hop = 0; hop < probe->watched; hop++) {
        const struct probe_hop *seen = &probe->hops[hop];
        if (seen->stop == STOP_INTERRUPTED)
            return PROBE_INTERRUPTED;
        if (seen->final.status == 0 && seen->stop != STOP_TUNNEL)
            answered = false;
    }
    if (fails(probe))
        return PROBE_FAILED;
    return answered ? PROBE_OK : PROBE_NO_ANSWER;
}
