#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills `selon add` again and again; nothing may be lost or doubled.

    ledger_kills.py SELON [--kills 500] [--seed 1] [--articles 700]

News (bench/make_articles.py: near-copies and repeated quotations are in it) is
added to a ledger by a command that is killed (SIGKILL): one time in two at a
random instant, else right before or after one of the calls by which it changes
a file, by a library that is loaded into it and counts them (made here; needs cc).
The same command again goes on, and is killed again, until one gets to the end.
After each death:

  - what was reported as added is there
  - no article, version or statement is there twice; the file is whole

and in the end each table is what adding without a death makes of it. Then all
begins anew with an empty folder, until there were so many kills. `make check`
does less of that (ledger_command.py); this is the long version.
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "bench"))
import ledger_marks
import make_articles

KILLER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>
static long left = -1;
static int after;
__attribute__((constructor)) static void begin(void)
{
    const char *n = getenv("KILL_AT"), *a = getenv("KILL_AFTER");
    if (n != NULL) left = atol(n);
    after = a != NULL;
}
static int die(void) { return left >= 0 && left-- == 0; }
#define CALL(type, name, parameters, arguments) \
    type name parameters \
    { \
        static type (*real) parameters; \
        if (real == NULL) real = (type (*) parameters)dlsym(RTLD_NEXT, #name); \
        int now = die(); \
        if (now && !after) kill(getpid(), SIGKILL); \
        type result = real arguments; \
        if (now) kill(getpid(), SIGKILL); \
        return result; \
    }
CALL(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t at), (fd, b, n, at))
CALL(ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t at), (fd, b, n, at))
CALL(int, ftruncate, (int fd, off_t size), (fd, size))
CALL(int, ftruncate64, (int fd, off64_t size), (fd, size))
CALL(int, fsync, (int fd), (fd))
CALL(int, fdatasync, (int fd), (fd))
CALL(int, unlink, (const char *path), (path))
"""
TABLES = ("outlets", "names", "roles", "engines", "texts", "articles", "speakers", "statements", "absent", "hashes", "languages", "links", "grouped",
          "forms", "days", "entities", "identities", "traits", "entity_keys", "variants")
TWICE = (
    "select count(*) from (select 1 from articles group by address having count(*) > 1)",
    "select count(*) from (select 1 from versions group by article, text, title having count(*) > 1)",
    "select count(*) from (select 1 from statements s join texts t on t.id = s.text group by t.family, s.key having count(*) > 1)",
    "select count(*) from texts t where not exists (select 1 from versions v where v.text = t.id)",
    "select count(*) from articles a where not exists (select 1 from versions v where v.article = a.id)",
)


def rows(path, query):
    database = sqlite3.connect(path, timeout=30)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def state(path):
    """A digest of every table; of versions all but the moment of adding."""
    out = {}
    for name in TABLES:
        out[name] = hashlib.sha256(repr(sorted(map(repr, rows(path, f"select * from {name}")))).encode()).hexdigest()
    out["versions"] = hashlib.sha256(repr(rows(
        path, "select id, article, text, title, author, published from versions order by id")).encode()).hexdigest()
    out["sketches"] = ledger_marks.sketches(lambda query: rows(path, query))
    out["words"] = rows(path, "select count(*) from words where words match 'the OR le OR la'")
    return out


def check(path, reported):
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        assert not reported, "the file is gone"
        return 0
    assert rows(path, "pragma quick_check") == [("ok",)], rows(path, "pragma integrity_check")
    if not rows(path, "select 1 from sqlite_schema where name = 'articles'"):
        assert not reported
        return 0
    there = {address for address, in rows(path, "select address from articles")}
    assert reported <= there, f"lost: {sorted(reported - there)[:5]}"
    for query in TWICE:
        assert rows(path, query) == [(0,)], query
    return len(there)


class Killing:
    def __init__(self, selon, seed, articles):
        self.selon, self.chance, self.articles = selon, random.Random(seed), articles
        self.by_clock = self.by_call = self.ends = 0
        make_articles.write("news.jsonl", articles, seed)
        with open("news.jsonl", encoding="utf-8") as file:
            self.urls = {str(n): json.loads(line)["url"] for n, line in enumerate(file)}
        with open("kill.c", "w", encoding="ascii") as source:
            source.write(KILLER)
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-w", "-o", "kill.so", "kill.c", "-ldl"], check=True)
        begun = time.monotonic()
        self.calls = self.count_calls()
        self.lasts = time.monotonic() - begun
        self.wanted = state("whole.ledger")

    def count_calls(self):
        """How many calls adding all makes, about: as many as can be granted before it dies no more."""
        traced = subprocess.run(["strace", "-f", "-qq", "-c", "-e", "trace=pwrite64,ftruncate,fsync,fdatasync,unlink", "-o", "calls",
                                 self.selon, "add", "-q", "whole.ledger", "news.jsonl"], check=False) if self.has_strace() else None
        if traced is None:
            subprocess.run([self.selon, "add", "-q", "whole.ledger", "news.jsonl"], check=True)
            return 400 + 10 * self.articles
        with open("calls", encoding="ascii") as told:
            counted = [line.split() for line in told]
        return next(int(line[3]) for line in counted if line and line[-1] == "total")

    @staticmethod
    def has_strace():
        return subprocess.run(["sh", "-c", "command -v strace"], stdout=subprocess.DEVNULL, check=False).returncode == 0

    def life(self):
        """One run of the command; returns what it reported, and whether it was killed."""
        environment = dict(os.environ)
        call = self.chance.random() < 0.5
        if call:
            environment["LD_PRELOAD"] = os.path.abspath("kill.so")
            environment["KILL_AT"] = str(self.chance.randrange(self.calls))
            if self.chance.random() < 0.5:
                environment["KILL_AFTER"] = "1"
        with open("said", "wb") as said:
            process = subprocess.Popen([self.selon, "add", "-v", "a.ledger", "news.jsonl"], stdout=said, stderr=subprocess.DEVNULL,
                                       env=environment)
            if not call:
                try:
                    process.wait(self.chance.random() * self.lasts * 1.1)
                except subprocess.TimeoutExpired:
                    process.kill()
            status = process.wait()
        with open("said", encoding="utf-8", errors="replace") as said:
            lines = [line.split("\t") for line in said.read().split("\n")[:-1]]
        reported = {self.urls[line[2].rsplit("#", 1)[-1]] for line in lines
                    if len(line) == 3 and line[0] in ("added", "copied", "changed") and line[2].rsplit("#", 1)[-1] in self.urls}
        killed = status == -signal.SIGKILL
        assert killed or status == 0, status
        self.by_call += killed and call
        self.by_clock += killed and not call
        return reported, killed

    def until_the_end(self, kills):
        """Lives in one ledger, to the one that gets to the end."""
        reported, killed = set(), True
        for end in ("", "-wal", "-shm"):
            if os.path.exists("a.ledger" + end):
                os.unlink("a.ledger" + end)
        while killed and self.by_clock + self.by_call < kills:
            more, killed = self.life()
            reported |= more
            check("a.ledger", reported)
        if killed:
            subprocess.run([self.selon, "add", "-q", "a.ledger", "news.jsonl"], check=True)
        assert rows("a.ledger", "pragma integrity_check") == [("ok",)]
        found = state("a.ledger")
        assert found == self.wanted, [name for name in found if found[name] != self.wanted[name]]
        self.ends += 1


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("selon")
    options.add_argument("--kills", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--articles", type=int, default=700)
    asked = options.parse_args()
    selon = os.path.abspath(asked.selon)
    with tempfile.TemporaryDirectory(prefix="selon-kills-") as folder:
        os.chdir(folder)
        k = Killing(selon, asked.seed, asked.articles)
        while k.by_clock + k.by_call < asked.kills:
            k.until_the_end(asked.kills)
            print(f"{k.by_clock} killed at random instants, {k.by_call} at one of {k.calls:,} calls; {k.ends} ledgers whole, nothing lost, "
                  "nothing twice", flush=True)
        os.chdir("/")


main()
