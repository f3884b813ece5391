#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What each source of data, and the dependency trees, bring to attribution.
#
#     scripts/ablation.sh [DATA [BUILD]]      (default ../shared/data build)
#
# Trains the weights of attribution anew, each time with one thing left out,
# and scores them on the development sets: F1 of found, source, cue, content
# and of all three exact, for French Wikinews and for PolNeAR, whole. Only
# attribution runs, without speakers. Prints a table; some five minutes.
set -euo pipefail
data=$(realpath "${1:-../shared/data}")
cd "$(dirname "$0")/.."
build=$(realpath "${2:-build}")
export LC_ALL=C
if [ ! -d "$data" ]; then
    echo "ablation: skipped: there are no data in $data"
    exit 0
fi
score=(python3 "$data/../tools/score.py")
[ -f "$data/../tools/score.py" ] || score=(build/selon score)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 train/corpus.py corpus/fr/*.txt >"$work/corpus-fr.jsonl"
python3 train/corpus.py corpus/en/*.txt >"$work/corpus-en.jsonl"

# The weights and recalls of train/models.sh. Confidence is not measured here, so no map is learnt.
treebanks="fr=$data/fr-ud/train.jsonl*2*3*0"
own_fr="fr=$work/corpus-fr.jsonl*1*3*0"
polnear="en=$data/polnear/train.jsonl*1*1.2*0"
own_en="en=$work/corpus-en.jsonl*3*1.2*0"

figures() { # language, gold: five figures, or dashes where there are no weights
    local weights="$work/models/$1/attribution.bin"
    if [ ! -e "$weights" ]; then
        printf ' | – | –'
        return
    fi
    "$build/train/predict" "$1" "$weights" "$2" >"$work/predicted.jsonl"
    "${score[@]}" "$2" "$work/predicted.jsonl" | tr -d '%' | awk '
        $1 == "found" { found = $NF }
        $2 == "exact" { exact[$1] = $NF }
        END { printf " | %s | %s / %s / %s / %s", found, exact["source"], exact["cue"], exact["content"],
              exact["statement"] }'
}

variant() { # name, files...
    local name=$1
    shift
    rm -rf "$work/models"
    mkdir -p "$work/models/fr" "$work/models/en"
    "$build/train/train_attribution" "$work/models" "$@" >/dev/null 2>&1
    printf '| %s' "$name"
    figures fr "$data/fr-wikinews/dev.jsonl"
    figures en "$data/polnear/dev.jsonl"
    printf ' |\n'
}

echo '| | French found | source / cue / content / all three | English found | source / cue / content / all three |'
echo '|---|---|---|---|---|'
variant 'all' "$treebanks" "$own_fr" "$polnear" "$own_en"
export WITHOUT=parser
variant 'without dependency trees' "$treebanks" "$own_fr" "$polnear" "$own_en"
unset WITHOUT
variant 'without `corpus/`' "$treebanks" "$polnear"
variant 'without `corpus/fr`' "$treebanks" "$polnear" "$own_en"
variant 'without the French treebank sentences' "$own_fr" "$polnear" "$own_en"
variant 'without PolNeAR' "$treebanks" "$own_fr" "$own_en"
variant 'French data only' "$treebanks" "$own_fr"
variant 'English data only' "$polnear" "$own_en"
variant '`corpus/` only' "$own_fr" "$own_en"
