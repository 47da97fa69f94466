/* SPDX-License-Identifier: MIT */
/* The folder of a run, made, claimed and cleared. The claim is a lock of the folder
 * itself: it leaves no file behind, and ends with its holder. */
#include "salvo/claim.h"

#include "base/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BEFORE_MAX = 9999, NAME_OCTETS = 64 };

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/* What a run writes has names that begin with a number. Counts such files of a part,
 * and removes them where that is asked for. */
static unsigned numbered(int folder, const char *part, bool remove)
{
    unsigned count = 0;
    const int fd = openat(folder, part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = fd < 0 ? NULL : fdopendir(fd);
    for (const struct dirent *entry; listing && (entry = readdir(listing));)
        if (is_digit(entry->d_name[0]) && is_digit(entry->d_name[1])) {
            count++;
            if (remove)
                (void)unlinkat(fd, entry->d_name, 0);
        }
    if (listing)
        (void)closedir(listing);
    else if (fd >= 0)
        (void)close(fd);
    return count;
}

static bool put_aside(int folder, unsigned *before, struct err *err)
{
    char name[NAME_OCTETS];
    char path[NAME_OCTETS];
    *before = 0;
    if (numbered(folder, "findings", false) == 0)
        return true;
    for (unsigned number = 1; number <= BEFORE_MAX; number++) {
        snprintf(name, sizeof name, "before-%u", number);
        if (mkdirat(folder, name, 0777) == 0) {
            *before = number;
            break;
        }
        if (errno != EEXIST)
            return err_set_errno(err, "cannot put aside what is there: %s", name);
    }
    snprintf(path, sizeof path, "%.30s/findings", name);
    if (*before == 0 || renameat(folder, "findings", folder, path) < 0)
        return err_set_errno(err, "cannot put aside what is there: %s", path);
    snprintf(path, sizeof path, "%.30s/journal", name);
    (void)renameat(folder, "journal", folder, path); /* one may be gone */
    return true;
}

int claim_folder(const char *folder, unsigned *before, struct err *err)
{
    static const char *const PARTS[] = {"corpus", "findings"};
    if (!disk_make_folder(folder, err))
        return -1;
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        err_set_errno(err, "%s", folder);
        return -1;
    }
    /* Where a file system knows no locks, whoever uses it has to take care. */
    bool good = flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
    if (!good)
        err_set(err, "%s is in use by another interim fuzz: give each its own -o",
                folder);
    good = good && put_aside(fd, before, err);
    for (size_t part = 0; good && part < 2; part++) {
        if (mkdirat(fd, PARTS[part], 0777) < 0 && errno != EEXIST)
            good = err_set_errno(err, "%s/%s", folder, PARTS[part]);
        (void)numbered(fd, PARTS[part], true);
    }
    if (good)
        return fd;
    (void)close(fd);
    return -1;
}
