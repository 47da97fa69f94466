#!/bin/sh
# SPDX-License-Identifier: MIT
# .clang-format decides.
said=$(git ls-files 'harness/*.c' 'harness/*.h' 'fuzz/*.[ch]' | xargs clang-format --dry-run -Werror 2>&1) && exit 0
echo "$said" | grep -A2 'error:' || echo "$said"
exit 1
