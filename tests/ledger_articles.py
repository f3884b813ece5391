# SPDX-License-Identifier: Apache-2.0
"""Articles for the tests of ledgers, and looking into one with SQL of our own."""
import random
import sqlite3

PEOPLE = ["Ana Duarte", "Paul Ito", "Lucie Renaud", "Marc Oden", "Ines Kovac", "Tom Bekele", "Rosa Lindqvist"]
THINGS = ["harbour", "bridge", "ferry", "school", "library", "market", "station", "theatre", "orchard", "museum"]


def article(n, chance=None):
    """Some article; no two are near-copies."""
    chance = chance or random.Random(n)
    who = chance.choice(PEOPLE)
    lines = [f"Report {n} on the {chance.choice(THINGS)}."]
    for _ in range(6):
        lines.append(f"{who} said on Tuesday that the {chance.choice(THINGS)} number {chance.randrange(10**6)} would cost "
                     f"{chance.randrange(10**6)} more than the {chance.choice(THINGS)} of {chance.randrange(10**6)}.")
    return "\n\n".join(lines) + "\n"


def rows(query, path="a.ledger"):
    database = sqlite3.connect(path)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def whole(path="a.ledger"):
    assert rows("pragma integrity_check", path) == [("ok",)]
    assert rows("pragma foreign_key_check", path) == []
    assert rows("select count(*) from (select 1 from versions group by article, text, title having count(*) > 1)", path) == [(0,)]
    assert rows("select count(*) from (select 1 from statements s join texts t on t.id = s.text group by t.family, s.key "
                "having count(*) > 1)", path) == [(0,)]
