#!/bin/bash
# SPDX-License-Identifier: MIT
# A driver that sends one request as it should, and at the next one dies, or writes nonsense
# ($1: dies, nonsense): for test_cli.
echo '{"driver":"mortal","version":"1","features":[]}'
read -r line
id=${line#*\"id\":} id=${id%%,*}
url=${line#*\"url\":\"http://} url=${url%%\"*} url=${url//\\/}
authority=${url%%/*}
exec 3<>"/dev/tcp/${authority%:*}/${authority##*:}"
printf 'GET /%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "${url#*/}" "$authority" >&3
while read -r -u 3 field && [ "$field" != $'\r' ]; do :; done
read -r -n 16 -u 3 content
echo "{\"id\":$id,\"status\":200,\"content\":\"$content\",\"error\":null}"
read -r line
[ "$1" = nonsense ] && echo 'Segmentation fault (not really)' && exit 0
echo 'what a pity' >&2
exit 7
