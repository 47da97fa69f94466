/* SPDX-License-Identifier: MIT */
/* Resident drivers: JSON lines to a process, or to a thread that serves the protocol.
 */
#include "play/driver.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/quote.h"
#include "case/script.h"
#include "play/driver_json.h"
#include "play/process.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LINE_MAX_OCTETS = 1 << 20,
    CONTENT_MAX = 1 << 20,
    READ_OCTETS = 16 << 10,
    COMPLAINT_OCTETS = 400, /* of its standard error, in a message */
    GREETING_MS = 30000,
    SEND_MS = 5000,
    GRACE_MS = 300
};

struct driver {
    struct process process; /* pid 0: embedded */
    bool embedded;
    pthread_t thread;
    int thread_fd; /* the thread's end */
    void (*serve)(void *user, int in, int out);
    void *user;
    struct buf input;      /* lines that have arrived */
    struct buf complaints; /* beginning of its standard error */
    struct buf content;    /* of the last result */
    json_t *line;          /* last result; owns its error */
    unsigned next_id;
    unsigned features;
    bool crashed;
    char version[128];
};

static void *run_embedded(void *user)
{
    struct driver *driver = user;
    driver->serve(driver->user, driver->thread_fd, driver->thread_fd);
    (void)shutdown(driver->thread_fd, SHUT_RDWR);
    return NULL;
}

static bool start_embedded(struct driver *driver, const struct play_config *config,
                           struct err *err)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return err_set_errno(err, "cannot make a socket pair");
    for (int at = 0; at < 2; at++)
        ENSURE(fcntl(pair[at], F_SETFD, FD_CLOEXEC) == 0);
    ENSURE(fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0);
    driver->process = (struct process){.in = pair[0], .out = pair[0], .err = -1};
    driver->thread_fd = pair[1];
    driver->serve = config->embedded_driver;
    driver->user = config->embedded_user;
    driver->embedded = true;
    ENSURE(pthread_create(&driver->thread, NULL, run_embedded, driver) == 0);
    return true;
}

/* ------------------------------------------------------------ lines */

static void hear_complaints(struct driver *driver)
{
    unsigned char octets[512];
    ssize_t got;
    while (driver->process.err >= 0 &&
           (got = read(driver->process.err, octets, sizeof octets)) > 0)
        (void)buf_add(&driver->complaints, (struct octets){octets, (size_t)got});
}

/* The driver is gone: says how, with what it complained of. */
static bool say_gone(struct driver *driver, struct err *err)
{
    struct buf quoted;
    buf_init(&quoted, COMPLAINT_OCTETS);
    hear_complaints(driver);
    if (!driver->embedded)
        process_end(&driver->process, clock_deadline_ns(GRACE_MS));
    const int status = driver->process.status;
    quote_encode(&quoted, buf_view(&driver->complaints));
    driver->crashed = !driver->embedded;
    if (WIFSIGNALED(status))
        err_set(err, "the client's driver died of signal %d%s%s", WTERMSIG(status),
                quoted.len > 0 ? ": " : "", buf_text(&quoted));
    else
        err_set(err, "the client's driver ended with status %d%s%s",
                WEXITSTATUS(status), quoted.len > 0 ? ": " : "", buf_text(&quoted));
    buf_fini(&quoted);
    return false;
}

static bool say_nonsense(struct octets line, struct err *err)
{
    struct buf quoted;
    buf_init(&quoted, COMPLAINT_OCTETS);
    quote_encode(&quoted, octets_slice(line, 0, 100));
    err_set(err, "expected a line of JSON from the driver, found '%s'",
            buf_text(&quoted));
    buf_fini(&quoted);
    return false;
}

/* What was said so far tells most: half a line is an output that is not flushed. */
static bool say_silent(struct driver *driver, int waited_ms, struct err *err)
{
    struct buf found;
    buf_init(&found, 2 * COMPLAINT_OCTETS);
    hear_complaints(driver);
    if (driver->input.len > 0) {
        buf_add_text(&found, "'");
        quote_encode(&found, octets_slice(buf_view(&driver->input), 0, 100));
        buf_add_text(&found, "' without a line end (is its output flushed?)");
    } else {
        buf_add_text(&found, "nothing");
    }
    if (driver->complaints.len > 0) {
        buf_add_text(&found, "; on its standard error: ");
        quote_encode(&found, octets_slice(buf_view(&driver->complaints), 0, 100));
    }
    err_set(
        err,
        "the client's driver wrote no greeting within %g s: expected a line such as "
        "{\"driver\":\"my-client\",\"features\":[]}, found %s",
        waited_ms / 1000.0, buf_text(&found));
    buf_fini(&found);
    return false;
}

/* Reads what is there. False: the driver is gone. */
static bool hear(struct driver *driver, struct err *err)
{
    unsigned char octets[READ_OCTETS];
    hear_complaints(driver);
    for (;;) {
        const ssize_t got = read(driver->process.out, octets, sizeof octets);
        if (got > 0)
            (void)buf_add(&driver->input, (struct octets){octets, (size_t)got});
        else if (got < 0 && errno == EINTR)
            continue;
        else
            return (got < 0 && errno == EAGAIN) || say_gone(driver, err);
        if (driver->input.full)
            return err_set(err, "the driver wrote a line of more than 1 MiB");
    }
}

/* Takes the next complete line: 1 and *line (to be released), 0: none, -1: nonsense. */
static int take_line(struct driver *driver, json_t **line, struct err *err)
{
    const struct octets view = buf_view(&driver->input);
    const unsigned char *end = view.len ? memchr(view.ptr, '\n', view.len) : NULL;
    if (!end)
        return 0;
    const size_t len = (size_t)(end - view.ptr);
    *line = json_loadb((const char *)view.ptr, len, JSON_ALLOW_NUL, NULL);
    const bool object = json_is_object(*line);
    if (!object) {
        driver->crashed = false; /* whatever its end: this came before */
        say_nonsense(octets_slice(view, 0, len), err);
        json_decref(*line);
        *line = NULL;
    }
    buf_drop(&driver->input, len + 1);
    return object ? 1 : -1;
}

/* ------------------------------------------------------------ greeting */

static void read_greeting(struct driver *driver, const json_t *line)
{
    const char *name = json_string_value(json_object_get(line, "driver"));
    const char *version = json_string_value(json_object_get(line, "version"));
    const json_t *features = json_object_get(line, "features");
    struct buf text;
    buf_init(&text, sizeof driver->version - 1);
    quote_encode(&text, octets_of(name ? name : "driver"));
    buf_add_text(&text, version && version[0] ? " " : "");
    quote_encode(&text, octets_of(version ? version : ""));
    snprintf(driver->version, sizeof driver->version, "%s", buf_text(&text));
    buf_fini(&text);
    for (size_t at = 0; at < json_array_size(features); at++) {
        const char *feature = json_string_value(json_array_get(features, at));
        for (unsigned bit = 0; feature && bit < NEED_COUNT; bit++)
            if (octets_equal(octets_of(feature), octets_of(need_word(bit))))
                driver->features |= 1U << bit;
    }
}

static bool await_greeting(struct driver *driver, double scale, struct err *err)
{
    const int patience_ms = (int)((double)GREETING_MS * scale);
    const int64_t deadline_ns = clock_deadline_ns(patience_ms);
    json_t *line = NULL;
    bool alive = true;
    for (;;) {
        const int taken = take_line(driver, &line, err);
        if (taken != 0) {
            if (taken < 0)
                return false;
            break;
        }
        if (!alive)
            return false; /* hear has said so */
        struct pollfd entry = {.fd = driver->process.out, .events = POLLIN};
        const int left_ms = clock_left_ms(deadline_ns);
        if (left_ms == 0)
            return say_silent(driver, patience_ms, err);
        if (poll(&entry, 1, left_ms) > 0)
            alive = hear(driver, err);
    }
    const bool greets = json_is_string(json_object_get(line, "driver"));
    if (greets)
        read_greeting(driver, line);
    else
        err_set(err, "expected the driver's greeting {\"driver\":...}, found "
                     "another line of JSON");
    json_decref(line);
    return greets;
}

struct driver *driver_start(const struct play_config *config, struct err *err)
{
    struct driver *driver = calloc(1, sizeof *driver);
    ENSURE(driver != NULL);
    driver->process = (struct process){.in = -1, .out = -1, .err = -1};
    driver->next_id = 1;
    buf_init(&driver->input, LINE_MAX_OCTETS);
    buf_init(&driver->complaints, COMPLAINT_OCTETS);
    buf_init(&driver->content, CONTENT_MAX);
    const bool started =
        config->embedded_driver
            ? start_embedded(driver, config, err)
            : process_check(config->driver[0], err) &&
                  process_start(&driver->process, config->driver, true, err);
    if (!started || !await_greeting(driver, config->time_scale, err))
        driver_stop(&driver);
    return driver;
}

void driver_stop(struct driver **driver)
{
    struct driver *self = *driver;
    if (!self)
        return;
    if (self->embedded) {
        (void)shutdown(self->process.in, SHUT_RDWR);
        pthread_join(self->thread, NULL);
        (void)close(self->process.in);
        (void)close(self->thread_fd);
    } else {
        process_end(&self->process, clock_deadline_ns(GRACE_MS));
    }
    buf_fini(&self->input);
    buf_fini(&self->complaints);
    buf_fini(&self->content);
    json_decref(self->line);
    free(self);
    *driver = NULL;
}

unsigned driver_features(const struct driver *driver)
{
    return driver->features;
}

const char *driver_version(const struct driver *driver)
{
    return driver->version;
}

bool driver_crashed(const struct driver *driver)
{
    return driver->crashed;
}

/* ------------------------------------------------------------ requests */

static bool write_line(struct driver *driver, const char *text, struct err *err)
{
    struct octets left = octets_of(text);
    const int64_t deadline_ns = clock_deadline_ns(SEND_MS);
    while (left.len > 0) {
        const ssize_t sent = send(driver->process.in, left.ptr, left.len, MSG_NOSIGNAL);
        if (sent > 0) {
            left = octets_slice(left, (size_t)sent, left.len);
            continue;
        }
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return say_gone(driver, err);
        struct pollfd entry = {.fd = driver->process.in, .events = POLLOUT};
        const int left_ms = clock_left_ms(deadline_ns);
        if (left_ms == 0)
            return err_set(err, "the driver does not read its input");
        (void)poll(&entry, 1, left_ms);
    }
    return true;
}

bool driver_send(struct driver *driver, const struct driver_request *request,
                 unsigned *id, struct err *err)
{
    json_t *line = json_object();
    *id = driver->next_id++;
    json_object_set_new(line, "id", json_integer((json_int_t)*id));
    json_object_set_new(line, "method", driver_json_string(request->method));
    json_object_set_new(line, "url", driver_json_string(request->url));
    json_object_set_new(line, "fields", driver_json_fields(request->head));
    json_object_set_new(line, "content",
                        request->has_content ? driver_json_string(request->content)
                                             : json_null());
    json_object_set_new(line, "expect", json_boolean(request->expect_continue));
    json_object_set_new(line, "timeout_ms",
                        json_integer((json_int_t)request->timeout_ms));
    if (request->ca_file)
        json_object_set_new(line, "cacert", json_string(request->ca_file));
    char *text = json_dumps(line, JSON_COMPACT | JSON_PRESERVE_ORDER);
    json_decref(line);
    ENSURE(text != NULL);
    const bool sent = write_line(driver, text, err) && write_line(driver, "\n", err);
    free(text);
    return sent;
}

int driver_fd(const struct driver *driver)
{
    return driver->process.out;
}

/* ------------------------------------------------------------ results */

static void read_result(struct driver *driver, struct driver_result *result)
{
    const json_t *status = json_object_get(driver->line, "status");
    const json_t *content = json_object_get(driver->line, "content");
    const json_t *error = json_object_get(driver->line, "error");
    const json_int_t id = json_integer_value(json_object_get(driver->line, "id"));
    const json_int_t code = json_integer_value(status);
    buf_clear(&driver->content);
    if (json_is_string(content))
        driver_json_octets(&driver->content, json_string_value(content),
                           json_string_length(content));
    *result =
        (struct driver_result){.id = id > 0 && id <= UINT32_MAX ? (unsigned)id : 0,
                               .status = code > 0 && code < 1000 ? (unsigned)code : 0,
                               .content = buf_view(&driver->content),
                               .error = json_string_value(error)};
}

int driver_next(struct driver *driver, struct driver_result *result, struct err *err)
{
    json_decref(driver->line);
    driver->line = NULL;
    int taken = take_line(driver, &driver->line, err);
    if (taken == 0) {
        const bool alive = hear(driver, err);
        taken = take_line(driver, &driver->line, err);
        if (taken == 0 && !alive)
            return -1;
    }
    if (taken > 0)
        read_result(driver, result);
    return taken;
}
