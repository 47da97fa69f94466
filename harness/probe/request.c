/* SPDX-License-Identifier: MIT */
/* Composing a request, and reading it back: what is sent is what the oracle is told. */
#include "probe/request.h"

#include "base/quote.h"
#include "base/version.h"
#include "oracle/head.h"
#include "oracle/request.h"
#include "oracle/text.h"

#include <string.h>

/* ---------------------------------------------------------------- fields */

/* A field as it was given. */
struct given {
    struct octets name, value;
    bool removes; /* "Name:" */
};

static bool refuse(struct err *err, const char *expected, struct octets found)
{
    struct buf quoted;
    buf_init(&quoted, 200);
    quote_encode(&quoted, found);
    err_set(err, "expected %s, found '%s'", expected, buf_text(&quoted));
    buf_fini(&quoted);
    return false;
}

static bool read_field(const char *text, struct given *given, struct err *err)
{
    const struct octets all = octets_of(text);
    const size_t run = token_run(all);
    const char mark = run < all.len ? (char)all.ptr[run] : '\0';
    given->name = octets_slice(all, 0, run);
    given->value = octets_trim(octets_slice(all, run + 1, all.len));
    given->removes = mark == ':' && given->value.len == 0;
    if (run == 0 || (mark != ':' && (mark != ';' || given->value.len > 0)))
        return refuse(err, "a field 'Name: value'", all);
    if (text_run(given->value) < given->value.len)
        return refuse(err, "a field value without control characters", all);
    return true;
}

static bool check_fields(const char *const *fields, struct err *err)
{
    struct given given;
    for (; fields && *fields; fields++)
        if (!read_field(*fields, &given, err))
            return false;
    return true;
}

/* true where a field of this name was given, if only to take ours away. */
static bool is_given(const char *const *fields, const char *name)
{
    struct given given;
    for (; fields && *fields; fields++)
        if (read_field(*fields, &given, NULL) &&
            octets_equal_nocase(given.name, octets_of(name)))
            return true;
    return false;
}

static void add_given(const char *const *fields, struct buf *out)
{
    struct given given;
    for (; fields && *fields; fields++) {
        if (!read_field(*fields, &given, NULL) || given.removes)
            continue;
        buf_add(out, given.name);
        buf_add_text(out, ": ");
        buf_add(out, given.value);
        buf_add_text(out, "\r\n");
    }
}

static void add_ours(const struct probe_request *request, struct octets host,
                     struct buf *out)
{
    const char *const *fields = request->fields;
    if (!is_given(fields, "Host")) {
        buf_add_text(out, "Host: ");
        buf_add(out, host);
        buf_add_text(out, "\r\n");
    }
    if (!is_given(fields, "User-Agent"))
        buf_add_text(out, "User-Agent: interim/" INTERIM_VERSION "\r\n");
    if (!is_given(fields, "Accept"))
        buf_add_text(out, "Accept: */*\r\n");
    if (request->expect && !is_given(fields, "Expect"))
        buf_add_text(out, "Expect: 100-continue\r\n");
    if (!request->has_content)
        return;
    if (!is_given(fields, "Content-Type"))
        buf_add_text(out, "Content-Type: application/x-www-form-urlencoded\r\n");
    if (!is_given(fields, "Content-Length") && !is_given(fields, "Transfer-Encoding"))
        buf_printf(out, "Content-Length: %zu\r\n", request->content.len);
}

/* ---------------------------------------------------------------- read back */

struct reading {
    struct octets octets;
    size_t head_len;
    struct oracle_request *told;
    unsigned ends;
    const char *reason;
};

static void on_request(void *user, const struct request_event *event)
{
    struct reading *reading = user;
    if (event->kind == REQUEST_INVALID)
        reading->reason = event->reason;
    if (event->kind == REQUEST_END)
        reading->ends++;
    if (event->kind != REQUEST_HEAD || reading->head_len > 0)
        return;
    reading->head_len = (size_t)event->end;
    *reading->told = event->request;
    const struct octets head = octets_slice(reading->octets, 0, reading->head_len);
    if (!head_find(head, OCTETS("Upgrade"), &reading->told->upgrade))
        reading->told->upgrade = (struct octets){NULL, 0};
}

static bool read_back(struct octets octets, size_t *head_len,
                      struct oracle_request *told, struct err *err)
{
    struct reading reading = {.octets = octets, .told = told};
    struct request_reader reader;
    request_reader_init(&reader, on_request, &reading);
    request_reader_feed(&reader, octets);
    *head_len = reading.head_len;
    if (reading.reason)
        return err_set(err, "these fields and this content make no request: %s",
                       reading.reason);
    if (!request_reader_idle(&reader) || reading.ends != 1)
        return err_set(err, "the content is not what its fields say (Content-Length, "
                            "Transfer-Encoding)");
    return true;
}

bool probe_request_write(const struct probe_request *request, struct octets target,
                         struct octets host, struct buf *out, size_t *head_len,
                         struct oracle_request *told, struct err *err)
{
    const struct octets method = octets_of(request->method);
    const size_t start = out->len;
    if (method.len == 0 || token_run(method) < method.len)
        return refuse(err, "a method", method);
    if (octets_equal(method, OCTETS("CONNECT")))
        return err_set(err, "CONNECT makes a tunnel: there is no exchange to watch");
    if (!check_fields(request->fields, err))
        return false;
    buf_add(out, method);
    buf_add_octet(out, ' ');
    buf_add(out, target);
    buf_add_text(out, request->http10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
    add_ours(request, host, out);
    add_given(request->fields, out);
    buf_add_text(out, "\r\n");
    if (request->has_content)
        buf_add(out, request->content);
    if (out->full)
        return err_set(err, "a request of more than %d octets", PROBE_MAX_REQUEST);
    return read_back(octets_slice(buf_view(out), start, out->len), head_len, told, err);
}
