#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs three real targets and compares what each case came to with the committed expectation, both ways:
# a case that got worse, one that got better, one that is new, one that is gone.
# usage: compare.sh [--update] INTERIM [TARGET...]    --update: take what was seen as expected
#
# TARGET.txt: a line a case that does not pass, `ID OUTCOME`, sorted; where versions of the target
# differ, `ID PASS|FAIL`; "# options: ..." on top for options of this target. Every FAIL and WARN there has been checked by hand against the octets.
set -u
here=$(cd "$(dirname "$0")" && pwd)
update=no
[ "${1-}" = --update ] && { update=yes; shift; }
interim=${1:?usage: compare.sh [--update] INTERIM [TARGET...]}
shift
[ $# -gt 0 ] || set -- nginx curl node-http
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# TAP to `ID OUTCOME`, a line a case, those that pass as well.
outcomes() {
    LC_ALL=C awk '
        function close_case() { if (id != "") print id, outcome; id = "" }
        /^(not )?ok / {
            close_case()
            sub(/^(not )?ok [0-9]+ - [a-z]+ /, "")
            outcome = /# SKIP/ ? "SKIP" : "PASS"
            id = $1
        }
        /^  outcome: / { gsub(/["\047]/, "", $2); outcome = $2 }
        END { close_case() }' "$1" | LC_ALL=C sort
}

status=0
for target in "$@"; do
    expected=$here/$target.txt
    # Options of its own, where it has some: a target that fails most cases waits for many deadlines.
    options=$(sed -n 's/^# options: //p' "$expected" 2>/dev/null)
    # A list of words on purpose.
    # shellcheck disable=SC2086
    "$interim" run "$target" $options --no-control --quiet --format tap -o "$work/tap" >"$work/output" 2>&1
    code=$?
    outcomes "$work/tap" >"$work/seen" 2>/dev/null
    if [ ! -s "$work/seen" ] || [ "$code" -eq 130 ]; then
        cat "$work/output"
        echo "$target: not tested (exit status $code)"
        status=1
        continue
    fi
    if [ "$update" = yes ]; then
        {
            grep '^#' "$expected" 2>/dev/null
            grep -v ' PASS$' "$work/seen"
        } >"$work/new"
        cp "$work/new" "$expected"
        echo "$target: $(grep -vc '^#' "$expected") cases that do not pass written"
        continue
    fi
    if LC_ALL=C awk -v target="$target" '
        FILENAME == ARGV[1] { if ($1 != "#") expected[$1] = $2; next }
        {
            wanted = $1 in expected ? expected[$1] : "PASS"
            if (index("|" wanted "|", "|" $2 "|") == 0) {
                printf "%s: %s: expected %s, came to %s\n", target, $1, wanted, $2
                differ = 1
            }
            delete expected[$1]
            seen++
        }
        END {
            for (id in expected) {
                printf "%s: %s: expected %s, there is no such case\n", target, id, expected[id]
                differ = 1
            }
            printf "%s: %d cases, %s\n", target, seen, differ ? "not as expected" : "all as expected"
            exit differ
        }' "$expected" "$work/seen"; then
        :
    else
        status=1
        echo "  see: $interim run $target --only CASE"
        echo "  and where the change is right: sh .ci/expected/compare.sh --update $interim $target"
    fi
done
exit $status
