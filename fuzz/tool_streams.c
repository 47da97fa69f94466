/* SPDX-License-Identifier: MIT */
/* Writes the response octets of captures into a folder, a file each, under the same
 * names: what a parser that knows no captures takes.
 * usage: tool_streams FOLDER CAPTURE... */
#include "base/disk.h"
#include "mutate/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_OCTETS = 1024 };

static void write_stream(const char *folder, const char *path)
{
    const char *slash = strrchr(path, '/'); /* ours: a path */
    struct capture capture;
    struct buf text;
    struct err err;
    char to[PATH_OCTETS];
    snprintf(to, sizeof to, "%s/%s", folder, slash ? slash + 1 : path);
    capture_init(&capture);
    buf_init(&text, CAPTURE_MAX_OCTETS);
    if (!disk_read(&text, path, &err) || !capture_read(&capture, buf_view(&text)) ||
        (capture.responses.len > 0 &&
         !disk_write(to, buf_view(&capture.responses), &err))) {
        fprintf(stderr, "%s: %s\n", path, err.text);
        exit(EXIT_FAILURE);
    }
    buf_fini(&text);
    capture_fini(&capture);
}

int main(int argc, char **argv)
{
    for (int at = 2; at < argc; at++)
        write_stream(argv[1], argv[at]);
    return EXIT_SUCCESS;
}
