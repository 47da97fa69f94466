/* SPDX-License-Identifier: MIT */
/* Live fuzzing against the reference server on loopback, beside a loop that connects,
 * sends one GET, reads to the end and closes: in turn, five times.
 *
 * An exchange is a request with its whole final response, judged by the oracle, also
 * where it is the one that shows that the framing did not move; a request that is
 * refused with 400 counts by that, one that gets no final response does not count. An
 * input is what was made and mutated: requests of one connection. */
#include "base/clock.h"
#include "base/ensure.h"
#include "net/connection.h"
#include "salvo/salvo.h"
#include "target/folder.h"
#include "target/target.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 5, ROUND_MS = 2000, READ_OCTETS = 4096, WAIT_MS = 2000 };

/* One connection; false where nothing came. */
static bool exchange(const struct address *address)
{
    static const char GET[] = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    unsigned char octets[READ_OCTETS];
    struct connection connection;
    struct err err;
    size_t got = 0, all = 0;
    enum connection_result result = CONNECTION_AGAIN;
    if (!connection_open(&connection, address, clock_deadline_ns(WAIT_MS), &err))
        return false;
    (void)connection_send(&connection, octets_of(GET), clock_deadline_ns(WAIT_MS));
    while (result == CONNECTION_OK || result == CONNECTION_AGAIN) {
        struct pollfd entry = {.fd = connection.fd, .events = POLLIN};
        if (poll(&entry, 1, WAIT_MS) <= 0)
            break;
        result = connection_read(&connection, octets, sizeof octets, &got);
        all += result == CONNECTION_OK ? got : 0;
    }
    connection_reset(&connection);
    return all > 0;
}

static double plain_loop(const struct address *address)
{
    const int64_t start_ns = clock_now_ns();
    const int64_t deadline_ns = clock_deadline_ns(ROUND_MS);
    unsigned count = 0;
    while (clock_left_ms(deadline_ns) > 0)
        count += exchange(address);
    return count / ((double)(clock_now_ns() - start_ns) / 1e9);
}

/* Exchanges a second; *inputs: of those. */
static double fuzz(const struct play_config *config, const char *folder, unsigned seed,
                   double *inputs)
{
    const struct salvo_plan plan = {.config = config,
                                    .folder = folder,
                                    .title = "bench",
                                    .seed = seed,
                                    .limit_ms = ROUND_MS};
    struct salvo_summary summary;
    struct err err;
    ENSURE(salvo_run(&plan, &summary, &err));
    ENSURE(summary.findings == 0);
    *inputs = (double)summary.inputs / ((double)summary.spent_ns / 1e9);
    return (double)summary.exchanges / ((double)summary.spent_ns / 1e9);
}

static int by_size(const void *a, const void *b)
{
    const double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, by_size);
    return values[ROUNDS / 2];
}

int main(void)
{
    const struct target_options how = {.fault = FAULT_NONE, .time_scale = 1};
    const struct target_row *row = NULL;
    struct play_config config;
    struct folder folder;
    struct err err;
    double plain[ROUNDS], live[ROUNDS], inputs[ROUNDS], ratio[ROUNDS];
    for (size_t index = 0; index < target_count(); index++)
        if (strcmp(target_row(index)->name, "reference-server") == 0)
            row = target_row(index);
    ENSURE(row && folder_make(&folder, "bench-live", &err));
    play_config_init(&config);
    config.role = ROLE_SERVER;
    struct target *target = target_start(row, &how, &err);
    ENSURE(target);
    target_configure(target, &config);
    for (unsigned round = 0; round < ROUNDS; round++) {
        plain[round] = plain_loop(&config.target);
        live[round] = fuzz(&config, folder.path, round + 1, &inputs[round]);
        ratio[round] = live[round] / plain[round];
    }
    const double result = median(ratio);
    printf("live fuzzing: %.0f exchanges/s (%.0f inputs/s); connect, send, receive, "
           "close: %.0f; ratio %.2f\n",
           median(live), median(inputs), median(plain), result);
    target_stop(&target);
    folder_remove(&folder);
    return EXIT_SUCCESS;
}
