#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reads one French and one English example article and shows the statements.
set -eu
cd "$(dirname "$0")/.."

show() { # date, article
    printf '$ build/selon read --date %s --format terminal %s\n\n' "$1" "$2"
    build/selon read --date "$1" --format terminal "$2"
    echo
}

show 2026-03-12 examples/articles/fr.txt
show 2026-10-08 examples/articles/en.txt
