/* SPDX-License-Identifier: MIT */
/* interim serve: the reference server for people, a playground, on loopback. */
#include "base/octets.h"
#include "cmd.h"
#include "cmd_common.h"
#include "peer/server.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static void list_faults(void)
{
    for (unsigned fault = 0; fault < FAULT_COUNT; fault++) {
        const struct fault_row *const row = fault_row((enum fault)fault);
        if (row->role == ROLE_SERVER)
            printf("%-32s %s\n%32s breaks %s\n", row->id, row->sentence, "",
                   row->breaks);
    }
}

/* true where id shares a word with wanted, or one holds the other. */
static bool is_near(const char *id, const char *wanted)
{
    struct octets rest = octets_of(wanted);
    if (strstr(wanted, id))
        return true;
    while (rest.len > 0) {
        const size_t len = octets_find(rest, OCTETS("-"));
        const struct octets word = octets_slice(rest, 0, len);
        if (word.len > 2 && octets_find(octets_of(id), word) != SIZE_MAX)
            return true;
        if (len >= rest.len)
            break;
        rest = octets_slice(rest, len + 1, rest.len);
    }
    return false;
}

static void complain_fault(const char *wanted)
{
    fprintf(stderr, "interim serve: the reference server has no fault '%s'", wanted);
    const char *lead = "; near it:";
    for (unsigned fault = 0; fault < FAULT_COUNT; fault++) {
        const struct fault_row *const row = fault_row((enum fault)fault);
        if (row->role == ROLE_SERVER && is_near(row->id, wanted)) {
            fprintf(stderr, "%s %s", lead, row->id);
            lead = "";
        }
    }
    fputs("; --list-faults lists all\n", stderr);
}

/* Waits for Ctrl-C or a termination; the signals are blocked in every thread. */
static void wait_for_signal(const sigset_t *signals)
{
    int signal_number;
    while (sigwait(signals, &signal_number) != 0)
        continue;
}

/* The lines that say where it is, and how to ask it; the first is the URL alone. */
static void announce(const struct options *options, const struct address *address)
{
    const char *const scheme = address->tls ? "https" : "http";
    const char *const ca_file = options->secure.ca_file;
    printf("%s://%s/\n", scheme, address->text);
    if (ca_file[0])
        printf("its authority: %s\n", ca_file);
    printf(
        "in a browser: a page that triggers each behaviour and fault, and shows what "
        "was sent\n"
        "try: curl -i%s%s '%s://%s/?interim=102,103&gap_ms=100&final=200&token=T'\n"
        "with a fault: &fault=ID (--list-faults); what was sent: %s://%s/exchanges\n"
        "It listens on loopback alone; Ctrl-C ends it.\n",
        ca_file[0] ? " --cacert " : "", ca_file, scheme, address->text, scheme,
        address->text);
    fflush(stdout);
}

static int serve(struct options *options, enum fault fault)
{
    struct address address;
    struct err err;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    address_loopback(&address, (uint16_t)options->port);
    if (options->tls && !secure_listener(&options->secure, &address, &err))
        return verb_untestable("serve", &err);
    struct peer_server *server =
        peer_playground_start(&address, fault, options->time_scale, &err);
    if (!server) {
        char text[1024];
        fprintf(stderr, "interim serve: %s%s\n", err_format(&err, text, sizeof text),
                options->port ? " (without --port it takes any free one)" : "");
        return STATUS_UNTESTABLE;
    }
    announce(options, peer_server_address(server));
    wait_for_signal(&signals);
    peer_server_stop(&server);
    return STATUS_OK;
}

static int begin(struct options *options)
{
    enum fault fault = FAULT_NONE;
    if (options->argument_count > 0)
        return verb_usage("serve", "unexpected argument '%s'", options->arguments[0]);
    if (options->list_faults) {
        list_faults();
        return STATUS_OK;
    }
    if (options->fault) {
        fault = fault_find(ROLE_SERVER, options->fault);
        if (fault == FAULT_NONE) {
            complain_fault(options->fault);
            return STATUS_USAGE;
        }
    }
    return serve(options, fault);
}

int cmd_serve(int argc, const char **argv)
{
    struct options options;
    int status;
    if (verb_begin(&options, OF_SERVE, argc, argv, &status))
        status = begin(&options);
    options_fini(&options);
    return status;
}
