#!/bin/sh
# SPDX-License-Identifier: MIT
# Finds llhttp >= 9.2 and prints its prefix; where the system has none, fetches Debian 13's packages
# (they need nothing newer than libc 2.3.4) with apt's own signature check into build/llhttp,
# through a private sources list and state folder: the system's sources stay as they are.
# Prints the lines of a makefile: LLHTTP_CFLAGS and LLHTTP_LIBS.
set -eu
[ "${1-}" = --make ] && [ $# = 2 ] || { echo "usage: llhttp.sh --make OUTPUT-FOLDER" >&2; exit 2; }
out=$2
. "$(dirname "$0")/private-apt.sh"
release=trixie

version_ok() { # HEADER: true for 9.2 and later
    [ -r "$1" ] && awk '
        $2 == "LLHTTP_VERSION_MAJOR" { major = $3 }
        $2 == "LLHTTP_VERSION_MINOR" { minor = $3 }
        END { exit !(major > 9 || (major == 9 && minor >= 2)) }' "$1"
}

answer() { # CFLAGS LIBS
    printf 'LLHTTP_CFLAGS := %s\nLLHTTP_LIBS := %s\n' "$1" "$2"
    exit 0
}

for prefix in /usr /usr/local /opt/homebrew; do
    if version_ok "$prefix/include/llhttp.h"; then
        case $prefix in
        /usr) answer "" "-lllhttp" ;;
        *) answer "-isystem $prefix/include" "-L$prefix/lib -lllhttp" ;;
        esac
    fi
done
fetched() {
    answer "-isystem $out/include" "$out/lib/libllhttp.a"
}
version_ok "$out/include/llhttp.h" && fetched
state=$out/apt
keyring=$(debian_keyring) && fetch_packages "$state" "$release" "signed-by=$keyring" libllhttp9.2 libllhttp-dev || {
    echo "llhttp 9.2 or later not found: install your system's llhttp development package" >&2
    exit 1
}
mkdir -p "$out/include" "$out/lib"
cp "$state"/root/usr/include/llhttp.h "$out/include/"
cp -P "$state"/root/usr/lib/*/libllhttp* "$out/lib/"
rm -rf "$state"
version_ok "$out/include/llhttp.h" || { echo "llhttp.sh: the fetched llhttp is not 9.2 or later" >&2; exit 1; }
fetched
