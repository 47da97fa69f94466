/* SPDX-License-Identifier: MIT */
/* Completing a request: octets of content, and one of a few endings, are tried on a
 * copy of the reader until it says that the request is complete. */
#include "play/draft_rest.h"

#include "oracle/oracle.h"
#include "oracle/request.h"

enum { CONTENT_MAX = 4096 };

struct last {
    bool in_content, begun; /* its header section is complete; content has come */
    bool expects;
    bool over; /* what follows is no HTTP, or nobody could say where it ends */
};

static void on_event(void *user, const struct request_event *event)
{
    struct last *last = user;
    if (event->kind == REQUEST_HEAD)
        *last = (struct last){.in_content = true,
                              .expects = event->request.expect_continue,
                              .over = event->request.method == ORACLE_METHOD_CONNECT};
    else if (event->kind == REQUEST_CONTENT)
        last->begun = true;
    else if (event->kind == REQUEST_END)
        last->in_content = false;
    else
        last->over = true;
}

/* Without content in it: so much of that is put in front. */
static bool ends_with(const struct request_reader *reader, struct octets tail)
{
    struct request_reader copy = *reader;
    struct last unused = {.over = false};
    copy.user = &unused;
    request_reader_feed(&copy, tail);
    return request_reader_idle(&copy) && !unused.begun;
}

/* So many octets of content and one of these tails complete it; false: nothing does. */
static bool completes(struct request_reader reader, const char *const *tails,
                      size_t most, struct buf *rest)
{
    struct last unused = {.over = false};
    reader.user = &unused;
    for (size_t pads = 0; pads <= most; pads++) {
        for (const char *const *tail = tails; *tail; tail++)
            if (ends_with(&reader, octets_of(*tail))) {
                for (size_t at = 0; at < pads; at++)
                    buf_add_octet(rest, 'x');
                return buf_add(rest, octets_of(*tail));
            }
        request_reader_feed(&reader, OCTETS("x"));
    }
    return false;
}

bool draft_rest(struct octets requests, struct buf *rest, bool *expects)
{
    static const char *const OF_HEADS[] = {"", "\r\n", "\r\n\r\n", NULL};
    static const char *const OF_CONTENT[] = {"", NULL};
    static const char *const OF_CHUNKS[] = {"\r\n", "0\r\n\r\n", "\r\n0\r\n\r\n", NULL};
    struct request_reader reader;
    struct last last = {.over = false};
    request_reader_init(&reader, on_event, &last);
    request_reader_feed(&reader, requests);
    *expects = last.expects && !last.begun;
    if (last.over)
        return true;
    if (!last.in_content)
        return completes(reader, OF_HEADS, 0, rest);
    return completes(reader, OF_CONTENT, CONTENT_MAX, rest) ||
           completes(reader, OF_CHUNKS, CONTENT_MAX, rest);
}
