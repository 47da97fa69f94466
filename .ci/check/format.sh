#!/bin/sh
# SPDX-License-Identifier: MIT
# .clang-format decides.
git ls-files 'harness/*.c' 'harness/*.h' 'fuzz/*.[ch]' | xargs clang-format --dry-run -Werror 2>&1 |
    grep -A2 'error:' && exit 1
exit 0
