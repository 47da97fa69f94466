#!/bin/sh
# SPDX-License-Identifier: MIT
# A planted fault of a reference peer, found by an engine, named, made small, and as a case: how all of this
# works together (make fuzz-try, make fuzz-try-afl).      usage: try.sh libfuzzer|afl [ROLE FAULT]
set -eu
cd "$(dirname "$0")/.."
. fuzz/trial.sh
build=${BUILD:-build}
engine=$1 role=${2:-client} fault=${3:-1xx-cut-is-error}
grep -q "\"$fault\"" harness/peer/fault_*.def || { echo "try.sh: no fault is called $fault: interim serve --list-faults" >&2; exit 2; }
out=$build/fuzz-try/$engine
rm -rf "$out"
mkdir -p "$out/seeds" "$out/corpus"
export FUZZ_PLANTED="$role $fault"
small_seed "$out/seeds/one"
begin=$(date +%s)
case $engine in
libfuzzer)
    program=$build/fuzz/fuzz/planted_peer
    ASAN_OPTIONS=detect_leaks=0 "$program" -max_total_time=60 -max_len=4096 -dict="$build/release/fuzz.dict" \
        -artifact_prefix="$out/" "$out/corpus" "$out/seeds" >"$out/log" 2>&1 || true
    found=$(ls "$out"/crash-* 2>/dev/null | head -n 1)
    ;;
afl)
    program=$build/afl/fuzz/planted_peer_plain
    AFL_CUSTOM_MUTATOR_LIBRARY=$PWD/$build/release/libinterim-mutator.so AFL_BENCH_UNTIL_CRASH=1 AFL_NO_UI=1 \
        AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
        ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0 UBSAN_OPTIONS=abort_on_error=1:symbolize=0 \
        afl-fuzz -V 60 -t 20000 -x "$build/release/fuzz.dict" -i "$out/seeds" -o "$out/afl" -- "$program" >"$out/log" 2>&1 || true
    found=$(ls "$out"/afl/default/crashes/id* 2>/dev/null | head -n 1)
    ;;
esac
[ -n "$found" ] || { echo "$engine did not find '$FUZZ_PLANTED' in a minute: $out/log" >&2; exit 1; }
echo "$engine found '$FUZZ_PLANTED' after $(($(date +%s) - begin)) s: $found"
sh fuzz/finding.sh "$program" "$found" "$out/finding" "$role"
