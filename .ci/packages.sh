# SPDX-License-Identifier: MIT
# Functions for deps.sh and deps-targets.sh: which Debian packages are missing, and how they get here.
# shellcheck shell=sh

missing_of() { # PACKAGE...: prints those that are not installed
    for package in "$@"; do
        case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
        *" installed") ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

as_root() { # COMMAND...: as root, by sudo where we are not
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

install_packages() { # DRY PACKAGE...: says what is missing and installs it; silent where nothing is
    dry=$1
    shift
    [ $# -gt 0 ] || return 0
    echo "missing packages: $*" >&2
    if [ "$dry" = yes ]; then
        return 1
    fi
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
        echo "neither root nor sudo: as root, run: apt-get install $*" >&2
        return 1
    fi
    log=$(mktemp)
    if as_root apt-get -qq update >"$log" 2>&1 &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
            install "$@" </dev/null >>"$log" 2>&1; then
        rm -f "$log"
        echo "installed" >&2
        return 0
    fi
    cat "$log" >&2
    rm -f "$log"
    echo "could not be installed: apt-get says why, above" >&2
    return 1
}
