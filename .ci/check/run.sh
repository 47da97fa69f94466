#!/bin/sh
# SPDX-License-Identifier: MIT
# Every check of `make check`, each by name; all are run, and all failures told.
# Usage: run.sh [NAME...], with CFLAGS and BUILD in the environment.
set -u
here=$(dirname "$0")
export CFLAGS BUILD
all="layers banned headers format both-compilers oracle-alone manual cppcheck analyzer tidy"
failed=""
for name in ${*:-$all}; do
    start=$(date +%s)
    if sh "$here/$name.sh"; then
        echo "check $name: ok ($(($(date +%s) - start)) s)"
    else
        echo "check $name: FAILED"
        failed="$failed $name"
    fi
done
[ -z "$failed" ] || { echo "make check failed:$failed"; exit 1; }
