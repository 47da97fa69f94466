#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the real targets of `interim run`: Debian's packages, without starting their system
# services and without touching services that run already; npm's packages, into the store; and, where
# asked for, the root of Debian unstable for the current releases, into the store too.
# usage: deps-targets.sh INTERIM [--current] [TARGET...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/packages.sh"

interim=$1
shift
current=no
if [ "${1-}" = --current ]; then
    current=yes
    shift
fi
store=${INTERIM_STORE:-$here/../build/targets}

missing() { # INSTALLER: what it is to install for the targets asked for, in one line
    installer=$1
    shift
    "$interim" targets --missing "$installer" "$@" | tr ' ' '\n' | sort -u | tr '\n' ' '
}

# Maintainer scripts ask this policy before they start a service. Ours stands only while we install,
# and only where there is none; 101 is "forbidden by policy".
policy=/usr/sbin/policy-rc.d
ours=no
remove_policy() {
    if [ "$ours" = yes ]; then as_root rm -f "$policy"; fi
}

packages=$(missing debian "$@")
if [ -n "$packages" ]; then
    command -v apt-get >/dev/null 2>&1 || {
        echo "not a Debian system: install what stands for: $packages" >&2
        exit 1
    }
    if [ ! -e "$policy" ]; then
        ours=yes
        trap remove_policy EXIT
        trap 'exit 130' INT TERM
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
    fi
    # A list of words on purpose.
    # shellcheck disable=SC2086
    install_packages no $packages
fi

modules=$(missing npm "$@")
if [ -n "$modules" ]; then
    command -v npm >/dev/null 2>&1 || install_packages no npm
    echo "missing from npm: $modules" >&2
    mkdir -p "$store/npm"
    [ -e "$store/npm/package.json" ] || echo '{"private": true}' >"$store/npm/package.json"
    # shellcheck disable=SC2086
    npm --prefix "$store/npm" install --silent --no-audit --no-fund $modules
fi

[ "$current" = yes ] || exit 0
root=$store/roots/sid
if [ ! -e "$root/etc/debian_version" ]; then
    command -v debootstrap >/dev/null 2>&1 || install_packages no debootstrap
    echo "making the root of Debian unstable in $root" >&2
    mkdir -p "$store/roots"
    as_root debootstrap --variant=minbase sid "$root.part" >"$store/roots/sid.log" 2>&1 || {
        tail -n 5 "$store/roots/sid.log" >&2
        exit 1
    }
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$root.part$policy" >/dev/null
    as_root chmod 755 "$root.part$policy"
    as_root mv "$root.part" "$root"
fi
packages=$(missing sid "$@")
[ -n "$packages" ] || exit 0
echo "missing in the root of Debian unstable: $packages" >&2
# A mirror's snapshot of unstable may be older than a week; it is signed all the same.
# shellcheck disable=SC2086
as_root env DEBIAN_FRONTEND=noninteractive sh "$here/../harness/target/in-root.sh" "$root" /bin/sh -euc '
    apt-get -qq -o Acquire::Check-Valid-Until=false update
    for package; do
        shift
        if [ -n "$(apt-cache madison "$package")" ]; then set -- "$@" "$package"
        else echo "not in this release: $package" >&3; fi
    done
    apt-get -qq -y --no-install-recommends install "$@"' install $packages 3>&2 >"$store/roots/sid.log" 2>&1 || {
    tail -n 5 "$store/roots/sid.log" >&2
    exit 1
}
