/* SPDX-License-Identifier: MIT */
/* The reference client: the driver protocol over two descriptors, a thread a request.
 */
#include "peer/client.h"

#include "base/ensure.h"
#include "base/latin1.h"
#include "peer/client_exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    CLIENT_MAX_LINE = 1024 * 1024,
    CLIENT_MAX_CONTENT = 65536,
    CLIENT_TIMEOUT_MS = 30000
};

static const char GREETING[] =
    "{\"driver\":\"reference\",\"version\":\"1\",\"features\":[\"head\",\"post\","
    "\"expect\",\"method\",\"fields\",\"reuse\",\"status\",\"concurrent\",\"limit\"]}"
    "\n";

struct client {
    struct client_context context;
    struct pool pool;
    int out;
    int stop[2];          /* closing stop[1] ends every wait */
    pthread_mutex_t lock; /* of out and job_count */
    pthread_cond_t fewer;
    unsigned job_count;
};

/* One request under way. */
struct job {
    struct client *client;
    json_t *line;
    struct client_request request;
};

static void write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        const ssize_t written = write(fd, text, len);
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        if (written < 0 && errno == EAGAIN)
            poll(&ready, 1, -1);
        else if (written < 0 && errno != EINTR)
            return;
        text += written > 0 ? written : 0;
        len -= written > 0 ? (size_t)written : 0;
    }
}

/* ------------------------------------------------------------ JSON and octets */

/* A JSON string with a character an octet. */
static json_t *latin1_string(struct octets octets)
{
    struct buf text;
    buf_init(&text, octets.len * 2 + 1);
    latin1_to_utf8(&text, octets);
    json_t *const string = json_stringn(buf_text(&text), text.len);
    buf_fini(&text);
    return string;
}

static void add_string(struct buf *out, const json_t *string)
{
    if (json_is_string(string))
        latin1_from_utf8(
            out, (struct octets){(const unsigned char *)json_string_value(string),
                                 json_string_length(string)});
}

static const char *text_of(const json_t *line, const char *key, const char *otherwise)
{
    const char *const text = json_string_value(json_object_get(line, key));
    return text ? text : otherwise;
}

static void request_read(struct client_request *request, const json_t *line)
{
    const json_t *const fields = json_object_get(line, "fields");
    const json_t *const content = json_object_get(line, "content");
    const json_int_t timeout_ms =
        json_integer_value(json_object_get(line, "timeout_ms"));
    buf_init(&request->fields, CLIENT_MAX_LINE);
    buf_init(&request->content, CLIENT_MAX_LINE);
    request->method = text_of(line, "method", "GET");
    request->url = text_of(line, "url", "");
    request->expect = json_is_true(json_object_get(line, "expect"));
    request->has_content = json_is_string(content);
    request->timeout_ms = timeout_ms > 0 ? (unsigned)timeout_ms : CLIENT_TIMEOUT_MS;
    add_string(&request->content, content);
    for (size_t at = 0; at < json_array_size(fields); at++) {
        const json_t *const field = json_array_get(fields, at);
        add_string(&request->fields, json_array_get(field, 0));
        buf_add_text(&request->fields, ": ");
        add_string(&request->fields, json_array_get(field, 1));
        buf_add_text(&request->fields, "\r\n");
    }
}

/* ------------------------------------------------------------ jobs */

static void write_answer(struct client *client, const json_t *id,
                         const struct client_answer *answer)
{
    json_t *const line = json_object();
    json_object_set(line, "id", json_object_get(id, "id"));
    json_object_set_new(line, "status",
                        answer->status ? json_integer(answer->status) : json_null());
    json_object_set_new(line, "content", latin1_string(buf_view(&answer->content)));
    json_object_set_new(line, "error",
                        answer->error ? json_string(answer->error) : json_null());
    char *const text = json_dumps(line, JSON_COMPACT);
    ENSURE(text);
    pthread_mutex_lock(&client->lock);
    write_all(client->out, text, octets_of(text).len);
    write_all(client->out, "\n", 1);
    pthread_mutex_unlock(&client->lock);
    free(text);
    json_decref(line);
}

static void job_free(struct job *job)
{
    buf_fini(&job->request.fields);
    buf_fini(&job->request.content);
    json_decref(job->line);
    free(job);
}

static void *job_run(void *argument)
{
    struct job *const job = argument;
    struct client *const client = job->client;
    struct client_answer answer = {.error = "no answer"};
    buf_init(&answer.content, CLIENT_MAX_CONTENT);
    client_exchange(&client->context, &job->request, &answer);
    write_answer(client, job->line, &answer);
    buf_fini(&answer.content);
    job_free(job);
    tls_leave_thread();
    pthread_mutex_lock(&client->lock);
    client->job_count--;
    pthread_cond_signal(&client->fewer);
    pthread_mutex_unlock(&client->lock);
    return NULL;
}

/* Starts a request line in a thread of its own. What is no JSON object is passed over:
 * nobody could be told. */
static void job_start(struct client *client, struct octets text)
{
    pthread_t thread;
    json_t *const line = json_loadb((const char *)text.ptr, text.len, 0, NULL);
    struct job *const job = calloc(1, sizeof *job);
    ENSURE(job);
    *job = (struct job){.client = client, .line = line};
    request_read(&job->request, line);
    if (!json_is_object(line)) {
        job_free(job);
        return;
    }
    pthread_mutex_lock(&client->lock);
    client->job_count++;
    pthread_mutex_unlock(&client->lock);
    ENSURE(pthread_create(&thread, NULL, job_run, job) == 0);
    pthread_detach(thread);
}

/* Starts every complete line in pending. */
static void start_lines(struct client *client, struct buf *pending)
{
    for (;;) {
        const size_t len = octets_find(buf_view(pending), OCTETS("\n"));
        if (len >= pending->len)
            return;
        job_start(client, octets_slice(buf_view(pending), 0, len));
        buf_drop(pending, len + 1);
    }
}

static void read_lines(struct client *client, int in)
{
    struct buf pending;
    buf_init(&pending, CLIENT_MAX_LINE);
    while (!pending.full) {
        unsigned char octets[4096];
        struct pollfd ready = {.fd = in, .events = POLLIN};
        if (poll(&ready, 1, -1) < 0 && errno != EINTR)
            break;
        const ssize_t got = read(in, octets, sizeof octets);
        if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
            break;
        if (got > 0)
            buf_add(&pending, (struct octets){octets, (size_t)got});
        start_lines(client, &pending);
    }
    buf_fini(&pending);
}

/* Whoever reads the results may be gone: that is an error of write(2), no signal. */
static void block_sigpipe(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

void peer_client_serve(const struct peer_client_options *options, int in, int out)
{
    struct client client = {.out = out};
    block_sigpipe();
    ENSURE(pipe(client.stop) == 0);
    for (int end = 0; end < 2; end++)
        (void)fcntl(client.stop[end], F_SETFD, FD_CLOEXEC);
    pthread_mutex_init(&client.lock, NULL);
    pthread_cond_init(&client.fewer, NULL);
    pool_init(&client.pool);
    client.context = (struct client_context){.pool = &client.pool,
                                             .fault = options->fault,
                                             .time_scale = options->time_scale,
                                             .stop_fd = client.stop[0],
                                             .tls = options->tls};
    write_all(out, GREETING, sizeof GREETING - 1);
    read_lines(&client, in);
    close(client.stop[1]);
    pthread_mutex_lock(&client.lock);
    while (client.job_count > 0)
        pthread_cond_wait(&client.fewer, &client.lock);
    pthread_mutex_unlock(&client.lock);
    pool_fini(&client.pool);
    close(client.stop[0]);
    pthread_cond_destroy(&client.fewer);
    pthread_mutex_destroy(&client.lock);
}
