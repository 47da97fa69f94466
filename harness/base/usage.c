/* SPDX-License-Identifier: MIT */
/* /proc/PID/stat of every process of a group, added up. */
#include "base/usage.h"

#include "base/octets.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { STAT_OCTETS = 1024 };

/* Words of the line behind the name, counted from 0: state ppid pgrp ... */
enum { WORD_GROUP = 2, WORD_USER = 11, WORD_SYSTEM = 12, WORD_RESIDENT = 21 };

static uint64_t word_of(struct octets line, unsigned n)
{
    uint64_t value = 0;
    while (n-- > 0) {
        const size_t space = octets_find(line, OCTETS(" "));
        line = octets_slice(line, space == SIZE_MAX ? line.len : space + 1, line.len);
    }
    octets_to_u64(octets_slice(line, 0, octets_find(line, OCTETS(" "))), &value);
    return value;
}

/* What stands behind the name, which is in parentheses and may hold any octet. */
static struct octets read_stat(const char *pid, char *text, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file)
        return OCTETS("");
    const size_t len = fread(text, 1, size - 1, file);
    fclose(file);
    text[len] = '\0';
    const char *end = strrchr(text, ')');
    return octets_of(end && end[1] ? end + 2 : "");
}

bool usage_of_group(pid_t group, struct usage *usage)
{
    const int64_t tick_ns = 1000000000 / sysconf(_SC_CLK_TCK);
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    char text[STAT_OCTETS];
    bool found = false;
    DIR *folder = group > 0 ? opendir("/proc") : NULL;
    *usage = (struct usage){0};
    if (!folder)
        return false;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        const struct octets stat = read_stat(entry->d_name, text, sizeof text);
        if (stat.len == 0 || word_of(stat, WORD_GROUP) != (uint64_t)group)
            continue;
        found = true;
        usage->memory_octets += word_of(stat, WORD_RESIDENT) * page;
        usage->cpu_ns +=
            (int64_t)(word_of(stat, WORD_USER) + word_of(stat, WORD_SYSTEM)) * tick_ns;
    }
    closedir(folder);
    return found;
}
