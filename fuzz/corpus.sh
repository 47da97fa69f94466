#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the corpora again (make corpus): seeds from the catalogue, the vectors and the codes 100 to 199,
# choices from a fixed seed of libFuzzer's own; of them what gives new coverage (-merge=1), small files.
# Regressions (corpus/regressions) are left alone.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
raw=$build/corpus-raw
rm -rf "$raw"
mkdir -p "$raw/capture" "$raw/case" "$raw/choice"
"$build/release/fuzz/tool_seeds" "$raw"

program() { echo "$build/fuzz-full/fuzz/fuzz_$1"; }
# What half a minute of fuzzing from these seeds adds, where the seeds alone are thin.
grow() { # TARGET FOLDER RUNS MAX-OCTETS
    "$(program "$1")" -seed=1 -runs="$3" -max_len="$4" -dict="$build/release/fuzz.dict" "$2" >"$raw/$1.log" 2>&1
}
merge() { # TARGET SET MAX-OCTETS
    "$(program "$1")" -merge=1 -max_len="$3" "corpus/$2" "$raw/$2" >"$raw/$1-merge.log" 2>&1
}
for set in capture case choice; do
    rm -rf "corpus/$set"
    mkdir -p "corpus/$set"
done
merge oracle capture 2048
merge differential capture 2048
merge case case 2048
while read -r target runs max; do
    grow "$target" "$raw/choice" "$runs" "$max"
done <<END
valid 12000 96
report 800 256
END
merge valid choice 96
merge report choice 256
for set in capture case choice; do
    echo "corpus/$set: $(ls "corpus/$set" | wc -l) files, $(cat "corpus/$set"/* | wc -c) octets"
done
