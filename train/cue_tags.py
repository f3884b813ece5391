#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What annotated statements say of parts of speech, for train_tagger.

    cue_tags.py CUES.txt words                the cue lexicon's verbs: a form a line,
                                              a tab, the tags it may have
    cue_tags.py CUES.txt articles F.jsonl...  articles with the tags of their cues' verbs

A word that is the cue of a statement and a form of a verb of the lexicon is
that verb: in « soupire Mado Kervern », annotated as a cue, "soupire" is no noun.
So annotated articles teach the tagger the verbs of news, which treebanks have
few of. Of each article come a line "text SIZE COUNT", SIZE bytes of text, and
COUNT lines "START END TAG..." with byte offsets and the tags the word may
have; a last "?" where the lexicon has the word as a noun or an adjective, too.
"""
import json
import re
import sys

from check_cues import Lexicon

TAGS = {"I": ["VERB:inf"], "G": ["VERB:ger"], "P": ["VERB:part", "ADJ"], "F": ["VERB:fin"],
        "B": ["VERB:inf", "VERB:fin"], "D": ["VERB:fin", "VERB:part"]}
WORD = re.compile(r"[^\W_]+(?:-[^\W\d_]+)*")


def tags_of(lexicon, form):
    tags = {tag for _, code in lexicon.forms[form] for tag in TAGS[code[0]]}
    if any(lemma in lexicon.heads for lemma, _ in lexicon.forms[form]):
        tags |= {tag.replace("VERB", "AUX") for tag in tags}
    return sorted(tags)


def words(lexicon):
    """Without first and second persons that only "we", "you" or past tenses
    could bring: news has them too rarely to be worth their bytes."""
    others = {}
    for noun in lexicon.nouns:
        for form in noun[:2]:
            others.setdefault(form, set()).add("NOUN")
    for adjective in lexicon.adjectives:
        others.setdefault(adjective[0], set()).add("ADJ")
    for form in sorted(lexicon.forms):
        if all(re.match("F[12]", code) for _, code in lexicon.forms[form]):
            continue
        print(form, " ".join(sorted(set(tags_of(lexicon, form)) | others.get(form, set()))), sep="\t")


def verb_of(lexicon, text, cue):
    """The cue's first verb; of "a dit" the participle."""
    verbs = [m for m in WORD.finditer(text, cue["start"], cue["end"]) if m[0].lower() in lexicon.forms]
    while len(verbs) > 1:
        lemmas = {lemma for lemma, _ in lexicon.forms[verbs[0][0].lower()]}
        codes = {code[0] for _, code in lexicon.forms[verbs[1][0].lower()]}
        if not lemmas <= lexicon.heads or not codes & set("PD"):
            break
        verbs.pop(0)
    return verbs[0] if verbs else None


def articles(lexicon, paths, out):
    others = {n for noun in lexicon.nouns for n in noun[:2]} | {a[0] for a in lexicon.adjectives}
    for path in paths:
        for line in open(path, encoding="utf-8"):
            article = json.loads(line)
            text, found = article["text"], {}
            for statement in article["statements"]:
                cue = statement["cue"]
                m = verb_of(lexicon, text, cue) if cue else None
                if m:
                    form = m[0].lower()
                    found[m.start(), m.end()] = tags_of(lexicon, form) + ["?"] * (form in others)
            raw = text.encode()
            out.write(b"text %d %d\n%s\n" % (len(raw), len(found), raw))
            for (start, end), tags in sorted(found.items()):
                start, end = len(text[:start].encode()), len(text[:end].encode())
                out.write(f"{start} {end} {' '.join(tags)}\n".encode())


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[2] not in ("words", "articles"):
        sys.exit(__doc__)
    cues = Lexicon(sys.argv[1])
    cues.heads = {verb[0] for verb in cues.verbs if "head" in verb[3]}
    if sys.argv[2] == "words":
        words(cues)
    else:
        articles(cues, sys.argv[3:], sys.stdout.buffer)
