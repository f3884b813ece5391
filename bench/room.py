#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the reading room bears: the pages of a ledger, 50 asked for at a time.

    room.py [LEDGER | STATEMENTS] [REQUESTS]     (default: 100000, and 2000 requests of each kind)

Opens build/selon serve over the ledger, or over one of about so many statements
that is made for it (make_articles.py; a million take some ten minutes), and asks for pages as browsers do, over
50 connections, each time other ones: random articles, people, words. Prints
how many a second, and how long one takes in the middle and of a hundred the
slowest but one; the memory at the end, and the largest page. The client runs
on the same cores.
"""
import asyncio
import gzip
import pathlib
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

BUILD = pathlib.Path(__file__).resolve().parent.parent / "build"
AT_ONCE = 50
STATEMENTS_AN_ARTICLE = 8.9


def quoted(text):
    return urllib.parse.quote(text)


class Ledger:
    """What there is to be asked for."""

    def __init__(self, path):
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.chance = random.Random(7)
        self.articles, self.statements = (database.execute(f"select max(id) from {table}").fetchone()[0]
                                          for table in ("articles", "statements"))
        self.people = database.execute("select t.entity, n.name from traits t join names n on n.id = t.value "
                                       "where t.sort = 0 and t.statements > 2 limit 20000").fetchall()
        self.outlets = [name for name, in database.execute("select name from outlets")] or ["none"]
        self.words = [form for form, in database.execute("select form from forms where length(form) > 3 limit 20000")]
        self.quoted_most = [entity for entity, in database.execute(
            "select entity from identities group by entity order by sum(statements) desc limit 50")]
        database.close()

    def kinds(self):
        pick, number = self.chance.choice, self.chance.randint
        return {
            "article": lambda: f"/articles/{number(1, self.articles)}",
            "article as JSON": lambda: f"/api/v1/articles/{number(1, self.articles)}",
            "person": lambda: f"/people/{pick(self.people)[0]}",
            "person quoted most": lambda: f"/people/{pick(self.quoted_most)}",
            "search, word": lambda: f"/search?q={quoted(pick(self.words))}",
            "search, word and person": lambda: f"/search?q={quoted(pick(self.words))}&who={quoted(pick(self.people)[1])}",
            "search, word, outlet, year": lambda: f"/search?q={quoted(pick(self.words))}&outlet={quoted(pick(self.outlets))}&since=2022",
            "search, all": lambda: "/search",
            "suggestions": lambda: f"/api/v1/suggest?q={quoted(pick(self.people)[1][:number(2, 7)])}",
            "the same words": lambda: f"/statements/{number(1, self.statements)}/same",
            "comparison": lambda: f"/compare?by=outlet&left={quoted(pick(self.outlets))}&right={quoted(pick(self.outlets))}"
                                  f"&about={quoted(pick(self.words))}",
            "overview": lambda: "/",
        }


async def client(port, paths, seen):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    while paths:
        path, begun = paths.pop(), time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n"
                     f"Cookie: selon={'0' * 64}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(int(re.search(rb"(?i)content-length: (\d+)", head)[1]))
        seen.append((time.perf_counter() - begun, int(head[9:12]), len(body)))
    writer.close()


async def asked(port, paths):
    seen, begun = [], time.perf_counter()
    await asyncio.gather(*(client(port, paths, seen) for _ in range(AT_ONCE)))
    return seen, time.perf_counter() - begun


def report(name, seen, seconds):
    times = sorted(1000 * took for took, _, _ in seen)
    wrong = sum(status not in (200, 404) for _, status, _ in seen)
    print(f"  {name:27} {len(seen) / seconds:7.0f} a second  {times[len(times) // 2]:7.1f} ms  {times[len(times) * 99 // 100]:7.1f} ms"
          f"  {max(size for _, _, size in seen) / 1000:6.1f} kB" + (f"  {wrong} FAILED" if wrong else ""), flush=True)


def memory(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return {name: int(kb) / 1000 for name, kb in re.findall(r"(VmRSS|VmHWM|RssAnon):\s*(\d+) kB", status)}


def settled(port):
    """Waits until women and men have been counted, which goes on beside."""

    begun = time.monotonic()
    while b'"genders": null' in urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/overview").read():
        time.sleep(1)
    return time.monotonic() - begun


def first_page(port):
    """Compressed, with its style and script."""


    def get(path):
        answer = urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip", "Accept": "text/html"}))
        return answer.read()
    page = get("/")
    files = re.findall(r'(?:href|src)="(/assets/[^"]+)"', gzip.decompress(page).decode())
    return len(page) + sum(len(get(file)) for file in set(files))


def made(statements, folder):
    articles, path = f"{folder}/articles.jsonl", f"{folder}/news.ledger"
    subprocess.run([sys.executable, pathlib.Path(__file__).parent / "make_articles.py", articles,
                    str(max(20, round(statements / STATEMENTS_AN_ARTICLE)))], check=True)
    subprocess.run([BUILD / "selon", "add", "-q", path, articles], check=True, stdout=subprocess.DEVNULL)
    return path


def main():
    wanted, requests = (sys.argv[1:] + ["100000"])[0], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    if not wanted.isdigit():
        measure(wanted, requests)
        return
    with tempfile.TemporaryDirectory(prefix="selon-room-") as folder:
        measure(made(int(wanted), folder), requests)


def measure(path, requests):
    ledger, begun = Ledger(path), time.monotonic()
    with subprocess.Popen([BUILD / "selon", "serve", "--quiet", "--port", "0", path], stdout=subprocess.PIPE, text=True) as process:
        port = int(process.stdout.readline().strip("/\n").rsplit(":", 1)[1])
        print(f"{ledger.statements:,} statements; open after {time.monotonic() - begun:.1f} s; women and men counted after "
              f"{settled(port):.0f} s; first page {first_page(port) / 1000:.0f} kB compressed (wanted: 150)")
        print(f"  {AT_ONCE} at once: {'':8} (wanted: articles 1,000 a second)   median       99 % (wanted: 100 ms)  largest")
        kinds = ledger.kinds()
        for name, make in kinds.items():
            report(name, *asyncio.run(asked(port, [make() for _ in range(requests)])))
        makers = list(kinds.values())
        report("all of these, mixed", *asyncio.run(asked(port, [ledger.chance.choice(makers)() for _ in range(requests * 2)])))
        used = memory(process)
        print(f"  memory {used['VmRSS']:.0f} MB, at most {used['VmHWM']:.0f} MB (wanted: 300)")
        process.terminate()


main()
