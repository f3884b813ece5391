#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Everything that must hold, in one call; `make check` and .ci/run.
#
#     main     gcc, -Werror; every test
#     clang    clang, -Werror, -O3 without assertions: only built
#     asan     gcc with AddressSanitizer and UBSan; every test again
#     fuzz     each fuzz target for FUZZ_SECONDS (default 3), from seeds
#     lint     scripts/lint.sh
#
# A line a step, the log of one that failed, and last "N passed, N failed",
# which counts every single test once (scripts/tally.py). A step that failed
# adds one to the failures. Logs are kept in build-check.
set -u
cd "$(dirname "$0")/.."

failed=()
logs="$PWD/build-check"
mkdir -p "$logs"
export UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=allocator_may_return_null=1

# Runs a command with its output in a log; says how it went.
step() { # name, command...
    local name=$1 log="$logs/${1// /-}.log" begun=$SECONDS
    shift
    if "$@" >"$log" 2>&1; then
        printf 'check: %-12s ok      %4d s\n' "$name" $((SECONDS - begun))
        return 0
    fi
    printf 'check: %-12s FAILED  %4d s; the end of build-check/%s:\n' "$name" $((SECONDS - begun)) "${log##*/}"
    tail -n "${CHECK_TAIL:-40}" "$log"
    return 1
}

# Tests that fail are counted one by one, so a failing run is no failed step.
run_tests() { # name, folder
    rm -f "$2/meson-logs/testlog.json"
    step "$1" meson test -C "$2" --print-errorlogs --timeout-multiplier 3
}

scripts/setup.sh check || exit 1

folders=()
if step "main build" scripts/build.sh main all meson-test-prereq; then
    run_tests "main tests" build
    folders+=(build)
else
    failed+=(--failed "main build")
fi
step "clang build" scripts/build.sh clang all meson-test-prereq || failed+=(--failed "clang build")
if step "asan build" scripts/build.sh asan all meson-test-prereq; then
    run_tests "asan tests" build-asan
    folders+=(build-asan)
else
    failed+=(--failed "asan build")
fi
if step "fuzz build" scripts/build.sh fuzz fuzz-targets; then
    step "fuzz run" fuzz/run.sh --seconds "${FUZZ_SECONDS:-3}" || failed+=(--failed "fuzz run")
else
    failed+=(--failed "fuzz build")
fi
step lint scripts/lint.sh || failed+=(--failed lint)

echo "check: all of it took $SECONDS s"
python3 scripts/tally.py "${failed[@]}" "${folders[@]}"
