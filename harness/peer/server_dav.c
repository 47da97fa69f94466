/* SPDX-License-Identifier: MIT */
/* WebDAV methods: from the request's fields to the store, and back to a status. */
#include "peer/server_dav.h"

#include "oracle/head.h"
#include "peer/dav_store.h"
#include "peer/dav_xml.h"

#include <limits.h>
#include <string.h>

enum { DAV_FLOOD = 12 };

/* ------------------------------------------------------------ the request */

static struct octets method_of(const struct visit *visit)
{
    return head_word(buf_view(&visit->head), 0);
}

static struct octets field(const struct visit *visit, const char *name)
{
    struct octets value = {NULL, 0};
    (void)head_find(buf_view(&visit->head), octets_of(name), &value);
    return value;
}

/* The path of a request-target or an absolute URI, without query and slash at its end.
 */
static struct octets path_in(struct octets uri)
{
    const size_t scheme = octets_find(uri, OCTETS("://"));
    if (scheme != SIZE_MAX && uri.ptr[0] != '/') {
        uri = octets_slice(uri, scheme + 3, uri.len);
        uri = octets_slice(uri, octets_find(uri, OCTETS("/")), uri.len);
    }
    uri = octets_slice(uri, 0, octets_find(uri, OCTETS("?")));
    while (uri.len > 0 && uri.ptr[uri.len - 1] == '/')
        uri.len--;
    return uri;
}

static struct octets path_of(const struct visit *visit)
{
    return path_in(head_word(buf_view(&visit->head), 1));
}

static bool below_root(struct octets path)
{
    const struct octets root = OCTETS(DAV_ROOT);
    return octets_starts_with(path, root) &&
           (path.len == root.len || path.ptr[root.len] == '/');
}

bool server_dav_wants(const struct visit *visit)
{
    return below_root(path_of(visit));
}

static bool is_deep(const struct visit *visit)
{
    const struct octets depth = field(visit, "Depth");
    return depth.len == 0 || octets_equal_nocase(depth, OCTETS("infinity"));
}

/* Does the method work on a whole tree? */
static bool works_on_tree(const struct visit *visit)
{
    static const char *const TREES[] = {"COPY", "MOVE", "DELETE", "PROPFIND"};
    const struct octets method = method_of(visit);
    bool listed = false;
    for (size_t row = 0; row < sizeof TREES / sizeof TREES[0]; row++)
        listed |= octets_equal(method, octets_of(TREES[row]));
    return listed && is_deep(visit) && dav_is_tree(visit->dav, path_of(visit));
}

/* ------------------------------------------------------------ methods */

static unsigned do_mkcol(struct visit *visit)
{
    return dav_mkcol(visit->dav, path_of(visit), field(visit, "If"));
}

static unsigned do_put(struct visit *visit)
{
    if (visit->content.full)
        return 413;
    return dav_put(visit->dav, path_of(visit), buf_view(&visit->content),
                   field(visit, "If"));
}

static unsigned do_get(struct visit *visit)
{
    return dav_get(visit->dav, path_of(visit), &visit->answer);
}

static unsigned do_delete(struct visit *visit)
{
    return dav_delete(visit->dav, path_of(visit), field(visit, "If"));
}

static unsigned do_transfer(struct visit *visit, bool move)
{
    const struct dav_transfer transfer = {
        .from = path_of(visit),
        .to = path_in(field(visit, "Destination")),
        .move = move,
        .overwrite = !octets_equal(field(visit, "Overwrite"), OCTETS("F")),
        .shallow = !move && !is_deep(visit),
        .submitted = field(visit, "If")};
    if (transfer.to.len == 0)
        return 400;
    if (!below_root(transfer.to))
        return 502; /* another server's */
    return dav_transfer(visit->dav, &transfer);
}

static unsigned do_copy(struct visit *visit)
{
    return do_transfer(visit, false);
}

static unsigned do_move(struct visit *visit)
{
    return do_transfer(visit, true);
}

static unsigned do_propfind(struct visit *visit)
{
    uint64_t depth = UINT_MAX;
    if (!is_deep(visit) && !octets_to_u64(field(visit, "Depth"), &depth))
        return 400;
    if (!dav_xml_propfind(visit->dav, path_of(visit), (unsigned)depth, visit->fault,
                          &visit->answer))
        return 404;
    buf_add_text(&visit->fields, "Content-Type: application/xml; charset=utf-8\r\n");
    return 207;
}

static unsigned do_lock(struct visit *visit)
{
    char token[DAV_MAX_TOKEN];
    if (visit->content.len == 0)
        return 412; /* a refresh, of locks that never expire here */
    const unsigned status = dav_lock(visit->dav, path_of(visit), is_deep(visit), token);
    if (status / 100 != 2)
        return status;
    dav_xml_lock(token, is_deep(visit), &visit->answer);
    buf_add_text(&visit->fields, "Content-Type: application/xml; charset=utf-8\r\n");
    buf_printf(&visit->fields, "Lock-Token: <%s>\r\n", token);
    return status;
}

static unsigned do_unlock(struct visit *visit)
{
    return dav_unlock(visit->dav, path_of(visit), field(visit, "Lock-Token"));
}

static unsigned do_options(struct visit *visit)
{
    buf_add_text(&visit->fields, "DAV: 1, 2\r\nAllow: OPTIONS, GET, HEAD, PUT, DELETE, "
                                 "MKCOL, COPY, MOVE, PROPFIND, LOCK, UNLOCK\r\n");
    return 200;
}

static const struct {
    const char *method;
    unsigned (*act)(struct visit *visit);
} METHODS[] = {
    {"MKCOL", do_mkcol},   {"PUT", do_put},           {"GET", do_get},
    {"HEAD", do_get},      {"DELETE", do_delete},     {"COPY", do_copy},
    {"MOVE", do_move},     {"PROPFIND", do_propfind}, {"LOCK", do_lock},
    {"UNLOCK", do_unlock}, {"OPTIONS", do_options},
};

static unsigned act(struct visit *visit)
{
    for (size_t row = 0; row < sizeof METHODS / sizeof METHODS[0]; row++)
        if (octets_equal(method_of(visit), octets_of(METHODS[row].method)))
            return METHODS[row].act(visit);
    return 405;
}

/* ------------------------------------------------------------ 102s of its own */

/* status: what to say in a Status-URI of the resource; 0: nothing. */
static void write_102(struct visit *visit, unsigned status)
{
    const struct octets host = field(visit, "Host"), path = path_of(visit);
    struct buf line;
    buf_init(&line, 4 * DAV_MAX_PATH);
    if (status > 0 && visit_has(visit, FAULT_SERVER_DAV_STATUS_URI_MALFORMED))
        buf_printf(&line, "Status-URI: %.*s %u\r\n", (int)path.len,
                   (const char *)path.ptr, status);
    else if (status > 0)
        buf_printf(&line, "Status-URI: %u <%s://%.*s%.*s>\r\n", status,
                   visit->client->connection.tls ? "https" : "http", (int)host.len,
                   (const char *)host.ptr, (int)path.len, (const char *)path.ptr);
    interim_write(&visit->out, visit->form, 102, buf_view(&line));
    buf_fini(&line);
}

/* false where the exchange ends with it. */
static bool send_102(struct visit *visit, unsigned status)
{
    const unsigned count = visit_has(visit, FAULT_SERVER_DAV_102_FLOOD) ? DAV_FLOOD : 1;
    for (unsigned sent = 0; sent < count; sent++)
        write_102(visit, status);
    return visit_flush(visit) && !visit->form->cut;
}

bool server_dav_answer(struct visit *visit)
{
    struct server_plan *const plan = &visit->plan;
    visit->ready = true;
    visit->tree = works_on_tree(visit) && !plan->facts.http10;
    if (visit->tree && !send_102(visit, 0))
        return false;
    plan->final = act(visit);
    if (visit->tree && !send_102(visit, plan->final))
        return false;
    if (visit->tree && visit_has(visit, FAULT_SERVER_DAV_102_ONLY))
        return visit_fall_silent(visit);
    return true;
}
