#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Everything that must hold, in one call; `make check` and .ci/run.
#
#     main     gcc, -Werror; every test
#     asan     clang, -Werror, with AddressSanitizer and UBSan; every test again that gives C
#              code something to read (tests/meson.build)
#     fuzz     in the same folder, each fuzz target for FUZZ_SECONDS (default 2), from
#              seeds
#     lint     scripts/lint.sh; among the rest, each file's warnings by clang without
#              assertions
#
# Two lanes at a time: builds and tests, and, at a lower priority, all else: a test
# that waits, or that runs alone, leaves a core to it.
#
# A line a step, in the order above, the log of one that failed, and last
# "N passed, N failed", which counts every single test once (scripts/tally.py). A
# step that failed adds one to the failures. Logs are kept in build-check.
set -u
cd "$(dirname "$0")/.."

logs="$PWD/build-check"
mkdir -p "$logs"
rm -f "$logs"/*.ended
export UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=allocator_may_return_null=1

# Runs a command with its output in a log, and notes how it went: its status, seconds, seconds of the processors.
step() { # name, command...
    local name=$1 log="$logs/${1// /-}" begun=$SECONDS status=0 TIMEFORMAT='%U %S'
    shift
    { time "$@" >"$log.log" 2>&1; } 2>"$log.took" || status=$?
    echo "$status $((SECONDS - begun)) $(cat "$log.took")" >"$log.ended.new"
    rm -f "$log.took"
    mv "$log.ended.new" "$log.ended"
    return $status
}

run_tests() { # name, folder
    rm -f "$2/meson-logs/testlog.json"
    step "$1" meson test -C "$2" --no-rebuild --num-processes $(($(nproc) + 1)) --print-errorlogs --timeout-multiplier 3
}

lane_of_tests() {
    step "main build" scripts/build.sh main all meson-test-prereq && run_tests "main tests" build
    step "asan build" scripts/build.sh fuzz meson-test-prereq && run_tests "asan tests" build-fuzz
}

ended() { # name: waits for it, as long as somebody is at it
    until [ -e "$logs/${1// /-}.ended" ]; do
        kill -0 "$tests" 2>/dev/null || exit 1
        sleep 0.2
    done
}

# The first build fetches what all need, and says how each file is compiled; the fuzz targets are of the asan build's
# objects.
lane_of_others() {
    ended "main build"
    step lint scripts/lint.sh
    ended "asan build"
    step "fuzz build" scripts/build.sh fuzz fuzz-targets && step "fuzz run" fuzz/run.sh --seconds "${FUZZ_SECONDS:-2}"
}

# Waits for a step and says how it went; 1: it failed, or never began.
report() { # name, lane
    local log="$logs/${1// /-}" status seconds
    until [ -e "$log.ended" ]; do
        kill -0 "$2" 2>/dev/null || [ -e "$log.ended" ] || return 1
        sleep 0.2
    done
    read -r status seconds _ <"$log.ended"
    if [ "$status" = 0 ]; then
        printf 'check: %-12s ok      %4d s\n' "$1" "$seconds"
        return 0
    fi
    printf 'check: %-12s FAILED  %4d s; the end of build-check/%s:\n' "$1" "$seconds" "${log##*/}.log"
    tail -n "${CHECK_TAIL:-40}" "$log.log"
    return 1
}

scripts/setup.sh check || exit 1

set -m # each lane is a group of processes, which ends with us
lane_of_tests &
tests=$!
nice -n 10 "$BASH" -c "$(declare -f step ended lane_of_others); logs='$logs' tests=$tests; lane_of_others" &
others=$!
set +m
trap 'kill -- -$tests -$others 2>/dev/null; exit 130' INT TERM HUP

# Tests that fail are counted one by one, so a failing run of tests is no failed step.
failed=()
folders=()
if report "main build" $tests; then
    report "main tests" $tests
    folders+=(build)
else
    failed+=(--failed "main build")
fi
if report "asan build" $tests; then
    report "asan tests" $tests
    folders+=(build-fuzz)
else
    failed+=(--failed "asan build")
fi
if report "fuzz build" $others; then
    report "fuzz run" $others || failed+=(--failed "fuzz run")
else
    failed+=(--failed "fuzz build")
fi
report lint $others || failed+=(--failed lint)
wait

echo "check: all of it took $SECONDS s"
python3 scripts/tally.py "${failed[@]}" "${folders[@]}"
