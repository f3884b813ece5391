#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ledgers that are kept: texts read again, damaged files. ledger_upkeep.py SELON EMBED

KILLS says how many ledgers `selon reread` is killed over, three times each (default 6; 3 under a sanitizer).
"""
import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import ledger_marks
import tap
from tap import ARTICLE, ARTICLE_FR, bad, good, same, write

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
PEOPLE = ["Ana Duarte", "Paul Ito", "Lucie Renaud", "Marc Oden", "Ines Kovac", "Tom Bekele", "Rosa Lindqvist"]
THINGS = ["harbour", "bridge", "ferry", "school", "library", "market", "station", "theatre", "orchard", "museum"]


def article(n, more=""):
    """Some article; no two are near-copies."""
    chance = random.Random(n)
    lines = [f"Report {n} on the {chance.choice(THINGS)}."]
    for _ in range(4):
        who, thing = chance.choice(PEOPLE), f"the {chance.choice(THINGS)} number {chance.randrange(10**6)}"
        lines.append(chance.choice((
            f"{who} announced on Tuesday that {thing} would cost {chance.randrange(10**6)} more.",
            f"\"We will not close {thing} before {chance.randrange(10**4)},\" {who} told reporters.",
            f"According to {who}, {thing} is older than {chance.randrange(10**4)} years.",
            f"{who}, who built {thing}, said it would stand for {chance.randrange(10**3)} years.")))
    return "\n\n".join(lines) + more + "\n"


def news(count, name="news.jsonl"):
    """Articles, some with near-copies elsewhere and some with later versions."""
    with open(name, "w", encoding="utf-8") as file:
        for n in range(count):
            one = {"url": f"https://a.example/{n}", "outlet": "A", "date": "2025-03-04", "title": f"T{n}", "text": article(n)}
            file.write(json.dumps(one) + "\n")
            if n % 3 == 0:
                copy = {**one, "url": f"https://b.example/{n}", "outlet": "B"}
                copy["text"] = article(n, "\n\n\"It will rain,\" Zoe Marsh told the Courier.")
                file.write(json.dumps(copy) + "\n")
            if n % 4 == 0: # another text with one of the statements
                said = [line for line in article(n).split("\n\n") if line.startswith('"')]
                file.write(json.dumps({"url": f"https://d.example/{n}", "outlet": "D", "date": "2025-03-06", "text": "\n\n".join(
                    [f"Letters to the Courier {n}.", *said[:1], f"Readers number {n * 7} wrote that this was {n * 3} times too much."])})
                           + "\n")
            if n % 5 == 0:
                lines = article(n).split("\n\n")
                file.write(json.dumps({**one, "text": "\n\n".join(lines[:-1]) + "\n"}) + "\n")
        file.write(json.dumps({"url": "https://c.example/fr", "date": "2025-03-04", "text": ARTICLE_FR}) + "\n")
    return name


def other_data():
    """Language data that read otherwise than those built in: some cues are missing."""
    for language in "en", "fr":
        os.makedirs(f"data/{language}")
        for folder in "lang", "models":
            for name in os.listdir(f"{ROOT}/{folder}/{language}"):
                shutil.copy(f"{ROOT}/{folder}/{language}/{name}", f"data/{language}/{name}")
    os.makedirs("data/other")
    shutil.copy(f"{ROOT}/lang/other/identify.txt", "data/other/identify.txt")
    with open(f"{ROOT}/lang/en/cues.txt", encoding="utf-8") as file:
        lines = file.readlines()
    with open("data/en/cues.txt", "w", encoding="utf-8") as file:
        for line in lines:
            words = line.rstrip("\n").split("\t")
            if not {"announce", "tell", "according to"} & set(words):
                file.write(line)
    return "data"


def rows(query, path="a.ledger", **parameters):
    database = sqlite3.connect(path)
    try:
        return database.execute(query, parameters).fetchall()
    finally:
        database.close()


# All that a statement is, but for its number.
CONTENT = ("select x.hash, s.type, s.kind, s.negated, s.confidence, s.day, s.day_end, s.said, s.key, s.places, n.name, r.name, "
           "k.mentions, p.key, (select group_concat(hex(z.hash)) from (select y.hash from absent a join texts y on y.id = a.text "
           "where a.statement = s.id order by y.hash) z) from statements s join texts x on x.id = s.text left join speakers k on "
           "k.id = s.speaker left join names n on n.id = k.name left join roles r on r.id = k.role left join statements p on "
           "p.id = s.parent order by x.hash, s.key")


def whole(path="a.ledger"):
    same(rows("pragma integrity_check", path), [("ok",)])
    same(rows("pragma foreign_key_check", path), [])
    database = sqlite3.connect(path)
    database.execute("insert into words (words) values ('integrity-check')")
    database.close()
    same(rows("select count(*) from (select 1 from statements s join texts t on t.id = s.text group by t.family, s.key "
              "having count(*) > 1)", path), [(0,)])
    same(rows("select count(*) from speakers k where not exists (select 1 from statements s where s.speaker = k.id)", path), [(0,)])


def index(path="a.ledger"):
    """Which words find which statements, by their keys."""
    found = {}
    for word in ("duarte", "bridge", "harbour", "reporters", "museum", "marsh", "years", "rain", "vie"):
        found[word] = sorted(rows("select t.hash, s.key from words join statements s on s.id = words.rowid "
                                  "join texts t on t.id = s.text where words match :word", path, word=word))
    return found


def groups(path="a.ledger"):
    """Statements that say the same, as sets."""
    together = {}
    for leader, text, key in rows("select g.leader, t.hash, s.key from grouped g join statements s on s.id = g.statement "
                                  "join texts t on t.id = s.text", path):
        together.setdefault(leader, set()).add((text, key))
    return sorted(sorted(group) for group in together.values())


# ---- reading again ----


def test_nothing_to_do():
    good("add", "a.ledger", news(6))
    assert b"0 texts read again" in good("reread", "a.ledger").out
    before = rows(CONTENT)
    out = good("reread", "--all", "a.ledger").out
    assert b" 0 changed, 0 new, 0 gone" in out, out
    same(rows(CONTENT), before)
    whole()


def test_reading_again_is_as_reading_for_the_first_time():
    data = other_data()
    good("add", "--data", data, "a.ledger", news(20))
    good("add", "b.ledger", "news.jsonl")
    before = dict(rows("select id, key from statements"))
    assert rows(CONTENT) != rows(CONTENT, "b.ledger")
    good("reread", "a.ledger")
    whole()
    same(rows(CONTENT), rows(CONTENT, "b.ledger"))
    same(index(), index("b.ledger"))
    same(groups(), groups("b.ledger"))
    assert len(groups()) > 1
    after = dict(rows("select id, key from statements"))
    kept = set(before.values()) & set(after.values())
    assert len(kept) > 10, kept
    same({key: n for n, key in before.items() if key in kept}, {key: n for n, key in after.items() if key in kept})
    assert b"0 texts read again" in good("reread", "a.ledger").out
    # And the other way.
    good("add", "--data", data, "c.ledger", "news.jsonl")
    good("reread", "--data", data, "a.ledger")
    whole()
    same(rows(CONTENT), rows(CONTENT, "c.ledger"))
    same(index(), index("c.ledger"))
    same(groups(), groups("c.ledger"))


def test_numbers_are_not_used_again():
    data = other_data()
    good("add", "a.ledger", news(9))
    before = {n for n, in rows("select id from statements")}
    good("reread", "--data", data, "a.ledger")
    middle = {n for n, in rows("select id from statements")}
    good("reread", "a.ledger")
    after = {n for n, in rows("select id from statements")}
    assert before - middle and not (after - middle) & before, (before, middle, after)


def test_the_engine_is_written_down():
    data = other_data()
    good("add", "--data", data, "a.ledger", news(3))
    good("reread", "a.ledger")
    good("add", "b.ledger", "news.jsonl")
    engines = "select distinct e.name from texts t join engines e on e.id = t.engine order by 1"
    same(rows(engines), rows(engines, "b.ledger"))


def test_an_edge_that_moves_keeps_its_number():
    good("add", "a.ledger", write("a.txt", ARTICLE))
    # As if the content had been read one word shorter, under another key.
    database = sqlite3.connect("a.ledger")
    database.execute("update statements set key = key + 1")
    database.commit()
    database.close()
    before = rows("select id, places from statements order by id")
    good("reread", "--all", "a.ledger")
    same(rows("select id, places from statements order by id"), before)
    whole()


def test_texts_that_are_not_kept_stay_as_they_are():
    good("add", "--no-text", "a.ledger", news(5))
    before = rows("select * from statements")
    out = good("reread", "--all", "a.ledger").out.decode()
    assert "0 texts read again" in out and "left as they are" in out, out
    same(rows("select * from statements"), before)


def test_languages_without_data_stay_as_they_are():
    good("add", "a.ledger", news(2))
    data = other_data()
    shutil.rmtree("data/fr")
    before = rows("select s.* from statements s join texts t on t.id = s.text where t.lang = 'fr'")
    assert before
    out = good("reread", "--data", data, "a.ledger").out.decode()
    assert "1 texts were left as they are: there are no data" in out, out
    same(rows("select s.* from statements s join texts t on t.id = s.text where t.lang = 'fr'"), before)


def test_any_number_of_jobs_reads_alike():
    data = other_data()
    good("add", "--data", data, "a.ledger", news(20))
    shutil.copy("a.ledger", "b.ledger")
    good("reread", "-j1", "a.ledger")
    good("reread", "-j7", "b.ledger")
    same(rows("select * from statements"), rows("select * from statements", "b.ledger"))


def test_pages_read_as_their_texts():
    for n in range(4):
        write(f"{n}.html", "<html lang='en'><head><title>T</title></head><body><article><h1>The bridge</h1>" + "".join(
            f"<p>{line}</p>" for line in article(n).split("\n\n")) + "<blockquote>A word.</blockquote></article></body></html>")
    good("add", "a.ledger", "0.html", "1.html", "2.html", "3.html")
    before = rows(CONTENT)
    assert before
    out = good("reread", "--all", "a.ledger").out
    assert b" 0 changed, 0 new, 0 gone" in out, out
    same(rows(CONTENT), before)


def who(name, path="a.ledger"):
    """The entities that speakers of this name are."""
    return {e for e, in rows("select distinct i.entity from identities i join speakers k on k.id = i.speaker join names n "
                             "on n.id = k.name where n.name = :name", path, name=name)}


def check_entities(path="a.ledger"):
    same(rows("select entity, sort, value, speakers from traits where sort < 2 and speakers > 0 except select i.entity, 0, k.name, "
              "count(*) from identities i join speakers k on k.id = i.speaker group by 1, 3 except select i.entity, 1, k.role, "
              "count(*) from identities i join speakers k on k.id = i.speaker where k.role is not null group by 1, 3", path), [])
    same(rows("select i.speaker from identities i where i.statements <> (select count(*) from statements s where "
              "s.speaker = i.speaker)", path), [])


def test_corrections_last():
    data = other_data()
    good("add", "--data", data, "a.ledger", news(12))
    (one,), (other,) = who("Ana Duarte"), who("Paul Ito")
    assert one != other
    good("merge", "a.ledger", str(one), str(other))
    same(who("Paul Ito"), {one})
    check_entities()
    good("reread", "a.ledger")
    whole()
    check_entities()
    same((who("Ana Duarte"), who("Paul Ito")), ({one}, {one}))
    good("salvage", "a.ledger", "b.ledger")
    whole("b.ledger")
    check_entities("b.ledger")
    same((who("Ana Duarte", "b.ledger"), who("Paul Ito", "b.ledger")), ({one}, {one}))
    same(who("Lucie Renaud", "b.ledger"), who("Lucie Renaud"))


def test_reread_killed():
    """At whatever instant: what is there is whole, and in the end it is as if nothing had happened."""
    data, chance = other_data(), random.Random(3)
    good("add", "--data", data, "old.ledger", news(60))
    shutil.copy("old.ledger", "whole.ledger")
    began = time.monotonic()
    good("reread", "whole.ledger")
    lasts = time.monotonic() - began
    expected, words = rows("select * from statements order by id", "whole.ledger"), index("whole.ledger")
    for kill in range(int(os.environ.get("KILLS", "3" if tap.sanitized() else "6"))):
        for end in ("", "-wal", "-shm"):
            if os.path.exists("a.ledger" + end):
                os.unlink("a.ledger" + end)
        shutil.copy("old.ledger", "a.ledger")
        for _ in range(3):
            process = subprocess.Popen([sys.argv[1], "reread", "-q", "a.ledger"])
            time.sleep(chance.random() * lasts * 1.1)
            process.kill()
            process.wait()
            same((kill, rows("pragma integrity_check")), (kill, [("ok",)]))
        good("reread", "a.ledger")
        whole()
        same(rows("select * from statements order by id"), expected)
        same(index(), words)


def test_reread_interrupted():
    data = other_data()
    good("add", "--data", data, "a.ledger", news(300))
    process = subprocess.Popen([sys.argv[1], "reread", "a.ledger"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.15)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=100)
    if process.returncode == 0:
        raise tap.Skip("it was done before")
    if process.returncode == -signal.SIGINT:
        raise tap.Skip("it had not begun")
    same(process.returncode, 1)
    assert b"stopped" in err, err
    good("reread", "a.ledger")
    good("add", "b.ledger", "news.jsonl")
    same(rows(CONTENT), rows(CONTENT, "b.ledger"))


def test_reread_usage():
    bad(2, "name one ledger", arguments=["reread"])
    bad(2, "name one ledger", arguments=["reread", "a", "b"])
    bad(1, "no such ledger", arguments=["reread", "a.ledger"])
    assert not os.path.exists("a.ledger")
    write("a.ledger", "Dear diary, " * 1000)
    bad(1, "is no ledger", arguments=["reread", "a.ledger"])


# ---- damaged files ----

PAGE = 16384


def damage(path, pages=(), bytes_=0, seed=1):
    """Overwrites whole pages, or single bytes anywhere."""
    chance = random.Random(seed)
    with open(path, "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        for page in pages:
            file.seek(page * PAGE)
            file.write(chance.randbytes(PAGE))
        for _ in range(bytes_):
            file.seek(chance.randrange(size))
            file.write(bytes([chance.randrange(256)]))
    return size // PAGE


def sketches(path):
    return ledger_marks.sketches(lambda query: rows(query, path))


def texts(path):
    return {h for h, in rows("select hash from texts", path)}


def test_salvage_of_what_is_whole():
    good("add", "a.ledger", news(20))
    out = good("salvage", "a.ledger", "b.ledger").out.decode()
    assert "all of the file could be read" in out and "lost" not in out, out
    whole("b.ledger")
    same(rows(CONTENT, "b.ledger"), rows(CONTENT))
    same(rows("select id, key from statements order by id", "b.ledger"), rows("select id, key from statements order by id"))
    same(index("b.ledger"), index())
    same(groups("b.ledger"), groups())
    versions = "select v.id, a.address, o.name, v.title, v.author, v.published, v.added from versions v join articles a on " \
               "a.id = v.article left join outlets o on o.id = a.outlet order by v.id"
    same(rows(versions, "b.ledger"), rows(versions))
    same(sketches("b.ledger"), sketches("a.ledger"))
    same(sorted(rows("select form, lang, stem from forms", "b.ledger")), sorted(rows("select form, lang, stem from forms")))
    before = rows("select max(id) from statements", "b.ledger")
    assert b"0 articles added" in good("add", "b.ledger", "news.jsonl").out
    same(rows("select max(id) from statements", "b.ledger"), before)


def test_salvage_page_by_page():
    """Whichever page is lost: what is left comes over, whole, and says what is not there."""
    good("add", "a.ledger", news(120))
    pages = damage("a.ledger")
    whole_texts, keys = texts("a.ledger"), dict(rows("select key, id from statements"))
    assert pages > 12, pages
    lost_texts = 0
    for page in sorted({0, *range(1, pages, 12 if tap.sanitized() else 3), *range(pages - 8, pages)}): # the last have texts
        shutil.copy("a.ledger", "d.ledger")
        damage("d.ledger", [page], seed=page)
        for end in "", "-wal", "-shm":
            if os.path.exists("b.ledger" + end):
                os.unlink("b.ledger" + end)
        result = tap.selon("salvage", "-v", "d.ledger", "b.ledger")
        same((page, result.status), (page, 0))
        whole("b.ledger")
        there = texts("b.ledger")
        assert there <= whole_texts and len(there) >= len(whole_texts) * 0.5, (page, len(there), len(whole_texts), result)
        lost_texts += len(whole_texts - there)
        for key, number in rows("select key, id from statements", "b.ledger"):
            if key in keys and number in set(keys.values()):
                same((page, keys[key]), (page, number))
        good("add", "-q", "b.ledger", "news.jsonl")
        same((page, texts("b.ledger")), (page, whole_texts))
        for path in ("d.ledger-wal", "d.ledger-shm"):
            if os.path.exists(path):
                os.unlink(path)
    assert lost_texts > 0 or tap.sanitized() # which leaves most pages out


def test_salvage_of_scattered_bytes():
    good("add", "a.ledger", news(60))
    whole_texts = texts("a.ledger")
    for seed in range(12):
        shutil.copy("a.ledger", "d.ledger")
        damage("d.ledger", bytes_=2 ** seed, seed=seed)
        result = tap.selon("salvage", "d.ledger", f"b{seed}.ledger")
        if result.status == 0:
            whole(f"b{seed}.ledger")
            assert texts(f"b{seed}.ledger") <= whole_texts # nothing that was not written
        else:
            assert "can be read" in result.err or "was found in it" in result.err, (seed, result)
            assert not os.path.exists(f"b{seed}.ledger")


def test_salvage_of_a_file_that_was_cut_off():
    good("add", "a.ledger", news(400))
    size, before = os.path.getsize("a.ledger"), texts("a.ledger")
    for part in 0.2, 0.5, 0.9:
        shutil.copy("a.ledger", "d.ledger")
        os.truncate("d.ledger", int(size * part))
        result = tap.selon("salvage", "d.ledger", f"b{part}.ledger")
        if result.status == 0:
            whole(f"b{part}.ledger")
            assert texts(f"b{part}.ledger") <= before
    assert len(texts("b0.9.ledger")) > len(before) / 2


def test_salvage_says_what_is_lost():
    good("add", "a.ledger", news(4))
    database = sqlite3.connect("a.ledger")
    database.execute("update texts set body = zeroblob(length(body)) where id = 1")
    database.commit()
    database.close()
    result = good("salvage", "-v", "a.ledger", "b.ledger")
    lines = result.out.decode().splitlines()
    assert "lost\thttps://a.example/0\tT0" in lines and "kept\thttps://a.example/1\tT1" in lines, lines
    whole("b.ledger")


def test_salvage_without_texts():
    good("add", "--no-text", "a.ledger", news(9))
    good("salvage", "a.ledger", "b.ledger")
    same(rows("select id, key, text, speaker, places from statements", "b.ledger"),
         rows("select id, key, text, speaker, places from statements"))
    same(sorted(rows("select * from absent", "b.ledger")), sorted(rows("select * from absent")))
    same(sketches("b.ledger"), sketches("a.ledger"))
    same(len(good("find", "b.ledger", "--who", "duarte").documents), len(good("find", "a.ledger", "--who", "duarte").documents))


def test_salvage_does_not_overwrite():
    good("add", "a.ledger", write("a.txt", ARTICLE))
    write("b.ledger", "precious")
    bad(1, "is there already", arguments=["salvage", "a.ledger", "b.ledger"])
    bad(1, "no such ledger", arguments=["salvage", "c.ledger", "d.ledger"])
    bad(2, "name the damaged", arguments=["salvage", "a.ledger"])
    same([os.path.exists(path) for path in ("c.ledger", "d.ledger")], [False, False])


def test_salvage_of_what_is_no_ledger():
    write("a.ledger", "Dear diary, " * 10000)
    bad(1, "nothing of a ledger", arguments=["salvage", "a.ledger", "b.ledger"])
    other_program("c.ledger")
    bad(1, "another program's database", arguments=["salvage", "c.ledger", "b.ledger"])
    assert not [name for name in os.listdir() if name.startswith("b.ledger")], os.listdir()


# ---- files that are not for us ----

READING = (["find", "L", "x"], ["stats", "L"], ["export", "L"])
WRITING = (["add", "L", "a.txt"], ["reread", "L"])


def other_program(path):
    database = sqlite3.connect(path)
    database.execute("pragma application_id = 77")
    database.execute("create table texts (id integer primary key, mine text)")
    database.execute("insert into texts (mine) values ('precious')")
    database.commit()
    database.close()


def each(commands, status, *words):
    for arguments in commands:
        bad(status, "a.ledger", *words, arguments=[argument.replace("L", "a.ledger") for argument in arguments])


def test_another_programs_database():
    write("a.txt", ARTICLE)
    other_program("a.ledger")
    before = open("a.ledger", "rb").read()
    each(READING + WRITING, 1, "another program's database")
    same(open("a.ledger", "rb").read(), before)


def test_a_newer_ledger():
    good("add", "a.ledger", write("a.txt", ARTICLE))
    database = sqlite3.connect("a.ledger")
    database.execute("pragma user_version = 99")
    database.close()
    each(READING + WRITING, 1, "newer version of Selon", "99")
    bad(1, "newer version of Selon", arguments=["salvage", "a.ledger", "b.ledger"])
    same(rows("pragma user_version"), [(99,)])


def old_ledger(schema):
    """One that the version of that schema wrote, of three articles; two of them have the same words."""
    path = os.path.join(ROOT, "tests", "ledgers", f"schema-{schema}.ledger.gz")
    with gzip.open(path) as packed, open("old.ledger", "wb") as file:
        shutil.copyfileobj(packed, file)
    same(rows("pragma user_version", "old.ledger"), [(schema,)])
    return "old.ledger"


def test_ledgers_of_older_versions():
    """What is only read stays as it is and says what to do; what is added to has all that it had, and finds it."""
    tables = ("articles", "versions", "texts", "statements", "speakers", "identities", "links", "grouped")
    path = old_ledger(1)
    bad(1, "older schema", "add to it once", arguments=["find", path, "weir"])
    had = {table: rows(f"select * from {table} order by 1, 2", path) for table in tables}
    same(len(had["links"]), 1)
    forms = rows("select form, lang, stem from forms order by 1, 2", path)
    text = ("The Herald looks back.\n\n\"We will not let the old weir drown another village while engineers argue about money,\" Ana "
            "Duarte said.\n\n\"The herons have left the marsh for the first winter that any fisherman here remembers,\" said Tom Bekele.\n")
    write("more.jsonl", json.dumps({"url": "https://herald.example/1", "outlet": "Herald", "date": "2025-03-09", "lang": "en", "text": text}))
    good("add", path, "more.jsonl")
    whole(path)
    same(rows("pragma user_version", path), [(4,)])
    same(kept(path), [])
    for table in tables:
        now = rows(f"select * from {table} order by 1, 2", path)
        same((table, [row for row in had[table] if row not in now and row not in [r[:3] for r in now]]), (table, []))
    now = rows("select iif(substr(form, 1, 1) = '+', stem || substr(form, 2), form), lang, stem from forms", path)
    same([form for form in forms if form not in now], [])
    # Its runs of marks are read as they were written, and those that came beside them as they are now; sketches are behind them.
    same(rows("select form, count(*) from mark_runs group by 1 order by 1", path), [(0, 1), (2, 2), (3, 1)])
    same(rows("select count(*) from grouped", path), [(3,)])
    same(rows("select count(*) from links", path), [(3,)])
    assert b"engineers argue about money" in good("find", path, "weir", "--who", "Duarte").out
    good("salvage", old_ledger(1), "new.ledger")
    whole("new.ledger")
    same(texts("new.ledger"), texts("old.ledger"))


def test_a_ledger_of_schema_2():
    """Its statements are found by day and by stem as they were, in what it had and in what comes after."""
    path = old_ledger(2)
    had = {table: rows(f"select * from {table} order by 1, 2", path) for table in ("statements", "corrections", "forms")}
    same(len(had["corrections"]), 1)
    write("more.jsonl", json.dumps({"url": "https://herald.example/2", "outlet": "Herald", "date": "2025-03-05", "lang": "fr",
                                    "text": "L'usine ferme.\n\n« Les écoles resteront ouvertes », a déclaré Zoé Marsh.\n"}))
    good("add", path, "more.jsonl")
    same(rows("pragma integrity_check", path), [("ok",)])
    same(rows("pragma user_version", path), [(4,)])
    same(kept(path), [])
    same(rows("select * from statements where id <= 10 order by 1, 2", path), had["statements"])
    same(rows("select * from corrections", path), had["corrections"])
    form = "iif(substr(form, 1, 1) = '+', stem || substr(form, 2), form)"
    same(rows(f"select {form}, lang, stem from forms where {form} not in ('ecoles', 'usine', 'ouvertes', 'resteront') order by 1, 2", path),
         had["forms"])
    # What the stemmer cannot make of a word that has lost its accents, and what it can.
    same(rows("select irregular from forms where stem = 'boat' and form = '+s'", path), [(0,)])
    for word in ("eleve", "élève", "élèves", "boat", "ecole", "école"):
        assert b'"id"' in good("find", path, word, "--format", "jsonl").out, word
    same(rows("select day, text from days order by 1, 2", path), [(20250304, 1), (20250304, 3), (20250305, 3), (20250305, 4), (20250306, 2)])
    ids = [json.loads(line)["id"] for line in good("find", path, "--until", "2025-03-05", "--format", "jsonl").out.splitlines()]
    same(ids, [11, 10, 9, 8, 3, 2, 1])
    good("salvage", path, "new.ledger")
    same(kept("new.ledger"), [])


SKETCH_MIX = 0x9E3779B1


def test_a_ledger_of_schema_3():
    """Names, roles, addresses, stems and sketches of its texts, kept or not, are found as they were."""
    path = old_ledger(3)
    tables = ("outlets", "names", "roles", "texts", "articles", "versions", "speakers", "statements", "identities", "traits", "days",
              "corrections", "overruled", "links")
    had = {table: rows(f"select * from {table} order by 1, 2", path) for table in tables}
    keys = rows("select key >> 32, entity from entity_keys order by 1, 2", path)
    forms = rows("select stem, lang, form, irregular from forms order by 1, 2, 3", path)
    shingles = sorted((hash_ * SKETCH_MIX % 2 ** 32 & ~15, text) for hash_, text in rows("select hash, text from sketches", path))
    same((len(had["corrections"]), len(shingles)), (2, 86))
    twin = ("The ferry stays for now.\n\n\"The ferry will run until the new bridge stands, whatever the ministry of transport decides "
            "next month,\" Mara Lindqvist said.\n\nThe company that runs the ferry has bought a second boat, which is to arrive in "
            "autumn, and has hired eleven people from the villages on both banks of the river, where work is rare and the young leave "
            "early for the coast.\n")
    write("more.jsonl", json.dumps({"url": "https://gazette.example/e", "outlet": "Herald", "date": "2025-05-09", "lang": "en", "text": twin}))
    assert b"1 copy of a known text" in good("add", path, "more.jsonl").out # of one that was not kept
    same(rows("pragma integrity_check", path), [("ok",)])
    same(rows("pragma user_version", path), [(4,)])
    for table in tables:
        now = rows(f"select * from {table} order by 1, 2", path)
        same((table, [row for row in had[table] if row not in now]), (table, []))
    same(len(rows("select * from names", path)), len(had["names"]))
    same(rows("select key, entity from entity_keys order by 1, 2", path), keys)
    same([row for row in forms if row not in rows("select stem, lang, iif(substr(form, 1, 1) = '+', stem || substr(form, 2), form), "
                                                  "irregular from forms", path)], [])
    same([mark for mark in sketches(path) if mark[1] <= 4], shingles)
    same(rows("select * from languages order by 1", path), [("en",), ("fr",)])
    same(rows("select count(*) from hashes", path), [(sum(rows(f"select count(*) from {table}", path)[0][0]
                                                          for table in ("names", "roles", "articles")),)])
    same(rows("select name from sqlite_schema where name in ('sketches', 'now', 'speakers_text', 'texts_lang')", path), [])
    # The same again is seen to be that, by its address, and names get no second row.
    text = rows("select title from versions where id = 2", path)[0][0]
    write("again.jsonl", json.dumps({"url": "https://courier.example/b", "outlet": "Courier", "date": "2025-05-06", "lang": "en", "title": text,
                                     "text": "Nothing new about it.\n\n\"We wait for the council,\" said Tom Bekele.\n"}))
    assert b"0 articles added, 1 changed" in good("add", path, "again.jsonl").out
    same(rows("select count(*) from (select name from names group by 1 having count(*) > 1)", path), [(0,)])
    for word in ("boats", "boat", "élève", "eleves", "ecole"):
        assert b'"id"' in good("find", path, word, "--format", "jsonl").out, word
    before = sketches(path)
    good("salvage", path, "new.ledger")
    same(sketches("new.ledger"), before)
    same(sorted(rows("select * from hashes", "new.ledger")), sorted(rows("select * from hashes", path)))


def kept(path):
    """Days that statements have and their texts have not, and the other way round."""
    day = "select distinct day, text from statements where day is not null"
    return rows(f"{day} except select day, text from days", path) + rows(f"select day, text from days except {day}", path)


def test_an_empty_file():
    write("a.txt", ARTICLE)
    write("a.ledger", "")
    each(READING + (["reread", "L"],), 1, "is no ledger")


def test_a_ledger_that_may_only_be_read():
    good("add", "a.ledger", write("a.txt", ARTICLE))
    if os.geteuid() == 0:
        raise tap.Skip("root may write everything")
    os.chmod("a.ledger", 0o400)
    for arguments in READING:
        good(*[argument.replace("L", "a.ledger") for argument in arguments])
    each(WRITING, 1, "may not be written to")
    os.chmod("a.ledger", 0o600)


def test_a_folder_that_may_only_be_read():
    if os.geteuid() == 0:
        raise tap.Skip("root may write everything")
    write("a.txt", ARTICLE)
    os.mkdir("d")
    good("add", "d/a.ledger", "a.txt")
    os.chmod("d", 0o500)
    try:
        found = good("find", "d/a.ledger", "gamble").documents
        same(len(found), 1)
        bad(1, "d/a.ledger", arguments=["add", "d/a.ledger", write("b.txt", ARTICLE_FR)])
    finally:
        os.chmod("d", 0o700)


def limited(size, *arguments):
    """Runs selon where no file may grow beyond `size`."""
    code = ("import os, resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); os.execv(sys.argv[1], sys.argv[1:])")
    return tap.run(sys.executable, "-c", code, sys.argv[1], *arguments)


def test_a_full_disk():
    """As a disk is full to a program: writes fail, at one size after another."""
    data = other_data()
    good("add", "--data", data, "old.ledger", news(30))
    size = os.path.getsize("old.ledger")
    for more in range(0, 20, 4 if tap.sanitized() else 1):
        for end in ("", "-wal", "-shm"):
            if os.path.exists("a.ledger" + end):
                os.unlink("a.ledger" + end)
        shutil.copy("old.ledger", "a.ledger")
        result = limited(4096 + more * size // 10, "reread", "a.ledger")
        assert result.status in (0, 1), result
        if result.status == 1:
            assert "a.ledger" in result.err, result
        good("reread", "a.ledger")
        whole()
        if os.path.exists("b.ledger"):
            os.unlink("b.ledger")
        result = limited(4096 + more * size // 10, "salvage", "--no-reread", "old.ledger", "b.ledger")
        if result.status == 1:
            assert result.err.startswith("selon: "), result
            assert not os.path.exists("b.ledger"), result
        else:
            whole("b.ledger")


def test_damage_is_told():
    """No command takes a damaged ledger for a whole one without a word, or falls over it."""
    good("add", "a.ledger", news(60))
    pages = damage("a.ledger")
    told = 0
    for page in range(0, pages, 6 if tap.sanitized() else 3):
        shutil.copy("a.ledger", "d.ledger")
        damage("d.ledger", [page], seed=page)
        for arguments in (["find", "d.ledger"], ["stats", "d.ledger"], ["export", "-q", "d.ledger"], ["reread", "--all", "d.ledger"],
                          ["add", "d.ledger", "news.jsonl"]):
            result = tap.selon(*arguments)
            assert result.status in (0, 1), (page, result)
            if result.status == 1:
                told += 1
                assert "damaged" in result.err or "no ledger" in result.err or "malformed" in result.err, (page, arguments, result)
    assert told > 5, told


tap.main(globals(), jobs=2)
