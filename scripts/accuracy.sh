#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Scores build/selon against the gold data, where they are, and before, on pairs of
# the project's own, how well the ledger finds the same words again and joins
# speakers of many articles.
#
#     scripts/accuracy.sh [FOLDER]      (default ../shared)
#
# Each set is scored whole and in two parts: the two thirds of its articles that
# are looked at while tuning ("seen"), and the held-out third, which is only
# ever scored. By the 0-based number of an article's line, held out are
#     fr-wikinews   14 and beyond, where it is odd
#     polnear       where it leaves 2 when divided by 3
# The article the project began with is one more set, of one article. All this is
# read with the standard weights, and then with those of --model fast and --model
# accurate. At the end come the figures of the standard ones by construction and
# outlet (scripts/cards.py).
set -uo pipefail
cd "$(dirname "$0")/.."

for set in seen held; do
    printf '== the same words again, %s while tuning: %d pairs\n' "$set" "$(cat tests/same/$set-*.txt | grep -c '^[-+*] ')"
    build/train/eval_same tests/same/$set-*.txt || exit 1
done
for set in seen held; do
    printf '\n== who is who, %s: %d pairs of speakers\n' "$set" "$(grep -cE '^(same|diff)' tests/who/$set.txt)"
    build/train/eval_who tests/who/$set.txt || exit 1
done

shared="${1:-../shared}"
score=(python3 "$shared/tools/score.py")
[ -f "$shared/tools/score.py" ] || score=(build/selon score) # they print the same (tests/scoring.py)
if [ ! -d "$shared/data" ]; then
    echo "accuracy: skipped: there are no gold data in $shared"
    exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
status=0

score_set() { # title, gold, predictions
    printf '\n== %s%s: %d articles\n' "$1" "$named" "$(wc -l <"$2")"
    # PolNeAR has only sources, cues and contents: nothing else of it is measured.
    "${score[@]}" "$2" "$3" | case "$1" in
    polnear*) grep -vE '^(type|kind|speaker|addressee|via|time) ' ;;
    *) cat ;;
    esac || status=1
}

# Splits a gold file by an awk condition on i, the 0-based number of the line.
score_parts() { # title, gold, condition for "held out"
    local predictions="$work/predictions.jsonl"
    if ! build/selon read --model "$model" --format jsonl --from jsonl "$2" >"$predictions"; then
        echo "accuracy: build/selon failed on $2$named" >&2
        status=1
        return
    fi
    awk "{ i = NR - 1 } $3" "$2" >"$work/held.jsonl"
    awk "{ i = NR - 1 } !($3)" "$2" >"$work/seen.jsonl"
    score_set "$1, whole" "$2" "$predictions"
    score_set "$1, seen while tuning" "$work/seen.jsonl" "$predictions"
    score_set "$1, held out" "$work/held.jsonl" "$predictions"
}

score_seed() {
    local article="$shared/data/seed/article.txt" gold="$shared/data/seed/gold.jsonl" id
    id=$(python3 -c 'import json, sys; print(json.loads(open(sys.argv[1]).readline())["id"])' "$gold")
    build/selon read --model "$model" --format jsonl --date 2025-11-14 "$article" |
        python3 -c '
import json, sys
document = json.loads(sys.stdin.readline())
document["id"] = sys.argv[1]
print(json.dumps(document, ensure_ascii=False))' "$id" >"$work/seed.jsonl" || status=1
    score_set "seed article" "$gold" "$work/seed.jsonl"
}

for model in standard fast accurate; do
    named=$([ "$model" = standard ] || echo ", --model $model")
    score_parts fr-wikinews "$shared/data/fr-wikinews/dev.jsonl" '(i >= 14 && i % 2 == 1)'
    score_parts polnear "$shared/data/polnear/dev.jsonl" '(i % 3 == 2)'
    score_seed
done
python3 scripts/cards.py "$shared" || status=1
exit $status
