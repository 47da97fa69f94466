#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs test programs one after the other, shows what failed, and closes with one line of
# counts: "N passed, N failed". Usage: tests.sh PROGRAM...
set -u
passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for program in "$@"; do
    name=$(basename "$program")
    start=$(date +%s)
    "$program" >"$log" 2>&1
    status=$?
    ok=$(grep -c '^\[       OK \]' "$log")
    bad=$(grep -c '^\[  FAILED  \] [a-zA-Z0-9_]*$' "$log")
    # A program that died tells no count of its own: it is one failure.
    [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    # cmocka names each failed test twice: when it fails, and in its closing list.
    listed=$(sed -n 's/^ \([0-9]*\) FAILED TEST(S)$/\1/p' "$log" | tail -n 1)
    [ -n "$listed" ] && bad=$listed
    [ "$status" -eq 0 ] && [ "$ok" -eq 0 ] && { bad=1; echo "$name ran no test" >>"$log"; }
    passed=$((passed + ok))
    failed=$((failed + bad))
    if [ "$bad" -gt 0 ]; then
        echo "--- $name: exit status $status"
        grep -v '^\[ RUN      \]\|^\[       OK \]' "$log"
    fi
    echo "$name: $ok passed, $bad failed ($(($(date +%s) - start)) s)"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
