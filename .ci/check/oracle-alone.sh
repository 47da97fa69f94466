#!/bin/sh
# SPDX-License-Identifier: MIT
# liboracle.a links against base and llhttp alone, and the oracle's own objects neither
# allocate nor do I/O: what they leave undefined is looked at name by name.
set -eu
out=$BUILD/release
make -s MODE=release BUILD="$BUILD" "$out/liboracle.a"
llhttp=$(sed -n 's/^LLHTTP_LIBS := //p' "$BUILD/llhttp.mk")
echo 'int main(void) { return 0; }' | cc -o "$BUILD/oracle-alone" -x c - -x none -Wl,--whole-archive \
    "$out/liboracle.a" -Wl,--no-whole-archive $llhttp ||
    { echo "liboracle.a needs more than base and llhttp"; exit 1; }
rm -f "$BUILD/oracle-alone"
# Allowed: what the oracle itself defines, llhttp, views of octets, ENSURE, and the libc
# functions that neither allocate nor do I/O (pthread_once: parsers that are made once a process).
defined=$(nm --defined-only -g "$out"/oracle/*.o | awk 'NF == 3 { print $3 }' | sort -u)
allowed='^(mem(cpy|move|set|chr|cmp)|__(memcpy|memmove|memset|snprintf)_chk|snprintf|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|llhttp_.*|octets_.*|ensure_failed|pthread_once)$'
strange=$(nm -u "$out"/oracle/*.o | awk '$1 == "U" { print $2 }' | sort -u |
    grep -vxF "$defined" | grep -vE "$allowed" || true)
[ -z "$strange" ] || { echo "the oracle calls what it should not:" $strange; exit 1; }
