#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Configures a build folder once and brings it up to date.
#
#     scripts/build.sh KIND [NINJA ARGUMENT...]
#
#     main   build        what is installed and measured: -O2 with assertions
#     clang  build-clang  the other compiler, -O3 without assertions
#     asan   build-asan   gcc with AddressSanitizer and UndefinedBehaviorSanitizer
#     fuzz   build-fuzz   clang with both and what libFuzzer needs; `make check` runs its tests, too
#     tsan   build-tsan   clang with ThreadSanitizer
#
# SELON_CC replaces the compiler of `main`.
set -eu
cd "$(dirname "$0")/.."

kind="${1:-main}"
[ $# -eq 0 ] || shift
CC=gcc
case "$kind" in
main)
    folder=build CC="${SELON_CC:-gcc}"
    set -- "$@" --
    ;;
clang)
    folder=build-clang CC=clang
    set -- "$@" -- --buildtype=release -Db_ndebug=true
    ;;
asan)
    folder=build-asan
    set -- "$@" -- -Db_sanitize=address,undefined -Dc_args=-fno-sanitize-recover=undefined
    ;;
fuzz)
    folder=build-fuzz CC=clang
    # A hundred programs of forty megabytes each: the quicker linker, where it is there; and of what debuggers want, the
    # lines, which are what a report shows, since all of it makes files a quarter larger and compiling a twelfth longer.
    quick=""
    if command -v ld.gold >/dev/null 2>&1; then quick=-Dc_link_args=-fuse-ld=gold; fi
    set -- "$@" -- -Db_sanitize=address,undefined -Db_lundef=false $quick \
        "-Dc_args=-fsanitize-coverage=inline-8bit-counters,pc-table -fno-sanitize-recover=undefined -gline-tables-only"
    ;;
tsan)
    folder=build-tsan CC=clang
    set -- "$@" -- -Db_sanitize=thread -Db_lundef=false
    ;;
*)
    echo "usage: scripts/build.sh main|clang|asan|fuzz|tsan [NINJA ARGUMENT...]" >&2
    exit 2
    ;;
esac

targets=""
while [ "$1" != "--" ]; do
    targets="$targets $1"
    shift
done
shift
export CC
if [ ! -f "$folder/build.ninja" ]; then
    rm -rf "$folder" # a set-up that was interrupted
    mkdir "$folder"
    if ! meson setup "$folder" . "$@" >"$folder/setup.log" 2>&1; then
        tail -n 30 "$folder/setup.log" >&2
        rm -rf "$folder"
        exit 1
    fi
fi
# A folder that was set up before the test library was installed, as by `make demo`, knows no tests until it looks again.
case "$targets" in
*meson-test-prereq*)
    if pkg-config --exists cmocka && ! grep -q 'tests/test_' "$folder/build.ninja"; then
        meson setup --reconfigure "$folder" . >"$folder/setup.log" 2>&1 || { tail -n 30 "$folder/setup.log" >&2; exit 1; }
    fi
    ;;
esac
exec ninja -C "$folder" $targets
