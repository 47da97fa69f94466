/* SPDX-License-Identifier: MIT */
/* Temporary folders: made, read, removed. */
#include "target/folder.h"

#include "base/octets.h"
#include "base/quote.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TAIL_MAX = 1024, MAX_DEPTH = 8 };

bool folder_make(struct folder *folder, const char *name, struct err *err)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder->path, sizeof folder->path, "%s/interim-%s-XXXXXX",
             base && *base ? base : "/tmp", name);
    if (!mkdtemp(folder->path)) {
        err_set_errno(err, "no temporary folder %s", folder->path);
        folder->path[0] = '\0';
        return false;
    }
    return chmod(folder->path, S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH) == 0 ||
           err_set_errno(err, "%s cannot be made readable", folder->path);
}

/* Removes what is in the folder at, as far down as depth allows. */
static void empty_folder(const char *at, int depth)
{
    DIR *entries = opendir(at);
    if (!entries)
        return;
    const struct dirent *entry = NULL;
    while ((entry = readdir(entries)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", at, entry->d_name);
        if (unlink(path) != 0 && depth > 0) {
            empty_folder(path, depth - 1);
            rmdir(path);
        }
    }
    closedir(entries);
}

void folder_remove(struct folder *folder)
{
    if (folder->path[0]) {
        empty_folder(folder->path, MAX_DEPTH);
        rmdir(folder->path);
    }
    folder->path[0] = '\0';
}

/* Where the line begins that ends at *end, which is set back over white space. */
static size_t line_start(const unsigned char *text, size_t *end)
{
    while (*end > 0 && text[*end - 1] <= ' ')
        --*end;
    size_t start = *end;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    return start;
}

char *folder_last_words(const char *path, char *out, size_t size)
{
    unsigned char tail[TAIL_MAX];
    size_t len = 0;
    FILE *file = fopen(path, "rb");
    if (file) {
        if (fseek(file, -(long)sizeof tail, SEEK_END) != 0)
            rewind(file);
        len = fread(tail, 1, sizeof tail, file);
        fclose(file);
    }
    const size_t last = line_start(tail, &len);
    size_t before_end = last;
    const size_t before = line_start(tail, &before_end);
    struct buf words;
    buf_init(&words, size - 1);
    quote_encode(&words, (struct octets){tail + before, before_end - before});
    if (before_end > before)
        buf_add_text(&words, " / ");
    quote_encode(&words, (struct octets){tail + last, len - last});
    snprintf(out, size, "%s", len > 0 ? buf_text(&words) : "nothing");
    buf_fini(&words);
    return out;
}
