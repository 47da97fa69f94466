#!/bin/sh
# SPDX-License-Identifier: MIT
# Planted faults of peers in this process (fuzz/peer.h, bench_peer.c): how many executions and seconds until
# each is found, from one small seed, with our mutations and with libFuzzer's alone (which has its comparisons
# traced, as it would; both have the dictionary). Medians over SEEDS seeds; what was not found counts as the
# time it had, and is told; of what the first input shows there is no ratio. usage: planted-peers.sh [SECONDS A TRIAL] (make bench-peers); SEEDS="1 2 3 4 5"
set -eu
cd "$(dirname "$0")/.."
. fuzz/trial.sh
build=${BUILD:-build}
limit=${1:-15}
seeds=${SEEDS:-1 2 3 4 5}
work=$build/bench-peers
rm -rf "$work"
mkdir -p "$work/seed"
export ASAN_OPTIONS=quarantine_size_mb=8:detect_leaks=0
small_seed "$work/seed/one"

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

printf '%-40s %24s %24s %8s  %s\n' "planted" "ours: runs, ms, found" "engine: runs, ms, found" "ratio" "named (ours)"
echo "$list" | while read -r role fault _; do
    [ -n "$role" ] || continue
    : >"$work/names"
    # shellcheck disable=SC2046
    set -- $(medians "$build/fuzz/fuzz/planted_peer" "$role $fault")
    named=$(sort "$work/names" | uniq -c | sort -rn | awk '{ printf "%s%s", (NR > 1 ? " " : ""), $2 }')
    # shellcheck disable=SC2046
    set -- "$@" $(medians "$build/fuzz-cmp/fuzz/planted_peer_plain" "$role $fault")
    printf '%-40s %10d %7d %5d %10d %7d %5d %8.1f  %s\n' "$role $fault" "$1" "$2" "$3" "$4" "$5" "$6" \
        "$(echo "$4 $1" | awk '{ print $1 / ($2 ? $2 : 1) }')" "${named:--}"
done | tee "$work/table"
awk -v seeds="$(echo "$seeds" | wc -w)" '
    { found += $5; time[NR] = $4; if ($5 < seeds) missed++ }
    $3 == 1 && $6 == 1 { first++; next }
    { sum += log($9); count++; if ($9 < 1) lost++ }
    END {
        for (i = 1; i <= NR; i++) for (j = i + 1; j <= NR; j++)
            if (time[j] < time[i]) { swap = time[i]; time[i] = time[j]; time[j] = swap }
        printf "ours found %d of %d, the median time %d ms, the longest %d; %d not found by every seed\n",
            found, NR * seeds, time[int((NR + 1) / 2)], time[NR], missed
        printf "geometric mean of the ratios of executions: %.1f over %d faults (%d more at the first input of both); %d slower with ours\n",
            exp(sum / count), count, first, lost
    }' "$work/table"
