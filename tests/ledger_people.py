#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who is who, as a ledger's user has it. ledger_people.py SELON EMBED"""
import json
import pathlib
import sqlite3

import tap
from tap import bad, good, same, write

PIECES = [
    ("1", "Courier", "en", "2025-03-04", "Mayor Ana Duarte said on Tuesday that the bridge would stay closed until March."),
    ("2", "Sentinel", "en", "2025-04-05", "Ana Duarte, the mayor, said that taxes would rise. Paul Ito said that he disagreed."),
    ("3", "Phare", "fr", "2025-05-06", "La footballeuse Ana Duarte a déclaré que le match serait difficile."),
    ("4", "Phare", "fr", "2025-05-07", "Le ministre Sergueï Valtarov a annoncé jeudi que la gare fermerait."),
    ("5", "Courier", "en", "2025-05-08", "The minister Sergei Valtarov said that the station would close."),
]


def ledger():
    lines = [json.dumps({"url": f"https://x.example/{n}", "outlet": outlet, "lang": lang, "date": date, "title": f"T{n}",
                         "text": text}) for n, outlet, lang, date, text in PIECES]
    good("add", "-q", "a.ledger", write("a.jsonl", "\n".join(lines)))


def ask(*arguments):
    return [json.loads(line) for line in good("who", "a.ledger", *arguments).out.decode().splitlines()]


def numbers(*arguments):
    return [row["id"] for row in ask(*arguments)]


def rows(query):
    database = sqlite3.connect("a.ledger")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


# ---- who ----


def test_page():
    ledger()
    found = ask("Sergey", "Valtarov")
    same(len(found), 1)
    page = found[0]
    same((page["kind"], page["statements"], page["texts"]), ("person", 2, 2))
    same({name["text"] for name in page["names"]}, {"Sergueï Valtarov", "Sergei Valtarov"})
    same(page["last"], "2025-05-08")
    assert page["first_statement"]["url"] == "https://x.example/4", page
    assert "station" in page["last_statement"]["sentence"], page
    same({outlet["text"] for outlet in page["outlets"]}, {"Phare", "Courier"})


def test_father_and_son():
    """Both are known by the bare name, too: it must not make them one."""
    pieces = [("Mayor Georges Harcourt", "en"), ("Mayor Georges Harcourt Jr.", "en"), ("Mayor Georges Harcourt Sr.", "en"),
              ("Mayor Georges Harcourt", "en"), ("Mayor Georges Harcourt Sr.", "en"), ("Mayor Georges Harcourt Jr.", "en")]
    lines = [json.dumps({"url": f"https://h.example/{i}", "outlet": "Courier", "lang": lang, "date": f"2025-03-0{i + 1}",
                         "text": f"{who} of Brindle said on Tuesday that bridge number {i} would stay closed."})
             for i, (who, lang) in enumerate(pieces)]
    for order in (lines, lines[::-1]):
        good("add", "-q", "h.ledger", write("h.jsonl", "\n".join(order)))
        database = sqlite3.connect("h.ledger")
        pairs = database.execute("select i.entity, n.name from identities i join speakers k on k.id = i.speaker"
                                 " join names n on n.id = k.name").fetchall()
        database.close()
        father, son = ({entity for entity, name in pairs if mark in name} for mark in ("Sr", "Jr"))
        assert father and son and not father & son, pairs
        pathlib.Path("h.ledger").unlink()


def test_candidates():
    ledger()
    same(len(numbers("Ana Duarte")), 2)
    same(numbers("Duarte"), numbers("ana", "duarte"))
    same(numbers("Nobody"), [])
    assert "may be meant" in good("who", "--format", "terminal", "a.ledger", "Duarte").err
    assert "nobody" in good("who", "a.ledger", "Nobody").err


def test_who_is_quoted_but_nobody():
    """What stats counts by name is told apart from what nobody is called."""
    lines = [json.dumps({"url": "https://x.example/9", "lang": "en", "date": "2025-03-04",
                         "text": "According to the engineers, two cables have rusted through."})]
    good("add", "-q", "a.ledger", write("b.jsonl", "\n".join(lines)))
    assert '"the engineers"' in good("stats", "a.ledger", "--format", "jsonl").out.decode()
    assert "but it is quoted: selon find --who" in good("who", "a.ledger", "the engineers").err
    assert "nobody of that name is quoted" in good("who", "a.ledger", "the plumbers").err


def test_most_quoted():
    ledger()
    everybody = ask()
    same([row["statements"] for row in everybody], sorted((row["statements"] for row in everybody), reverse=True))
    same(len(ask("--limit", "1")), 1)


def test_terminal():
    ledger()
    out = good("who", "--format", "terminal", "--speakers", "a.ledger", "Paul Ito").out.decode()
    for part in ("Paul Ito", "1 statement in 1 text", "Names", "Speakers", "T2", "First statement"):
        assert part in out, out


# ---- corrections ----


def test_merge_and_split_last():
    ledger()
    one, other = numbers("Ana Duarte")
    good("merge", "a.ledger", str(one), str(other))
    same(numbers("Ana Duarte"), [one])
    good("who", "--rebuild", "a.ledger")
    same(numbers("Ana Duarte"), [one])
    speakers = ask(str(one), "--speakers")[0]["speakers"]
    same(len(speakers), 3)
    footballer = [row["speaker"] for row in speakers if row["outlet"] == "Phare"][0]
    out = good("split", "a.ledger", str(one), str(footballer)).out.decode()
    made = int(out.split()[0])
    same(sorted(numbers("Ana Duarte")), sorted([one, made]))
    good("who", "--rebuild", "a.ledger")
    same(sorted(numbers("Ana Duarte")), sorted([one, made]))
    good("reread", "--all", "a.ledger")
    same(sorted(numbers("Ana Duarte")), sorted([one, made]))


def test_corrections_that_make_no_sense():
    ledger()
    for arguments in (("merge",), ("merge", "a.ledger", "1"), ("merge", "a.ledger", "1", "x"), ("split", "a.ledger", "1"),
                      ("split", "a.ledger", "x", "1"), ("authority", "a.ledger"), ("who",), ("who", "--nothing", "a.ledger")):
        bad(2, arguments=arguments)
    for arguments in (("merge", "a.ledger", "1", "99"), ("split", "a.ledger", "1", "nobody"), ("split", "a.ledger", "99", "1"),
                      ("who", "none.ledger"), ("authority", "a.ledger", "none.jsonl")):
        bad(1, arguments=arguments)
    same(rows("select count(*) from pins"), [(0,)])


def test_find_by_any_name():
    ledger()
    for name in ("Sergei Valtarov", "Sergueï Valtarov", "Sergey Valtarov"):
        out = good("find", "a.ledger", "--who", name).out.decode().splitlines()
        same(sorted(json.loads(line)["speaker"] for line in out), ["Sergei Valtarov", "Sergueï Valtarov"])


# ---- authority ----


def test_authority():
    ledger()
    lines = [{"id": "Q7", "type": "person", "labels": {"en": "Paul Ito"}, "aliases": {"ja": ["Ito Paul"], "en": ["P. J. Ito"]},
              "descriptions": {"en": "bridge builder"}},
             {"id": "Q8", "labels": {"fr": {"language": "fr", "value": "Personne"}}}]
    write("names.jsonl", "\n".join(json.dumps(line) for line in lines) + "\nnot json\n")
    result = bad(1, "line 3", arguments=("authority", "a.ledger", "names.jsonl"))
    same(result.out, b"2 names taken\n")
    found = ask("P. J. Ito")
    same([(row["authority"], row["statements"]) for row in found], [("Q7", 1)])
    before = rows("select * from authority_words order by 1, 2, 3, 4")
    bad(1, arguments=("authority", "a.ledger", "names.jsonl"))
    same(rows("select * from authority_words order by 1, 2, 3, 4"), before)


tap.main(globals())
