/* SPDX-License-Identifier: MIT */
/* Report files: opened early, written as the run goes, named when they are whole. */
#include "run/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SINK_MAX_OCTETS = 1 << 30 };

static bool is_standard_output(const char *path)
{
    return strcmp(path, "-") == 0;
}

static const char *shown(const struct sink *sink)
{
    return is_standard_output(sink->path) ? "standard output" : sink->path;
}

/* ---------------------------------------------------------------- opening */

static bool open_temporary(struct sink *sink, struct err *err)
{
    const int len = snprintf(sink->temporary, sizeof sink->temporary, "%s.%ld.part",
                             sink->path, (long)getpid());
    if (len < 0 || (size_t)len >= sizeof sink->temporary) {
        sink->temporary[0] = '\0';
        return err_set(err, "the path of a report is too long: %s", sink->path);
    }
    sink->fd = open(sink->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (sink->fd >= 0)
        return true;
    sink->temporary[0] = '\0';
    return err_set_errno(err, "cannot write the report %s", sink->path);
}

static bool open_file(struct sink *sink, struct err *err)
{
    struct stat status;
    if (sink->path[0] == '\0')
        return err_set(err, "the path of a report is empty; - is standard output");
    if (stat(sink->path, &status) != 0)
        return open_temporary(sink, err);
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return err_set_errno(err, "cannot write the report %s", sink->path);
    }
    if (S_ISREG(status.st_mode) && access(sink->path, W_OK) == 0)
        return open_temporary(sink, err);
    sink->fd = open(sink->path, O_WRONLY | O_CLOEXEC);
    if (sink->fd < 0)
        return err_set_errno(err, "cannot write the report %s", sink->path);
    return true;
}

/* ---------------------------------------------------------------- writing */

static void discard(struct sink *sink)
{
    if (sink->fd >= 0 && !is_standard_output(sink->path))
        close(sink->fd);
    sink->fd = -1;
    if (sink->temporary[0])
        unlink(sink->temporary);
    sink->temporary[0] = '\0';
}

static void break_off(struct sink *sink)
{
    sink->broken = true;
    discard(sink);
}

static void flush(struct sink *sink)
{
    struct octets left = buf_view(&sink->out);
    if (sink->out.full) {
        err_set(&sink->err, "the report %s is too large to be made", shown(sink));
        break_off(sink);
    }
    while (!sink->broken && left.len > 0) {
        const ssize_t sent = write(sink->fd, left.ptr, left.len);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0) {
            err_set_errno(&sink->err, "cannot write the report to %s", shown(sink));
            break_off(sink);
            break;
        }
        left = octets_slice(left, (size_t)sent, left.len);
    }
    buf_clear(&sink->out);
}

bool sink_open(struct sink *sink, const struct sink_request *request,
               struct report_style style, size_t runs, struct err *err)
{
    *sink = (struct sink){.writer = request->writer,
                          .path = request->path,
                          .fd = is_standard_output(request->path) ? STDOUT_FILENO : -1,
                          .state = {.style = style, .runs = runs}};
    buf_init(&sink->out, SINK_MAX_OCTETS);
    if (!is_standard_output(sink->path) && !open_file(sink, err))
        return false;
    if (!is_standard_output(sink->path))
        sink->state.style = (struct report_style){.verbose = style.verbose};
    if (sink->writer->open)
        sink->writer->open(&sink->state, &sink->out);
    flush(sink);
    return true;
}

void sink_begin(struct sink *sink, const struct report_run *run)
{
    if (sink->broken || !sink->writer->begin)
        return;
    sink->writer->begin(run, &sink->state, &sink->out);
    flush(sink);
}

void sink_outcome(struct sink *sink, const struct report_run *run,
                  const struct outcome *outcome)
{
    if (sink->broken || !sink->writer->outcome)
        return;
    sink->writer->outcome(run, outcome, &sink->state, &sink->out);
    flush(sink);
}

void sink_end(struct sink *sink, const struct report_run *run)
{
    if (!sink->broken && sink->writer->end) {
        sink->writer->end(run, &sink->state, &sink->out);
        flush(sink);
    }
    sink->state.run++;
}

/* ---------------------------------------------------------------- closing */

/* A file system may tell only now that it is full. */
static void finish_file(struct sink *sink)
{
    const int fd = sink->fd;
    sink->fd = -1;
    if (close(fd) != 0) {
        err_set_errno(&sink->err, "cannot write the report to %s", sink->path);
        break_off(sink);
    } else if (sink->temporary[0] && rename(sink->temporary, sink->path) != 0) {
        err_set_errno(&sink->err, "cannot name the report %s", sink->path);
        break_off(sink);
    }
}

bool sink_close(struct sink *sink, struct err *err)
{
    if (!sink->broken && sink->writer->close) {
        sink->writer->close(&sink->state, &sink->out);
        flush(sink);
    }
    if (!sink->broken && !is_standard_output(sink->path))
        finish_file(sink);
    buf_fini(&sink->out);
    if (sink->broken && err)
        *err = sink->err;
    return !sink->broken;
}

void sink_abandon(struct sink *sink)
{
    discard(sink);
    buf_fini(&sink->out);
}
