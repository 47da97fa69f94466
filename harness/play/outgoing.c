/* SPDX-License-Identifier: MIT */
/* Status lines are found at the beginnings of lines: good enough for what we wrote
 * ourselves. Scanning ends at the first final response, because its content may hold
 * anything. */
#include "play/outgoing.h"

#include "oracle/head.h"

#include <string.h>

/* The line behind the one at `at`; view.len where there is none. */
static size_t next_line(struct octets view, size_t at)
{
    const unsigned char *end =
        at < view.len ? memchr(view.ptr + at, '\n', view.len - at) : NULL;
    return end ? (size_t)(end - view.ptr) + 1 : view.len;
}

/* The status of the status line at `at`, 0 where it is none. */
static unsigned status_at(struct octets view, size_t at)
{
    const struct octets line = octets_slice(view, at, view.len);
    return octets_starts_with(line, OCTETS("HTTP/")) ? head_status(line) : 0;
}

/* From `at` on, the next status line; view.len where there is none. */
static size_t find_status(struct octets view, size_t at)
{
    while (at < view.len && status_at(view, at) == 0)
        at = next_line(view, at);
    return at;
}

void outgoing_scan(struct octets send, struct statuses *statuses)
{
    *statuses = (struct statuses){0};
    for (size_t at = find_status(send, 0); at < send.len;
         at = find_status(send, next_line(send, at))) {
        const unsigned status = status_at(send, at);
        if (status / 100 == 1) {
            statuses->any_interim = true;
            statuses->any_switch |= status == 101;
        } else {
            statuses->first_final = status;
            return;
        }
    }
}

/* Removes the query's part from the line at `at`, where it is there. */
static void leave_out_interim(struct buf *send, size_t at)
{
    const struct octets view = buf_view(send);
    const struct octets line = octets_slice(view, at, next_line(view, at));
    const size_t found = octets_find(line, OCTETS("interim="));
    if (found == SIZE_MAX || octets_find(line, OCTETS(" HTTP/")) == SIZE_MAX)
        return;
    size_t end = found;
    while (end < line.len && line.ptr[end] != '&' && line.ptr[end] != ' ')
        end++;
    if (end < line.len && line.ptr[end] == '&')
        end++;
    memmove(send->ptr + at + found, send->ptr + at + end, send->len - at - end);
    send->len -= end - found;
}

void outgoing_trigger(struct buf *send)
{
    for (size_t at = 0; at < send->len; at = next_line(buf_view(send), at))
        leave_out_interim(send, at);
}
