#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing on a Debian machine (12 or later).
#
#     scripts/setup.sh [build|check|bench|models]
#
# `build` is what the library and the command need; `check` adds the test
# library, a second compiler and the linters; `bench` adds Python's virtual
# environments. Where everything is there already it takes a moment, asks
# nothing of the network and needs no rights.
set -eu

# dpkg-dev tells Meson where Debian keeps libraries. Without it they would go to lib64, where neither the loader nor
# pkg-config looks.
wanted="gcc libc6-dev dpkg-dev meson ninja-build pkg-config python3 libxml2-dev libutf8proc-dev libjansson-dev
    libcurl4-openssl-dev zlib1g-dev libsqlite3-dev libzstd-dev libstemmer-dev libmicrohttpd-dev libargon2-dev"
case "${1:-build}" in
build) ;;
check) wanted="$wanted libcmocka-dev clang libclang-rt-dev clang-format clang-tidy llvm cppcheck python3-jsonschema chromium" ;;
bench | models) wanted="$wanted python3-venv" ;;
*)
    echo "usage: scripts/setup.sh [build|check|bench|models]" >&2
    exit 2
    ;;
esac

# The pages of the reading room are built with npm; elsewhere than from Debian it comes by other names.
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    wanted="$wanted nodejs npm"
fi

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "setup: this is no Debian machine; nothing was installed. Needed, by Debian's names:" >&2
    echo $wanted >&2
    exit 0
fi

is_installed() {
    dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -q '^installed'
}

list_missing() {
    for package in $wanted; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

install_packages() {
    if [ "$(id -u)" = 0 ]; then
        run=""
    elif command -v sudo >/dev/null 2>&1; then
        run="sudo"
    else
        echo "setup: these packages are missing, and installing them needs root: $*" >&2
        echo "setup: as root: apt-get install $*" >&2
        exit 1
    fi
    echo "setup: installing $*"
    lock="-o DPkg::Lock::Timeout=300"
    log=$(mktemp)
    if ! { $run apt-get $lock update && $run env DEBIAN_FRONTEND=noninteractive apt-get $lock install -y \
        --no-install-recommends "$@"; } >"$log" 2>&1; then
        cat "$log" >&2
        echo "setup: apt-get failed; its output is above" >&2
        exit 1
    fi
    rm -f "$log"
}

missing=$(list_missing)
[ -z "$missing" ] || install_packages $missing
