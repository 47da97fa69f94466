/* SPDX-License-Identifier: MIT */
/* interim serve: the reference server for people, on loopback. */
#include "base/octets.h"
#include "cmd.h"
#include "peer/server.h"

#include <popt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct serve_options {
    int port;
    char *fault;
    double time_scale;
    int list_faults;
};

static bool parse(int argc, const char **argv, struct serve_options *options)
{
    const struct poptOption table[] = {
        {"port", 'p', POPT_ARG_INT, &options->port, 0, "listen on this port (any)",
         "N"},
        {"fault", 'f', POPT_ARG_STRING, &options->fault, 0,
         "have this defect (see --list-faults)", "ID"},
        {"time-scale", 0, POPT_ARG_DOUBLE, &options->time_scale, 0,
         "multiply every wait (1)", "X"},
        {"list-faults", 0, POPT_ARG_NONE, &options->list_faults, 0,
         "list the defects and what they break", NULL},
        POPT_AUTOHELP POPT_TABLEEND};
    argv[0] = "interim serve"; /* for --help */
    poptContext context = poptGetContext("interim serve", argc, argv, table, 0);
    const int result = poptGetNextOpt(context);
    const char *const extra = result == -1 ? poptGetArg(context) : NULL;
    if (result < -1)
        fprintf(stderr, "interim serve: %s: %s\n", poptBadOption(context, 0),
                poptStrerror(result));
    else if (extra)
        fprintf(stderr, "interim serve: unexpected argument '%s'\n", extra);
    poptFreeContext(context);
    return result == -1 && !extra;
}

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

static int serve(const struct serve_options *options, enum fault fault)
{
    struct address address;
    struct err err;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    address_loopback(&address, (uint16_t)options->port);
    struct peer_server *server =
        peer_server_start(&address, fault, options->time_scale, &err);
    if (!server) {
        char text[1024];
        fprintf(stderr, "interim serve: %s\n", err_format(&err, text, sizeof text));
        return STATUS_UNTESTABLE;
    }
    const char *const authority = peer_server_address(server)->text;
    printf("http://%s/\n", authority);
    printf("try: curl -i 'http://%s/?interim=102,103&gap_ms=100&final=200&token=T'\n",
           authority);
    fflush(stdout);
    wait_for_signal(&signals);
    peer_server_stop(&server);
    return STATUS_OK;
}

int cmd_serve(int argc, const char **argv)
{
    struct serve_options options = {.time_scale = 1};
    enum fault fault = FAULT_NONE;
    int status = STATUS_USAGE;
    if (!parse(argc, argv, &options))
        goto out;
    if (options.list_faults) {
        list_faults();
        status = STATUS_OK;
        goto out;
    }
    if (options.port < 0 || options.port > 65535) {
        fprintf(stderr, "interim serve: expected a port of 0 to 65535, found %d\n",
                options.port);
        goto out;
    }
    if (!(options.time_scale > 0 && options.time_scale <= 1000)) {
        fprintf(stderr, "interim serve: expected a time scale above 0, found %g\n",
                options.time_scale);
        goto out;
    }
    if (options.fault) {
        fault = fault_find(ROLE_SERVER, options.fault);
        if (fault == FAULT_NONE) {
            complain_fault(options.fault);
            goto out;
        }
    }
    status = serve(&options, fault);
out:
    free(options.fault);
    return status;
}
