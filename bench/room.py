#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the reading room bears: the pages of a ledger, 50 asked for at a time.

    room.py [LEDGER | STATEMENTS] [REQUESTS] [KIND]...     (default: 100000, and 2000 requests of each kind)

Opens build/selon serve over the ledger, or over one of about so many statements
that is made for it (make_articles.py; a million take some ten minutes), and asks for pages as browsers do, over
50 connections, each time other ones: random articles, people, words. Prints
how many a second, and how long one takes in the middle and of a hundred the
slowest but one; how long it kept a processor of the room's busy, which, unlike
these, says the same on a busy machine; the largest page, and the memory at the
end. The client runs on the same cores.
"""
import gzip
import os
import pathlib
import random
import re
import select
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

BUILD = pathlib.Path(__file__).resolve().parent.parent / "build"
SELON = os.environ.get("SELON", BUILD / "selon")  # another one, to compare with
AT_ONCE = 50
LENGTH = re.compile(rb"(?i)content-length: (\d+)")
STATEMENTS_AN_ARTICLE = 8.9
TYPES, KINDS, LANGS, ORDERS = ("direct", "indirect", "mixed"), ("said", "wrote", "thought"), ("en", "fr"), ("oldest", "confidence", "added")
LETTERS = list("abcdefghijklmnopqrstuvwxyz")


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
        self.words = [form for form, in database.execute("select iif(substr(form, 1, 1) = '+', stem || substr(form, 2), form) from forms "
                                                         "where length(stem) > 3 limit 20000")]
        database.execute("create virtual table temp.told using fts5vocab(main, words, row)")
        self.frequent = [word for word, in database.execute("select term from temp.told order by doc desc limit 300")]
        self.roles = [name for name, in database.execute("select name from roles limit 5000")] or ["none"]
        self.quoted_most = [entity for entity, in database.execute(
            "select entity from identities group by entity order by sum(statements) desc limit 50")]
        database.close()

    def date(self):
        return int(time.strftime("%Y%m%d", time.gmtime(1.6e9 + self.chance.randrange(5 * 365) * 86400)))  # as make_articles.py has them

    def day(self):
        date = str(self.date())
        return f"{date[:4]}-{date[4:6]}-{date[6:]}"

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
            "search, frequent word": lambda: f"/search?q={quoted(pick(self.frequent))}",
            "search, two frequent words": lambda: f"/search?q={quoted(pick(self.frequent))}+{quoted(pick(self.frequent))}",
            "search, beginning of a word": lambda: f"/search?q={quoted(pick(self.words)[:number(2, 4)])}*",
            "search, phrase": lambda: f"/search?q=%22{quoted(pick(self.frequent))}+{quoted(pick(self.words))}%22",
            "search, role": lambda: f"/search?role={quoted(pick(self.roles))}",
            "search, who was addressed": lambda: f"/search?addressee={quoted(pick(self.frequent))}",
            "search, outlet": lambda: f"/search?outlet={quoted(pick(self.outlets))}&kind={pick(KINDS)}",
            "search, days": lambda: f"/search?since={self.day()}",
            "search, days, later page": lambda: f"/search?until={self.day()}&page=n{self.date():x}-{number(1, self.statements):x}",
            "search, days of printing": lambda: f"/search?published-since={self.day()}",
            "search, how sure": lambda: f"/search?min-confidence=0.{number(100, 999)}&type={pick(TYPES)}",
            "search, days, other orders": lambda: f"/search?since={self.day()}&sort={pick(ORDERS)}",
            "search, type and language": lambda: f"/search?type={pick(TYPES)}&lang={pick(LANGS)}&until={self.day()}",
            "overview, word": lambda: f"/?about={quoted(pick(self.words))}",
            "overview, frequent word": lambda: f"/?q={quoted(pick(self.frequent))}",
            "overview, days": lambda: f"/?since={self.day()}",
            "overview, outlet": lambda: f"/?outlet={quoted(pick(self.outlets))}&since={self.day()}",
            "person, topic and days": lambda: f"/people/{pick(self.quoted_most)}?about={quoted(pick(self.words))}&since={self.day()}",
            "person's statements": lambda: f"/api/v1/people/{pick(self.quoted_most)}/statements?until={self.day()}&limit=100",
            "people, name": lambda: f"/people?q={quoted(pick(self.people)[1])}",
            "people, part of a name": lambda: f"/people?q={quoted(pick(pick(self.people)[1].split()))}",
            "people, words of a role": lambda: f"/people?q={quoted(pick(self.words))}",
            "people, so many": lambda: f"/people?limit={number(1, 200)}",
            "comparison, all of outlets": lambda: f"/compare?by=outlet&left={quoted(pick(self.outlets))}&right={quoted(pick(self.outlets))}",
            "comparison, people": lambda: f"/compare?by=who&left={quoted(pick(self.people)[1])}&right={quoted(pick(self.people)[1])}",
            "suggestions, one letter": lambda: f"/api/v1/suggest?q={pick(LETTERS)}{pick(LETTERS + ['', ''])}",
            "overview": lambda: "/",
        }


class Client:
    """A connection that asks for one page after the other."""

    def __init__(self, port, paths, seen):
        self.socket, self.paths, self.seen = socket.create_connection(("127.0.0.1", port)), paths, seen
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self):
        """False: there is nothing left to be asked for."""
        if not self.paths:
            return False
        self.got, self.needed, self.begun = b"", None, time.perf_counter()
        self.socket.send(b"GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\nCookie: selon=%s\r\n\r\n"
                         % (self.paths.pop().encode(), b"0" * 64))
        return True

    def read(self):
        """True: the answer is there, all of it."""
        self.got += self.socket.recv(1 << 16)
        if self.needed is None and (end := self.got.find(b"\r\n\r\n")) >= 0:
            self.needed = end + 4 + int(LENGTH.search(self.got)[1])
        if self.needed is None or len(self.got) < self.needed:
            return False
        self.seen.append((time.perf_counter() - self.begun, int(self.got[9:12]), len(self.got)))
        return True


def asked(port, paths):
    """One thread and as few steps as can be: what the client takes of the cores is not the room's."""
    seen, begun, watched = [], time.perf_counter(), select.epoll()
    clients = {c.socket.fileno(): c for c in (Client(port, paths, seen) for _ in range(AT_ONCE))}
    for number, client in list(clients.items()):
        watched.register(number, select.EPOLLIN)
        client.ask()
    while clients:
        for number, _ in watched.poll():
            if clients[number].read() and not clients[number].ask():
                watched.unregister(number)
                clients.pop(number).socket.close()
    return seen, time.perf_counter() - begun


def processor(process):
    """Seconds that it has used."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(name, process, port, paths):
    used, count = processor(process), len(paths)
    seen, seconds = asked(port, paths)
    report(name, seen, seconds, (processor(process) - used) / count)


def report(name, seen, seconds, used):
    times = sorted(1000 * took for took, _, _ in seen)
    wrong = sum(status not in (200, 404) for _, status, _ in seen)
    print(f"  {name:27} {len(seen) / seconds:7.0f} a second  {times[len(times) // 2]:7.1f} ms  {times[len(times) * 99 // 100]:7.1f} ms  {1000 * used:5.2f} ms"
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
    subprocess.run([SELON, "add", "-q", path, articles], check=True, stdout=subprocess.DEVNULL)
    return path


def main():
    wanted, requests, only = (sys.argv[1:] + ["100000"])[0], int(sys.argv[2]) if len(sys.argv) > 2 else 2000, sys.argv[3:]
    if not wanted.isdigit():
        measure(wanted, requests, only)
        return
    with tempfile.TemporaryDirectory(prefix="selon-room-") as folder:
        measure(made(int(wanted), folder), requests, only)


def measure(path, requests, only):
    ledger, begun = Ledger(path), time.monotonic()
    with subprocess.Popen([SELON, "serve", "--quiet", "--port", "0", path], stdout=subprocess.PIPE, text=True) as process:
        port = int(process.stdout.readline().strip("/\n").rsplit(":", 1)[1])
        print(f"{ledger.statements:,} statements; open after {time.monotonic() - begun:.1f} s; women and men counted after "
              f"{settled(port):.0f} s; first page {first_page(port) / 1000:.0f} kB compressed (wanted: 150)")
        print(f"  {AT_ONCE} at once; wanted: articles 1,000 a second, 99 of 100 under 100 ms\n  {'':45}median         99 %   processor   largest")
        kinds = ledger.kinds()
        for name, make in kinds.items():
            if only and name not in only:
                continue
            measured(name, process, port, [make() for _ in range(requests)])
        makers = [make for name, make in kinds.items() if not only or name in only]
        measured("all of these, mixed", process, port, [ledger.chance.choice(makers)() for _ in range(requests * 2)])
        used = memory(process)
        print(f"  memory {used['VmRSS']:.0f} MB, at most {used['VmHWM']:.0f} MB (wanted: 300)")
        process.terminate()


main()
