#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much a shared word says: makes the [common] part of lang/xx/same.txt.

    common_words.py DATA LANG [STEMS]     (STEMS: default build/train/stems)

DATA is the folder that models.sh learns from. Counts the stems of all its news
and treebanks in the language, and writes a line a stem: the stem and its
weight, the bits that meeting it in a text is worth (minus the binary logarithm
of its frequency) less seven, 1 to 7. What is not listed is rarer. Words that are
articles, pronouns, prepositions, auxiliaries ... more often than anything else
in the treebanks are [function].
"""
import collections
import glob
import json
import math
import re
import subprocess
import sys

FUNCTION = {"DET", "ADP", "PRON", "AUX", "CCONJ", "SCONJ", "PART"}
WORD = re.compile(r"[^\W_]+")


def main():
    data, lang = sys.argv[1:3]
    tool = sys.argv[3] if len(sys.argv) > 3 else "build/train/stems"
    words, classes = collections.Counter(), collections.defaultdict(collections.Counter)
    for path in sorted(glob.glob(f"{data}/ud/{lang}/*.conllu")):
        for line in open(path, encoding="utf-8"):
            cells = line.split("\t")
            if len(cells) == 10 and "-" not in cells[0]:
                for word in WORD.findall(cells[1].lower()):
                    words[word] += 1
                    classes[word][cells[3]] += 1
    for path in {"fr": ["fr-ud/train.jsonl"], "en": ["polnear/train.jsonl"]}[lang]:
        for line in open(f"{data}/{path}", encoding="utf-8"):
            words.update(WORD.findall(json.loads(line)["text"].lower()))
    names = list(words)
    stems = subprocess.run([tool, lang], input="\n".join(names), capture_output=True, text=True, check=True).stdout.split("\n")
    counts, total = collections.Counter(), sum(words.values())
    function = set()
    for word, stem in zip(names, stems):
        counts[stem] += words[word]
        seen = classes.get(word)
        if seen and words[word] >= 20 and sum(seen[c] for c in FUNCTION) > 0.6 * sum(seen.values()) and not word.isdigit():
            function.add(word)
    print("[function]")
    for word in sorted(function):
        print(word)
    print("\n[common]")
    for stem, count in sorted(counts.items()):
        weight = round(-math.log2(count / total) - 7)
        if stem and weight <= 7 and not stem.isdigit() and count >= 4:
            print(f"{stem}\t{max(1, weight)}")


main()
