#!/bin/sh
# SPDX-License-Identifier: MIT
# Fetches llhttp's C sources, for a parser that is instrumented: FOLDER/src/{api,http,llhttp}.c and
# FOLDER/include/llhttp.h. They are those of Debian's package of the sources (unstable has it), and each
# has to have the sum that stands below.    usage: llhttp.sh FOLDER
set -eu
folder=${1:?usage: llhttp.sh FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../.ci/private-apt.sh"

right() { # FOLDER: whether these are llhttp 9.4.3
    (cd "$1" 2>/dev/null && sha256sum --status -c - <<END
0f8590206fe2f264db2825401b5fb856b979ee1363dc88b06f36dc9577afb941  src/api.c
a1f2b23168f8e9b5bfa464c89027d3ca259fc649ae3d7e72bfff997d1aeb5d72  src/http.c
391e7c99912abf3b1c9dd8a9c85fdeaac2663e9fa55b6f3871154d16fef8b892  src/llhttp.c
5bc82fa51b19aa8bee7d921038393fbfc74e8cc9bae0844c2d82c102fb8cfd68  include/llhttp.h
END
    )
}

right "$folder" && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fetch_packages "$work" sid 'trusted=yes check-valid-until=no' libllhttp-source
right "$work/root/usr/src/llhttp" || {
    echo "llhttp.sh: Debian's libllhttp-source is another one than that which is pinned here:" \
        "$(ls "$work"/archives/*.deb). Look at it, then change the sums." >&2
    exit 1
}
mkdir -p "$folder"
cp -R "$work/root/usr/src/llhttp/src" "$work/root/usr/src/llhttp/include" "$folder/"
