/* SPDX-License-Identifier: MIT */
/* interim check: the oracle alone over a recorded response stream. */
#include "cmd.h"
#include "cmd_common.h"
#include "report/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MAX_REQUEST_OCTETS = 1 << 26 };

/* Opens a file for reading; "-" is standard input. -1 with err. */
static int open_file(const char *path, struct err *err)
{
    unsigned char none;
    if (strcmp(path, "-") == 0)
        return STDIN_FILENO;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        err_set_errno(err, "%s", path);
        return -1;
    }
    if (read(file, &none, 0) < 0) { /* a directory opens, but does not read */
        err_set_errno(err, "%s", path);
        close(file);
        return -1;
    }
    return file;
}

static void close_file(int file)
{
    if (file > STDERR_FILENO)
        close(file);
}

/* The next octets of a file; 0 at its end, -1 with err. */
static ssize_t read_piece(int file, const char *path, unsigned char *piece, size_t size,
                          struct err *err)
{
    for (;;) {
        const ssize_t len = read(file, piece, size);
        if (len >= 0)
            return len;
        if (errno != EINTR) {
            err_set_errno(err, "%s", path);
            return -1;
        }
    }
}

static bool read_requests(const char *path, struct buf *requests, struct err *err)
{
    unsigned char piece[4096];
    ssize_t len = 1;
    if (!path)
        return buf_add(requests, OCTETS("GET / HTTP/1.1\r\n\r\n"));
    const int file = open_file(path, err);
    while (file >= 0 && len > 0) {
        len = read_piece(file, path, piece, sizeof piece, err);
        if (len > 0 && !buf_add(requests, (struct octets){piece, (size_t)len})) {
            err_set(err, "%s: more than %d octets of requests", path,
                    MAX_REQUEST_OCTETS);
            len = -1;
        }
    }
    close_file(file);
    return file >= 0 && len == 0;
}

static bool read_responses(struct recording *recording, const struct options *options,
                           struct err *err)
{
    unsigned char piece[RECORDING_MAX_PIECE];
    ssize_t len = 1;
    const int file = open_file(options->arguments[0], err);
    while (file >= 0 && len > 0) {
        len = read_piece(file, options->arguments[0], piece, sizeof piece, err);
        if (len > 0)
            recording_feed(recording, (struct octets){piece, (size_t)len});
    }
    close_file(file);
    if (file < 0 || len < 0)
        return false;
    recording_end(recording, options->open ? ORACLE_OPEN : ORACLE_CLOSED);
    return true;
}

static int print(const struct recording *recording, bool json)
{
    struct buf out;
    buf_init(&out, RECORDING_MAX_REPORT);
    if (json)
        recording_json(recording, &out);
    else
        recording_text(recording, &out);
    fwrite(out.ptr, 1, out.len, stdout); /* main tells where that fails */
    const bool full = out.full;
    buf_fini(&out);
    if (full) {
        fprintf(stderr,
                "interim check: the report is larger than %d octets; this is its "
                "beginning\n",
                RECORDING_MAX_REPORT);
        return STATUS_UNTESTABLE;
    }
    return recording->trail.binding > 0 ? STATUS_FAILED : STATUS_OK;
}

static int judge_file(const struct options *options)
{
    const bool json = options->format && strcmp(options->format, "json") == 0;
    struct recording recording = {0};
    struct buf requests;
    struct err err;
    int status = STATUS_USAGE;

    buf_init(&requests, MAX_REQUEST_OCTETS);
    if (!read_requests(options->request, &requests, &err))
        fprintf(stderr, "interim check: %s\n", err.text);
    else if (!recording_init(&recording, buf_view(&requests), &err))
        fprintf(stderr, "interim check: %s: %s\n", options->request, err.text);
    else if (!read_responses(&recording, options, &err))
        fprintf(stderr, "interim check: %s\n", err.text);
    else
        status = print(&recording, json);
    recording_fini(&recording);
    buf_fini(&requests);
    return status;
}

/* Checks what was given. Returns -1 to go on, or the exit status. */
static int examine(const struct options *options)
{
    if (options->argument_count == 0)
        return verb_usage("check", "the file of response octets is missing (- is "
                                   "standard input)");
    if (options->argument_count > 1)
        return verb_usage("check", "unexpected argument '%s'", options->arguments[1]);
    if (options->format && strcmp(options->format, "text") != 0 &&
        strcmp(options->format, "json") != 0)
        return verb_usage("check", "unknown format '%s': it is text or json",
                          options->format);
    if (options->request && strcmp(options->request, "-") == 0 &&
        strcmp(options->arguments[0], "-") == 0)
        return verb_usage("check", "requests and responses cannot both come from "
                                   "standard input");
    return -1;
}

int cmd_check(int argc, const char **argv)
{
    struct options options;
    int status;
    if (verb_begin(&options, OF_CHECK, argc, argv, &status)) {
        status = examine(&options);
        if (status < 0)
            status = judge_file(&options);
    } else if (options.help) {
        puts("\nFILE holds the raw response octets of one connection; - is standard "
             "input.\nExit status: 1 where a must or must-not is broken, 2 for what "
             "cannot be read, else 0.");
    }
    options_fini(&options);
    return status;
}
