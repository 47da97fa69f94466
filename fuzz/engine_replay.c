/* SPDX-License-Identifier: MIT */
/* A fuzz target without a fuzzer: it gets every file named, or of a folder named, and
 * without arguments those of corpus/ that are made for it (FUZZ_CORPUS says which). So
 * a finding is looked at, and so `make test` plays the corpora. */
#include "base/buf.h"
#include "base/root.h"
#include "fuzz/target.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef FUZZ_CORPUS
#define FUZZ_CORPUS "capture"
#endif

enum { INPUT_MAX = 1 << 20, PATH_MAX_OCTETS = 1024 };

/* What is being played, for the last words of the process. */
static char PLAYING[PATH_MAX_OCTETS];

/* So that whatever ends the process is an abort. */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);
const char *__asan_default_options(void)
{
    return "abort_on_error=1";
}
const char *__ubsan_default_options(void)
{
    return "abort_on_error=1:print_stacktrace=1";
}

static void on_abort(int number)
{
    static const char WORDS[] = "broken by the input ";
    size_t len = 0;
    (void)number;
    while (PLAYING[len] != '\0')
        len++;
    PLAYING[len] = '\n';
    if (write(STDERR_FILENO, WORDS, sizeof WORDS - 1) < 0 ||
        write(STDERR_FILENO, PLAYING, len + 1) < 0)
        _exit(EXIT_FAILURE);
}

static bool play_file(const char *path)
{
    static unsigned char octets[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    const size_t len = fread(octets, 1, sizeof octets, file);
    fclose(file);
    /* A block of its exact size, so that reading past its end is seen. */
    unsigned char *block = malloc(len ? len : 1);
    if (!block)
        abort();
    memcpy(block, octets, len);
    snprintf(PLAYING, sizeof PLAYING, "%s", path);
    LLVMFuzzerTestOneInput(block, len);
    free(block);
    return true;
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The files of a folder, in the order of their names; how many, -1: it is no folder. */
static int play_folder(const char *folder)
{
    struct dirent **entries;
    char path[PATH_MAX_OCTETS];
    const int count = scandir(folder, &entries, is_file, alphasort);
    for (int at = 0; at < count; at++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[at]->d_name);
        if (!play_file(path))
            fprintf(stderr, "%s: cannot be read\n", path);
        free(entries[at]);
    }
    if (count >= 0)
        free(entries);
    return count;
}

/* Tells of a folder as a test program does, so that .ci/tests.sh counts it. False where
 * there is nothing to play. */
static bool play_corpus(const char *relative)
{
    char path[PATH_MAX_OCTETS];
    root_path(path, sizeof path, relative);
    if (access(path, R_OK) != 0)
        return false;
    printf("[ RUN      ] %s\n", relative);
    fflush(stdout);
    const int count = play_folder(path);
    printf(count > 0 ? "[       OK ] %s: %d inputs\n" : "[  FAILED  ] %s: %d inputs\n",
           relative, count);
    return count > 0;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_abort};
    sigaction(SIGABRT, &action, NULL);
    if (argc == 1) {
        const bool any = play_corpus("corpus/" FUZZ_CORPUS);
        play_corpus("corpus/regressions/" FUZZ_CORPUS);
        if (!any)
            fputs("corpus/" FUZZ_CORPUS " has no input\n", stderr);
        return any ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    for (int at = 1; at < argc; at++) {
        if (play_folder(argv[at]) < 0 && !play_file(argv[at])) {
            fprintf(stderr, "%s: cannot be read\n", argv[at]);
            return EXIT_FAILURE;
        }
    }
    printf("held\n");
    return EXIT_SUCCESS;
}
