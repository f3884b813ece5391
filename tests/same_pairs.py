#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Quotations that repeat, as their user has them; and how well they are found. same_pairs.py SELON EVAL_SAME"""
import csv
import io
import json
import pathlib
import re
import subprocess
import sys

import tap
from tap import bad, good, same, write

PAIRS = pathlib.Path(__file__).resolve().parent / "same"

COURIER = {"url": "https://courier.example/1", "outlet": "The Courier", "date": "2025-03-04", "title": "Bridge", "text":
           "The old harbour bridge will stay closed until the end of March, the town said on Tuesday.\n\n"
           "\"We will not gamble with the lives of our children,\" Mayor Ana Duarte told reporters."}
HERALD = {"url": "https://herald.example/2", "outlet": "The Herald", "date": "2025-03-05", "title": "Ferry", "text":
          "Commuters took the ferry again on Wednesday, and many of them were late for work.\n\n"
          "\"We will gamble with the lives of our children,\" Ana Duarte told a radio station."}
GAZETTE = {"url": "https://gazette.example/3", "outlet": "The Gazette", "date": "2025-03-02", "title": "Votes", "text":
           "The council meets on Friday to talk about money for the repair of two cables.\n\n"
           "\"Bridges are for votes, and votes are for bridges,\" councillor Paul Ito said."}


def news(*articles):
    write("news.jsonl", "\n".join(json.dumps(article) for article in articles))
    good("add", "a.ledger", "news.jsonl")


def test_group():
    news(HERALD, COURIER, GAZETTE)
    group = good("same", "a.ledger").document
    same([s["outlet"] for s in group["statements"]], ["The Courier", "The Herald"])
    same((group["outlets"], group["changes"], group["first"]), (2, 1, group["statements"][0]["id"]))
    first, second = group["statements"]
    same((first["compared_with"], first["differences"], first["changes"]), (None, [], 0))
    same((second["compared_with"], second["changes"]), (first["id"], 1))
    same(second["differences"], [{"quoted": True, "was": "not", "is": None}])
    same(first["words"], "\"We will not gamble with the lives of our children,\"")
    same(first["articles"][0]["url"], COURIER["url"])


def test_which():
    news(HERALD, COURIER, GAZETTE)
    group = good("same", "a.ledger").document
    for statement in group["statements"]:
        same(good("same", "a.ledger", str(statement["id"])).document, group)
    same(good("same", "a.ledger", "gamble").document, group)
    same(good("same", "a.ledger", "--who", "duarte", "--changed").document, group)
    same(good("same", "a.ledger", "votes").documents, [])
    same(good("same", "a.ledger", "--until", "2025-03-01").documents, [])
    alone, = good("find", "a.ledger", "--who", "Ito", "votes").documents
    one = good("same", "a.ledger", str(alone["id"])).document
    same([s["id"] for s in one["statements"]], [alone["id"]])


def test_changed():
    news(COURIER, {**HERALD, "text": HERALD["text"].replace("will gamble", "will not gamble")})
    same(len(good("same", "a.ledger").document["statements"]), 2)
    same(good("same", "a.ledger", "--changed").documents, [])


def test_a_short_quotation_hides_no_change():
    """Two long ones differ in words that the one which came first has not got."""
    short = "We will not gamble with people's lives after everything that this frightened harbour town has suffered"
    long = short + ", and the rusted bridge stays %s until the engineers have finished their work"
    news({**COURIER, "text": f"Ana Duarte spoke on Tuesday. \"{short},\" Ana Duarte told reporters."},
         {**HERALD, "text": f"The mayor was clear. \"{long % 'closed'},\" Ana Duarte said."},
         {**GAZETTE, "date": "2025-03-09", "text": f"No news from the town hall. \"{long % 'open'},\" said Ana Duarte."})
    first, second, third = good("same", "a.ledger", "--changed").document["statements"]
    same([(st["outlet"], st["changes"]) for st in (first, second, third)],
         [("The Courier", 0), ("The Herald", 0), ("The Gazette", 1)])
    same((second["compared_with"], third["compared_with"]), (first["id"], second["id"]))
    same(third["differences"], [{"quoted": True, "was": "closed", "is": "open"}])


def test_terminal():
    news(COURIER, HERALD)
    out = good("same", "a.ledger", "--format", "terminal", "--color", "never").out.decode()
    assert "2 statements in 2 outlets; words inside quotation marks differ: 1" in out, out
    assert "\"We will [-not-] gamble with the lives of our children,\"" in out, out
    assert re.search(r"2025-03-04 · The Courier · Ana Duarte · direct · \d+ · first", out), out
    assert "\x1b[" not in out
    assert "\x1b[" in good("same", "a.ledger", "--format", "terminal", "--color", "always").out.decode()


def test_csv():
    news(COURIER, HERALD)
    first, second = csv.DictReader(io.StringIO(good("same", "a.ledger", "--format", "csv").out.decode(), newline=""))
    same(second["compared_with"], first["statement"])
    same((second["changes"], second["differences"], second["url"]), ("1", "not → ", HERALD["url"]))


def test_attributed_differently():
    long = "\"The cables were inspected in April, and every single strand of them was found to be free of rust,\" "
    news({**COURIER, "text": COURIER["text"] + "\n\n" + long + "Ana Duarte said."},
         {**GAZETTE, "text": GAZETTE["text"] + "\n\n" + long + "Paul Ito said."})
    group = good("same", "a.ledger", "strand").document
    same([s["attributed_differently"] for s in group["statements"]], [False, True])


def test_read_again():
    news(COURIER, HERALD, GAZETTE)
    before = good("same", "a.ledger").out
    good("reread", "-q", "--all", "a.ledger")
    same(good("same", "a.ledger").out, before)


def test_mistakes():
    news(COURIER)
    bad(1, "no statement 4711", arguments=["same", "a.ledger", "4711"])
    bad(2, "what is --nonsense", arguments=["same", "--nonsense", "a.ledger"])
    bad(2, "name the ledger", arguments=["same"])
    bad(1, "there is no such ledger", arguments=["same", "b.ledger"])
    same(good("same", "a.ledger").out, b"")


def test_without_text():
    write("news.jsonl", "\n".join(json.dumps(article) for article in (COURIER, HERALD)))
    good("add", "--no-text", "a.ledger", "news.jsonl")
    same(good("same", "a.ledger").documents, [])
    statement = good("find", "a.ledger", "gamble").documents[0]["id"]
    same(good("same", "a.ledger", str(statement)).document["statements"][0]["words"], None)


def measured(name):
    out = subprocess.run([sys.argv[2], *sorted(PAIRS.glob(f"{name}-*.txt"))], capture_output=True, check=True, text=True).stdout
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", out)]


def test_measured():
    pairs = 0
    for name in "seen", "held":
        count, _, precision, recall, _, changed_precision, changed_recall, moved = measured(name)
        assert precision >= 98 and recall >= 85, (name, precision, recall)
        assert changed_precision >= 98 and changed_recall >= 85, (name, changed_precision, changed_recall)
        assert moved <= count / 20, (name, moved)  # groups hardly depend on the order of adding
        pairs += count
    assert pairs >= 300, pairs


tap.main(globals())
