#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual pages without a warning of mandoc, and the completions as their shells read them: bash here,
# the others where they are installed (test_help has all of it for what a machine has).
set -u
make -s MODE=release BUILD="$BUILD" "$BUILD/release/interim" >/dev/null || exit 1
bad=0
for page in interim interim-case libinterim; do
    "$BUILD/release/interim" help --man $page | mandoc -Tlint || { echo "$page: mandoc complains"; bad=1; }
done
"$BUILD/release/interim" help --completion bash | bash -n || bad=1
exit $bad
