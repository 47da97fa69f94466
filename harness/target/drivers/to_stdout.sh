#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a command that can only save to a file, and writes what it saved to standard output. Its exit
# status is the command's.
# usage: to_stdout.sh COMMAND... SAVED...   (each word SAVED is the file's name)
set -u
folder=$(mktemp -d /tmp/interim-saved-XXXXXX) || exit 125
trap 'rm -rf "$folder"' EXIT
trap 'exit 143' TERM INT HUP
for word; do
    shift
    [ "$word" = SAVED ] && word=$folder/saved
    set -- "$@" "$word"
done
"$@" >/dev/null </dev/null
status=$?
[ ! -e "$folder/saved" ] || cat "$folder/saved"
exit "$status"
