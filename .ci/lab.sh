#!/bin/sh
# SPDX-License-Identifier: MIT
# The lab: real targets, one after the other, each with its report; then the matrix of all. A target
# whose report is there, made by this catalogue of this version of it, is not run again, so that a lab
# that was broken off goes on where it was.
# usage: lab.sh INTERIM FOLDER TARGET...
set -eu
interim=$1
folder=$2
shift 2
mkdir -p "$folder"

names() { # GROUP-OR-NAME...: the targets, a line each
    "$interim" targets --json "$@" | sed -n 's/^ *"name": "\(.*\)",$/\1/p'
}

# What a report depends on: the catalogue, the program that played it, and the target's version.
suite=$("$interim" cases export | cat - "$interim" | cksum | tr ' ' -)
stamp_of() {
    printf '%s %s\n' "$suite" "$("$interim" targets "$1" | tr -s ' ')"
}

begun=$(date +%s)
for name in $(names "$@"); do
    stamp=$(stamp_of "$name")
    if [ -e "$folder/$name.json" ] && [ "$(cat "$folder/$name.stamp" 2>/dev/null)" = "$stamp" ]; then
        echo "$name: there already"
        continue
    fi
    rm -f "$folder/$name.stamp" "$folder/$name.json"
    status=0
    start=$(date +%s)
    "$interim" run "$name" --format text -o "$folder/$name.txt" --format json -o "$folder/$name.json" \
        >/dev/null 2>"$folder/$name.err" || status=$?
    took=$(($(date +%s) - start))
    case $status in
    130) exit 130 ;;
    77) rm -f "$folder/$name.json" "$folder/$name.txt" ;; # not installed: a line, and no column
    2) cat "$folder/$name.err" >&2 ;;
    *) printf '%s\n' "$stamp" >"$folder/$name.stamp" ;;
    esac
    [ -s "$folder/$name.err" ] || rm -f "$folder/$name.err"
    # The last line but one of a report's text tells the counts.
    echo "$name: $(sed -n "s/^$name ([a-z]*): //p" "$folder/$name.txt" 2>/dev/null | tail -n 1) ($took s)"
done

set --
for name in $(names all); do
    [ ! -e "$folder/$name.stamp" ] || set -- "$@" "$folder/$name.json"
done
[ $# -gt 0 ] || { echo "no target could be tested: make deps-targets installs them" >&2; exit 77; }
"$interim" report merge --slim "$@" -o "$folder/matrix.html"
"$interim" report merge --slim "$@" -o "$folder/matrix.md"
echo "$# targets in $(($(date +%s) - begun)) s: $folder/matrix.html, $folder/matrix.md"
