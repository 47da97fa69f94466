#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries the recipes for CI (.ci/recipes): every command in them, against a server of ours, with and without a fault.
# usage: recipes.sh INTERIM FOLDER    FOLDER: for packages of npm and the jobs, kept between runs
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/packages.sh"
interim=$1 folder=$2
mkdir -p "$folder"
command -v npm >/dev/null 2>&1 || install_packages no npm
if [ ! -d "$folder/node_modules/@action-validator" ]; then
    echo '{"private": true}' >"$folder/package.json"
    npm --prefix "$folder" install --silent --no-audit --no-fund yaml @action-validator/core @action-validator/cli
fi
exec node "$here/../harness/test/recipes.mjs" "$folder/node_modules" "$interim" "$here/recipes" "$folder/jobs"
