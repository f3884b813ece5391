#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# models.sh - makes the weights in models/ anew.
#
#     train/models.sh DATA [BUILD]
#
# DATA is a folder with the treebanks: ud/fr/*.conllu, ud/en/*.conllu (which
# ones, and their licences: models/README-tagger.md). BUILD is the build folder,
# "build" by default. The same data make the same files, to the byte.
set -eu
data=${1:?use: train/models.sh DATA [BUILD]}
build=${2:-build}
cd "$(dirname "$0")/.."
if [ ! -d "$data/ud" ]; then
    echo "models.sh: no folder $data/ud" >&2
    exit 1
fi

mkdir -p models/fr models/en
"$build/train/train_tagger" --writing lang/fr/text.txt --out models/fr/tagger.bin --dev "$data/ud/fr/sequoia-dev.conllu" \
    "$data/ud/fr/sequoia-train.conllu" "$data/ud/fr/gsd-dev.conllu" "$data/ud/fr/pud.conllu"
"$build/train/train_tagger" --writing lang/en/text.txt --out models/en/tagger.bin --dev "$data/ud/en/ewt-dev.conllu" \
    "$data/ud/en/ewt-train.conllu"
