/* SPDX-License-Identifier: MIT */
/* One poll(2) over a listener and its connections; nothing here waits for long. */
#include "salvo/origin.h"

#include "base/clock.h"
#include "oracle/head.h"
#include "salvo/facts.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_OCTETS = 4096, INPUT_MAX = 1 << 16, SEND_MS = 1000 };

void origin_open_inside(struct origin *origin, struct inside *inside)
{
    for (size_t at = 0; at < ORIGIN_GUESTS; at++) {
        origin->guests[at].connection = CONNECTION_NONE;
        origin->guests[at].inside = inside;
        buf_init(&origin->guests[at].input, INPUT_MAX);
    }
    origin->inside = inside;
    origin->arrivals = 0;
    origin->listener.fd = -1;
    address_loopback(&origin->listener.address, 80);
}

bool origin_open(struct origin *origin, const struct address *address, struct err *err)
{
    origin_open_inside(origin, NULL);
    return listener_open(&origin->listener, address, err);
}

static void dismiss(struct guest *guest)
{
    connection_close(&guest->connection);
    buf_clear(&guest->input);
}

void origin_part(struct origin *origin)
{
    for (size_t at = 0; at < ORIGIN_GUESTS; at++)
        dismiss(&origin->guests[at]);
}

void origin_close(struct origin *origin)
{
    origin_part(origin);
    for (size_t at = 0; at < ORIGIN_GUESTS; at++)
        buf_fini(&origin->guests[at].input);
    listener_close(&origin->listener);
}

/* A place for one more; the first is sent away where all are taken. */
static struct guest *free_place(struct origin *origin)
{
    for (size_t at = 0; at < ORIGIN_GUESTS; at++)
        if (origin->guests[at].connection.fd < 0)
            return &origin->guests[at];
    dismiss(&origin->guests[0]);
    return &origin->guests[0];
}

/* Door n leads to guest n. */
void origin_refill(struct origin *origin)
{
    struct inside *const inside = origin->inside;
    for (size_t at = 0; at < INSIDE_DOORS; at++) {
        int pair[2];
        struct connection *mine = &origin->guests[at].connection;
        const bool waits = at >= inside->door_next && at < inside->door_count;
        if (waits && mine->fd >= 0)
            continue; /* nobody has come through it */
        dismiss(&origin->guests[at]);
        if (waits && inside->doors[at] >= 0)
            (void)close(inside->doors[at]);
        inside->doors[at] = -1;
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
            continue;
        connection_adopt(mine, pair[0]);
        inside->doors[at] = pair[1];
    }
    inside->door_count = INSIDE_DOORS;
    inside->door_next = 0;
}

static void accept_all(struct origin *origin)
{
    struct connection connection;
    for (size_t count = 0; count < ORIGIN_GUESTS; count++) {
        if (listener_accept(&origin->listener, &connection) != CONNECTION_OK)
            return;
        free_place(origin)->connection = connection;
        origin->arrivals++;
    }
}

static void hear(struct guest *guest, const struct origin_call *call)
{
    unsigned char octets[READ_OCTETS];
    size_t got = 0;
    const enum connection_result result =
        connection_read(&guest->connection, octets, sizeof octets, &got);
    if (result == CONNECTION_AGAIN)
        return;
    if (result != CONNECTION_OK) {
        dismiss(guest);
        return;
    }
    (void)buf_add(&guest->input, (struct octets){octets, got});
    for (size_t len; (len = head_length(buf_view(&guest->input))) > 0;) {
        unsigned char head[READ_OCTETS];
        const size_t kept = len < sizeof head ? len : sizeof head;
        for (size_t at = 0; at < kept; at++)
            head[at] = guest->input.ptr[at];
        buf_drop(&guest->input, len);
        call->asked(call->user, guest, (struct octets){head, kept});
    }
}

bool origin_poll(struct origin *origin, const struct origin_call *call, int timeout_ms)
{
    struct pollfd entries[ORIGIN_GUESTS + 2];
    entries[0] = (struct pollfd){.fd = call->fd, .events = POLLIN};
    entries[1] = (struct pollfd){.fd = origin->listener.fd, .events = POLLIN};
    for (size_t at = 0; at < ORIGIN_GUESTS; at++)
        entries[at + 2] = (struct pollfd){
            .fd = origin->guests[at].connection.fd,
            .events = connection_events(&origin->guests[at].connection, POLLIN)};
    if (inside_poll(origin->inside, entries, ORIGIN_GUESTS + 2, timeout_ms) <= 0)
        return false;
    for (size_t at = 0; at < ORIGIN_GUESTS; at++)
        if (entries[at + 2].revents && origin->guests[at].connection.fd >= 0)
            hear(&origin->guests[at], call);
    if (origin->listener.fd >= 0 && entries[1].revents)
        accept_all(origin);
    return call->fd >= 0 && entries[0].revents;
}

bool origin_answer(struct guest *guest, const struct capture *input,
                   enum capture_end end, int pause_ms)
{
    bool taken = true;
    for (size_t at = 0; at < input->step_count && taken; at++) {
        if (input->steps[at].kind == CAPTURE_PAUSE)
            inside_pause(guest->inside, pause_ms);
        if (input->steps[at].kind != CAPTURE_RESPONSE)
            continue;
        taken = connection_send(&guest->connection,
                                capture_octets(input, &input->steps[at]),
                                clock_deadline_ns(SEND_MS)) == CONNECTION_OK;
        if (at + 1 < input->step_count)
            inside_settle(guest->inside, guest->connection.fd);
    }
    if (end == CAPTURE_RESET) {
        connection_reset(&guest->connection);
        buf_clear(&guest->input);
    } else if (end == CAPTURE_CLOSED) {
        dismiss(guest);
    }
    return taken;
}

void origin_answer_plain(struct guest *guest, const struct token_source *tokens,
                         uint32_t number, struct octets head)
{
    struct buf answer;
    buf_init(&answer, READ_OCTETS);
    token_add_answer(tokens, number, &answer);
    (void)connection_send(&guest->connection, buf_view(&answer),
                          clock_deadline_ns(SEND_MS));
    buf_fini(&answer);
    if (request_closes(head))
        dismiss(guest);
}
