#!/bin/sh
# SPDX-License-Identifier: MIT
# Functions that this project does not call: unbounded, locale-bound, or blind to length.
# A line that needs one all the same, on a string of ours, says so: /* ours: why */.
set -u
banned='strcpy|strncpy|strcat|strncat|sprintf|vsprintf|strtok|strtok_r|sscanf|scanf|fscanf|atoi|atol|atoll|atof|strtol|strtoul|strtoll|strtoull|strtod|gets|alloca|isalpha|isdigit|isalnum|isspace|isupper|islower|isprint|isxdigit|toupper|tolower|strcasecmp|strncasecmp|sleep|usleep|nanosleep|system|popen|rand|srand|gethostbyname|signal|assert'
hits=$(grep -rnE "(^|[^A-Za-z0-9_>.])($banned) *\(" harness $(ls -d fuzz 2>/dev/null) --include='*.c' --include='*.h' --include='*.def' |
    grep -vE '^harness/target/[a-z-]+/|/\* ours: |^[^:]*:[0-9]*: *(\*|/\*|//)|#include')
# strlen is allowed on our own C strings alone: not where the wire is handled.
hits="$hits$(grep -rnE '(^|[^A-Za-z0-9_])str(len|chr|rchr|str|cmp|ncmp) *\(' harness/oracle harness/net harness/mutate fuzz \
    --include='*.c' --include='*.h' 2>/dev/null | grep -v '/\* ours: ')"
[ -z "$hits" ] || { echo "$hits"; exit 1; }
# Only main.c and cmd_*.c print or exit, besides tests, and ENSURE.
loud=$(grep -rnE '(^|[^A-Za-z0-9_])(printf|puts|putchar|perror|exit|_Exit) *\(|std(out|err)' harness --include='*.c' |
    grep -vE '^harness/target/[a-z-]+/|^harness/(main|cmd_[a-z_]*|example/[a-z_]*|test/[a-z0-9_]*|base/ensure)\.c:|/\* ours: |^[^:]*:[0-9]*: *(\*|/\*|//)')
[ -z "$loud" ] || { echo "only main.c and cmd_*.c print or exit:"; echo "$loud"; exit 1; }
# Options are rows of run/option.def: help, manual and completion know no others.
tables=$(grep -rln 'struct poptOption' harness --include='*.c' --include='*.h' | grep -v '^harness/run/options.c$')
[ -z "$tables" ] || { echo "an option is a row of harness/run/option.def:"; echo "$tables"; exit 1; }
