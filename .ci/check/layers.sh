#!/bin/sh
# SPDX-License-Identifier: MIT
# A folder of harness/ includes only itself and folders that sort before it, and files form
# no include cycle. Files directly in harness/ (main.c, cmd_*.c) may include all.
set -eu
cd harness
edges=$(mktemp)
trap 'rm -f "$edges"' EXIT
find . -name '*.[ch]' -o -name '*.def' | sed 's|^\./||' | sort | while read -r file; do
    sed -n 's/^ *#include "\([^"]*\)".*/\1/p' "$file" | while read -r included; do
        [ -e "$included" ] || { echo "$file: includes \"$included\", which is not there"; exit 1; }
        echo "$file $included"
    done
done >"$edges" || { cat "$edges"; exit 1; }

LC_ALL=C awk '
    function folder(path) { return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : "" }
    folder($1) != "" && (folder($2) == "" || folder($2) > folder($1)) {
        print "harness/" $1 ": includes \"" $2 "\", of a layer above its own"
        bad = 1
    }
    END { exit bad }' "$edges"

tsort "$edges" >/dev/null 2>"$edges.cycle" || true
if [ -s "$edges.cycle" ]; then
    echo "include cycle:"
    cat "$edges.cycle"
    rm -f "$edges.cycle"
    exit 1
fi
rm -f "$edges.cycle"
