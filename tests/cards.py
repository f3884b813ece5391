#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Figures of the model cards: which construction a statement is told to be, and
how the rows count. cards.py CONSTRUCTIONS CARDS"""
import importlib.util
import json
import pathlib
import re
import sys
import types

import tap
from tap import same, write

ROLES = {"S": "source", "Q": "cue", "C": "content"}
# Marked as in corpus/: source, cue, content; what is told of each.
CASES = [
    ("fr", "{S:La maire Odette Varin} {Q:a dit} {C:que le pont rouvrirait}.",
     "indirect", "finite verb", "cue before the content", "clause after that", "with a name"),
    ("fr", "{C:« Le pont rouvrira »}, {Q:a promis} {S:la maire}.",
     "direct", "finite verb", "cue after the content", "quotation", "without a name"),
    ("fr", "{C:Le pont}, {Q:a-t-}{S:elle} {Q:dit}, {C:rouvrira}.",
     "indirect", "finite verb", "cue inside the content", "noun phrase or fragment", "pronoun"),
    ("fr", "{Q:Selon} {S:la maire}, {C:le pont « sera sauvé »}.",
     "mixed", "according to", "cue before the content", "clause", "without a name"),
    ("fr", "{S:Elle} {Q:promet} {C:de réparer le pont}.",
     "indirect", "finite verb", "cue before the content", "infinitive clause", "pronoun"),
    ("fr", "{C:« Le pont tient. »}", "direct", "none", "no cue", "quotation", "none"),
    ("fr", "{S:La maire Odette Varin}{Q: :} {C:« Le pont tient. »}",
     "direct", "colon or dash", "cue before the content", "quotation", "with a name"),
    ("en", "{S:The mayor} {Q:denied} {C:the closure of the bridge that he built}.",
     "indirect", "finite verb", "cue before the content", "noun phrase or fragment", "without a name"),
    ("en", "{Q:According to} {S:Ann Ruiz}, {C:the bridge is safe}.",
     "indirect", "according to", "cue before the content", "clause", "with a name"),
    ("en", "The {Q:announcement} {C:that the bridge is safe} came late.",
     "indirect", "noun", "cue before the content", "clause after that", "none"),
    ("en", "The engineer left, {Q:adding} {C:that \"nothing moves\"}.",
     "mixed", "gerund", "cue before the content", "clause after that", "none"),
]


def marked(text):
    """The plain text and its one statement."""
    plain, statement = "", {"source": [], "cue": [], "content": []}
    at = 0
    for m in re.finditer(r"\{([SQC]):([^}]*)\}", text):
        plain += text[at:m.start()]
        statement[ROLES[m[1]]].append({"start": len(plain), "end": len(plain) + len(m[2])})
        plain += m[2]
        at = m.end()
    plain += text[at:]
    for role in ("source", "cue"):  # pieces of a cue as one span, as the gold has them
        spans = statement[role]
        statement[role] = {"start": spans[0]["start"], "end": spans[-1]["end"]} if spans else None
    return {"id": text[:9], "text": plain, "statements": [statement]}


def told(language, documents):
    path = write("in.jsonl", "".join(json.dumps(document) + "\n" for document in documents))
    result = tap.run(sys.argv[1], language, path)
    same(result.status, 0)
    return [line["constructions"] for line in result.documents]


def constructions_test(case):
    def test():
        same(told(case[0], [marked(case[1])]), [[list(case[2:])]])
    return test


for number, case in enumerate(CASES):
    globals()[f"test_construction_{number + 1}_{'_'.join(case[2:4]).replace(' ', '_')}"] = constructions_test(case)


def test_statements_keep_their_order():
    documents = [marked(text) for language, text, *_ in CASES if language == "en"]
    empty = {"id": "e", "text": "Nothing was said.", "statements": []}
    same(told("en", [empty, *documents, empty]),
         [[], *([list(words)] for language, _, *words in CASES if language == "en"), []])


def test_no_statement_no_content():
    document = {"id": "x", "text": "It rained.", "statements": [{"source": None, "cue": None, "content": []}]}
    same(told("en", [document]), [[["indirect", "none", "no cue", "none", "none"]]])


def test_wrong_use():
    same(tap.run(sys.argv[1], "en").status, 2)
    assert tap.run(sys.argv[1], "en", "none.jsonl").status != 0


# ---- rows ----


def cards():
    spec = importlib.util.spec_from_file_location("cards", sys.argv[2])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def equal_parts(_, statements, __):
    return [{role: statement[role] for role in ROLES.values()} for statement in statements]


def by_cue(right, mine):
    return [(i, j) for i, one in enumerate(right) for j, other in enumerate(mine) if one["cue"] == other["cue"]]


SCORE = types.SimpleNamespace(TOKEN=re.compile(r"\w+"), prepare=equal_parts, match=by_cue)


def statement(source, cue, content):
    return {"source": source, "cue": cue, "content": content}


def test_rows_count():
    card = cards().Card(SCORE)
    gold = {"text": "", "statements": [statement("a", "1", "x"), statement("b", "2", "y"), statement("c", "3", "z")]}
    guess = {"text": "", "statements": [statement("a", "2", "y"), statement("a", "1", "x"), statement("d", "4", "z"),
                                        statement("e", "5", "z")]}
    direct, indirect = ["direct"] * 5, ["indirect"] * 5
    card.add(gold, guess, [direct, direct, indirect], [indirect, direct, indirect, indirect], ("the outlet", "Bote"))
    card.add({"text": "", "statements": []}, {"text": "", "statements": []}, [], [], ("the outlet", "Blatt"))
    lines = dict(re.match(r"\| ([^|]*) (\| .*)", line).groups() for line in list(card.lines())[1:])
    for name, row in (("**all**", "| 3 | 67 | 50 | 100 | 100 | 50 | 4 | 50 |"),
                      ("type: direct", "| 2 | 100 | 50 | 100 | 100 | 50 | 1 | 100 |"),
                      ("type: indirect", "| 1 | 0 | – | – | – | – | 3 | 33 |")):
        same(lines[name], row)
    same([name for name in lines if name.startswith("the outlet")], [])  # one is no comparison


PAGE = ("before\n<!-- CARD: a set -->\n{}<!-- END CARD -->\nbetween\n<!-- CARD: other -->\nold\n<!-- END CARD -->\n"
        "after\n")


def test_table_goes_between_its_marks():
    module = cards()
    module.ROOT = pathlib.Path(".").resolve()
    pathlib.Path("models/fr").mkdir(parents=True)
    path = pathlib.Path("models/fr/README.md")
    path.write_text(PAGE.format("old\n"), encoding="utf-8")
    module.print = lambda *_: None
    for _ in range(2):  # again changes nothing
        module.tell("a set", "fr", types.SimpleNamespace(lines=lambda: ["| 1 |", "| 2 |"]), True)
        same(path.read_text(encoding="utf-8"), PAGE.format("\n| 1 |\n| 2 |\n\n"))


tap.main(globals())
