#!/bin/sh
# SPDX-License-Identifier: MIT
# The lab: real targets, some at a time, each with its report; then the matrix of all. A target whose
# report is there, made by this program and catalogue of this version of it, is not run again, so that
# a lab that was broken off goes on where it was.
# usage: lab.sh INTERIM FOLDER TARGET...      LAB_JOBS in the environment: how many at a time (3)
set -eu
export interim="$1" folder="$2"
shift 2
mkdir -p "$folder"

names() { # GROUP-OR-NAME...: the targets, a line each
    "$interim" targets --json "$@" | sed -n 's/^ *"name": "\(.*\)",$/\1/p'
}

# What a report depends on: the catalogue, the program that played it, and the target's version.
suite=$("$interim" cases export | cat - "$interim" | cksum | tr ' ' -)
export suite
begun=$(date +%s)

# Most targets wait most of the time, so that some at once cost each other little.
# The script is for the shells that xargs starts: its variables are theirs.
# shellcheck disable=SC2016
names "$@" | xargs -P "${LAB_JOBS:-3}" -I{} sh -euc '
    name=$1
    report=$folder/$name
    stamp="$suite $("$interim" targets "$name" | tr -s " ")"
    if [ -e "$report.json" ] && [ "$(cat "$report.stamp" 2>/dev/null)" = "$stamp" ]; then
        exit 0
    fi
    rm -f "$report.stamp" "$report.json"
    status=0
    start=$(date +%s)
    "$interim" run "$name" --format text -o "$report.txt" --format json -o "$report.json" \
        >/dev/null 2>"$report.err" || status=$?
    took=$(($(date +%s) - start))
    case $status in
    130) exit 255 ;; # ends xargs too
    77) rm -f "$report.json" "$report.txt" ;; # not installed: a line, and no column
    2) ;;
    *) printf "%s\n" "$stamp" >"$report.stamp" ;;
    esac
    [ -s "$report.err" ] || rm -f "$report.err"
    counts=$(sed -n "s/^[^ ]* ([a-z]*): \([0-9]* cases.*\)/\1/p" "$report.txt" 2>/dev/null | tail -n 1)
    echo "$name: ${counts:-$(tail -n 1 "$report.err" 2>/dev/null || echo not installed)} ($took s)"
' one {}

set --
for name in $(names all); do
    [ ! -e "$folder/$name.stamp" ] || set -- "$@" "$folder/$name.json"
done
[ $# -gt 0 ] || {
    echo "no target could be tested: make deps-targets installs them" >&2
    exit 77
}
"$interim" report merge --slim "$@" -o "$folder/matrix.html"
"$interim" report merge --slim "$@" -o "$folder/matrix.md"
echo "$# targets in $(($(date +%s) - begun)) s: $folder/matrix.html, $folder/matrix.md"
