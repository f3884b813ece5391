#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ledgers as their user has them. ledger_command.py SELON EMBED

KILLS says over how many ledgers `selon add` is killed, three times each (default 10; 4 under a sanitizer); `make kills` kills it
500 times.
"""
import gzip
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import tap
from ledger_articles import article, rows, whole
from tap import ARTICLE, ARTICLE_FR, bad, good, same, selon, write


def folder(count, name="news"):
    os.makedirs(name, exist_ok=True)
    for n in range(count):
        write(f"{name}/{n:04}.txt", article(n))
    return name


# ---- adding ----


def test_files():
    out = good("add", "a.ledger", write("en.txt", ARTICLE), write("fr.txt", ARTICLE_FR)).out.decode()
    assert out.startswith("2 articles added; "), out
    whole()
    same(rows("select lang from texts order by id"), [("en",), ("fr",)])


def test_the_same_again_changes_nothing():
    folder(30)
    good("add", "a.ledger", "news")
    before = rows("select count(*), max(id) from statements")
    same(good("add", "a.ledger", "news").out, b"0 articles added, 30 there already\n")
    same(good("add", "-j", "1", "a.ledger", "news/").out, b"0 articles added, 30 there already\n")
    same(rows("select count(*), max(id) from statements"), before)


def test_any_number_of_jobs_makes_the_same_ledger():
    folder(40)
    query = "select s.id, s.text, s.key, s.day, hex(s.places) from statements s order by 1"
    good("add", "-j1", "a.ledger", "news")
    good("add", "-j7", "b.ledger", "news")
    same(rows(query, "b.ledger"), rows(query))


def test_folders_are_gone_through():
    os.makedirs("n/x/y")
    os.makedirs("n/.hidden")
    write("n/a.txt", article(1))
    write("n/x/b.html", f"<html><body><article><p>{article(2)}</p></article></body></html>")
    write("n/x/y/c.jsonl.gz", gzip.compress(json.dumps({"text": article(3), "url": "https://x.example/3"}).encode()))
    write("n/.hidden/d.txt", article(4))
    write("n/e.pdf", b"%PDF-1.4")
    os.symlink(os.path.abspath("n"), "n/x/circle")
    os.mkfifo("n/pipe.txt")
    result = good("add", "-v", "a.ledger", "n")
    same([line.split("\t")[::2] for line in result.out.decode().splitlines()[:-1]],
         [["added", "n/a.txt"], ["added", "n/x/b.html"], ["added", "n/x/y/c.jsonl.gz:1"]])
    assert "1 files" in result.err, result


def test_standard_input():
    assert b"1 article added" in good("add", "a.ledger", "-", stdin=ARTICLE.encode()).out
    assert b"1 there already" in good("add", "a.ledger", "-", stdin=ARTICLE.encode()).out


def test_records():
    lines = [json.dumps({"url": f"https://x.example/{n}", "outlet": "X", "date": "2025-03-04", "title": "T",
                         "text": article(n)}) for n in range(5)]
    write("a.jsonl", "\n".join(lines))
    good("add", "a.ledger", "a.jsonl")
    same(rows("select address from articles order by id limit 1"), [("https://x.example/0",)])
    same(rows("select distinct published from versions"), [("2025-03-04",)])
    lines[2] = lines[2].replace("Report 2", "Second report 2")
    write("a.jsonl", "\n".join(lines))
    assert good("add", "a.ledger", "a.jsonl").out.startswith(b"0 articles added, 1 changed, 4 there already")


def test_records_with_ids_and_no_address():
    write("a.jsonl", json.dumps({"id": "x", "text": article(1)}))
    good("add", "a.ledger", "a.jsonl")
    write("a.jsonl", json.dumps({"id": "x", "text": article(1) + "More."}))
    assert b"1 changed" in good("add", "a.ledger", "a.jsonl").out
    write("b.jsonl", json.dumps({"id": "x", "text": article(2)}))
    assert b"1 article added" in good("add", "a.ledger", "b.jsonl").out


def test_names_of_any_bytes():
    name = b"n\xff\n'\"; drop table texts;.txt"
    write(name, article(1))
    good("add", "a.ledger", name.decode("utf-8", "surrogateescape"))
    assert rows("select address from articles")[0][0].endswith("n%FF%0A%27%22%3B%20drop%20table%20texts%3B.txt")


def test_names_are_shown_without_harm():
    """A line a file, whatever is in its name; what it was can be told."""
    name = b"n\xff\n\x1b[31m\\ \xc3\xa9\xc2\x9b.txt"
    write(name, article(1))
    out = good("add", "-v", "a.ledger", name.decode("utf-8", "surrogateescape")).out.decode()
    outcome, _, shown = out.split("\n")[0].split("\t")
    same((outcome, shown), ("added", "n\\xFF\\x0A\\x1B[31m\\\\ é\\xC2\\x9B.txt"))
    same(len(out.splitlines()), 2)


def test_a_ledger_is_no_article():
    write("a.txt", article(1))
    good("add", "a.ledger", "a.txt")
    result = bad(1, "a.ledger", "is the ledger itself", arguments=["add", "a.ledger", "a.ledger", "./a.ledger", "a.txt"])
    assert result.out.startswith(b"0 articles added, 1 there already, 2 failed"), result
    os.symlink("a.ledger", "link")
    bad(1, "link", "is the ledger itself", arguments=["add", "a.ledger", "link"])
    # In a folder it is no input that anybody has named.
    os.mkdir("news")
    write("news/b.txt", article(2))
    assert good("add", "news/c.txt", "news").out.startswith(b"1 article added")
    assert good("add", "news/c.txt", "news").out.startswith(b"0 articles added, 1 there already")


def test_pipes_with_names():
    os.mkfifo("quiet.txt")
    started = time.monotonic()
    bad(1, "quiet.txt", "nobody writes to it", arguments=["add", "a.ledger", "quiet.txt"])
    assert 5 < time.monotonic() - started < 60
    os.mkfifo("slow.txt")
    writer = subprocess.Popen(["sh", "-c", "sleep 1; exec >slow.txt; sleep 1; cat a.txt; sleep 1; cat a.txt"],
                              stdin=subprocess.DEVNULL)
    write("a.txt", article(1))
    assert good("add", "a.ledger", "slow.txt").out.startswith(b"1 article added")
    writer.wait()
    same(rows("select size from texts"), [(2 * len(article(1).encode()),)])
    writer = subprocess.Popen(["sh", "-c", ">slow.txt"])
    bad(1, "slow.txt: holds no text", arguments=["add", "a.ledger", "slow.txt"])
    writer.wait()
    bad(1, "is no file", arguments=["find", "slow.txt"], timeout=30)


# ---- finding ----


def news():
    write("en.jsonl", json.dumps({"url": "https://x.example/1", "outlet": "The Courier", "date": "2025-03-04",
                                  "text": ARTICLE}))
    good("add", "a.ledger", "en.jsonl", write("fr.txt", ARTICLE_FR))


def test_find():
    news()
    found = good("find", "a.ledger", "gamble", "--who", "duarte").documents
    same(len(found), 1)
    same([found[0][key] for key in ("speaker", "type", "cue", "addressee", "lang")],
         ["Ana Duarte", "direct", "told", "reporters", "en"])
    same([place["url"] for place in found[0]["articles"]], ["https://x.example/1"])
    same(good("find", "a.ledger", "jouerons").documents[0]["lang"], "fr")
    same(good("find", "a.ledger", "gamble", "--outlet", "Gazette").out, b"")


def test_find_takes_options_anywhere_and_phrases_as_the_shell_has_them():
    news()
    same(len(good("find", "--lang", "en", "a.ledger", "closed", "--limit=1", "bridge").documents), 1)
    same(len(good("find", "a.ledger", '"harbour bridge"').documents), 1)
    same(len(good("find", "a.ledger", '"bridge harbour"').documents), 0)
    same(len(good("find", "a.ledger", "bridge harbour").documents), 1)
    same(len(good("find", "a.ledger", "closed", "bridge harbour").documents), 0)


def test_find_on_a_terminal():
    news()
    text = good("find", "a.ledger", "gamble", "--format", "terminal").out.decode()
    assert "Ana Duarte" in text and "[Duarte] <told> reporters." in text and "The Courier · 2025-03-04" in text, text
    assert "nothing was found" in good("find", "a.ledger", "unheard", "--format", "terminal").err


def test_find_into_a_closed_pipe():
    news()
    process = subprocess.Popen([sys.argv[1], "find", "a.ledger"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    same((process.wait(60), process.stderr.read()), (-signal.SIGPIPE, b""))
    process.stderr.close()


def test_find_usage():
    news()
    bad(2, "name the ledger", arguments=["find"])
    bad(2, "--type takes", arguments=["find", "a.ledger", "--type", "loud"])
    bad(2, "--since takes", arguments=["find", "a.ledger", "--since", "2025-02-30"])
    bad(2, "--nope", arguments=["find", "a.ledger", "--nope"])
    for command in ("find", "stats", "same", "who", "export"):
        for number in ("1.5", "-1", "1e3", "", "one", "99999999999999999999"):
            bad(2, "--limit takes a whole number", arguments=[command, "a.ledger", "--limit", number])
    for command in ("find", "stats", "same", "export"):
        for kind in ("", "published-"):
            bad(2, f"--{kind}since is after --{kind}until",
                arguments=[command, "a.ledger", f"--{kind}until", "2025-03-03", f"--{kind}since", "2025-03-04"])
            good(command, "a.ledger", f"--{kind}until", "2025-03-04", f"--{kind}since", "2025-03-04")
    bad(2, "--jobs takes a whole number", arguments=["add", "a.ledger", "en.jsonl", "--jobs", "1.5"])
    os.mkdir("folder")
    bad(1, "folder: is a folder, no ledger", arguments=["find", "folder", "x"])
    bad(1, "folder: is a folder, no ledger", arguments=["add", "folder", "en.jsonl"])
    bad(1, "b.ledger", "no such ledger", arguments=["find", "b.ledger", "x"])
    bad(1, "en.jsonl", "is no ledger", arguments=["find", "en.jsonl", "x"])
    assert not os.path.exists("b.ledger")
    for query in ("(", '"', "a AND", "NEAR(", "'; drop table words", "who:x", "*", ""):
        good("find", "a.ledger", query)


def test_find_while_another_writes():
    news()
    database = sqlite3.connect("a.ledger", isolation_level=None)
    database.execute("begin immediate")
    database.execute("delete from versions")
    began = time.monotonic()
    same(len(good("find", "a.ledger", "gamble").documents), 1)
    assert time.monotonic() - began < 5
    database.execute("rollback")
    database.close()


def test_find_in_a_ledger_that_may_only_be_read():
    news()
    os.chmod("a.ledger", 0o400)
    same(len(good("find", "a.ledger", "gamble").documents), 1)


# ---- what goes wrong ----


def test_usage():
    bad(2, "name the ledger", arguments=["add"])
    bad(2, "nothing to add", arguments=["add", "a.ledger"])
    bad(2, "--wat", arguments=["add", "--wat", "a.ledger", "x"])
    bad(2, "--jobs takes", arguments=["add", "-j0", "a.ledger", "x"])
    bad(2, "--lang takes", arguments=["add", "--lang", "xx", "a.ledger", "x"])
    assert not os.path.exists("a.ledger")


def test_one_that_fails_does_not_touch_the_others():
    folder(3)
    write("news/0001.jsonl", '{"text": 1}\n{"text": "Ana Duarte said that it rains."}\nnot json\n')
    write("blank.txt", "\n \n")
    result = bad(1, "news/0001.jsonl:1", "news/0001.jsonl:3", "blank.txt: holds no text", "gone.txt",
                 arguments=["add", "a.ledger", "news", "blank.txt", "gone.txt"])
    assert result.out.startswith(b"4 articles added, 4 failed"), result
    whole()


def test_no_ledger():
    write("a.ledger", "Dear diary, " * 1000)
    write("a.txt", ARTICLE)
    bad(1, "a.ledger", "is no ledger", arguments=["add", "a.ledger", "a.txt"])
    with open("a.ledger", encoding="ascii") as file:
        same(file.read(), "Dear diary, " * 1000)


def test_no_such_folder():
    bad(1, "no/a.ledger", "cannot be opened", arguments=["add", "no/a.ledger", write("a.txt", ARTICLE)])


def test_read_only():
    write("a.txt", ARTICLE)
    if os.geteuid() == 0:
        raise tap.Skip("root may write everything")
    os.mkdir("d", 0o500)
    bad(1, "cannot be opened", arguments=["add", "d/a.ledger", "a.txt"])


def as_reader(*arguments):
    """The command run by one who may only read here."""
    os.chmod(".", 0o555)
    try:
        nobody = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
        result = subprocess.run([sys.argv[1], *arguments], capture_output=True, check=False, timeout=60, **nobody)
    except PermissionError as error:
        raise tap.Skip("nobody else may run the command here") from error
    finally:
        os.chmod(".", 0o755)
    return result


def test_a_read_only_ledger_can_be_read():
    name = "a ?#%41\n.ledger"
    good("add", name, write("a.txt", ARTICLE))
    os.chmod(name, 0o444)
    found = selon("find", name).out
    assert found
    for verb in ("find", "stats", "who", "same", "export"):
        result = as_reader(verb, name)
        same((verb, result.returncode, result.stderr), (verb, 0, b""))
        same(result.stdout, selon(verb, name).out)
    write("b.txt", ARTICLE_FR)
    result = as_reader("add", name, "b.txt")
    same(result.returncode, 1)
    assert b"may not be written to" in result.stderr, result


def test_a_ledger_without_all_tables():
    good("add", "a.ledger", write("a.txt", ARTICLE))
    rows("drop table identities")
    rows("drop table marks")
    for arguments in (["stats", "a.ledger"], ["add", "a.ledger", write("b.txt", ARTICLE_FR)]):
        bad(1, "has not this version's tables", "selon salvage", arguments=arguments)
    good("salvage", "a.ledger", "b.ledger")
    good("stats", "b.ledger")
    good("add", "b.ledger", "b.txt")
    whole("b.ledger")


def test_another_writer():
    good("add", "a.ledger", write("a.txt", ARTICLE))
    database = sqlite3.connect("a.ledger", isolation_level=None)
    database.execute("begin immediate")
    bad(1, "another program is writing", arguments=["add", "--wait", "0.2", "a.ledger", write("b.txt", ARTICLE_FR)])
    waiting = subprocess.Popen([sys.argv[1], "add", "--wait", "60", "a.ledger", "b.txt"], stdout=subprocess.PIPE)
    time.sleep(0.5)
    assert waiting.poll() is None
    database.execute("commit")
    assert waiting.communicate(timeout=60)[0].startswith(b"1 article added")
    database.close()


def test_two_writers_at_once():
    folder(60)
    several = [subprocess.Popen([sys.argv[1], "add", "a.ledger", "news"], stdout=subprocess.PIPE) for _ in range(3)]
    for process in several:
        process.communicate(timeout=200)
        same(process.returncode, 0)
    whole()
    same(rows("select count(*) from articles"), [(60,)])


def test_interrupted():
    folder(400)
    process = subprocess.Popen([sys.argv[1], "add", "-v", "a.ledger", "news"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    while not os.path.exists("a.ledger"):
        time.sleep(0.01)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=100)
    if process.returncode == 0:
        raise tap.Skip("it was done before")
    same(process.returncode, 1)
    assert b"stopped" in err, err
    added = sum(line.startswith("added\t") for line in out.decode().splitlines())
    same(rows("select count(*) from articles"), [(added,)])
    good("add", "a.ledger", "news")
    same(rows("select count(*) from articles"), [(400,)])


def test_killed():
    """Whatever was reported is there, whatever instant the process ends at; and in the end all is, once."""
    count, chance = 60, random.Random(7)
    folder(count)
    began = time.monotonic()
    good("add", "whole.ledger", "news")
    lasts = time.monotonic() - began
    expected = rows("select key from statements order by 1", "whole.ledger")
    for kill in range(int(os.environ.get("KILLS", "4" if tap.sanitized() else "10"))):
        for end in ("", "-wal", "-shm"):
            if os.path.exists("a.ledger" + end):
                os.unlink("a.ledger" + end)
        reported = set()
        for _ in range(3): # three deaths in a row in one ledger
            with open("said", "wb") as said:
                process = subprocess.Popen([sys.argv[1], "add", "-v", "a.ledger", "news"], stdout=said)
                time.sleep(chance.random() * lasts * 1.1)
                process.kill()
                process.wait()
            with open("said", encoding="utf-8") as said:
                lines = [line.split("\t") for line in said.read().splitlines()]
            reported |= {line[2] for line in lines if line[0] == "added"}
            if os.path.exists("a.ledger") and os.path.getsize("a.ledger") > 0 or reported:
                there = {os.path.basename(address) for address, in rows("select address from articles")} \
                    if rows("select 1 from sqlite_schema where name = 'articles'") else set()
                assert {os.path.basename(name) for name in reported} <= there, (kill, reported, there)
                same(rows("pragma integrity_check"), [("ok",)])
        good("add", "a.ledger", "news")
        whole()
        same(rows("select key from statements order by 1"), expected)
        same(rows("select count(*) from versions"), [(count,)])


tap.main(globals(), jobs=3)
