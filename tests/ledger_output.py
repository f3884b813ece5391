#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What comes out of a ledger: counted, exported, as a page. ledger_output.py SELON EMBED"""
import csv
import io
import json
import os

import tap
from tap import ARTICLE, ARTICLE_FR, bad, good, same, write

COURIER = {"url": "https://x.example/1", "outlet": "The Courier", "date": "2025-03-04", "title": "Bridge", "text": ARTICLE}
PHARE = {"url": "https://y.example/2", "outlet": "Le Phare", "date": "2025-04-07", "title": "Le pont", "text": ARTICLE_FR}


def news(*more):
    write("news.jsonl", "\n".join(json.dumps(article) for article in (COURIER, PHARE, *more)))
    good("add", "a.ledger", "news.jsonl")


# ---- counting ----


def rows(*arguments):
    return {(row["by"], row["name"]): row for row in good("stats", "a.ledger", *arguments).documents}


def test_stats():
    news()
    counted = rows()
    found = good("find", "a.ledger").documents
    same(counted["all", None]["statements"], len(found))
    for kind in "direct", "indirect", "mixed":
        same(counted["type", kind]["statements"], sum(s["type"] == kind for s in found))
    for speaker in {s["speaker"] for s in found}:
        same(counted["speaker", speaker]["statements"], sum(s["speaker"] == speaker for s in found))
    same(counted["speaker", "Ana Duarte"]["gender"], "woman")
    same(counted["gender", "women"]["speakers"], 1)
    same(counted["month", "2025-03"]["statements"], sum(s["lang"] == "en" for s in found))
    same(counted["outlet", "Le Phare"]["statements"], sum(s["lang"] == "fr" for s in found))


def test_stats_of_what_a_filter_lets_through():
    news()
    same(rows("--lang", "fr", "--type", "direct")["all", None]["statements"],
         len(good("find", "a.ledger", "--lang", "fr", "--type", "direct").documents))
    same(rows("gamble")["all", None]["statements"], 1)
    same(rows("gambol")["all", None]["statements"], 0)


def test_stats_as_csv():
    news()
    table = list(csv.DictReader(io.StringIO(good("stats", "a.ledger", "--format", "csv").out.decode())))
    same([row["gender"] for row in table if row["name"] == "Ana Duarte"], ["woman"])
    same(len(table), len(rows()))


def test_stats_on_a_terminal():
    news({"text": "Zoé \x1b[31mRed\x1b[0m said that it rains.", "outlet": "\x1b]0;title\x07Echo"})
    text = good("stats", "a.ledger", "--format", "terminal", "-n", "1").out.decode()
    assert "\x1b" not in text and "\x07" not in text, text
    assert "Speaker (of " in text and "women" in text, text


def test_stats_usage():
    news()
    bad(2, "name the ledger", arguments=["stats"])
    bad(2, "--format takes", arguments=["stats", "a.ledger", "--format", "html"])
    bad(1, "no such ledger", arguments=["stats", "b.ledger"])
    assert not os.path.exists("b.ledger")


def test_stats_of_a_ledger_without_texts():
    write("news.jsonl", json.dumps(COURIER))
    good("add", "--no-text", "a.ledger", "news.jsonl")
    same(rows()["speaker", "Ana Duarte"]["gender"], "woman") # by her first name


tap.main(globals())
