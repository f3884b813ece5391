#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reads one French and one English example article and shows the statements.
set -eu
cd "$(dirname "$0")/.."

for article in examples/articles/fr.txt examples/articles/en.txt; do
    # An article's date stands beside it.
    set -- --date "$(cat "${article%.txt}.date")" --format terminal
    echo "\$ build/selon read $* $article"
    echo
    build/selon read "$@" "$article"
    echo
done
