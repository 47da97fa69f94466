/* SPDX-License-Identifier: MIT */
/* The command line: finds the verb and hands over to its cmd_*.c. */
#include "base/version.h"
#include "cmd.h"
#include "oracle/version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void usage(FILE *out)
{
    fputs("usage: interim VERB [OPTION...] [ARGUMENT...]\n\n", out);
    for (size_t row = 0; cmd_row(row); row++)
        fprintf(out, "  %-13s %s\n", cmd_row(row)->verb, cmd_row(row)->help);
    fputs(
        "\ninterim VERB --help lists a verb's options; interim help lists topics;\n"
        "interim --version tells the version.\n"
        "Exit status: 0 nothing failed, 1 a requirement failed, 2 usage or a bad case "
        "file,\n3 something could not be tested, 77 nothing applied, 130 "
        "interrupted.\n",
        out);
}

/* A descriptor that the shell closed would be given to the next file or connection, and
 * that would then get what is meant for people. Opened for reading, so that writing to
 * standard output is the error that it should be. */
static void guard_descriptors(void)
{
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", O_RDONLY) != fd)
            abort();
}

static int dispatch(int argc, const char **argv)
{
    if (argc < 2) {
        usage(stderr);
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        usage(stdout);
        return STATUS_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("interim %s (llhttp %s)\n", INTERIM_VERSION, oracle_llhttp_version());
        return STATUS_OK;
    }
    const struct cmd_row *verb = cmd_find(argv[1]);
    if (verb)
        return verb->run(argc - 1, argv + 1);
    fprintf(stderr, "interim: unknown verb '%s'; interim --help lists them\n", argv[1]);
    return STATUS_USAGE;
}

int main(int argc, const char **argv)
{
    guard_descriptors();
    const int status = dispatch(argc, argv);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "interim: cannot write to standard output: %s\n", strerror(errno));
    return status == STATUS_OK ? STATUS_UNTESTABLE : status;
}
