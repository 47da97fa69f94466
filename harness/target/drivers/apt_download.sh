#!/bin/sh
# SPDX-License-Identifier: MIT
# Fetches with apt's own http method (apt-helper download-file), which can only save to files, and writes
# what was saved to standard output. Its exit status is apt-helper's.
# usage: apt_download.sh HELPER URL...
set -u
helper=$1
shift
folder=$(mktemp -d /tmp/interim-saved-XXXXXX) || exit 125
trap 'rm -rf "$folder"' EXIT
trap 'exit 143' TERM INT HUP
count=0
for url; do
    shift
    count=$((count + 1))
    set -- "$@" "$url" "$folder/$count" ""
done
"$helper" -qq -o APT::Sandbox::User=root -o Acquire::http::Proxy=DIRECT -o Acquire::Retries=0 \
    -o Acquire::http::Timeout=8 -o Dir::State="$folder" -o Dir::Cache="$folder" download-file "$@" </dev/null >/dev/null
status=$?
for saved in "$folder"/[0-9]*; do
    [ ! -f "$saved" ] || cat "$saved"
done
exit "$status"
