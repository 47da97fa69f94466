/* SPDX-License-Identifier: MIT */
/* The switchboard's thread, its idle connections and the inboxes of cases.
 *
 * One lock guards everything; the thread lets go of it while it polls. A connection is
 * in exactly one place: idle here, in an inbox, or with a case. */
#include "play/switchboard.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "oracle/head.h"
#include "play/wake.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MAX_IDLE = 512,
    MAX_INBOXES = 256,
    MAX_LOANS = 64,
    HEAD_MAX = 128 << 10,
    READ_OCTETS = 16 << 10,
    ANSWER_MS = 1000
};

/* An idle connection, or one whose request is not complete yet. */
struct station {
    struct connection connection;
    struct buf input;
};

struct inbox {
    struct switchboard *switchboard;
    struct wake wake;
    bool in_use;
    uint32_t first;
    uint32_t count;
    struct loan loans[MAX_LOANS];
    size_t loan_count;
};

struct switchboard {
    struct listener listener;
    const struct token_source *tokens;
    pthread_t thread;
    struct wake wake;
    pthread_mutex_t lock;
    bool ending;
    struct station idle[MAX_IDLE];
    size_t idle_count;
    struct inbox *inboxes[MAX_INBOXES];
    size_t inbox_count;
    uint64_t unknown; /* requests for paths that are not ours */
};

/* ------------------------------------------------------------ stations */

static void forget_station(struct switchboard *board, size_t at)
{
    buf_fini(&board->idle[at].input);
    board->idle[at] = board->idle[--board->idle_count];
}

static void close_station(struct switchboard *board, size_t at)
{
    connection_close(&board->idle[at].connection);
    forget_station(board, at);
}

static void add_station(struct switchboard *board, struct connection connection,
                        struct octets input)
{
    if (board->idle_count == MAX_IDLE)
        close_station(board, 0);
    struct station *station = &board->idle[board->idle_count++];
    station->connection = connection;
    buf_init(&station->input, HEAD_MAX);
    buf_add(&station->input, input);
}

static struct inbox *inbox_of(struct switchboard *board, uint32_t number)
{
    for (size_t at = 0; at < board->inbox_count; at++) {
        struct inbox *inbox = board->inboxes[at];
        if (inbox->in_use && number - inbox->first < inbox->count &&
            inbox->loan_count < MAX_LOANS)
            return inbox;
    }
    return NULL;
}

static void lend(struct switchboard *board, size_t at, struct inbox *inbox)
{
    struct station *station = &board->idle[at];
    struct loan *loan = &inbox->loans[inbox->loan_count++];
    *loan = (struct loan){.connection = station->connection,
                          .input = station->input.ptr,
                          .input_len = station->input.len};
    buf_init(&station->input, HEAD_MAX); /* the loan owns the octets */
    forget_station(board, at);
    wake_up(&inbox->wake);
}

static bool has_content(struct octets head)
{
    struct octets value;
    return head_find(head, OCTETS("Transfer-Encoding"), &value) ||
           (head_find(head, OCTETS("Content-Length"), &value) &&
            !octets_equal(value, OCTETS("0")));
}

/* Answers a request that is no case's. False: the connection is to be closed. */
static bool answer(struct switchboard *board, struct station *station,
                   struct octets head, bool tagged, uint32_t number)
{
    const struct octets line = head_start_line(head);
    const bool canary = tagged && octets_find(line, OCTETS("/k/")) != SIZE_MAX;
    const bool last = has_content(head) || (tagged && !canary);
    struct buf out;
    buf_init(&out, 512);
    if (canary)
        token_add_answer(board->tokens, number, &out);
    else
        buf_printf(&out, "HTTP/1.1 %s\r\nContent-Length: 0\r\n%s\r\n",
                   tagged ? "503 The case is over" : "200 OK",
                   last ? "Connection: close\r\n" : "");
    board->unknown += !canary;
    const bool sent = connection_send(&station->connection, buf_view(&out),
                                      clock_deadline_ns(ANSWER_MS)) == CONNECTION_OK;
    buf_fini(&out);
    return sent && !last;
}

static void skip_empty_lines(struct buf *input)
{
    size_t count = 0;
    while (count < input->len &&
           (input->ptr[count] == '\r' || input->ptr[count] == '\n'))
        count++;
    buf_drop(input, count);
}

/* Serves the complete requests in a station's input. False: it is no longer there. */
static bool serve(struct switchboard *board, size_t at)
{
    struct station *station = &board->idle[at];
    for (;;) {
        skip_empty_lines(&station->input);
        const size_t len = head_length(buf_view(&station->input));
        if (len == 0 && !station->input.full)
            return true;
        const struct octets head = octets_slice(buf_view(&station->input), 0, len);
        uint32_t number = 0;
        const bool tagged =
            len > 0 && token_find_tag(board->tokens, head_start_line(head), &number);
        struct inbox *inbox = tagged ? inbox_of(board, number) : NULL;
        if (inbox) {
            lend(board, at, inbox);
            return false;
        }
        if (len == 0 || !answer(board, station, head, tagged, number)) {
            close_station(board, at);
            return false;
        }
        buf_drop(&station->input, len);
    }
}

/* Reads what is there. False: the station is no longer there. */
static bool hear(struct switchboard *board, size_t at)
{
    unsigned char octets[READ_OCTETS];
    size_t got = 0;
    struct station *station = &board->idle[at];
    switch (connection_read(&station->connection, octets, sizeof octets, &got)) {
    case CONNECTION_OK:
        buf_add(&station->input, (struct octets){octets, got});
        return serve(board, at);
    case CONNECTION_AGAIN:
        return true;
    case CONNECTION_EOF:
    case CONNECTION_RESET:
        break;
    }
    close_station(board, at);
    return false;
}

/* ------------------------------------------------------------ the thread */

static void accept_all(struct switchboard *board)
{
    struct connection connection;
    while (listener_accept(&board->listener, &connection) == CONNECTION_OK) {
        add_station(board, connection, (struct octets){NULL, 0});
        (void)hear(board, board->idle_count - 1); /* the request may be there already */
    }
}

static size_t station_with(const struct switchboard *board, int fd, size_t hint)
{
    if (hint < board->idle_count && board->idle[hint].connection.fd == fd)
        return hint;
    for (size_t at = 0; at < board->idle_count; at++)
        if (board->idle[at].connection.fd == fd)
            return at;
    return SIZE_MAX;
}

static size_t fill(struct switchboard *board, struct pollfd *entries)
{
    entries[0] = (struct pollfd){.fd = wake_fd(&board->wake), .events = POLLIN};
    entries[1] = (struct pollfd){.fd = board->listener.fd, .events = POLLIN};
    for (size_t at = 0; at < board->idle_count; at++)
        entries[2 + at] = (struct pollfd){
            .fd = board->idle[at].connection.fd,
            .events = connection_events(&board->idle[at].connection, POLLIN)};
    return 2 + board->idle_count;
}

static void serve_ready(struct switchboard *board, const struct pollfd *entries,
                        size_t count)
{
    if (entries[0].revents)
        wake_clear(&board->wake);
    for (size_t entry = count; entry > 2; entry--) {
        if (entries[entry - 1].revents == 0)
            continue;
        const size_t at = station_with(board, entries[entry - 1].fd, entry - 3);
        if (at != SIZE_MAX)
            (void)hear(board, at);
    }
    if (entries[1].revents)
        accept_all(board);
}

static void *run(void *user)
{
    struct switchboard *board = user;
    struct pollfd entries[2 + MAX_IDLE];
    pthread_mutex_lock(&board->lock);
    while (!board->ending) {
        const size_t count = fill(board, entries);
        pthread_mutex_unlock(&board->lock);
        const int ready = poll(entries, (nfds_t)count, -1);
        pthread_mutex_lock(&board->lock);
        if (ready > 0 && !board->ending)
            serve_ready(board, entries, count);
    }
    while (board->idle_count > 0)
        close_station(board, board->idle_count - 1);
    pthread_mutex_unlock(&board->lock);
    return NULL;
}

struct switchboard *switchboard_open(const struct address *address,
                                     const struct token_source *tokens, struct err *err)
{
    struct switchboard *board = calloc(1, sizeof *board);
    ENSURE(board != NULL);
    board->tokens = tokens;
    if (!listener_open(&board->listener, address, err)) {
        free(board);
        return NULL;
    }
    wake_open(&board->wake);
    ENSURE(pthread_mutex_init(&board->lock, NULL) == 0);
    ENSURE(pthread_create(&board->thread, NULL, run, board) == 0);
    return board;
}

void switchboard_close(struct switchboard **board)
{
    pthread_mutex_lock(&(*board)->lock);
    (*board)->ending = true;
    pthread_mutex_unlock(&(*board)->lock);
    wake_up(&(*board)->wake);
    pthread_join((*board)->thread, NULL);
    listener_close(&(*board)->listener);
    for (size_t at = 0; at < (*board)->inbox_count; at++) {
        wake_close(&(*board)->inboxes[at]->wake);
        free((*board)->inboxes[at]);
    }
    wake_close(&(*board)->wake);
    pthread_mutex_destroy(&(*board)->lock);
    free(*board);
    *board = NULL;
}

const struct address *switchboard_address(const struct switchboard *board)
{
    return &board->listener.address;
}

/* ------------------------------------------------------------ cases */

static struct inbox *free_inbox(struct switchboard *board)
{
    for (size_t at = 0; at < board->inbox_count; at++)
        if (!board->inboxes[at]->in_use)
            return board->inboxes[at];
    ENSURE(board->inbox_count < MAX_INBOXES);
    struct inbox *inbox = calloc(1, sizeof *inbox);
    ENSURE(inbox != NULL);
    inbox->switchboard = board;
    wake_open(&inbox->wake);
    board->inboxes[board->inbox_count++] = inbox;
    return inbox;
}

struct inbox *switchboard_register(struct switchboard *board, uint32_t first,
                                   uint32_t count)
{
    pthread_mutex_lock(&board->lock);
    struct inbox *inbox = free_inbox(board);
    inbox->in_use = true;
    inbox->first = first;
    inbox->count = count;
    inbox->loan_count = 0;
    pthread_mutex_unlock(&board->lock);
    return inbox;
}

void switchboard_unregister(struct switchboard *board, struct inbox **inbox)
{
    if (!*inbox)
        return;
    struct loan loan;
    while (inbox_take(*inbox, &loan)) {
        connection_close(&loan.connection);
        free(loan.input);
    }
    pthread_mutex_lock(&board->lock);
    (*inbox)->in_use = false;
    pthread_mutex_unlock(&board->lock);
    *inbox = NULL;
}

int inbox_fd(const struct inbox *inbox)
{
    return wake_fd(&inbox->wake);
}

bool inbox_take(struct inbox *inbox, struct loan *loan)
{
    pthread_mutex_lock(&inbox->switchboard->lock);
    const bool any = inbox->loan_count > 0;
    if (any) {
        *loan = inbox->loans[0];
        inbox->loan_count--;
        memmove(inbox->loans, inbox->loans + 1,
                inbox->loan_count * sizeof inbox->loans[0]);
    } else {
        wake_clear(&inbox->wake);
    }
    pthread_mutex_unlock(&inbox->switchboard->lock);
    return any;
}

void switchboard_return(struct switchboard *board, struct connection connection,
                        struct octets input)
{
    pthread_mutex_lock(&board->lock);
    add_station(board, connection, input);
    if (input.len > 0)
        (void)serve(board, board->idle_count - 1);
    pthread_mutex_unlock(&board->lock);
    wake_up(&board->wake);
}

struct connection switchboard_borrow(struct switchboard *board)
{
    struct connection found = CONNECTION_NONE;
    pthread_mutex_lock(&board->lock);
    for (size_t at = board->idle_count; at > 0 && found.fd < 0; at--) {
        if (board->idle[at - 1].input.len == 0) {
            found = board->idle[at - 1].connection;
            forget_station(board, at - 1);
        }
    }
    pthread_mutex_unlock(&board->lock);
    return found;
}

void switchboard_close_idle(struct switchboard *board)
{
    pthread_mutex_lock(&board->lock);
    while (board->idle_count > 0)
        close_station(board, board->idle_count - 1);
    pthread_mutex_unlock(&board->lock);
    wake_up(&board->wake);
}
