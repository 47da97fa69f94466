#!/bin/sh
# SPDX-License-Identifier: MIT
# A plain shell, for any other CI: fetches and builds the suite once, plays it against your server, leaves
# interim.html and interim.xml, and ends with the run's exit status (0 nothing failed, 1 something did, 3 it could
# not be tested). Debian 12 or 13, or what has the packages that `make deps` names.
# usage: INTERIM_REPOSITORY=URL shell.sh URL 'COMMAND THAT STARTS THE SERVER'
set -eu
url=${1:?usage: shell.sh URL COMMAND} start=${2:?usage: shell.sh URL COMMAND}
suite=${INTERIM_SUITE:-suite}

[ -e "$suite" ] || git clone -q --depth 1 "${INTERIM_REPOSITORY:?where the suite is cloned from}" "$suite"
make -s -C "$suite" build
touch interim-known.txt # the baseline: what is known to fail, with reasons
exec "$suite/build/release/interim" server "$url" --start "$start" \
    --baseline interim-known.txt --retry 1 --min 10 -o interim.html -o interim.xml
