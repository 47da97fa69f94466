#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the Debian packages on this system as a user would, runs what they bring away from the tree,
# and purges them. For machines that are thrown away: CI's, or a clean root.
# usage: deb-try.sh FOLDER
set -eu
folder=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
. "$here/packages.sh"
if [ -n "$(dpkg-query -W -f '${db:Status-Abbrev}' interim 2>/dev/null | grep '^i')" ]; then
    echo "interim is installed here already: not touched" >&2
    exit 1
fi
quietly() { # COMMAND...: shows what it said only where it fails
    "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; return 1; }
}
work=$(mktemp -d)
purge() {
    as_root dpkg --purge interim libinterim-dev libinterim0 >/dev/null 2>&1
    rm -rf "$work"
}
trap purge EXIT
trap 'exit 130' INT TERM
quietly as_root apt-get -qq -y --no-install-recommends install "$folder"/interim_*.deb "$folder"/libinterim*.deb

cd "$work"
unset INTERIM_ROOT
quietly interim run --quiet --only 'exchange.*' --min 40 reference
interim help exit status | grep -q 'nothing applied'
test -s /usr/share/man/man1/interim.1.gz
example=$here/../harness/example/judge.c
# Words on purpose.
# shellcheck disable=SC2046
cc "$example" $(pkg-config --cflags --libs interim) -o shared
# shellcheck disable=SC2046
cc "$example" -static $(pkg-config --static --cflags --libs interim) -o static
for program in ./shared ./static; do
    printf 'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' | $program
    if printf 'HTTP/1.1 102 Processing\r\n\r\n' | $program >said; then
        echo "$program finds nothing in a 102 without a final response" >&2
        exit 1
    fi
    grep -q '^exchange.one-final' said
done
as_root dpkg --purge interim libinterim-dev libinterim0 >/dev/null
left=$(ls -d /usr/share/interim /usr/bin/interim /usr/include/interim.h 2>/dev/null || true)
[ -z "$left" ] || { echo "purging left $left" >&2; exit 1; }
echo "packages: installed, run, linked, purged"
