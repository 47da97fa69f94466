# SPDX-License-Identifier: MIT
# Functions for bench.sh, planted-peers.sh and try.sh: how soon libFuzzer finds what is planted. The caller sets
# build, work (its folder), limit (seconds a trial) and seeds.
# shellcheck shell=sh

small_seed() { # FILE: one request, a 102 and a 200 with its token
    printf '\036>GET {path} HTTP/1.1\r\nHost: {authority}\r\n\r\n\036<HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{token}\036_' >"$1"
}

trial() { # PROGRAM PLANTED SEED: prints executions, milliseconds, found; adds what it is called to $work/names
    mkdir -p "$work/corpus"
    start=$(date +%s%N)
    status=0
    FUZZ_PLANTED=$2 "$1" -seed="$3" -max_total_time="$limit" -max_len=1024 -dict="$build/release/fuzz.dict" \
        -print_final_stats=1 -artifact_prefix="$work/" "$work/corpus" "$work/seed" >"$work/log" 2>&1 || status=$?
    end=$(date +%s%N)
    rm -rf "$work/corpus" "$work"/crash-*
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
