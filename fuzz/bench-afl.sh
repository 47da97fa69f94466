#!/bin/sh
# SPDX-License-Identifier: MIT
# Executions a second under AFL++: fuzz_oracle beside a bare llhttp target with the same sanitizers and the same
# packaged llhttp, the same seeds (recorded response streams), AFL++'s own mutations alone; one after the other,
# REPEATS times. What AFL++ spends itself is in both.       usage: bench-afl.sh [SECONDS] (make bench-fuzz-afl)
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
limit=${1:-10}
work=$build/bench-fuzz-afl
rm -rf "$work"
mkdir -p "$work/seeds"
printf 'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' >"$work/seeds/interim"
printf 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n' >"$work/seeds/chunked"
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
    ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0 UBSAN_OPTIONS=abort_on_error=1:symbolize=0

speed() { # PROGRAM
    rm -rf "$work/out"
    afl-fuzz -s 1 -V "$limit" -x "$build/release/fuzz.dict" -i "$work/seeds" -o "$work/out" -- "$1" >"$work/log" 2>&1
    sed -n 's/^execs_per_sec *: *//p' "$work/out/default/fuzzer_stats"
}
for _ in $(seq "${REPEATS:-3}"); do
    echo "$(speed "$build/afl/fuzz/bench_llhttp") $(speed "$build/afl/fuzz/oracle_plain")"
done | awk '{ printf "bare llhttp %.0f, fuzz_oracle %.0f executions a second, ratio %.2f\n", $1, $2, $2 / $1 }'
