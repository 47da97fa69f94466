/* SPDX-License-Identifier: MIT */
/* Starting, describing and stopping one known target.
 *
 * A target is a launched program, a reference peer in threads of ours, or (a client)
 * nothing at all until the player runs its command or driver. Ports are reserved before
 * the configuration that names them is written, and stay reserved until the end, so
 * that a target can be restarted on the same one. */
#include "target/target.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/root.h"
#include "peer/client.h"
#include "peer/gateway.h"
#include "peer/server.h"
#include "target/adapter.h"
#include "target/folder.h"
#include "target/launch.h"
#include "target/ready.h"
#include "target/reserve.h"
#include "target/template.h"
#include "target/value.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Java compiles its adapter first: on a machine with much else to do that takes long.
 */
enum { READY_LIMIT_MS = 60000, STOP_GRACE_MS = 3000 };

struct target {
    const struct target_row *row;
    struct arena arena;
    struct folder folder;
    const char *log;
    struct reservation port, origin;
    struct address address, origin_address;
    struct target_place place;
    const struct template_value *values;
    const char *const *start; /* expanded, NULL where the row has none */
    pthread_mutex_t lock;     /* guards launch: the player revives from its threads */
    unsigned ended;           /* so often, by itself; guarded */
    struct launch launch;
    const volatile int *interrupted;
    struct peer_client_options client;
    struct peer_server *server;
    struct peer_gateway *gateway;
};

static void fill_values(struct target *target)
{
    const struct value_facts facts = {.port = target->port.port,
                                      .origin_port = target->origin.port,
                                      .origin = target->origin_address.text,
                                      .folder = target->folder.path,
                                      .log = target->log};
    target->values = value_table(&target->arena, &target->place, &facts);
}

static const char *const *expand(struct target *target, const char *const *arguments)
{
    return value_arguments(&target->arena, &target->place, target->values, arguments);
}

/* "nginx/gateway.conf.in" -> "{dir}/gateway.conf". */
static const char *file_name_in(struct target *target, const char *file)
{
    const char *slash = strrchr(file, '/');
    struct octets name = octets_of(slash ? slash + 1 : file);
    const size_t end = octets_find(name, OCTETS(".in"));
    if (end < name.len && end + 3 == name.len)
        name.len = end;
    return arena_printf(&target->arena, "%s/%.*s", target->folder.path, (int)name.len,
                        (const char *)name.ptr);
}

static bool write_files(struct target *target, struct err *err)
{
    for (size_t row = 0; row < TARGET_FILES && target->row->files[row]; row++) {
        const char *file = target->row->files[row];
        char from[512];
        char relative[256];
        snprintf(relative, sizeof relative, "harness/target/%s", file);
        root_path(from, sizeof from, relative);
        if (!template_write(from, file_name_in(target, file), target->values, err))
            return false;
    }
    return true;
}

/* Module names are looked up from the folder of the importing file upwards. */
static bool link_npm(struct target *target, struct err *err)
{
    char link[sizeof target->folder.path + 16];
    if (!target->row->npm)
        return true;
    snprintf(link, sizeof link, "%s/node_modules", target->folder.path);
    return symlink(target->place.npm, link) == 0 ||
           err_set_errno(err, "%s cannot be made", link);
}

/* The folder with its files, and the adapter: what a program finds when it starts. */
static bool prepare(struct target *target, struct err *err)
{
    const struct target_row *row = target->row;
    if (!folder_make(&target->folder, row->name, err))
        return false;
    target->log = arena_printf(&target->arena, "%s/log", target->folder.path);
    fill_values(target);
    return write_files(target, err) && link_npm(target, err) &&
           adapter_build(row, &target->place, expand(target, row->build), err);
}

/* Waits until the launched program accepts a connection. */
static bool await_ready(struct target *target, struct err *err)
{
    static const char *const WHY[] = {[READY_ENDED] = "ended before it accepted",
                                      [READY_LATE] = "did not come to accept"};
    const enum ready ready =
        ready_wait(&target->launch, &target->address, clock_deadline_ns(READY_LIMIT_MS),
                   target->interrupted);
    if (ready == READY_YES)
        return true;
    if (ready == READY_INTERRUPTED)
        return err_set(err, "interrupted");
    char last[400];
    return err_set(err, "%s %s a connection; its log ends: %s", target->row->name,
                   WHY[ready], folder_last_words(target->log, last, sizeof last));
}

static bool launch(struct target *target, bool tied, struct err *err)
{
    const struct launch_plan plan = {
        .argv = target->start, .log = target->log, .tied = tied};
    if (!launch_start(&target->launch, &plan, err))
        return false;
    if (await_ready(target, err))
        return true;
    launch_stop(&target->launch, STOP_GRACE_MS);
    return false;
}

static bool start_program(struct target *target, struct err *err)
{
    if (!reservation_open(&target->port, err))
        return false;
    address_loopback(&target->address, target->port.port);
    if (!prepare(target, err))
        return false;
    target->start = expand(target, target->row->start);
    return launch(target, true, err);
}

static bool start_reference(struct target *target, const struct target_options *options,
                            struct err *err)
{
    const enum role role = target->row->role;
    const bool faulty =
        options->fault != FAULT_NONE && fault_row(options->fault)->role == role;
    const enum fault fault = faulty ? options->fault : FAULT_NONE;
    struct address any;
    address_loopback(&any, 0);
    if (role == ROLE_CLIENT) {
        target->client = (struct peer_client_options){
            .fault = fault, .time_scale = options->time_scale};
    } else if (role == ROLE_SERVER) {
        target->server = peer_server_start(&any, fault, options->time_scale, err);
        if (!target->server)
            return false;
        target->address = *peer_server_address(target->server);
    } else {
        const struct peer_gateway_options peer = {.listen = any,
                                                  .next_hop = target->origin_address,
                                                  .role = role,
                                                  .fault = fault,
                                                  .time_scale = options->time_scale};
        target->gateway = peer_gateway_start(&peer, err);
        if (!target->gateway)
            return false;
        target->address = *peer_gateway_address(target->gateway);
    }
    return true;
}

static bool needs_origin(enum role role)
{
    return role == ROLE_GATEWAY || role == ROLE_PROXY;
}

static struct target *target_new(const struct target_row *row)
{
    struct target *target = calloc(1, sizeof *target);
    ENSURE(target);
    target->row = row;
    arena_init(&target->arena);
    pthread_mutex_init(&target->lock, NULL);
    target->port.fd = -1;
    target->origin.fd = -1;
    target->log = "";
    return target;
}

struct target *target_start(const struct target_row *row,
                            const struct target_options *options, struct err *err)
{
    struct target_place place;
    if (place_find(row, &place) != TARGET_LACKS_NOTHING) {
        char advice[256];
        err_set(err, "%s is not installed: %s", row->name,
                target_advice(row, advice, sizeof advice));
        return NULL;
    }
    struct target *target = target_new(row);
    target->place = place;
    target->interrupted = options->interrupted;
    bool started = !needs_origin(row->role) || reservation_open(&target->origin, err);
    if (started)
        address_loopback(&target->origin_address, target->origin.port);
    if (started && !row->program)
        started = start_reference(target, options, err);
    else if (started && row->start[0])
        started = start_program(target, err);
    else if (started)
        started = prepare(target, err);
    if (!started)
        target_stop(&target);
    return target;
}

static void serve_reference_client(void *user, int in, int out)
{
    const struct target *target = user;
    peer_client_serve(&target->client, in, out);
}

/* Restarts a program that has ended, on the port that it had. */
static bool revive(void *user)
{
    struct target *target = user;
    pthread_mutex_lock(&target->lock);
    bool up = ready_now(&target->address);
    if (!up) {
        target->ended += !launch_alive(&target->launch);
        launch_stop(&target->launch, STOP_GRACE_MS);
        /* Not tied: the calling thread ends before the target is to. */
        up = launch(target, false, NULL);
    }
    pthread_mutex_unlock(&target->lock);
    return up;
}

static unsigned ended(void *user)
{
    struct target *target = user;
    pthread_mutex_lock(&target->lock);
    const unsigned count = target->ended;
    pthread_mutex_unlock(&target->lock);
    return count;
}

static bool usage(void *user, struct usage *used)
{
    struct target *target = user;
    pthread_mutex_lock(&target->lock);
    const bool known = usage_of_group(target->launch.pid, used);
    pthread_mutex_unlock(&target->lock);
    return known;
}

void target_configure(struct target *target, struct play_config *config)
{
    const struct target_row *row = target->row;
    config->role = row->role;
    config->capabilities |= row->capabilities;
    config->jobs_max = row->jobs_max;
    if (row->role == ROLE_CLIENT && !row->program) {
        config->embedded_driver = serve_reference_client;
        config->embedded_user = target;
    } else if (row->role == ROLE_CLIENT) {
        config->command = expand(target, row->command);
        config->command_head = expand(target, row->command_head);
        config->command_post = expand(target, row->command_post);
        config->command_expect = expand(target, row->command_expect);
        config->driver = expand(target, row->driver);
    } else {
        config->target = target->address;
        config->authority = target->address.text;
        config->path = "";
        config->trigger = row->trigger;
        config->post_path = row->post_path;
        config->dav_path = row->dav_path;
        config->accepted = row->accepted;
        config->origin = target->origin_address;
        config->read_timer_ms = row->read_timer_ms;
        config->timer_path = row->timer_path;
    }
    if (target->gateway) {
        config->read_timer_ms = peer_gateway_timer_ms(target->gateway);
        config->timer_path = PEER_GATEWAY_TIMER_PATH;
    }
    if (target->start) {
        config->revive = revive;
        config->revive_user = target;
        config->ended = ended;
        config->usage = usage;
        config->usage_user = target;
    }
}

const char *target_log_path(const struct target *target)
{
    return target->log;
}

void target_kill(struct target *target)
{
    pthread_mutex_lock(&target->lock);
    launch_stop(&target->launch, 0);
    pthread_mutex_unlock(&target->lock);
}

void target_stop(struct target **target)
{
    struct target *gone = *target;
    if (!gone)
        return;
    *target = NULL;
    peer_server_stop(&gone->server);
    peer_gateway_stop(&gone->gateway);
    launch_stop(&gone->launch, STOP_GRACE_MS);
    folder_remove(&gone->folder);
    reservation_close(&gone->port);
    reservation_close(&gone->origin);
    pthread_mutex_destroy(&gone->lock);
    arena_fini(&gone->arena);
    free(gone);
}
