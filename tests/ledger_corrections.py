#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What readers correct, as a ledger's user has it. ledger_corrections.py SELON EMBED"""
import json
import sqlite3

import tap
from tap import bad, good, same, write

BRIDGE = ("Mayor Ana Duarte said on Tuesday that the old harbour bridge would stay closed until March. “We will not gamble "
          "with people's lives,” she told reporters. According to the engineers, two of its cables have rusted through.")
ECHO = BRIDGE + " It rained all day."
RAIN = "Rain fell on the harbour all night. Two boats lost their ropes."
URL = "https://courier.example/bridge"


def ledger(*more):
    pieces = [(URL, "Courier", BRIDGE), *more]
    lines = [json.dumps({"url": url, "outlet": outlet, "lang": "en", "date": "2025-03-04", "title": "T", "text": text})
             for url, outlet, text in pieces]
    good("add", "-q", "a.ledger", write("a.jsonl", "\n".join(lines)))


def found(*words):
    return [json.loads(line) for line in good("find", "a.ledger", *words, "--format", "jsonl").out.decode().splitlines()]


def number(*words):
    rows = found(*words)
    assert len(rows) == 1, rows
    return str(rows[0]["id"])


def correct(*arguments):
    return good("correct", "a.ledger", *arguments).out.decode()


def rows(query):
    database = sqlite3.connect("a.ledger")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def gold(which):
    return [json.loads(line) for line in good("export", "-q", "a.ledger", "--gold", which).out.decode().splitlines()]


# ---- a statement ----


def test_a_speaker_wins_everywhere():
    ledger(("https://echo.example/1", "Echo", "“We will not gamble with people's lives,” Zoe Marsh said on Monday."))
    one = number("--about", "gamble", "--outlet", "Courier")
    same(good("same", "a.ledger", "--format", "jsonl").documents, [])
    same(correct(one, "--speaker", "Zoe Marsh", "--role", "engineer", "--reader", "Kim"), "correction 1\n")
    same([(row["speaker"], row["role"], row["confidence"]) for row in found("gamble", "--outlet", "Courier")],
         [("Zoe Marsh", "engineer", 1.0)])
    same({str(row["id"]) for row in found("--who", "Zoe Marsh")}, {one, number("gamble", "--outlet", "Echo")})
    person = good("who", "a.ledger", "Zoe Marsh", "--format", "jsonl").documents[0]
    same((person["statements"], person["roles"][0]["text"]), (2, "engineer"))
    stats = good("stats", "a.ledger", "--format", "jsonl").out.decode()
    assert '"Zoe Marsh"' in stats, stats
    exported = good("export", "a.ledger", "--about", "gamble", "--outlet", "Courier").documents[0]
    same(exported["statements"][0]["speaker"]["name"], "Zoe Marsh")
    group = good("same", "a.ledger", "--format", "jsonl").documents[0]
    same({member["speaker"] for member in group["statements"]}, {"Zoe Marsh"})
    correct("1", "--withdraw")
    same(found("gamble", "--outlet", "Courier")[0]["speaker"], "Ana Duarte")
    same(good("same", "a.ledger", "--format", "jsonl").documents, []) # too few words for two names


def test_who_has_said_nothing_is_nobody():
    ledger(("https://port.example/1", "Port", "Jon Falk said that the port was open."))
    same(len(good("who", "a.ledger", "Jon Falk", "--format", "jsonl").documents), 1)
    correct(number("--who", "Falk"), "--speaker", "Zoe Marsh")
    same(good("who", "a.ledger", "Jon Falk", "--format", "jsonl").documents, [])
    correct("1", "--withdraw")
    same(len(good("who", "a.ledger", "Jon Falk", "--format", "jsonl").documents), 1)


def test_only_the_role():
    ledger()
    one = number("--about", "gamble")
    correct(one, "--role", "admiral")
    same([(row["speaker"], row["role"]) for row in found("gamble")], [("Ana Duarte", "admiral")])
    same(found("harbour")[0]["role"], "Mayor")
    correct(one, "--nobody")
    same(found("gamble")[0]["speaker"], None)


def test_words_are_looked_for_nearby():
    ledger()
    one = number("--about", "gamble")
    correct(one, "--content", '"We will not  gamble', "--content", "people's lives", "--cue", "told", "--source", "she",
            "--addressee", "", "--time", "on Tuesday", "--time-value", "2025-03-04", "--kind", "wrote", "--type", "mixed",
            "--negated", "yes")
    row = found("gamble")[0]
    same(row["content"], ["“We will not gamble", "people's lives"])
    same((row["cue"], row["source"], row["addressee"], row["kind"], row["type"], row["negated"], row["time_value"]),
         ("told", "she", None, "wrote", "mixed", True, "2025-03-04"))
    correct(one, "--source", "the") # a word, and not the end of "with people"
    exported = [st for st in good("export", "a.ledger").document["statements"] if str(st["id"]) == one][0]
    assert BRIDGE[exported["source"]["start"] - 1] == " ", exported
    correct(one, "--content", "@92-112")
    same(found("gamble")[0]["content"], [BRIDGE[92:112]])


def test_reject_and_withdraw():
    ledger()
    one = number("--about", "gamble")
    before = found()
    correct(one, "--reject", "--reader", "Kim")
    same(found("gamble"), [])
    listed = good("correct", "a.ledger").out.decode()
    assert "rejected" in listed and "Kim" in listed and "gamble" in listed, listed
    bad(1, arguments=("correct", "a.ledger", one, "--reject"))
    correct("1", "--withdraw")
    same(found(), before)
    same(good("correct", "a.ledger").out, b"")
    assert "withdrawn" in good("correct", "a.ledger", "--list", "--all").out.decode()


def test_add_one():
    ledger()
    said = correct(URL, "--add", "--content", "two of its cables", "--cue", "rusted", "--speaker", "Paul Ito", "--source",
                   "the engineers")
    new = said.split()[-1]
    row = [row for row in found("cables") if str(row["id"]) == new][0]
    same((row["speaker"], row["type"], row["content"], row["day"]), ("Paul Ito", "indirect", ["two of its cables"], "2025-03-04"))
    correct("text:1", "--add", "--content", "“We will not gamble")
    same(rows("select type from statements order by id desc limit 1"), [(0,)]) # in quotation marks
    bad(1, arguments=("correct", "a.ledger", URL, "--add", "--content", "the")) # which one?


def test_right_as_it_is():
    ledger()
    one = number("--about", "gamble")
    assert found("gamble")[0]["confidence"] < 1
    correct(one, "--right")
    same(found("gamble")[0]["confidence"], 1.0)
    same(len(found("--min-confidence", "1")), 1)


def test_they_last():
    ledger()
    one = number("--about", "gamble")
    correct(one, "--speaker", "Zoe Marsh")
    correct(number("--about", "cables"), "--reject")
    correct(URL, "--add", "--content", "have rusted")
    before = found()
    good("reread", "-q", "--all", "a.ledger")
    same(found(), before)
    good("who", "--rebuild", "a.ledger")
    same(found(), before)
    good("add", "-q", "a.ledger", "a.jsonl")
    same(found(), before)
    good("salvage", "-q", "a.ledger", "b.ledger")
    after = [json.loads(line) for line in good("find", "b.ledger", "--format", "jsonl").out.decode().splitlines()]
    same([{**row, "articles": None} for row in after], [{**row, "articles": None} for row in before])
    for correction in ("1", "2", "3"):
        good("correct", "b.ledger", correction, "--withdraw")
    good("reread", "-q", "--all", "b.ledger")
    same(good("find", "b.ledger", "gamble").documents[0]["speaker"], "Ana Duarte")
    same(len(good("find", "b.ledger").documents), 3)


# ---- whole articles ----


def test_gold():
    ledger(("https://echo.example/1", "Echo", ECHO), ("https://rain.example/1", "Rain", RAIN),
           ("https://port.example/1", "Port", "Jon Falk said that the port was open."))
    correct(number("--about", "gamble"), "--speaker", "Zoe Marsh")
    correct(number("--about", "cables"), "--reject")
    same(gold("checked"), [])
    same([one["url"] for one in gold("corrected")], [URL])
    correct(URL, "--checked", "--reader", "Kim")
    correct("https://rain.example/1", "--checked")
    first, empty = gold("checked")
    same((first["url"], empty["url"], empty["statements"], empty["text"]), (URL, "https://rain.example/1", [], RAIN))
    same({st["speaker"]["name"] for st in first["statements"]}, {"Ana Duarte", "Zoe Marsh"})
    same(len(first["statements"]), 2)
    for part in first["statements"]:
        same(BRIDGE[part["cue"]["start"]:part["cue"]["end"]], part["cue"]["text"])
    # A copy has its statements with the first text: it is no whole article.
    correct("https://echo.example/1", "--checked")
    same(len(gold("checked")), 2)
    assert "1 articles were left out" in good("export", "a.ledger", "--gold", "checked").err
    correct("https://rain.example/1", "--unchecked")
    same(len(gold("checked")), 1)


def test_gold_is_learnt_from():
    ledger(("https://rain.example/1", "Rain", RAIN))
    correct(number("--about", "cables"), "--reject")
    correct(URL, "--checked")
    correct("https://rain.example/1", "--checked")
    write("gold.jsonl", good("export", "a.ledger", "--gold", "checked").out)
    good("score", "gold.jsonl", "gold.jsonl")
    good("train", "-q", "--lang", "en", "--out", "en.selon", "gold.jsonl")
    same(len(good("read", "--model", "en.selon", "--format", "jsonl", write("b.txt", BRIDGE)).documents), 1)


def test_checked_stays_as_it_is():
    """Whatever a newer engine would find."""
    ledger()
    one = number("--about", "gamble")
    correct(one, "--reject")
    correct(URL, "--checked")
    before = found()
    correct("1", "--withdraw") # nobody has said that it is right
    same(found(), before)
    good("reread", "-q", "--all", "a.ledger")
    same(found(), before)
    bad(1, arguments=("correct", "a.ledger", "2", "--withdraw"))
    correct(URL, "--unchecked")
    same(len(found()), 3)


# ---- what cannot be ----


def test_what_makes_no_sense():
    ledger()
    one = number("--about", "gamble")
    for arguments in ((), ("a.ledger", one, "--nothing"), ("a.ledger", one, "--type", "loud"), ("a.ledger", "--reject"),
                      ("a.ledger", one, "--reject", "--right"), ("a.ledger", one, "--reject", "--speaker", "X"),
                      ("a.ledger", URL, "--add"), ("a.ledger", one, "--nobody", "--speaker", "X"), ("a.ledger", one, "2"),
                      ("a.ledger", one, "--negated", "perhaps")):
        bad(2, arguments=("correct", *arguments))
    for arguments in (("a.ledger", "999", "--reject"), ("a.ledger", "x", "--reject"), ("a.ledger", one, "--content", ""),
                      ("a.ledger", one, "--content", "not there"), ("a.ledger", one, "--content", "@5-3"),
                      ("a.ledger", one, "--content", "@5-99999"), ("a.ledger", one, "--content", "@x"),
                      ("a.ledger", one, "--speaker", ""), ("a.ledger", one, "--speaker", "a\nb"),
                      ("a.ledger", one, "--speaker", "a\u009bb"), ("a.ledger", one, "--time-value", "soon"),
                      ("a.ledger", "999", "--withdraw"), ("a.ledger", "https://none.example/", "--checked"),
                      ("a.ledger", "text:9", "--checked"), ("none.ledger", one, "--reject"),
                      ("a.ledger", one, "--reject", "--reader", "")):
        bad(1, arguments=("correct", *arguments))
    same(rows("select count(*) from corrections"), [(0,)])


def test_nothing_of_a_text_drives_the_terminal():
    ledger(("https://evil.example/1", "Evil", "Jon Falk said that the port\x1b]0;x\x07 was open\u009b31m now."))
    correct(number("--about", "port"), "--right")
    out = good("correct", "a.ledger").out
    same([byte for byte in out if byte < 32 and byte not in (9, 10)], [])
    assert "\u009b" not in out.decode()


def test_gold_is_of_whole_articles():
    ledger()
    for arguments in (("--gold", "best"), ("--gold", "checked", "gamble"), ("--gold", "checked", "--who", "Duarte"),
                      ("--gold", "checked", "--format", "csv"), ("--gold", "checked", "-n", "3"),
                      ("--gold", "corrected", "--type", "direct")):
        bad(2, arguments=("export", "a.ledger", *arguments))


tap.main(globals())
