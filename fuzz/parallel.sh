#!/bin/sh
# SPDX-License-Identifier: MIT
# One target on several processors, and on several machines.
# usage: parallel.sh libfuzzer|afl N SECONDS TARGET [SYNC-FOLDER]
# libfuzzer: N processes in fork mode, one corpus. afl: one main (-M) and N - 1 secondaries (-S), each with
# a strategy of its own. SYNC-FOLDER: of AFL++, shared by all machines (a mounted folder, or one that rsync
# fills from each machine); only one main a machine, named after it.
# Exit status: 0 nothing was found, 1 something was, 2 it was called wrongly, 3 it did not run.
set -eu
[ $# -ge 4 ] || { sed -n 3,9p "$0" >&2; exit 2; }
engine=$1 count=$2 seconds=$3 target=$4
cd "$(dirname "$0")/.."
build=${BUILD:-build}
dictionary=$build/release/fuzz.dict
wrong() {
    echo "parallel.sh: $1" >&2
    exit 2
}
case $engine in
libfuzzer) program=$build/fuzz/fuzz/$target make=fuzz ;;
afl) program=$build/afl/fuzz/$target make=fuzz-afl ;;
*) wrong "$engine: expected libfuzzer or afl" ;;
esac
for number in "$count" "$seconds"; do
    case $number in '' | 0* | *[!0-9]*) wrong "$number: expected a whole number, at least 1" ;; esac
done
[ -x "$program" ] || wrong "$program is not built: make $make F=${target#fuzz_}"
corpus=corpus/$(sed -n "s/^FUZZ_CORPUS_$target *:= *//p" fuzz/rules.mk | grep . || echo capture)

libfuzzer() {
    log=$build/findings/$target-fork.log
    mkdir -p "$build/findings/$target" "$build/fuzz-corpus/$target"
    : >"$build/findings/$target.began"
    # A finding ends a child, not the run; the exit status tells at the end.
    "$program" -fork="$count" -ignore_crashes=1 -ignore_timeouts=1 -max_total_time="$seconds" \
        -timeout=10 -max_len=8192 -dict="$dictionary" -artifact_prefix="$build/findings/$target/" \
        "$build/fuzz-corpus/$target" "$corpus" >"$log" 2>&1 || true
    tail -n 2 "$log"
    grep -q '^INFO: exiting' "$log" || exit 3
    [ -z "$(find "$build/findings/$target" -newer "$build/findings/$target.began" -name '*-*' | grep -E '/(crash|timeout|oom)-')" ]
}

afl() { # SYNC-FOLDER
    sync=${1:-$build/afl-out/$target-sync} host=$(uname -n)
    mkdir -p "$sync"
    export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_QUIET=1 AFL_AUTORESUME=1 \
        AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_CUSTOM_MUTATOR_LIBRARY="$PWD/$build/release/libinterim-mutator.so" \
        ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0 UBSAN_OPTIONS=abort_on_error=1:symbolize=0
    [ "$corpus" = corpus/capture ] || unset AFL_CUSTOM_MUTATOR_LIBRARY
    pids=
    for number in $(seq "$count"); do
        role="-S $host-$number"
        [ "$number" -gt 1 ] || role="-M $host"
        # The third of them leaves the mutator aside, the fourth explores: they find different things.
        case $number in 3) unset AFL_CUSTOM_MUTATOR_LIBRARY ;; esac
        # shellcheck disable=SC2086 # a flag and a name
        afl-fuzz $role -V "$seconds" -x "$dictionary" -i "$corpus" -o "$sync" -- "$program" \
            >"$build/afl-$target-$number.log" 2>&1 &
        pids="$pids $!"
    done
    trap 'kill $pids 2>/dev/null' INT TERM
    # shellcheck disable=SC2086 # process ids
    wait $pids || true
    [ -n "$(find "$sync" -name fuzzer_stats | head -n 1)" ] || {
        tail -n 5 "$build/afl-$target-1.log"
        exit 3
    }
    TERM=${TERM:-dumb} afl-whatsup -s -d "$sync" 2>/dev/null || true
    [ -z "$(find "$sync" -path '*/crashes/id*' -o -path '*/hangs/id*' | head -n 1)" ]
}

shift 4
"$engine" "$@"
