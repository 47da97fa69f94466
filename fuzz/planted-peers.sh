#!/bin/sh
# SPDX-License-Identifier: MIT
# Planted faults of peers in this process (fuzz/peer.h, bench_peer.c): how many executions and seconds until
# each is found, from one small seed, with our mutations and with libFuzzer's alone (which has its comparisons
# traced, as it would; both have the dictionary). Medians over SEEDS seeds; what was not found counts as the
# time it had, and is told.          usage: planted-peers.sh [SECONDS A TRIAL] (make bench-peers); SEEDS="1 2 3 4 5"
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
limit=${1:-15}
seeds=${SEEDS:-1 2 3 4 5}
work=$build/bench-peers
rm -rf "$work"
mkdir -p "$work/seed"
export ASAN_OPTIONS=quarantine_size_mb=8:detect_leaks=0
printf '\036>GET {path} HTTP/1.1\r\nHost: {authority}\r\n\r\n\036<HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{token}\036_' \
    >"$work/seed/one"

list='
client  first-1xx-is-final          an interim response is final
client  reason-200-is-final         an interim response is final, where its reason says 200
client  sixth-1xx-is-error          the sixth interim response
client  1xx-cut-is-error            a read that ends within an interim response
client  1xx-content-length-counts   wrong delivery
client  1xx-makes-204-have-content  a hang
client  end-after-1xx-is-success    the connection ends behind a 1xx
client  stray-answers-next          wrong delivery, on a reused connection
client  crash                       a crash, behind a failed exchange
server  content-to-head             out of step by the content of a HEAD
server  pipelined-request-lost      a hang
server  content-is-next-request     wrong delivery
server  waits-for-chunked-content   a hang
server  crash                       a crash at an empty line before a request
gateway second-1xx-is-final         an interim response is final
gateway octets-behind-final-answer-next  wrong delivery, on a reused connection
gateway 1xx-content-length-stays    wrong framing
gateway death-is-silence            a hang
'

trial() { # PROGRAM PLANTED SEED: prints executions, milliseconds, found
    mkdir -p "$work/corpus"
    start=$(date +%s%N)
    status=0
    FUZZ_PLANTED=$2 "$1" -seed="$3" -max_total_time="$limit" -max_len=1024 -dict="$build/release/fuzz.dict" \
        -print_final_stats=1 -artifact_prefix="$work/" "$work/corpus" "$work/seed" >"$work/log" 2>&1 || status=$?
    end=$(date +%s%N)
    rm -rf "$work/corpus" "$work"/crash-*
    # What it is called: of several trials the last one's.
    sed -n 's/.* in \(breach_[A-Z0-9_]*\) .*/\1/p; s/.* in \(peer_does_not_end\) .*/\1/p' "$work/log" | head -n 1 >>"$work/names"
    echo "$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log" | grep . || echo 0)" \
        "$(((end - start) / 1000000)) $([ "$status" -eq 77 ] && echo 1 || echo 0)"
}
medians() { # PROGRAM PLANTED: of executions and milliseconds, and how often found
    for seed in $seeds; do trial "$1" "$2" "$seed"; done >"$work/trials"
    for column in 1 2; do
        cut -d' ' -f$column "$work/trials" | sort -n | awk '{ row[NR] = $1 } END { printf "%d ", row[int((NR + 1) / 2)] }'
    done
    awk '{ found += $3 } END { print found }' "$work/trials"
}

printf '%-40s %24s %24s  %s\n' "planted" "ours: runs, ms, found" "engine: runs, ms, found" "named (ours)"
echo "$list" | while read -r role fault _; do
    [ -n "$role" ] || continue
    : >"$work/names"
    # shellcheck disable=SC2046
    set -- $(medians "$build/fuzz/fuzz/planted_peer" "$role $fault")
    named=$(sort "$work/names" | uniq -c | sort -rn | awk '{ printf "%s%s", (NR > 1 ? " " : ""), $2 }')
    # shellcheck disable=SC2046
    set -- "$@" $(medians "$build/fuzz-cmp/fuzz/planted_peer_plain" "$role $fault")
    printf '%-40s %10d %7d %5d %10d %7d %5d  %s\n' "$role $fault" "$1" "$2" "$3" "$4" "$5" "$6" "${named:--}"
done
