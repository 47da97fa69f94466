#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a program of another Debian release: its root is entered in a mount namespace of its own, where
# the suite, /tmp, /dev and /proc are what they are outside, and so are ports and process ids. Nothing
# is left mounted when the program ends. Needs root, or a kernel that lets users have namespaces.
# usage: in-root.sh ROOT PROGRAM ARGUMENT...
set -eu
root=$1
shift
suite=$(cd "$(dirname "$0")/../.." && pwd -P)
store=$(cd "$root/../.." && pwd -P)
mapped=
[ "$(id -u)" = 0 ] || mapped=--map-root-user
# One word or none, on purpose.
# shellcheck disable=SC2016,SC2086
exec unshare --mount $mapped /bin/sh -euc '
    root=$1 suite=$2 store=$3
    shift 3
    for folder in /dev /proc /tmp "${TMPDIR:-/tmp}" "$suite" "$store"; do
        mkdir -p "$root$folder"
        mount --rbind "$folder" "$root$folder"
    done
    exec chroot "$root" "$@"
' in-root "$root" "$suite" "$store" "$@"
