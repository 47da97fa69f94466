/* SPDX-License-Identifier: MIT */
/* An engine that does nothing but execute: reads files, hands them to the target round
 * after round, and prints microseconds of CPU an execution. usage: PROGRAM ROUNDS
 * FILE...
 */
#include "base/disk.h"
#include "fuzz/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FILE_MAX = 1 << 20 };

int main(int argc, char **argv)
{
    const size_t count = argc > 2 ? (size_t)argc - 2 : 0;
    const long rounds =
        argc > 1 ? strtol(argv[1], NULL, 10) : 0; /* ours: an argument */
    struct buf *texts = calloc(count + 1, sizeof *texts);
    struct err err;
    for (size_t at = 0; at < count; at++) {
        buf_init(&texts[at], FILE_MAX);
        if (!disk_read(&texts[at], argv[at + 2], &err)) {
            fprintf(stderr, "%s\n", err.text);
            return EXIT_FAILURE;
        }
        LLVMFuzzerTestOneInput(texts[at].ptr, texts[at].len);
    }
    const clock_t start = clock();
    for (long round = 0; round < rounds; round++)
        for (size_t at = 0; at < count; at++)
            LLVMFuzzerTestOneInput(texts[at].ptr, texts[at].len);
    const double cpu_us = (double)(clock() - start) * 1e6 / CLOCKS_PER_SEC;
    printf("%.3f\n", cpu_us / ((double)rounds * (double)count));
    for (size_t at = 0; at < count; at++)
        buf_fini(&texts[at]);
    free(texts);
    return EXIT_SUCCESS;
}
