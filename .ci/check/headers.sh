#!/bin/sh
# SPDX-License-Identifier: MIT
# The first lines of a file: a licence, and one sentence of what it is. Headers stand alone.
set -u
bad=0
for file in $(git ls-files 'harness/*.c' 'harness/*.h' 'harness/*.def' 'fuzz/*.[ch]' 'fuzz/*.def'); do
    [ -e "$file" ] || continue
    sed -n 1p "$file" | grep -q 'SPDX-License-Identifier: MIT' || { echo "$file: no SPDX line on top"; bad=1; }
    sed -n 2p "$file" | grep -q '^/\* [^ ]' || { echo "$file: line 2 does not say what it is"; bad=1; }
    lines=$(wc -l <"$file")
    case $file in *.c | *.h) [ "$lines" -le 400 ] || { echo "$file: $lines lines, at most 400"; bad=1; } ;; esac
done
for header in $(git ls-files 'harness/*.h'); do
    [ -e "$header" ] || continue
    printf '#include "%s"\nextern int nothing;\n' "${header#harness/}" |
        eval "cc $CFLAGS -fsyntax-only -x c -" || { echo "$header: does not stand alone"; bad=1; }
done
exit $bad
