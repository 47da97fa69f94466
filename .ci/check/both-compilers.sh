#!/bin/sh
# SPDX-License-Identifier: MIT
# gcc and clang, every warning an error.
set -u
bad=0
for compiler in gcc clang; do
    git ls-files 'harness/*.c' 'fuzz/*.c' | grep -vE '^harness/target/[a-z-]+/' | xargs -P "$(nproc)" -I{} sh -c \
        "$compiler $CFLAGS -O1 -c {} -o /dev/null" || bad=1
done
exit $bad
