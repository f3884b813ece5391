#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What goes into a ledger besides files: web archives, feeds, the web. sources.py SELON EMBED"""
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import time

import archives
import tap
from archives import record, response
from ledger_articles import article, rows, whole
from tap import ARTICLE, ARTICLE_FR, bad, good, same, write


def page_record(n, text=None, **fields):
    return record("response", response(archives.page(text or article(n), f"Report {n}")), f"https://news.example/{n}", **fields)


def addresses(path="a.ledger"):
    return [address for address, in rows("select address from articles order by id", path)]


def numbers(path="a.ledger"):
    return [int(address.rsplit("/", 1)[1]) for address in addresses(path)]


# ---- web archives ----


def some_records(count=5):
    """Pages among all the other things that a crawl leaves."""
    yield archives.info()
    for n in range(count):
        yield record("request", b"GET / HTTP/1.1\r\n\r\n", f"https://news.example/{n}")
        yield page_record(n)
        yield record("metadata", b"fetchTimeMs: 7\r\n", f"https://news.example/{n}")
    yield record("response", response(b"\x89PNG" * 100, "image/png"), "https://news.example/a.png")
    yield record("response", response(archives.page(article(99)), status=404), "https://news.example/gone")
    yield record("response", response(b"", status=301, Location="/x"), "https://news.example/moved")
    yield record("response", b"\x00\x01", "dns:news.example")
    yield record("revisit", response(b""), "https://news.example/1")


def test_archive():
    write("a.warc", b"".join(some_records()))
    assert good("add", "a.ledger", "a.warc").out.startswith(b"5 articles added; ")
    same(addresses(), [f"https://news.example/{n}" for n in range(5)])
    same(rows("select distinct published, title is not null from versions"), [("2025-11-14T09:30:00Z", 1)])
    assert good("add", "a.ledger", "a.warc").out.startswith(b"0 articles added, 5 there already")
    whole()


def test_archive_of_gzip_members():
    write("a.warc.gz", archives.members(some_records()))
    assert good("add", "a.ledger", "a.warc.gz").out.startswith(b"5 articles added; ")
    write("whole.gz", gzip.compress(b"".join(some_records())))  # one member, no telling name
    assert good("add", "b.ledger", "whole.gz").out.startswith(b"5 articles added; ")


def zstd(*arguments, stdin=b""):
    if shutil.which("zstd") is None:
        raise tap.Skip("there is no zstd command")
    return subprocess.run(["zstd", "-q", *arguments], input=stdin, stdout=subprocess.PIPE, check=True).stdout


def test_archive_of_zstd_frames():
    write("a.warc.zst", b"".join(zstd("-c", stdin=part) for part in some_records()))
    assert good("add", "a.ledger", "a.warc.zst").out.startswith(b"5 articles added; ")


def with_dictionary(packed):
    os.mkdir("samples")
    for n in range(200):
        write(f"samples/{n}", page_record(1000 + n))
    zstd("--train", "-r", "samples", "-o", "dictionary", "--maxdict=4096")
    with open("dictionary", "rb") as file:
        dictionary = file.read()
    if packed:
        dictionary = zstd("-c", stdin=dictionary)
    head = b"\x5D\x2A\x4D\x18" + len(dictionary).to_bytes(4, "little") + dictionary
    return head, [zstd("-c", "-D", "dictionary", stdin=part) for part in some_records()]


def test_archive_with_a_dictionary():
    head, frames = with_dictionary(False)
    write("a.warc.zst", head + b"".join(frames))
    assert good("add", "a.ledger", "a.warc.zst").out.startswith(b"5 articles added; ")
    frames[3] = frames[3][:40] + b"\xFF\xFF" + frames[3][42:]
    write("b.warc.zst", head + b"".join(frames))
    assert len(numbers()) == 5
    bad(1, "b.warc.zst:", arguments=["add", "b.ledger", "b.warc.zst"])
    same(len(addresses("b.ledger")), 5)  # it was a request or the like


def test_archive_with_a_packed_dictionary():
    head, frames = with_dictionary(True)
    write("a.warc.zst", head + b"".join(frames))
    assert good("add", "a.ledger", "a.warc.zst").out.startswith(b"5 articles added; ")
    write("b.warc.zst", head[:60] + b"".join(frames))
    bad(1, "dictionary", arguments=["add", "b.ledger", "b.warc.zst"])


def test_archive_on_the_standard_input():
    data = archives.members(some_records())
    assert good("add", "--from", "warc", "a.ledger", "-", stdin=data).out.startswith(b"5 articles added")


def test_archives_in_a_folder():
    os.makedirs("crawl/2025")
    write("crawl/2025/a.warc.gz", archives.members(some_records(3)))
    write("crawl/b.warc", b"".join(some_records(5)))
    assert good("add", "a.ledger", "crawl").out.startswith(b"5 articles added, 3 there already")


CODINGS = [
    ("gzip", gzip.compress, {"Content_Encoding": "gzip"}),
    ("deflate", lambda body: __import__("zlib").compress(body), {"Content_Encoding": "deflate"}),
    ("raw_deflate", lambda body: __import__("zlib").compress(body)[2:-4], {"Content_Encoding": "deflate"}),
    ("chunks", archives.chunked, {"Transfer_Encoding": "chunked"}),
    ("gzip_in_chunks", lambda body: archives.chunked(gzip.compress(body)), {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}),
    ("undone", lambda body: body, {"Content_Encoding": "br", "Transfer_Encoding": "chunked"}),
    ("cut_in_chunks", lambda body: archives.chunked(body)[:-7], {"Transfer_Encoding": "chunked"}),
    ("cut_gzip", lambda body: gzip.compress(body)[:-6], {"Content_Encoding": "gzip"}),
]


def coding_test(wrap, headers):
    def test():
        body = archives.page(ARTICLE, "Bridge")
        write("a.warc.gz", archives.members([record("response", response(wrap(body), **headers), "https://x.example/1")]))
        good("add", "a.ledger", "a.warc.gz")
        same(len(good("find", "a.ledger", "gamble").documents), 1)
    return test


for _name, _wrap, _headers in CODINGS:
    globals()[f"test_archive_page_{_name}"] = coding_test(_wrap, _headers)


def test_archive_page_charset():
    body = archives.page(ARTICLE_FR).decode().encode("iso-8859-1", "replace")
    write("a.warc", record("response", response(body, "text/html; charset=ISO-8859-1"), "https://x.example/1"))
    good("add", "a.ledger", "a.warc")
    same(len(good("find", "a.ledger", "déclaré", "--about", "fermé").documents) <= 1, True)
    same(len(good("find", "a.ledger", "--about", "fermé").documents), 1)


def test_archive_pages_that_are_no_articles():
    finnish = "Kaupunginjohtaja sanoi tiistaina, että vanha silta pysyy suljettuna maaliskuuhun asti. " * 8
    write("a.warc", page_record(1) + page_record(2, finnish) + page_record(3, " "))
    result = good("add", "a.ledger", "a.warc")
    same(numbers(), [1])
    assert "1 page without text" in result.err or "Report" in result.err or "languages" in result.err, result


def test_archive_addresses_of_any_bytes():
    odd = b"https://x.example/caf\xe9 '; drop table texts;--\"/"
    write("a.warc", b"".join(record("response", response(archives.page(article(n))), odd + str(n).encode()) for n in range(2)))
    good("add", "a.ledger", "a.warc")
    same(addresses()[1], "https://x.example/caf%E9%20';%20drop%20table%20texts;--\"/1")


# What is wrong with the record in the middle; whether the ones around it must be there; words of the message.
def wrong(body=None, **options):
    return record("response", response(body or archives.page(article(2))), "https://news.example/2", **options)


BROKEN = [
    ("length_too_small", lambda: wrong(length=100), "length is wrong"),
    ("length_too_large", lambda: wrong(length=len(response(archives.page(article(2)))) + 150), "length is wrong"),
    ("length_huge", lambda: wrong(length=10 ** 15), "cut off|length is wrong"),
    ("length_negative", lambda: wrong(length=-5), "header is broken"),
    ("length_missing", lambda: wrong().replace(b"Content-Length:", b"Content-Width:"), "header is broken"),
    ("length_no_number", lambda: wrong(length="many"), "header is broken"),
    ("header_endless", lambda: b"WARC/1.0\r\nX: " + b"y" * 200000 + b"\r\n\r\n", "header is broken"),
    ("header_with_nul", lambda: wrong().replace(b"WARC-Date", b"WARC\0Date"), "header is broken"),
    ("garbage", lambda: random.Random(1).randbytes(5000), "no record|length is wrong"),
    ("no_answer", lambda: record("response", b"hello", "https://news.example/2"), "no web server's answer"),
    ("page_gzip_broken", lambda: record("response", response(gzip.compress(archives.page(article(2)))[:60] + b"\xFF" * 90,
                                                             Content_Encoding="gzip"), "https://news.example/2"),
     "compression is broken"),
    ("page_bomb", lambda: record("response", response(gzip.compress(b"<p>" + bytes(60 << 20), 9), Content_Encoding="gzip"),
                                 "https://news.example/2"), "larger than 16 MiB"),
    ("page_coding_unknown", lambda: record("response", response(b"\x0b\x02\x80", Content_Encoding="br"),
                                           "https://news.example/2"), "does not know"),
    ("page_too_large", lambda: wrong(b"<p>" + random.Random(1).randbytes(17 << 20)), "larger than 16 MiB"),
]


def broken_test(make, words, pack):
    def test():
        parts = [page_record(0), page_record(1), make(), page_record(3), page_record(4)]
        write("a.warc", pack(parts))
        result = bad(1, "a.warc:", arguments=["add", "a.ledger", "a.warc"])
        assert any(word in result.err for word in words.split("|")), result
        expected = [0, 1, 3, 4]
        if pack is not archives.members and words.startswith("no record"):
            expected = [0, 3, 4]  # garbage makes the length of the record before it doubtful
        same(numbers(), expected)
        assert ", 1 failed" in result.out.decode(), result
        whole()
    return test


for _name, _make, _words in BROKEN:
    globals()[f"test_archive_broken_{_name}"] = broken_test(_make, _words, b"".join)
    globals()[f"test_archive_broken_{_name}_packed"] = broken_test(_make, _words, archives.members)


def test_archive_member_broken():
    parts = [gzip.compress(page_record(n), mtime=0) for n in range(5)]
    parts[2] = parts[2][:100] + b"\0\xFF\0\xFF" + parts[2][104:]
    write("a.warc.gz", b"".join(parts))
    bad(1, "compressed data are broken", "a.warc.gz:3", arguments=["add", "a.ledger", "a.warc.gz"])
    same(numbers(), [0, 1, 3, 4])


def test_archive_member_is_a_bomb():
    bomb = gzip.compress(record("response", response(bytes(300 << 20), "application/zip"), "https://x.example/z"), 9)
    parts = [gzip.compress(page_record(n), mtime=0) for n in range(4)]
    write("a.warc.gz", parts[0] + parts[1] + bomb + parts[2] + parts[3])
    command = tap.measured("add", "a.ledger", "a.warc.gz")
    result = tap.run(*command)
    same(result.status, 1)
    assert "hundredfold" in result.err, result
    same(numbers(), [0, 1, 2, 3])
    assert tap.sanitized() or tap.peak() < 200, tap.peak()


def test_archive_cut_anywhere():
    """All records that are whole are there, whereever the archive ends."""
    parts = [gzip.compress(page_record(n), mtime=0) for n in range(4)]
    data, ends = b"".join(parts), [sum(map(len, parts[:n + 1])) for n in range(4)]
    chance = random.Random(5)
    for cut in [ends[1] + 1, ends[1] + 5, ends[2] - 1, ends[2] - 8, ends[2] - 9, *(chance.randrange(1, len(data)) for _ in range(12))]:
        write("a.warc.gz", data[:cut])
        result = tap.selon("add", "b.ledger", "a.warc.gz")
        count = len(addresses("b.ledger"))
        whole_ones = sum(end <= cut for end in ends)
        assert whole_ones <= count <= whole_ones + 1, (cut, ends, count)
        same(result.status, 0 if cut in ends else 1)
        assert cut in ends or "cut off" in result.err, (cut, ends, result)
        os.unlink("b.ledger")
        for end in ("-wal", "-shm"):
            if os.path.exists("b.ledger" + end):
                os.unlink("b.ledger" + end)


def test_archive_not_compressed_cut():
    data = b"".join(page_record(n) for n in range(4))
    write("a.warc", data[:len(data) * 5 // 8])
    bad(1, "cut off", "what came before", arguments=["add", "a.ledger", "a.warc"])
    same(numbers(), [0, 1])


def test_no_archive_at_all():
    write("a.warc", random.Random(3).randbytes(300000))
    bad(1, "a.warc:1: no record begins here", arguments=["add", "a.ledger", "a.warc"])
    write("b.warc.gz", gzip.compress(b"Dear diary, " * 10000))
    bad(1, "b.warc.gz:1: no record begins here", arguments=["add", "a.ledger", "b.warc.gz"])
    write("c.warc", b"")
    good("add", "a.ledger", "c.warc")
    bad(1, "d.warc", "no such file", arguments=["add", "a.ledger", "d.warc"])


def test_archive_of_lies_takes_no_longer():
    """Each record claims to be as long as the archive."""
    write("a.warc", record("response", response(b"x"), "https://x.example/", length=10 ** 8) * 40000)
    began = time.monotonic()
    tap.selon("add", "-q", "a.ledger", "a.warc")
    assert time.monotonic() - began < 60


def test_archive_at_constant_memory():
    padding = random.Random(1).randbytes(1 << 20)
    with open("a.warc", "wb") as file:
        for n in range(300):
            file.write(record("response", response(padding, "video/mp4"), f"https://x.example/{n}.mp4"))
            if n % 100 == 0:
                file.write(page_record(n))
    same(tap.run(*tap.measured("add", "a.ledger", "a.warc")).status, 0)
    same(len(addresses()), 3)
    assert tap.sanitized() or tap.peak() < 150, tap.peak()


tap.main(globals())
