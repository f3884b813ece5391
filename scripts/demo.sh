#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reads one French and one English example article and shows the statements;
# then opens a reading room over all example articles. On a terminal the room
# stays open until Ctrl-C; else it is asked for one page, closed again, and the
# command that opens it is printed.
set -eu
cd "$(dirname "$0")/.."

show() { # date, article
    printf '$ build/selon read --date %s --format terminal %s\n\n' "$1" "$2"
    build/selon read --date "$1" --format terminal "$2"
    echo
}

show 2026-03-12 examples/articles/fr.txt
show 2026-10-08 examples/articles/en.txt

if ! build/selon serve --help >/dev/null 2>&1; then
    echo "demo: this build has no reading room (libmicrohttpd was missing when it was set up)"
    exit 0
fi

ledger=build/demo.ledger port=${PORT:-8040}
rm -f $ledger $ledger-shm $ledger-wal
build/selon add -q --date 2026-03-12 --outlet "Agence Armor" $ledger examples/articles/fr.txt
build/selon add -q --date 2026-10-08 --outlet "Northern Wire" $ledger examples/articles/en.txt
build/selon add -q $ledger examples/room/articles.jsonl

# The port may be taken: then any that is free.
said=$(mktemp)
server=""
close_room() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -f "$said"
}
trap close_room EXIT
trap 'exit 130' INT TERM
for try in "$port" 0; do
    build/selon serve --quiet --port "$try" $ledger >"$said" 2>"$said.err" &
    server=$!
    for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ ! -s "$said" ] && kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    [ ! -s "$said" ] || break
done
address=$(cat "$said")
[ -n "$address" ] || { cat "$said.err" >&2; rm -f "$said.err"; exit 1; }
rm -f "$said.err"
python3 - "$address" <<'END'
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
with opener.open(sys.argv[1], timeout=10) as answer:
    page = answer.read().decode()
assert answer.status == 200 and "</html>" in page, "the reading room does not answer as it should"
END
if [ -t 1 ]; then
    echo "The reading room over the example articles: $address (Ctrl-C closes it)"
    wait "$server" || true
else
    echo "\$ build/selon serve --port ${address##*:} $ledger" | sed 's,/ , ,'
    echo "The reading room over the example articles: $address"
fi
