#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs fuzz targets that are built, one after the other, and says what they did. What they find lies in
# build/findings/TARGET/, what they learnt in build/fuzz-corpus/TARGET/ (or, of AFL++, build/afl-out/TARGET).
# usage: run.sh libfuzzer|afl|check SECONDS TARGET...        exit 1 where one has found something
# check: only whether these are seconds and targets; exit 2 where not.
set -u
engine=$1
seconds=$2
shift 2
cd "$(dirname "$0")/.." || exit 3
build=${BUILD:-build}
dictionary=$build/release/fuzz.dict
bad=0

case $seconds in
'' | 0* | *[!0-9]*)
    echo "T=$seconds: expected whole seconds, at least 1" >&2
    exit 2
    ;;
esac
for target in "$@"; do
    [ ! -e "fuzz/$target.c" ] || continue
    echo "F=${target#fuzz_}: there is no fuzz/$target.c; there are:" fuzz/fuzz_*.c | sed 's,fuzz/fuzz_\([a-z_0-9]*\)\.c\( \|$\),\1\2,g' >&2
    exit 2
done
[ "$engine" != check ] || exit 0

corpus_of() { # TARGET: the folder of corpus/ that is made for it
    sed -n "s/^FUZZ_CORPUS_$1 *:= *//p" fuzz/rules.mk | grep . || echo capture
}

begin() { # TARGET LOG
    mkdir -p "$build/findings/$1"
    : >"$build/findings/$1.began"
    echo "$1: $seconds s begin; log: $2; findings: $build/findings/$1/"
}

# What it has found now, each name once, and what to do with it.
tell_findings() { # TARGET PROGRAM
    find "$build/findings/$1" -type f ! -name 'slow-unit-*' -newer "$build/findings/$1.began" | sort | while read -r file; do
        name=$(sh fuzz/finding.sh --name "$2" "$file")
        echo "${name:-nothing-by-itself} $file"
    done | awk -v target="$1" -v program="$2" -v build="$build" '
        { if (!($1 in count)) { order[++names] = $1; first[$1] = substr($0, length($1) + 2) } count[$1]++ }
        END {
            for (at = 1; at <= names; at++) {
                name = order[at]
                printf "%s: %s, %d %s, the first: %s\n", target, name, count[name], count[name] == 1 ? "input" : "inputs", first[name]
                printf "    made small, and as a case: sh fuzz/finding.sh %s %s %s/found\n", program, first[name], build
            }
        }'
    rm -f "$build/findings/$1.began"
}

run_libfuzzer() { # TARGET
    mkdir -p "$build/fuzz-corpus/$1"
    begin "$1" "$build/findings/$1.log"
    set -- "$1" "$(corpus_of "$1")"
    "$build/fuzz/fuzz/$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 -dict="$dictionary" \
        -print_final_stats=1 -verbosity=1 -artifact_prefix="$build/findings/$1/" "$build/fuzz-corpus/$1" \
        $(ls -d "corpus/$2" "corpus/regressions/$2" 2>/dev/null) >"$build/findings/$1.log" 2>&1
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/findings/$1.log")
    speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$build/findings/$1.log")
    echo "$1: ${runs:-0} executions, ${speed:-0} a second, exit status $status"
    [ "$status" -ne 72 ] || exit 130 # interrupted
    # 77 a finding, 70 a time-out, 71 out of memory; 1 a crash of another kind
    [ "$status" -eq 0 ] || { tail -n 60 "$build/findings/$1.log"; bad=1; }
    tell_findings "$1" "$build/fuzz/fuzz/$1"
}

run_afl() { # TARGET
    out=$build/afl-out/$1
    seeds=$build/afl-seeds/$1
    rm -rf "$out"
    mkdir -p "$out" "$seeds"
    begin "$1" "$out.log"
    cp "corpus/$(corpus_of "$1")"/* "$seeds" 2>/dev/null || echo >"$seeds/empty"
    library=
    [ "$(corpus_of "$1")" = capture ] && library=$PWD/$build/release/libinterim-mutator.so
    AFL_CUSTOM_MUTATOR_LIBRARY=$library AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_QUIET=1 \
        AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0 \
        UBSAN_OPTIONS=abort_on_error=1:symbolize=0 \
        afl-fuzz -V "$seconds" -x "$dictionary" -i "$seeds" -o "$out" -- "$build/afl/fuzz/$1" >"$out.log" 2>&1
    status=$?
    stats=$out/default/fuzzer_stats
    echo "$1: $(sed -n 's/^execs_done *: *//p' "$stats") executions, $(sed -n 's/^execs_per_sec *: *//p' "$stats")" \
        "a second, exit status $status, $(sed -n 's/^saved_crashes *: *//p' "$stats") crashes," \
        "$(sed -n 's/^saved_hangs *: *//p' "$stats") hangs"
    [ "$status" -eq 0 ] || { tail -n 40 "$out.log"; bad=1; }
    for crash in "$out"/default/crashes/id* "$out"/default/hangs/id*; do
        [ -e "$crash" ] || continue
        cp "$crash" "$build/findings/$1/afl-$(sha1sum <"$crash" | cut -c1-16)"
        bad=1
    done
    tell_findings "$1" "$build/afl/fuzz/$1"
}

for target in "$@"; do
    run_"$engine" "$target"
done
exit $bad
