/* SPDX-License-Identifier: MIT */
/* interim probe: one request watched as it happens, and explained. */
#include "base/disk.h"
#include "cmd.h"
#include "cmd_common.h"
#include "probe/live.h"
#include "probe/probe.h"
#include "run/interrupt.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---------------------------------------------------------------- what is asked */

/* All of the content: each -d, or what it names. */
static bool read_content(const struct options *options, struct buf *content,
                         struct err *err)
{
    const char *const *data = options->probe.data;
    for (size_t at = 0; data[at]; at++) {
        if (at > 0)
            buf_add_octet(content, '&');
        if (data[at][0] != '@')
            buf_add_text(content, data[at]);
        else if (!disk_read(content,
                            strcmp(data[at], "@-") == 0 ? "/dev/stdin" : data[at] + 1,
                            err))
            return false;
    }
    return !content->full ||
           err_set(err, "more than %d octets of content", PROBE_MAX_REQUEST);
}

static const char *method_of(const struct options_probe *probe)
{
    if (probe->head)
        return "HEAD";
    if (probe->method)
        return probe->method;
    return probe->data[0] ? "POST" : "GET";
}

static bool read_options(const struct options *options, struct buf *content,
                         struct probe_options *asked, struct err *err)
{
    const struct options_probe *probe = &options->probe;
    if (options->argument_count != 1)
        return err_set(err, "expected one URL, found %zu", options->argument_count);
    if (!read_content(options, content, err))
        return false;
    if (probe->expect && content->len == 0)
        return err_set(err,
                       "--expect needs content (-d): without it, an expectation is "
                       "not allowed (RFC 9110, section 10.1.1)");
    if (probe->head && (probe->method || probe->data[0]))
        return err_set(err, "--head is a method of its own, without content");
    *asked = (struct probe_options){.url = options->arguments[0],
                                    .via = probe->via,
                                    .socket = options->unix_socket,
                                    .compare = probe->compare,
                                    .limits = PROBE_LIMITS,
                                    .tls = {.ca_file = options->ca_file,
                                            .insecure = options->insecure,
                                            .name = options->sni},
                                    .strict = options->settings.strict};
    asked->request = (struct probe_request){.method = method_of(probe),
                                            .http10 = probe->http10,
                                            .expect = probe->expect,
                                            .fields = probe->fields,
                                            .has_content = probe->data[0] != NULL,
                                            .content = buf_view(content)};
    if (probe->silence_ms > 0)
        asked->limits.silence_ms = probe->silence_ms;
    if (probe->total_ms > 0)
        asked->limits.total_ms = probe->total_ms;
    if (probe->octets > 0)
        asked->limits.octets = probe->octets;
    if (probe->interim > 0)
        asked->limits.interim = (unsigned)probe->interim;
    return true;
}

/* ---------------------------------------------------------------- the probe */

struct showing {
    const struct probe *probe;
    bool live;                   /* not for JSON */
    bool ticks;                  /* standard error is a terminal: waiting shows */
    bool ticking;                /* ... and its line stands there */
    const struct probe_hop *hop; /* whose label was printed */
};

static void print_line(void *user, const char *line)
{
    (void)user;
    puts(line);
}

static void clear_tick(struct showing *showing)
{
    if (showing->ticking)
        fputs("\r\033[K", stderr);
    showing->ticking = false;
}

static void show_tick(struct showing *showing, int64_t at_ns)
{
    if (!showing->ticks)
        return;
    fprintf(stderr, "\r%9.0f s             waiting", (double)at_ns / 1e9);
    fflush(stderr);
    showing->ticking = true;
}

/* false where nobody reads any more. */
static bool show(void *user, const struct probe_hop *hop, enum probe_moment moment,
                 int64_t at_ns)
{
    struct showing *showing = user;
    if (moment == MOMENT_WAITING) {
        show_tick(showing, at_ns);
        return true;
    }
    clear_tick(showing);
    if (!showing->live)
        return true;
    if (showing->hop != hop) {
        printf("%s%s\n", showing->hop ? "\n" : "",
               showing->probe->labels[hop - showing->probe->hops]);
        showing->hop = hop;
    }
    probe_live(hop, moment, at_ns, print_line, NULL);
    return fflush(stdout) == 0 && !ferror(stdout);
}

static int status_of(const struct probe *probe)
{
    static const int STATUSES[] = {[PROBE_INTERRUPTED] = STATUS_INTERRUPTED,
                                   [PROBE_FAILED] = STATUS_FAILED,
                                   [PROBE_NO_ANSWER] = STATUS_UNTESTABLE,
                                   [PROBE_OK] = STATUS_OK};
    return STATUSES[probe_verdict(probe)];
}

/* The report behind the live part; the exit status, which may be another one then. */
static int print_report(const struct probe *probe, bool json, int status)
{
    struct buf out;
    buf_init(&out, PROBE_MAX_REPORT);
    if (json)
        probe_json(probe, status, &out);
    else
        probe_text(probe, &out);
    fwrite(out.ptr, 1, out.len, stdout); /* main tells where that fails */
    if (out.full) {
        fprintf(stderr,
                "interim probe: the report is larger than %d octets; this is its "
                "beginning (--max-interim N makes it smaller)\n",
                PROBE_MAX_REPORT);
        status = STATUS_UNTESTABLE;
    }
    buf_fini(&out);
    for (unsigned hop = 0; hop < probe->watched; hop++)
        if (probe->hops[hop].stop == STOP_UNREACHABLE)
            fprintf(stderr, "interim probe: %s\n", probe->hops[hop].err.text);
    return status;
}

static int watch(const struct options *options, struct buf *content)
{
    struct probe_options asked;
    struct probe probe;
    struct err err;
    int status;
    if (!read_options(options, content, &asked, &err))
        return verb_usage("probe", "%s", err.text);
    const enum probe_ready ready = probe_open(&probe, &asked, &err);
    if (ready == PROBE_READY) {
        struct showing showing = {.probe = &probe,
                                  .live = !options->json,
                                  .ticks = isatty(STDERR_FILENO) == 1};
        interrupt_install();
        probe_run(&probe, show, &showing, interrupt_flag());
        clear_tick(&showing);
        status = print_report(&probe, options->json, status_of(&probe));
    } else if (ready == PROBE_MISTAKE) {
        status = verb_usage("probe", "%s", err.text);
    } else {
        status = verb_untestable("probe", &err);
    }
    probe_close(&probe);
    return status;
}

int cmd_probe(int argc, const char **argv)
{
    struct options options;
    struct buf content;
    int status;
    buf_init(&content, PROBE_MAX_REQUEST);
    if (verb_begin(&options, OF_PROBE, argc, argv, &status))
        status = watch(&options, &content);
    else if (options.help)
        puts("\nExit status: 1 where a must or must-not is broken, 2 usage, 3 where "
             "there "
             "is no\nconnection or no final response, 130 where it was interrupted "
             "(what "
             "came till then\nis told), else 0.");
    options_fini(&options);
    buf_fini(&content);
    return status;
}
