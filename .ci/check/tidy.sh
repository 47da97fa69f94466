#!/bin/sh
# SPDX-License-Identifier: MIT
# clang-tidy as .clang-tidy says, every warning an error.
# Adapters (harness/target/*/) are programs around libraries that need not be here.
command -v clang-tidy >/dev/null || { echo "clang-tidy is missing"; exit 1; }
git ls-files 'harness/*.c' 'fuzz/*.c' | grep -vE '^harness/(test|target/[a-z-]+)/' | xargs -P "$(nproc)" -I{} sh -c \
    "clang-tidy --quiet {} -- $CFLAGS 2>&1 | grep -vE '^[0-9]+ warnings? generated|^Suppressed|^Use -header-filter|^\$' ; true" >"$BUILD/tidy.log"
if grep -E 'warning:|error:' "$BUILD/tidy.log"; then
    exit 1
fi
