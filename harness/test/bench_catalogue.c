/* SPDX-License-Identifier: MIT */
/* What a case costs: the whole catalogue against the reference peers, in CPU time a
 * case, beside VTest (varnishtest) playing both ends of `102, 200`, where that is
 * installed. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "base/root.h"
#include "case/catalogue.h"
#include "test/tree.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MAX_ARGUMENTS = 512, VTEST_RUNS = 20 };

static const char VTEST_SCRIPT[] = "vtest \"102, 200\"\n"
                                   "server s1 {\n"
                                   "\trxreq\n"
                                   "\tsend \"HTTP/1.1 102 Processing\\r\\n\\r\\n\"\n"
                                   "\ttxresp\n"
                                   "} -start\n"
                                   "client c1 -connect ${s1_sock} {\n"
                                   "\ttxreq\n"
                                   "\trxresp\n"
                                   "\texpect resp.status == 102\n"
                                   "\trxresp\n"
                                   "\texpect resp.status == 200\n"
                                   "} -run\n";

struct cost {
    double cpu_ms;
    double wall_ms;
    int status; /* exit status; 127: not installed */
};

static double cpu_ms(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e3 +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e3;
}

/* Runs a command to its end, its output thrown away. */
static struct cost run(char *const *argv)
{
    struct rusage before, after;
    struct cost cost = {.status = 127};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = 0;

    getrusage(RUSAGE_CHILDREN, &before);
    const int64_t start_ns = clock_now_ns();
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    const int failure = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0)
        return cost;
    ENSURE(waitpid(pid, &status, 0) == pid);
    getrusage(RUSAGE_CHILDREN, &after);
    cost.wall_ms = (double)(clock_now_ns() - start_ns) / 1e6;
    cost.cpu_ms = cpu_ms(&after) - cpu_ms(&before);
    cost.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return cost;
}

/* CPU time of one VTest script, 0 where VTest is not installed. */
static double vtest_ms(void)
{
    char path[] = "/tmp/interim-bench-XXXXXX";
    const int fd = mkstemp(path);
    const ssize_t len = (ssize_t)(sizeof VTEST_SCRIPT - 1);
    ENSURE(fd >= 0 && write(fd, VTEST_SCRIPT, sizeof VTEST_SCRIPT - 1) == len);
    close(fd);
    char program[] = "varnishtest";
    char *const argv[] = {program, path, NULL};
    double total = 0;
    for (int at = 0; at < VTEST_RUNS; at++) {
        const struct cost cost = run(argv);
        if (cost.status != 0) {
            total = 0;
            break;
        }
        total += cost.cpu_ms;
    }
    unlink(path);
    return total / (double)VTEST_RUNS;
}

/* How many cases of this role there are that measure timers, or that do not. */
static size_t count_cases(const struct catalogue *catalogue, enum role role, bool timer)
{
    size_t count = 0;
    for (size_t at = 0; at < catalogue->case_count; at++)
        if (catalogue->cases[at].roles & 1U << role &&
            catalogue->cases[at].timer == timer)
            count++;
    return count;
}

static struct cost run_role(const struct catalogue *catalogue, enum role role,
                            bool timer)
{
    char program[] = INTERIM_BUILD "/interim", verb[] = "run", quiet[] = "--quiet";
    char only[] = "--only", skip[] = "--skip", name[64];
    char *argv[MAX_ARGUMENTS] = {program, verb, quiet, name};
    size_t count = 4;
    snprintf(name, sizeof name, "reference-%s", role_name(role));
    for (size_t at = 0; at < catalogue->case_count; at++) {
        if (!catalogue->cases[at].timer)
            continue;
        ENSURE(count + 3 < MAX_ARGUMENTS);
        argv[count++] = timer ? only : skip;
        memcpy(&argv[count++], &catalogue->cases[at].id, sizeof argv[0]);
    }
    return run(argv);
}

/* Returns false where a run did not pass. */
static bool measure(const struct catalogue *catalogue, bool timer, double vtest)
{
    struct cost all = {0};
    size_t cases = 0;
    for (unsigned at = 0; at < ROLE_COUNT; at++) {
        const enum role role = (enum role)at;
        const size_t count = count_cases(catalogue, role, timer);
        if (count == 0)
            continue;
        const struct cost cost = run_role(catalogue, role, timer);
        printf("%-8s %-14s %4zu cases %8.0f ms wall %8.0f ms CPU %6.2f ms a case\n",
               role_name(role), timer ? "(timers)" : "", count, cost.wall_ms,
               cost.cpu_ms, cost.cpu_ms / (double)count);
        if (cost.status != 0 && cost.status != 77) {
            fprintf(stderr, "bench_catalogue: %s: exit status %d\n", role_name(role),
                    cost.status);
            return false;
        }
        all.wall_ms += cost.wall_ms;
        all.cpu_ms += cost.cpu_ms;
        cases += count;
    }
    printf("%-8s %-14s %4zu cases %8.0f ms wall %8.0f ms CPU %6.2f ms a case", "all",
           timer ? "(timers)" : "", cases, all.wall_ms, all.cpu_ms,
           all.cpu_ms / (double)cases);
    if (vtest > 0)
        printf("; ratio to VTest %.2f", all.cpu_ms / (double)cases / vtest);
    printf("\n");
    return true;
}

int main(void)
{
    struct catalogue catalogue;
    struct err err;
    char path[4096], text[1024];
    root_path(path, sizeof path, "cases");
    if (!catalogue_load(&catalogue, path, NULL, NULL, NULL, &err)) {
        fprintf(stderr, "bench_catalogue: %s\n", err_format(&err, text, sizeof text));
        return 1;
    }
    printf("\nThe catalogue against the reference peers, both ends and the report\n");
    const double vtest = vtest_ms();
    if (vtest > 0)
        printf("VTest, one script of 102, 200: %.2f ms CPU\n", vtest);
    else
        printf("VTest is not installed (package varnish): no ratio to it\n");
    const bool passed =
        measure(&catalogue, false, vtest) && measure(&catalogue, true, vtest);
    catalogue_fini(&catalogue);
    return passed ? 0 : 1;
}
