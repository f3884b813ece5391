#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs the libFuzzer targets of build-fuzz (scripts/build.sh fuzz makes them).
#
#     fuzz/run.sh [--seconds S | --runs N] [--jobs J] [TARGET...]
#
# --seconds S   each target for S seconds (default 60)
# --runs N      each target until it has N executions, in all the calls so far:
#               one that was stopped goes on where it was. The count is of one
#               build of the target: after a rebuild it starts from 0 again,
#               unless FUZZ_COUNT=keep is set.
# --jobs J      so many targets at a time (default: one a core)
#
# Kept in build-corpus: TARGET/ (inputs that reached something new, and to begin
# with the seeds of fuzz/seeds.py), TARGET.count, and findings/ with the inputs
# that broke something. A line a target at the end; the exit status is 1 when
# one has a finding.
set -u
cd "$(dirname "$0")/.."

state="$PWD/build-corpus"
slice_runs=1000000
slice_seconds=120
export ASAN_OPTIONS="${ASAN_OPTIONS:-allocator_may_return_null=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"

build_of() { sha256sum "build-fuzz/fuzz/fuzz_$1" | cut -c1-16; }

count_of() {
    local build=- count=0
    [ ! -f "$state/$1.count" ] || read -r build count <"$state/$1.count"
    if [ "$build" = "$(build_of "$1")" ] || [ "${FUZZ_COUNT:-}" = keep ]; then echo "$count"; else echo 0; fi
}

# Runs one target for at most $2 executions and $3 seconds; adds to its count.
run_slice() {
    local target=$1 log="$state/$1.log" before done status=0 words=()
    [ ! -f "fuzz/$target.dict" ] || words=("-dict=fuzz/$target.dict")
    before=$(count_of "$target")
    "build-fuzz/fuzz/fuzz_$target" -runs="$2" -max_total_time="$3" -max_len=4096 -timeout=30 -rss_limit_mb=3000 \
        -print_final_stats=1 -artifact_prefix="$state/findings/$target-" "${words[@]}" "$state/$target" \
        >"$log" 2>&1 || status=$?
    done=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
    echo "$(build_of "$target") $((before + ${done:-0}))" >"$state/$target.count"
    return $status
}

report() { # target, status
    if [ "$2" = 0 ]; then
        printf 'fuzz %-20s ok       %11d executions\n' "$1" "$(count_of "$1")"
    else
        printf 'fuzz %-20s FINDING  %11d executions; build-corpus/%s.log:\n' "$1" "$(count_of "$1")" "$1"
        grep -aE -A8 'ERROR|runtime error|Assertion|SUMMARY' "$state/$1.log" | head -n 30
        return 1
    fi
}

run_target() { # what, how much, target
    local status=0
    if [ "$1" = seconds ]; then
        run_slice "$3" -1 "$2" || status=$?
    else
        local left
        while left=$(($2 - $(count_of "$3"))) && [ "$left" -gt 0 ] && [ "$status" = 0 ]; do
            run_slice "$3" $((left < slice_runs ? left : slice_runs)) $slice_seconds || status=$?
        done
    fi
    report "$3" "$status"
}

if [ "${1:-}" = --one ]; then
    shift
    run_target "$@"
    exit
fi

what=seconds much=60 jobs=$(nproc)
while [ $# -gt 0 ]; do
    case "$1" in
    --seconds | --runs) what=${1#--} much=$2 && shift 2 ;;
    --jobs) jobs=$2 && shift 2 ;;
    -*)
        sed -n '3,/^set/s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
    *) break ;;
    esac
done

targets=("$@")
if [ ${#targets[@]} = 0 ]; then
    for path in build-fuzz/fuzz/fuzz_*; do
        [ ! -x "$path" ] || [ -d "$path" ] || targets+=("${path##*/fuzz_}")
    done
fi
if [ ${#targets[@]} = 0 ]; then
    echo "fuzz/run.sh: no targets in build-fuzz; scripts/build.sh fuzz fuzz-targets makes them" >&2
    exit 1
fi
mkdir -p "$state/findings"
python3 fuzz/seeds.py "$state" "${targets[@]}" || exit 1
printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} "$0" --one "$what" "$much" {}
