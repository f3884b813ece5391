#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Looks at our own C files with clang-format, clang, clang-tidy and cppcheck, at
# the scripts for syntax. Needs build/compile_commands.json and the files that the
# build makes (scripts/build.sh).
#
#     scripts/lint.sh [TOOL...]     format, clang, tidy, cppcheck, scripts, types (default: all)
set -u
cd "$(dirname "$0")/.."

own_files() { git ls-files --cached --others --exclude-standard "$@" | sort | while read -r f; do [ ! -f "$f" ] || echo "$f"; done; }

lint_format() { own_files '*.c' '*.h' | xargs -r clang-format --dry-run -Werror; }

# Each file as gcc compiled it in build, but by clang and without assertions, with which a variable may be of no use: warnings
# are errors. clang gives its warnings before it makes any code, so it makes none. That it can make some, and link it,
# build-fuzz shows.
lint_clang() {
    python3 -c '
import json, shlex
for entry in json.load(open("build/compile_commands.json")):
    words = shlex.split(entry["command"])
    if entry["file"].endswith(".c"):
        kept, words = [], iter(words[1:])
        for word in words:
            if word in ("-o", "-MF", "-MQ"):
                next(words)
            elif word not in ("-c", "-MD", "-g", "-O2"):
                kept.append(word)
        print(shlex.join(["clang", "-fsyntax-only", "-O3", "-DNDEBUG", "-Wno-unknown-warning-option", *kept]))' |
        (cd build && tr '\n' '\0' | xargs -0 -r -P "$(nproc)" -n 1 sh -c)
}

# Runs clang-tidy, as many at a time as there are cores, with the checks
# of .clang-tidy and those given, over the files named on standard input.
run_tidy() {
    xargs -r -P "$(nproc)" -n 3 clang-tidy --quiet -p build --extra-arg=-Wno-unknown-warning-option "$@" \
        2> >(grep -Ev 'warnings? generated|^$' >&2)
}

# Only files that the build compiles have the flags that clang-tidy needs. The
# path analysis, which takes nearly all of the time, is for what is shipped, and
# looks at 15000 states of a function instead of 225000 (TIDY_STATES); 40000 take twice as long.
lint_tidy() {
    local compiled status=0
    compiled=$(python3 -c '
import json, os
for entry in json.load(open("build/compile_commands.json")):
    print(os.path.relpath(os.path.join(entry["directory"], entry["file"])))' | sort -u)
    comm -12 <(own_files 'src/*.c' 'cli/*.c' 'examples/*.c') <(echo "$compiled") |
        run_tidy --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg="max-nodes=${TIDY_STATES:-15000}" ||
        status=1
    comm -12 <(own_files 'tests/*.c' 'train/*.c' 'bench/*.c') <(echo "$compiled") |
        run_tidy '--checks=-clang-analyzer-*' || status=1
    return $status
}

lint_cppcheck() {
    cppcheck --quiet --std=c11 --language=c --enable=warning,performance,portability --inline-suppr \
        --suppressions-list=scripts/cppcheck.txt --error-exitcode=1 -j "$(nproc)" -I include -I src -I cli \
        -DSELON_VERSION='"0"' -D__GNUC__ -UNDEBUG --include=scripts/cppcheck.h \
        $(own_files 'src/*.c' 'cli/*.c' 'train/*.c' 'examples/*.c' 'bench/*.c')
}

lint_scripts() {
    local status=0 file
    for file in $(own_files '*.sh' .ci/run); do bash -n "$file" || status=1; done
    for file in $(own_files '*.py'); do
        python3 -c 'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1])' "$file" || status=1
    done
    return $status
}

# The pages' scripts: TypeScript at its strictest (web/room/tsconfig.json), once the build has fetched it.
lint_types() {
    [ -f web/room/node_modules/typescript/bin/tsc ] || { echo "lint: no TypeScript in web/room; its types are not checked"; return 0; }
    (cd web/room && node node_modules/typescript/bin/tsc --noEmit) && node --check tests/room_browser.mjs
}

status=0
[ $# -gt 0 ] || set -- format clang tidy cppcheck scripts types
for tool in "$@"; do
    if "lint_$tool"; then echo "lint $tool: ok"; else echo "lint $tool: FAILED" && status=1; fi
done
exit $status
