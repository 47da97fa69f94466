#!/bin/sh
# SPDX-License-Identifier: MIT
# A finding of a fuzz target: its name (the requirement, or the function that it ended in), the same made small
# by its engine, and a case file of it.         usage: finding.sh PROGRAM FILE FOLDER [ROLE]
#                                                      finding.sh --name PROGRAM FILE: its name alone
# PROGRAM is a target under libFuzzer or AFL++, FILE what it ended at; the results go to FOLDER. ROLE: what the
# target is (server, client, gateway), for the case file, where its source does not say. Exit 1 where FILE does
# nothing, now; 2 usage.
set -eu
[ $# -ge 3 ] || { sed -n 3,8p "$0" >&2; exit 2; }
name_alone=
[ "$1" != --name ] || { name_alone=yes && shift && set -- "$1" "$2" "$(mktemp -d)"; }
program=$1 file=$2 out=$3 role=${4:-}
tree=$(dirname "$0")/..
build=${BUILD:-$tree/build}
interim=$build/release/interim
[ -x "$program" ] || { echo "$program: no such program: make fuzz F=NAME builds build/fuzz/fuzz/fuzz_NAME" >&2; exit 2; }
[ -r "$file" ] || { echo "$file: cannot be read" >&2; exit 2; }
[ -x "$interim" ] || { echo "$interim is not built: make build" >&2; exit 2; }
source=$tree/fuzz/$(basename "$program").c
[ -n "$role" ] || [ ! -e "$source" ] || role=$(sed -n 's/.*return peer_\([a-z]*\)_fuzz(.*/\1/p' "$source" | head -n 1)
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=0 UBSAN_OPTIONS=abort_on_error=1 AFL_NO_UI=1 AFL_QUIET=1
mkdir -p "$out"

said() { # FILE: what the target says of it
    timeout 60 "$program" "$1" >"$out/said" 2>&1 || true
    cat "$out/said"
}
name_of() { # FILE: the requirement, else the last function of ours, else nothing
    said "$1" | sed -n 's/^interim: \(broken\|missed\): \([a-z0-9.-]*\) .*/\2/p
        s/^SUMMARY: AddressSanitizer: \([a-z-]*\) .*/\1/p
        s/^ *#[0-9]* 0x[0-9a-f]* in \([a-z_0-9]*\) [^ ]*fuzz\/.*/\1/p' | head -n 1
}

if [ -n "$name_alone" ]; then
    name_of "$file"
    rm -r "$out"
    exit 0
fi
name=$(FUZZ_REDUCE=$out/try name_of "$file")
[ -n "$name" ] || { echo "$file: nothing happens" >&2; exit 1; }
small=$out/$name.input
cp "$file" "$small"
if [ -s "$out/try" ]; then
    : # a peer's harness has done it, with the means of live fuzzing
elif nm "$program" 2>/dev/null | grep -q __afl_manual_init; then
    afl-tmin -t 30000 -i "$file" -o "$out/try" -- "$program" >"$out/tmin.log" 2>&1 || true
else
    "$program" -minimize_crash=1 -max_total_time="${SECONDS_TO_MINIMISE:-15}" -exact_artifact_path="$out/try" "$file" \
        >"$out/tmin.log" 2>&1 || true
fi
# What is smaller, and still the same.
[ ! -s "$out/try" ] || [ "$(name_of "$out/try")" != "$name" ] || mv "$out/try" "$small"
rm -f "$out/try"
said "$small" >"$out/$name.txt"
echo "$name: $(wc -c <"$file") octets, made small: $(wc -c <"$small"); $small"
# A requirement has a dot in its name; of a crash there is no case, but the input.
case $name in
*.*)
    "$interim" cases from-finding --requirement "$name" ${role:+--role "$role"} "$small" >"$out/$name.md" &&
        echo "as a case: $out/$name.md" || rm -f "$out/$name.md"
    ;;
esac
rm -f "$out/said"
