#!/bin/sh
# SPDX-License-Identifier: MIT
# Finds llhttp >= 9.2 and prints its prefix; where the system has none, fetches Debian 13's packages
# (they need nothing newer than libc 2.3.4) with apt's own signature check into build/llhttp,
# through a private sources list and state folder: the system's sources stay as they are.
# Prints the lines of a makefile: LLHTTP_CFLAGS and LLHTTP_LIBS.
set -eu
[ "${1-}" = --make ] && [ $# = 2 ] || { echo "usage: llhttp.sh --make OUTPUT-FOLDER" >&2; exit 2; }
out=$2
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
command -v apt-get >/dev/null 2>&1 || {
    echo "llhttp 9.2 or later not found: install your system's llhttp development package" >&2
    exit 1
}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || { echo "llhttp.sh: $keyring is missing: apt-get install debian-archive-keyring" >&2; exit 1; }
mirror=$(sed -n 's|^URIs: *\([^ ]*\)/debian/* *$|\1|p; s|^deb [^#]*\(http[^ ]*\)/debian/* .*|\1|p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
mirror=${mirror:-http://deb.debian.org}/debian

mkdir -p "$out"
state=$(cd "$out" && pwd)/apt
mkdir -p "$state/lists/partial" "$state/archives/partial" "$state/empty"
echo "deb [signed-by=$keyring] $mirror $release main" >"$state/sources.list"
: >"$state/status"
private_apt() {
    apt-get -qq -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts="$state/empty" \
        -o Dir::State="$state" -o Dir::State::Lists="$state/lists" -o Dir::State::Status="$state/status" \
        -o Dir::Cache="$state" -o Dir::Cache::Archives="$state/archives" \
        -o APT::Sandbox::User=root -o Acquire::Languages=none "$@" >&2
}
private_apt update
(cd "$state/archives" && private_apt download libllhttp9.2 libllhttp-dev)
for package in "$state"/archives/*.deb; do
    dpkg -x "$package" "$state/root"
done
mkdir -p "$out/include" "$out/lib"
cp "$state"/root/usr/include/llhttp.h "$out/include/"
cp -P "$state"/root/usr/lib/*/libllhttp* "$out/lib/"
rm -rf "$state"
version_ok "$out/include/llhttp.h" || { echo "llhttp.sh: the fetched llhttp is not 9.2 or later" >&2; exit 1; }
fetched
