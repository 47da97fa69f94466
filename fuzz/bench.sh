#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures fuzzing (make bench-fuzz): executions a second of fuzz_oracle beside a bare llhttp target over the
# same response streams and with the same sanitizers; and how soon each planted bug (bench_planted.def) is
# found, from one small seed, with our mutations and with the engine's own alone (both with the dictionary,
# the engine's with comparisons traced, which it lives on). Ratios of one run; what was not found in time
# counts as the time it had.    usage: bench.sh [SECONDS A TRIAL]; SEEDS="1 2 3 4 5"
set -eu
cd "$(dirname "$0")/.."
. fuzz/trial.sh
build=${BUILD:-build}
limit=${1:-10}
seeds=${SEEDS:-1 2 3 4 5}
work=$build/bench-fuzz
rm -rf "$work"
mkdir -p "$work/seed" "$work/streams"
export ASAN_OPTIONS=quarantine_size_mb=8
printf '\036>GET / HTTP/1.1\r\nHost: a\r\n\r\n\036<HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\036.' \
    >"$work/seed/one"

# ---------------------------------------------------------------- executions a second
# llhttp takes the response octets of the captures that fuzz_oracle takes: the same connections for both.
"$build/release/fuzz/tool_streams" "$work/streams" corpus/capture/*
median_of_five() { # COMMAND...
    for _ in 1 2 3 4 5; do "$@"; done | sort -n | sed -n 3p
}
# The target alone, all files round after round, without an engine: microseconds of CPU.
bare=$(median_of_five "$build/fuzz-llhttp/fuzz/llhttp_alone" 200 "$work/streams"/*)
ours=$(median_of_five "$build/fuzz-llhttp/fuzz/oracle_alone" 40 corpus/capture/*)
# Under libFuzzer, which looks through its counters after each, with its own mutations for both: executions, not
# the disk that a corpus is written to. One after the other, so that both have the same machine.
printf '%s,' "$work/streams"/* | sed 's/,$//' >"$work/seeds"
fuzzed() { # PROGRAM FILE: microseconds of CPU an execution, to FILE
    runs=400000
    /usr/bin/env time -f '%U %S' -o "$work/cpu" "$1" -seed=1 -runs=$runs -max_len=128 -len_control=0 \
        -seed_inputs=@"$work/seeds" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    awk -v runs=$runs '{ printf "%.2f\n", ($1 + $2) * 1000000 / runs }' "$work/cpu" >>"$2"
}
for _ in 1 2 3 4 5; do
    fuzzed "$build/fuzz-llhttp/fuzz/bench_llhttp" "$work/bare"
    fuzzed "$build/fuzz-llhttp/fuzz/oracle_plain" "$work/ours"
done
bare_fuzzed=$(sort -n "$work/bare" | sed -n 3p)
ours_fuzzed=$(sort -n "$work/ours" | sed -n 3p)
say() { # WHAT BARE OURS
    echo "$1: bare llhttp $2 us, fuzz_oracle $3 us an execution, ratio $(echo "$2 $3" | awk '{ printf "%.2f", $1 / $2 }')"
}
say "target alone" "$bare" "$ours"
say "under libFuzzer (goal 0.7, at the least 0.4)" "$bare_fuzzed" "$ours_fuzzed"

# ---------------------------------------------------------------- planted bugs
printf '%-24s %28s %28s %8s\n' "planted bug" "ours: runs, ms, found" "engine: runs, ms, found" "ratio"
for bug in $(sed -n 's/^PLANTED(\([a-z_0-9]*\),.*/\1/p' fuzz/bench_planted.def); do
    # shellcheck disable=SC2046
    set -- $(medians "$build/fuzz/fuzz/planted" "$bug") $(medians "$build/fuzz-cmp/fuzz/planted_plain" "$bug")
    printf '%-24s %14d %7d %5d %14d %7d %5d %8.1f\n' "$bug" "$1" "$2" "$3" "$4" "$5" "$6" "$(echo "$4 $1" | awk '{ print $1 / ($2 ? $2 : 1) }')"
done | tee "$work/table"
awk '{ sum += log($8); if ($8 < 1) lost++; if ($4 == 0) missed++; time[NR] = $3 } END {
    printf "geometric mean of the ratios of executions: %.1f over %d bugs; %d slower with ours; %d not found by ours\n",
        exp(sum / NR), NR, lost, missed }' "$work/table"
