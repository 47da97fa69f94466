#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what building and testing need, on Debian 12 and 13: says what is missing, asks sudo where
# it is not root, and is silent and quick where nothing is missing.
# usage: deps.sh [--check] [--fuzz] [--afl] [--deb] [--dry-run]
# --check: also what `make check` needs; --fuzz: what `make fuzz` needs; --afl: AFL++; --deb: what `make deb` needs
set -eu
here=$(dirname "$0")
. "$here/packages.sh"

wanted="gcc libc6-dev make libcmark-dev libjansson-dev libxml2-dev libssl-dev libcmocka-dev libpopt-dev pkgconf"
# What test_reproduce runs its reproducers with.
wanted="$wanted python3 netcat-openbsd"
# The libraries that fuzz/fuzz_peer_*.c are examples of.
peers="libcurl4-openssl-dev libneon27-gnutls-dev libmicrohttpd-dev libevent-dev"
dry=no
for argument in "$@"; do
    case $argument in
    --check) wanted="$wanted clang clang-format clang-tidy cppcheck mandoc libxml2-utils $peers" ;;
    --fuzz) wanted="$wanted clang libclang-rt-dev llvm" ;;
    --afl) wanted="$wanted clang libclang-rt-dev afl++" ;;
    --deb) wanted="$wanted dpkg-dev" ;;
    --dry-run) dry=yes ;;
    *)
        echo "usage: deps.sh [--check] [--fuzz] [--afl] [--deb] [--dry-run]" >&2
        exit 2
        ;;
    esac
done

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    echo "not a Debian system: install what stands for: $wanted libllhttp-dev" >&2
    exit 0
fi

# Debian 13 and later have llhttp; for Debian 12 llhttp.sh fetches it with apt's own signature check.
release=$(. /etc/os-release && echo "${VERSION_ID:-99}")
if [ "${release%%.*}" -ge 13 ]; then
    wanted="$wanted libllhttp-dev"
else
    wanted="$wanted ca-certificates debian-archive-keyring"
fi
# Lists of words on purpose from here on.
# shellcheck disable=SC2046,SC2086
install_packages "$dry" $(missing_of $wanted)
