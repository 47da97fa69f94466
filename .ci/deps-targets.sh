#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the real targets of `interim run` from Debian's packages, without starting their system
# services, and without touching services that run already.
# usage: deps-targets.sh [--dry-run]
set -eu
here=$(dirname "$0")
. "$here/packages.sh"

dry=no
case ${1-} in
"") ;;
--dry-run) dry=yes ;;
*)
    echo "usage: deps-targets.sh [--dry-run]" >&2
    exit 2
    ;;
esac

# Program and package, from the table of targets: what is there from elsewhere (a newer Node, say) is
# as good.
missing=
for pair in $(sed -n 's/.*\.package = "\([^"]*\)", \.program = "\([^"]*\)".*/\2=\1/p' \
    "$here/../harness/target/targets.def" | sort -u); do
    program=${pair%%=*}
    PATH=$PATH:/usr/sbin:/usr/local/sbin command -v "$program" >/dev/null 2>&1 || missing="$missing ${pair#*=}"
done
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 || {
    echo "not a Debian system: install what stands for:$missing" >&2
    exit 1
}

# Maintainer scripts ask this policy before they start a service. Ours stands only while we install,
# and only where there is none; 101 is "forbidden by policy".
policy=/usr/sbin/policy-rc.d
ours=no
remove_policy() {
    if [ "$ours" = yes ]; then as_root rm -f "$policy"; fi
}
if [ "$dry" = no ] && [ ! -e "$policy" ]; then
    ours=yes
    trap remove_policy EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
fi
# A list of words on purpose.
# shellcheck disable=SC2086
install_packages "$dry" $missing
