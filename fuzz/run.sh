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
# With --runs, targets take turns of a slice, those with fewest executions
# first. Every fourth slice of a target has inputs of up to 4096 bytes and looks
# for leaks; those between have short inputs and keep little book, and so make
# most of the executions. A finding of theirs tells more when its input is run
# again, by hand: build-fuzz/fuzz/fuzz_TARGET INPUT.
#
# Kept in build-corpus (FUZZ_STATE names another folder): TARGET/ (inputs that
# reached something new, and to begin with the seeds of fuzz/seeds.py),
# TARGET.count, TARGET.log, and findings/ with the inputs that broke something.
# A line a target at the end; the exit status is 1 when one has a finding.
set -u
cd "$(dirname "$0")/.."

state="${FUZZ_STATE:-$PWD/build-corpus}"
slice_runs=1000000
slice_seconds=120
export ASAN_OPTIONS="${ASAN_OPTIONS:-allocator_may_return_null=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"

build_of() { sha256sum "build-fuzz/fuzz/fuzz_$1" | cut -c1-16; }

# How many executions, and how many slices.
counts_of() {
    local build=- count=0 slices=0
    [ ! -f "$state/$1.count" ] || read -r build count slices <"$state/$1.count"
    if [ "$build" = "$(build_of "$1")" ] || [ "${FUZZ_COUNT:-}" = keep ]; then echo "$count" "${slices:-0}"; else echo 0 0; fi
}

count_of() {
    local counts
    counts=$(counts_of "$1")
    echo "${counts% *}"
}

# Runs one target for at most $2 executions and $3 seconds, $4: full or quick; adds to its count. A finding is left in
# TARGET.finding, the log of the slice.
run_slice() {
    local target=$1 log="$state/$1.log" before slices done status=0 words=() options="$ASAN_OPTIONS"
    local dictionary="fuzz/$target.dict"
    [ "$target" != input ] || dictionary=fuzz/html.dict
    [ ! -f "$dictionary" ] || words=("-dict=$dictionary")
    if [ "$4" = full ]; then
        words+=(-max_len=4096)
    else
        words+=(-max_len=256 -entropic=0 -detect_leaks=0)
        options+=:detect_leaks=0:malloc_context_size=0:quarantine_size_mb=16
    fi
    read -r before slices <<<"$(counts_of "$target")"
    ASAN_OPTIONS="$options" "build-fuzz/fuzz/fuzz_$target" -runs="$2" -max_total_time="$3" -timeout=30 \
        -rss_limit_mb=3000 -print_final_stats=1 -artifact_prefix="$state/findings/$target-" "${words[@]}" \
        "$state/$target" >"$log" 2>&1 || status=$?
    done=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
    echo "$(build_of "$target") $((before + ${done:-0})) $((slices + 1))" >"$state/$target.count"
    [ "$status" = 0 ] || cp "$log" "$state/$target.finding"
    return $status
}

report() { # target
    if [ ! -f "$state/$1.finding" ]; then
        printf 'fuzz %-20s ok       %11d executions\n' "$1" "$(count_of "$1")"
    else
        printf 'fuzz %-20s FINDING  %11d executions; %s:\n' "$1" "$(count_of "$1")" "$state/$1.finding"
        grep -aE -A8 'ERROR|runtime error|Assertion|SUMMARY' "$state/$1.finding" | head -n 30
        return 1
    fi
}

# One turn of a target: all of its time, or one slice.
if [ "${1:-}" = --turn ]; then
    if [ "$2" = seconds ]; then
        run_slice "$4" -1 "$3" full
        exit 0
    fi
    read -r count slices <<<"$(counts_of "$4")"
    left=$(($3 - count))
    run_slice "$4" $((left < slice_runs ? left : slice_runs)) $slice_seconds "$([ $((slices % 4)) = 0 ] && echo full || echo quick)"
    exit 0
fi

# The targets that go on: without a finding and, with --runs, short of their number, those with fewest first.
unfinished() {
    local target count
    for target in "${targets[@]}"; do
        count=$(count_of "$target")
        [ -f "$state/$target.finding" ] || [ "$count" -ge "$much" ] || echo "$count" "$target"
    done | sort -n | cut -d' ' -f2
}

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
for target in "${targets[@]}"; do rm -f "$state/$target.finding"; done
if [ "$what" = seconds ]; then
    printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} "$0" --turn "$what" "$much" {}
else
    while turns=$(unfinished | head -n "$jobs") && [ -n "$turns" ]; do
        printf '%s\n' "$turns" | xargs -P "$jobs" -I{} "$0" --turn "$what" "$much" {}
    done
fi
failed=0
for target in "${targets[@]}"; do report "$target" || failed=1; done
exit $failed
