#!/bin/sh
# SPDX-License-Identifier: MIT
# Pages and reports held against what reads them: the HTML report in a real browser, opened from disk and
# walked through, the playground of `interim serve` likewise, and SARIF against the schema of its standard.
# The runs are of peers whose faults are known, and those that are committed.
# usage: formats.sh INTERIM FOLDER    FOLDER: for packages of npm and the reports, kept between runs
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/packages.sh"
interim=$1 folder=$2
mkdir -p "$folder"

browser=$(missing_of chromium curl netcat-openbsd)
command -v npm >/dev/null 2>&1 || browser="$browser npm"
# Words on purpose.
# shellcheck disable=SC2086
install_packages no $browser
if [ ! -d "$folder/node_modules/@microsoft/jest-sarif" ]; then
    echo '{"private": true}' >"$folder/package.json"
    # The newest driver wants a newer node than Debian 12 has.
    driver=playwright-core
    [ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || driver=playwright-core@1.55
    npm --prefix "$folder" install --silent --no-audit --no-fund \
        "$driver" ajv ajv-formats ajv-draft-04 @microsoft/jest-sarif
fi

# A client and a server without a fault, and a server with one: every kind of verdict is there.
"$interim" run reference-client --quiet --format json -o "$folder/client.json" >/dev/null
"$interim" run reference-server --quiet --format json -o "$folder/server.json" >/dev/null
"$interim" serve --fault content-length-in-1xx >"$folder/serve.txt" &
server=$!
trap 'kill "$server" 2>/dev/null' EXIT
trap 'exit 130' INT TERM
tries=0
until url=$(grep -o 'http://[^ /]*' "$folder/serve.txt" | head -n 1) && [ -n "$url" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { echo "interim serve does not start" >&2; exit 1; }
    sleep 0.1
done
"$interim" server "$url/" --trigger / --quiet -o "$folder/fault.json" -o "$folder/fault.sarif" \
    -o "$folder/fault.md" -o "$folder/fault.svg" >/dev/null || [ $? -eq 1 ]
node "$here/../harness/test/sarif.mjs" "$folder/node_modules" "$folder/fault.sarif" \
    "$here"/../reports/samples/*.sarif

node "$here/../harness/test/playground.mjs" "$folder/node_modules" "$interim" ${PICTURES:+"$PICTURES"}

walk() { # PAGE REPORT...
    page=$1
    shift
    "$interim" report merge --slim "$@" -o "$page"
    echo "$(basename "$page"): $# reports, $(wc -c <"$page") octets"
    node "$here/../harness/test/page.mjs" "$folder/node_modules" "$page" ${PICTURES:+"$PICTURES"}
}
walk "$folder/faults.html" "$folder/client.json" "$folder/server.json" "$folder/fault.json"
set -- "$here"/../reports/results/*.json
[ ! -e "$1" ] || walk "$folder/results.html" "$@"
