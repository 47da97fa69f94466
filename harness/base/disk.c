/* SPDX-License-Identifier: MIT */
/* Standard I/O, with every way in which it fails told. */
#include "base/disk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool disk_read(struct buf *text, const char *path, struct err *err)
{
    unsigned char octets[1 << 14];
    FILE *const file = fopen(path, "rb");
    if (!file)
        return err_set_errno(err, "cannot read %s", path);
    for (size_t got; (got = fread(octets, 1, sizeof octets, file)) > 0;)
        buf_add(text, (struct octets){octets, got});
    const bool good = !ferror(file);
    if (!good)
        err_set_errno(err, "cannot read %s", path);
    fclose(file);
    return good && (!text->full || err_set(err, "%s is too large", path));
}

bool disk_write(const char *path, struct octets octets, struct err *err)
{
    char temporary[1024];
    const int len =
        snprintf(temporary, sizeof temporary, "%s.%ld.part", path, (long)getpid());
    if (len < 0 || (size_t)len >= sizeof temporary)
        return err_set(err, "the path is too long: %s", path);
    FILE *const file = fopen(temporary, "wb");
    if (!file)
        return err_set_errno(err, "cannot write %s", path);
    bool good = fwrite(octets.ptr, 1, octets.len, file) == octets.len;
    if (!good)
        err_set_errno(err, "cannot write %s", path);
    /* A file system may tell only now that it is full. */
    if (fclose(file) != 0 && good)
        good = err_set_errno(err, "cannot write %s", path);
    if (good && rename(temporary, path) != 0)
        good = err_set_errno(err, "cannot name %s", path);
    if (!good)
        remove(temporary);
    return good;
}

bool disk_make_folder(const char *path, struct err *err)
{
    char part[1024];
    const size_t len = strlen(path);
    if (len >= sizeof part)
        return err_set(err, "the path is too long: %s", path);
    for (size_t at = 1; at <= len; at++) {
        if (path[at] != '/' && path[at] != '\0')
            continue;
        memcpy(part, path, at);
        part[at] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return err_set_errno(err, "%s cannot be made", part);
    }
    return true;
}
