#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the collection that a WebDAV server is to keep, writable also for a server that gives up root,
# and becomes the server. usage: dav.sh DIR PROGRAM ARGUMENT...
set -eu
dir=$1
shift
mkdir -p "$dir/dav"
chmod 777 "$dir" "$dir/dav"
exec "$@"
