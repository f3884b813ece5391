#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a ledger costs: adding, searching, room, as it grows.

    ledger.py [STATEMENTS...]     (default: 10000 100000)
    ledger.py FILE.jsonl          (of these articles)

For each number a ledger of about so many statements is made of news
(make_articles.py). Compared is `selon read` of the same articles, right before;
by the clock and in processor time, since on a machine that others use too the
two differ. Beside each of the numbers that are wanted stands what is wanted.
`ledger.py 10000 100000 1000000` takes some ten minutes and 2 GB of disk. Needs
build/selon and build/bench/bench_ledger.
"""
import collections
import json
import os
import pathlib
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

BENCH = pathlib.Path(__file__).resolve().parent
BUILD = BENCH.parent / "build"
STATEMENTS_AN_ARTICLE = 8.9
UP_TO = 200000  # statements, for what takes as long as reading all of them
SYLLABLES = "ba ce di fo gu la me ni po ru sta tre vi wo".split()


def timed(*command):
    """Seconds by the clock and of processors, and the most memory in MB."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000


def search(ledger, queries):
    """Times of searches in ms: median, 99 %, longest; results of one; and the most memory in MB."""
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answer:
        asked.write("\n".join(queries).encode())
        asked.seek(0)
        process = subprocess.Popen([BUILD / "bench/bench_ledger", ledger, "3"], stdin=asked, stdout=answer)
        _, status, used = os.wait4(process.pid, 0)
        assert status == 0, ledger
        answer.seek(0)
        out = answer.read().split()
    return f"{float(out[1]):8.2f} {float(out[2]):8.2f} {float(out[3]):8.2f} {int(out[4]) / int(out[0]):8.1f}", used.ru_maxrss / 1000


def alike(folder):
    """Two texts whose statements nearly repeat one another: what one costs must not grow with the text."""
    chance, micros = random.Random(3), []

    def word():
        return "".join(chance.choice(SYLLABLES) for _ in range(3))

    clause, people = [word() for _ in range(18)], [f"{word().title()} {word().title()}" for _ in range(2000)]

    def line():
        said = clause[:]
        said[chance.randrange(len(said))] = word()
        return f"\"It is {' '.join(said)},\" said {chance.choice(people)}."

    for statements in (1000, 8000):
        articles = f"{folder}/alike-{statements}.jsonl"
        with open(articles, "w", encoding="utf-8") as file:
            for n in range(2):
                text = "\n\n".join(line() for _ in range(statements // 2))
                file.write(json.dumps({"id": str(n), "date": "2025-01-01", "lang": "en", "text": text}) + "\n")
        _, seconds, _ = timed(BUILD / "selon", "add", "-q", f"{articles}.ledger", articles)
        micros.append(1e6 * seconds / statements)
    print(f"two texts of like statements: {micros[0]:.0f} µs for one of 1,000, {micros[1]:.0f} for one of 8,000")


def size_of(articles):
    """Bytes of text, and how often each word of the beginning is in it."""
    size, words = 0, collections.Counter()
    with open(articles, encoding="utf-8") as file:
        for n, line in enumerate(file):
            text = json.loads(line)["text"]
            size += len(text.encode())
            if n < 2000:
                words.update(re.findall(r"[^\W\d_]{4,}", text.lower()))
    return size, words


def speakers(database):
    """Names that are quoted most, and some of all."""
    order = "select n.name from identities i join speakers k on k.id = i.speaker join names n on n.id = k.name group by n.id order by "
    return [name for name, in database.execute(order + "count(*) desc, 1 limit 50")], [
        name for name, in database.execute(order + "n.id * 7919 % 10007, 1 limit 50")]


def searches(ledger, database, words):
    chance = random.Random(1)
    known, others = speakers(database)
    people = known + others
    ranked = [word for word, _ in words.most_common()]
    frequent, rare = ranked[:200], ranked[200:]
    asked = {
        "word and person": [f"{p}\t{w}" for p in people for w in chance.sample(frequent, 5)],
        "person": [f"{p}\t" for p in people],
        "word": [f"\t{w}" for w in chance.sample(rare, 100) + frequent[:20]],
        "two words": ["\t" + " ".join(chance.sample(frequent, 2)) for _ in range(100)],
        "a speaker's page": [f"@{p}" for p in people],
    }
    most = 0
    print("  find, ms            median      99%  longest  results   (wanted: 99 % under 50)")
    for name, queries in asked.items():
        line, memory = search(ledger, queries)
        most = max(most, memory)
        print(f"  {name:17} {line}", flush=True)
    print(f"  memory of searches  {most:.0f} MB (wanted: under 200)")


def room(ledger, database):
    count, = database.execute("select count(*) from statements").fetchone()
    texts, body = database.execute("select count(*), sum(length(body)) from texts").fetchone()
    size, allowed = os.path.getsize(ledger), 1.5 * body + 200 * count
    print(f"  file              {size / 1e6:7.1f} MB: texts {body / 1e6:.1f} MB, {(size - body) / count:.0f} bytes a statement beside; "
          f"{100 * size / allowed:.0f} % of what is allowed (1.5 x texts + 200 bytes a statement)")
    return count, texts


def measure(statements, folder):
    articles, ledger = f"{folder}/articles.jsonl", f"{folder}/news.ledger"
    if isinstance(statements, str):
        articles, statements = statements, UP_TO + 1
    else:
        count = max(20, round(statements / STATEMENTS_AN_ARTICLE))
        subprocess.run([sys.executable, BENCH / "make_articles.py", articles, str(count)], check=True)
    size, words = size_of(articles)
    read, read_cpu, _ = timed(BUILD / "selon", "read", articles, "--format", "jsonl")
    add, add_cpu, memory = timed(BUILD / "selon", "add", "-q", ledger, articles)
    database = sqlite3.connect(ledger)
    count = database.execute("select count(*) from statements").fetchone()[0]
    print(f"{count:,} statements, {size / 1e6:.1f} MB of text")
    print(f"  read              {size / 1e6 / read:7.2f} MB/s, {read_cpu * 1e6 / count:.0f} µs of processor a statement")
    print(f"  add               {size / 1e6 / add:7.2f} MB/s, {add_cpu * 1e6 / count:.0f} µs of processor a statement: {100 * read / add:.0f} % of "
          f"read's speed by the clock, {100 * read_cpu / add_cpu:.0f} % in processor time (wanted: 80); {memory:.0f} MB of memory (under 200)", flush=True)
    room(ledger, database)
    searches(ledger, database, words)
    database.close()
    names = ["stats --format csv"]
    if statements <= UP_TO:
        again, _, _ = timed(BUILD / "selon", "add", "-q", ledger, articles)
        print(f"  the same again    {size / 1e6 / again:7.2f} MB/s")
        names += ["export --format jsonl", "export --format annotations", "reread --all -q"]
    for name in names:
        seconds, _, most = timed(BUILD / "selon", *name.split(), ledger)
        print(f"  {name:27} {count / seconds:9,.0f} statements/s, {most:.0f} MB of memory", flush=True)


def main():
    with tempfile.TemporaryDirectory(prefix="selon-ledger-") as folder:
        alike(folder)
    for statements in [int(a) if a.isdigit() else a for a in sys.argv[1:]] or [10000, 100000]:
        with tempfile.TemporaryDirectory(prefix="selon-ledger-", dir=os.environ.get("SELON_BENCH")) as folder:
            measure(statements, folder)


main()
