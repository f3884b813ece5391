#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a ledger costs: adding, searching, room, as it grows.

    ledger.py [STATEMENTS...]     (default: 10000 100000)

For each number a ledger of about so many statements is made of generated
articles: 40,000 invented words as frequent as words are (Zipf), 20,000 people,
200 outlets, a few years, one article in ten the near-copy of another. Compared
is `selon read` of the same articles. Needs build/selon and
build/bench/bench_ledger.
"""
import bisect
import itertools
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(__file__).resolve().parent.parent / "build"
STATEMENTS_AN_ARTICLE = 7

SYLLABLES = [c + v + e for c in "b br c ch d f g gr h j l m n p pr r s st t tr v w".split() for v in "a e i o u ai ou".split()
             for e in ("", "n", "r", "l", "st")]


def words(chance, count, syllables):
    made = set()
    while len(made) < count:
        made.add("".join(chance.choice(SYLLABLES) for _ in range(chance.choice(syllables))))
    return sorted(made)


class World:
    def __init__(self, seed=1):
        self.chance = random.Random(seed)
        self.words = words(self.chance, 40000, (1, 2, 2, 3, 3, 4))
        self.chance.shuffle(self.words)
        self.word_weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        first = [w.title() for w in words(self.chance, 400, (2,))]
        last = [w.title() for w in words(self.chance, 8000, (2, 3))]
        self.people = [f"{self.chance.choice(first)} {self.chance.choice(last)}" for _ in range(20000)]
        self.people_weights = list(itertools.accumulate(1 / (rank + 20) for rank in range(len(self.people))))
        self.outlets = [f"The {w.title()} Post" for w in words(self.chance, 200, (2, 3))]

    def pick(self, items, weights):
        return items[bisect.bisect_left(weights, self.chance.random() * weights[-1])]

    def word(self):
        return self.pick(self.words, self.word_weights)

    def clause(self):
        small = ("the", "of the", "a", "to the", "in", "and the", "for", "with a", "by", "on the")
        return " ".join(f"{self.chance.choice(small)} {self.word()}" for _ in range(self.chance.randint(5, 11)))

    def article(self, n):
        c, lines = self.chance, [f"{self.clause().capitalize()}"]
        people = [self.pick(self.people, self.people_weights) for _ in range(3)]
        for _ in range(STATEMENTS_AN_ARTICLE):
            who = c.choice(people)
            lines.append(c.choice((
                f"{who} said on {c.choice(('Monday', 'Tuesday', 'Friday'))} that {self.clause()} was {self.clause()}.",
                f"\"We want {self.clause()},\" {who} told reporters.",
                f"According to {who}, {self.clause()} is {self.clause()}.",
                f"\"It is {self.clause()},\" said {who}, minister for {self.word()}.")))
            lines.append(f"It was {self.clause()}. There were {self.clause()}.")
        day = time.strftime("%Y-%m-%d", time.gmtime(1.6e9 + c.randrange(5 * 365) * 86400))
        return {"id": str(n), "url": f"https://paper{c.randrange(200)}.example/{n}/{'-'.join(self.word() for _ in range(4))}",
                "outlet": c.choice(self.outlets), "date": day, "title": lines[0], "lang": "en", "text": "\n\n".join(lines)}


def generate(path, statements):
    world, before = World(), []
    with open(path, "w", encoding="utf-8") as file:
        for n in range(max(1, round(statements / STATEMENTS_AN_ARTICLE / 0.9))):
            article = world.article(n)
            if n % 10 == 9:
                copied = world.chance.choice(before)
                article["text"] = f"{world.clause().capitalize()}\n\n" + copied["text"].split("\n\n", 1)[1]
            elif len(before) < 1000:
                before.append(article)
            file.write(json.dumps(article) + "\n")
    return world


def timed(*command):
    """Seconds, and the most memory in MB."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.monotonic() - begun, used.ru_maxrss / 1000


def search(ledger, queries):
    out = subprocess.run([BUILD / "bench/bench_ledger", ledger, "3"], input="\n".join(queries).encode(), check=True,
                         stdout=subprocess.PIPE).stdout.split()
    return f"{float(out[1]):8.2f} {float(out[2]):8.2f} {float(out[3]):8.2f} {int(out[4]) / int(out[0]):8.1f}"


def alike(folder):
    """Two texts whose statements nearly repeat one another: what one costs must not grow with the text."""
    world, micros = World(3), []
    clause = world.clause().split()

    def line():
        said = clause[:]
        said[world.chance.randrange(len(said))] = world.word()
        return f"\"It is {' '.join(said)},\" said {world.chance.choice(world.people)}."

    for statements in (1000, 8000):
        articles = f"{folder}/alike-{statements}.jsonl"
        with open(articles, "w", encoding="utf-8") as file:
            for n in range(2):
                text = "\n\n".join(line() for _ in range(statements // 2))
                file.write(json.dumps({"id": str(n), "date": "2025-01-01", "lang": "en", "text": text}) + "\n")
        seconds, _ = timed(BUILD / "selon", "add", "-q", f"{articles}.ledger", articles)
        micros.append(1e6 * seconds / statements)
    print(f"two texts of like statements: {micros[0]:.0f} µs for one of 1,000, {micros[1]:.0f} for one of 8,000")


def measure(statements, folder):
    articles, ledger = f"{folder}/articles.jsonl", f"{folder}/news.ledger"
    world = generate(articles, statements)
    text = sum(len(json.loads(line)["text"].encode()) for line in open(articles, encoding="utf-8")) / 1e6
    read, _ = timed(BUILD / "selon", "read", articles, "--format", "jsonl")
    add, memory = timed(BUILD / "selon", "add", "-q", ledger, articles)
    again, _ = timed(BUILD / "selon", "add", "-q", ledger, articles)
    others = [(name, *timed(BUILD / "selon", *name.split(), ledger)) for name in
              ("stats --format csv", "export --format jsonl", "export --format annotations", "reread --all -q")]
    database = sqlite3.connect(ledger)
    count, = database.execute("select count(*) from statements").fetchone()
    texts, body = database.execute("select count(*), sum(length(body)) from texts").fetchone()
    database.close()
    size = os.path.getsize(ledger)
    allowed = 1.5 * body + 200 * count
    print(f"{count:,} statements in {texts:,} texts, {text:.1f} MB")
    print(f"  read          {text / read:6.2f} MB/s")
    print(f"  add           {text / add:6.2f} MB/s, {100 * read / add:.0f} % of read; {memory:.0f} MB of memory")
    print(f"  the same again {text / again:5.2f} MB/s")
    print(f"  file          {size / 1e6:6.1f} MB: texts {body / 1e6:.1f} MB, {(size - body) / count:.0f} bytes a statement beside; "
          f"{100 * size / allowed:.0f} % of what is allowed")
    for name, seconds, most in others:
        print(f"  {name:27} {count / seconds:9,.0f} statements/s, {most:.0f} MB of memory")
    frequent = world.words[:200]
    people = world.people[:50] + world.chance.sample(world.people, 50)
    print("  find, ms        median      99%  longest  results")
    print("  word and person", search(ledger, [f"{p}\t{w}" for p in people for w in world.chance.sample(frequent, 5)]))
    print("  person         ", search(ledger, [f"{p}\t" for p in people]))
    print("  word           ", search(ledger, [f"\t{w}" for w in world.chance.sample(world.words, 100) + frequent[:20]]))
    print("  two words      ", search(ledger, ["\t" + " ".join(world.chance.sample(frequent, 2)) for _ in range(100)]), flush=True)


def main():
    with tempfile.TemporaryDirectory(prefix="selon-ledger-") as folder:
        alike(folder)
    for statements in [int(a) for a in sys.argv[1:]] or [10000, 100000]:
        with tempfile.TemporaryDirectory(prefix="selon-ledger-") as folder:
            measure(statements, folder)


main()
