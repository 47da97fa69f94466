#!/bin/sh
# SPDX-License-Identifier: MIT
# Planted faults against `interim fuzz`: for each fault of the reference peers in the list, over
# SEEDS seeds, how long until it is found (and how many inputs), at most LIMIT seconds each.
# usage: sh fuzz/planted.sh [INTERIM] >table; SEEDS="1 2 3 4 5" LIMIT=60
set -eu
interim=${1:-build/release/interim}
seeds=${SEEDS:-1 2 3 4 5}
limit=${LIMIT:-60}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
list='
server content-length-in-1xx
server transfer-encoding-in-1xx
server content-in-1xx
server bare-lf-in-1xx
server folded-field-in-1xx
server two-finals
server 1xx-after-final
server 1xx-to-http10
server 1xx-cut-off
server pipeline-reversed
server pipelined-request-lost
server content-to-head
server waits-for-content
server waits-for-chunked-content
server expectation-case-sensitive
server content-is-next-request
server 100-to-http10
server 101-to-other-protocol
client first-1xx-is-final
client sixth-1xx-is-error
client reason-200-is-final
client 1xx-cut-is-error
client drops-octets-behind-1xx
client 1xx-content-length-counts
client 1xx-transfer-encoding-stays
client end-after-1xx-is-success
client stray-answers-next
client 1xx-makes-204-have-content
gateway second-1xx-is-final
gateway 1xx-cut-is-error
gateway 1xx-content-length-stays
gateway octets-behind-final-answer-next
gateway stray-answers-next
gateway death-is-success
gateway death-is-silence
proxy stray-answers-next
proxy drops-unknown-1xx
proxy reverses-1xx
'
printf '%-8s %-32s %6s %10s %10s  %s\n' role fault found 'median s' 'inputs' 'seconds, each seed'
echo "$list" | while read -r role fault; do
    [ -n "$role" ] || continue
    times= inputs=
    for seed in $seeds; do
        "$interim" fuzz "reference-$role" --fault "$fault" --seed "$seed" --seconds "$limit" \
            --first -o "$out" >"$out/said" 2>&1 || true
        line=$(sed -n 's/^the first after \([0-9.]*\) s and \([0-9]*\) inputs$/\1 \2/p' "$out/said")
        times="$times ${line%% *}" inputs="$inputs ${line##* }"
        [ -n "$line" ] || times="$times -"
    done
    echo "$role $fault|$times|$inputs" | awk -F'|' -v seeds="$(echo $seeds | wc -w)" '
        function median(text, a, n, i, j, t) {
            n = split(text, a, " ")
            for (i = 1; i <= n; i++) if (a[i] == "-") a[i] = 1e9
            for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++)
                if (a[j] + 0 < a[i] + 0) { t = a[i]; a[i] = a[j]; a[j] = t }
            return a[int((n + 1) / 2)]
        }
        { split($1, who, " "); found = split($3, one, " "); m = median($2)
          printf "%-8s %-32s %3d/%-2d %10s %10s  %s\n", who[1], who[2], found, seeds,
                 (m >= 1e9 ? "lost" : m), (found ? median($3) : "-"), $2 }'
done
