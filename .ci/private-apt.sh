# SPDX-License-Identifier: MIT
# Functions for llhttp.sh and .clusterfuzzlite/llhttp.sh: packages of another release of Debian, through a
# private sources list and state: the system's stay as they are.
# shellcheck shell=sh

debian_keyring() { # prints where Debian's keys are
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -r "$keyring" ] || { echo "$keyring is missing: apt-get install debian-archive-keyring" >&2; return 1; }
    echo "$keyring"
}

# TRUST is what apt is to trust: signed-by=KEYRING; or trusted=yes, where the caller checks sums of its own, as
# another system (Ubuntu, of which a farm's image is made) has none of Debian's keys, or old ones.
fetch_packages() { # STATE-FOLDER RELEASE TRUST PACKAGE...: their contents come to STATE-FOLDER/root
    state=$1 release=$2 trust=$3
    shift 3
    command -v apt-get >/dev/null 2>&1 || { echo "no apt-get: get $* another way" >&2; return 1; }
    mirror=$(sed -n 's|^URIs: *\([^ ]*\)/debian/* *$|\1|p; s|^deb [^#]*\(http[^ ]*\)/debian/* .*|\1|p' \
        /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
    mkdir -p "$state"
    state=$(cd "$state" && pwd)
    mkdir -p "$state/lists/partial" "$state/archives/partial" "$state/empty"
    echo "deb [$trust] ${mirror:-http://deb.debian.org}/debian $release main" >"$state/sources.list"
    : >"$state/status"
    private_apt() {
        apt-get -qq -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts="$state/empty" \
            -o Dir::State="$state" -o Dir::State::Lists="$state/lists" -o Dir::State::Status="$state/status" \
            -o Dir::Cache="$state" -o Dir::Cache::Archives="$state/archives" \
            -o APT::Sandbox::User=root -o Acquire::Languages=none "$@" >&2
    }
    private_apt update || return 1
    (cd "$state/archives" && private_apt download "$@") || return 1
    for package in "$state"/archives/*.deb; do
        dpkg -x "$package" "$state/root" || return 1
    done
}
