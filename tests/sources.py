#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What goes into a ledger besides files: web archives, feeds, the web. sources.py SELON EMBED"""
import gzip
import json
import os
import pty
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
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


# ---- feeds ----


def rss(items, title="The Courier"):
    return (f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{title}</title>'
            f'<link>/</link>{"".join(items)}</channel></rss>').encode()


def item(link=None, title="A title", date="Fri, 14 Nov 2025 09:30:00 +0100", extra=""):
    return (f"<item><title>{title}</title>" + (f"<link>{link}</link>" if link else "") +
            (f"<pubDate>{date}</pubDate>" if date else "") + extra + "</item>")


def atom(entries):
    return ('<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Phare</title>' + "".join(entries) + "</feed>").encode()


def entry(link, extra=""):
    return (f'<entry><title>Un titre</title><link rel="replies" href="/comments"/><link href="{link}"/>'
            f'<author><name>Lise Morel</name></author><updated>2025-11-14T08:30:00Z</updated>{extra}</entry>')


def opml(*addresses):
    lines = "".join(f'<outline text="group"><outline type="rss" text="F" xmlUrl="{address}"/></outline>' for address in addresses)
    return f'<opml version="2.0"><body>{lines}</body></opml>'.encode()


def news_page(request):
    """/news/7 is article 7; nothing in it tells a date or an author."""
    body = archives.page(article(int(request.path.rsplit("/", 1)[1])))
    tap.answer(body)(request)


def asked(server, path):
    return sum(seen[0] == "/" + path for seen in server.seen)


def feed_add(*sources, **options):
    return good("add", "--pause", "0", "a.ledger", *sources, **options)


def test_rss():
    with tap.Server(news=news_page, feed=tap.answer(rss([item(f"/news/{n}") for n in range(4)]), "text/xml")) as server:
        assert feed_add(server.url("feed")).out.startswith(b"4 articles added; ")
        same(sorted(numbers()), [0, 1, 2, 3])
        same(rows("select distinct v.published, o.name from versions v join articles a on a.id = v.article "
                  "join outlets o on o.id = a.outlet"), [("2025-11-14T08:30:00Z", "The Courier")])
        before = len(server.seen)
        same(feed_add(server.url("feed")).out, b"0 articles added, 4 there already\n")
        same([path for path, _ in server.seen[before:]], ["/robots.txt", "/feed"])
        whole()


def test_atom():
    with tap.Server(news=news_page, feed=tap.answer(atom([entry("news/1"), entry("/news/2")]))) as server:
        feed_add(server.url("feed"))
        same(sorted(addresses()), [server.url("news/1"), server.url("news/2")])
        same(rows("select distinct published, author from versions"), [("2025-11-14T08:30:00Z", "Lise Morel")])


def test_rdf():
    feed = ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title></channel>'
            '<item rdf:about="x"><title>One</title><link>/news/5</link><dc:date>2025-11-14</dc:date></item></rdf:RDF>')
    with tap.Server(news=news_page, feed=tap.answer(feed.encode())) as server:
        feed_add(server.url("feed"))
        same(numbers(), [5])
        same(rows("select published from versions"), [("2025-11-14",)])


def test_opml():
    with tap.Server(news=news_page, a=tap.answer(rss([item("/news/1")])), b=tap.answer(atom([entry("/news/2")]))) as server:
        write("feeds.opml", opml(server.url("a"), server.url("b")))
        assert feed_add("feeds.opml").out.startswith(b"2 articles added")
        same(sorted(numbers()), [1, 2])


def test_opml_on_the_web():
    with tap.Server(news=news_page, a=tap.answer(rss([item("/news/1")]))) as server:
        with tap.Server(list=tap.answer(opml(server.url("a")))) as other:
            feed_add(other.url("list"))
            same(numbers(), [1])
            feed_add(other.url("list"))


def test_feed_file():
    with tap.Server(news=news_page) as server:
        write("news.xml", rss([item(server.url("news/3"))]))
        feed_add("news.xml")
        same(numbers(), [3])


CONTENT = ("<content:encoded><![CDATA[<p>Mayor Ana Duarte said on Tuesday that the harbour bridge would stay closed.</p>"
           "<p>\"We will not gamble,\" Duarte told reporters.</p>]]></content:encoded>")


def test_items_that_are_in_the_feed():
    write("a.rss", rss([item(title="Bridge", extra="<guid isPermaLink='false'>7 x</guid><description>short</description>" + CONTENT)]))
    good("add", "a.ledger", "a.rss")
    same(len(good("find", "a.ledger", "gamble", "--who", "duarte").documents), 1)
    same(rows("select title from versions"), [("Bridge",)])
    assert addresses()[0].endswith("/a.rss#7%20x"), addresses()
    assert b"1 there already" in good("add", "a.ledger", "a.rss").out
    with tap.Server(feed=tap.answer(rss([item(title="Bridge", extra="<guid isPermaLink='false'>7</guid>" + CONTENT.replace("Mayor", "The mayor"))]))) as server:
        feed_add(server.url("feed"))
        same(addresses()[1], "feed:" + server.url("feed") + "#7")


def test_atom_content_as_elements():
    feed = atom(['<entry><title>T</title><id>urn:1</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Mayor '
                 'Ana Duarte said that <b>nobody</b> would gamble &amp; lose.</p></div></content></entry>'])
    write("a.atom", feed)
    good("add", "a.ledger", "a.atom")
    assert "nobody would gamble & lose" in good("find", "a.ledger", "gamble").documents[0]["sentence"]


def test_guid_that_is_the_link():
    with tap.Server(news=news_page, feed=tap.answer(rss(["<item><title>T</title><guid>/news/4</guid></item>"]))) as server:
        feed_add(server.url("feed"))
        same(numbers(), [4])


DATES = [("1970", "Thu, 01 Jan 1970 00:00:00 GMT", None), ("2099", "Thu, 01 Jan 2099 00:00:00 GMT", None), ("none", None, None),
         ("words", "yesterday", None), ("no_day", "31 Feb 2025 10:00 GMT", None), ("old", "1 Mar 1985 10:00:00 EST", "1985-03-01T15:00:00Z"),
         ("short_year", "Sun, 2 Mar 25 10:00 +0000", "2025-03-02T10:00:00Z"), ("over_midnight", "Fri, 31 Jan 2025 23:30:00 -0500", "2025-02-01T04:30:00Z")]


def date_test(given, expected):
    def test():
        with tap.Server(news=news_page, feed=tap.answer(rss([item("/news/1", date=given)]))) as server:
            feed_add(server.url("feed"))
            same(rows("select published from versions"), [(expected,)])
    return test


for _name, _given, _expected in DATES:
    globals()[f"test_item_date_{_name}"] = date_test(_given, _expected)


def test_an_item_that_changed_is_fetched_again():
    items = [item("/news/1"), item("/news/2")]
    texts = {"1": article(1), "2": article(2)}
    with tap.Server(news=lambda request: tap.answer(archives.page(texts[request.path[-1]]))(request),
                    feed=lambda request: tap.answer(rss(items))(request)) as server:
        feed_add(server.url("feed"))
        texts["1"] = texts["1"].replace("Report 1", "Corrected: report 1")
        assert b"2 there already" in feed_add(server.url("feed")).out
        items[0] = item("/news/1", title="Corrected")
        assert feed_add(server.url("feed")).out.startswith(b"0 articles added, 1 changed, 1 there already")
        same((asked(server, "news/1"), asked(server, "news/2")), (2, 1))


def test_no_feed():
    for name, content in [("html.rss", b"<html><body>Not here</body></html>"), ("noise.rss", random.Random(1).randbytes(9000)),
                          ("empty.rss", b""), ("json.rss", b'{"items": []}')]:
        write(name, content)
        bad(1, name + ": is no RSS or Atom feed", arguments=["add", "a.ledger", name])


def test_a_feed_that_breaks_off():
    with tap.Server(news=news_page) as server:
        write("a.rss", rss([item(server.url(f"news/{n}")) for n in range(3)])[:-80])
        bad(1, "its XML is broken", "2 items", arguments=["add", "--pause", "0", "a.ledger", "a.rss"])
        same(sorted(numbers()), [0, 1])


def test_entities_do_not_grow():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    write("a.rss", (f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{lol}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
                    "<rss><channel><item><title>&l9;&f;</title><description>&l9; Mayor Ana Duarte said that it rains.</description></item></channel></rss>").encode())
    began = time.monotonic()
    tap.selon("add", "a.ledger", "a.rss")
    assert time.monotonic() - began < 10
    same(rows("select count(*) from versions where title like '%lol%' or title like '%root%'"), [(0,)])


def test_a_feed_of_half_a_gigabyte():
    with open("a.rss", "wb") as file:
        file.write(b"<rss><channel>")
        file.truncate(500 << 20)
    bad(1, "larger than 64 MiB", arguments=["add", "a.ledger", "a.rss"])

    def endless(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/xml")
        request.end_headers()
        request.wfile.write(b"<rss><channel>")
        for _ in range(1000):
            request.wfile.write(b" " * (1 << 20))
    with tap.Server(feed=endless) as server:
        result = tap.run(*tap.measured("add", "--pause", "0", "a.ledger", server.url("feed")))
        assert "larger than 64 MiB" in result.err, result
        assert tap.sanitized() or tap.peak() < 400, tap.peak()


# ---- the web ----


def with_etag(body, tag='"v1"', kind="text/html; charset=utf-8"):
    def page(request):
        if request.headers.get("If-None-Match") == tag:
            request.send_response(304)
            request.end_headers()
            request.server.not_modified = getattr(request.server, "not_modified", 0) + 1
        else:
            tap.answer(body, kind, ETag=tag)(request)
    return page


def test_a_page():
    with tap.Server(a=tap.answer(archives.page(ARTICLE))) as server:
        assert feed_add(server.url("a")).out.startswith(b"1 article added")
        same(addresses(), [server.url("a")])
        assert all("selon/" in agent for _, agent in server.seen)


def test_what_has_not_changed_is_not_sent():
    with tap.Server(a=with_etag(archives.page(ARTICLE)), feed=with_etag(rss([item("/a")]), kind="text/xml")) as server:
        feed_add(server.url("a"), server.url("feed"))
        same(len(addresses()), 1)
        same(feed_add(server.url("a")).out, b"0 articles added, 1 there already\n")
        same(server.server.not_modified, 1)
        feed_add(server.url("feed"))
        assert server.server.not_modified >= 2
    same(rows("select etag from fetched order by address"), [('"v1"',), ('"v1"',)])


def test_last_modified():
    stamp = "Fri, 14 Nov 2025 09:30:00 GMT"

    def page(request):
        same_one = request.headers.get("If-Modified-Since") == stamp
        tap.answer(b"" if same_one else archives.page(ARTICLE), status=304 if same_one else 200, Last_Modified=stamp)(request)
    with tap.Server(a=page) as server:
        feed_add(server.url("a"))
        same(feed_add(server.url("a")).out, b"0 articles added, 1 there already\n")


def test_a_feed_is_not_remembered_before_its_items_are_in():
    broken = []

    def page(request):
        if broken:
            tap.answer(b"", status=503, Retry_After="9999")(request)
        else:
            news_page(request)
    with tap.Server(news=page, feed=with_etag(rss([item("/news/1"), item("/news/2")]))) as server:
        broken.append(True)
        bad(1, "left alone", arguments=["add", "--pause", "0", "a.ledger", server.url("feed")])
        broken.clear()
        assert b"2 articles added" in feed_add(server.url("feed")).out
        feed_add(server.url("feed"))
        same((asked(server, "news/1"), server.server.not_modified), (2, 1))


def test_what_is_gone_is_told_once():
    with tap.Server(news=news_page, feed=tap.answer(rss([item("/gone"), item("/news/2")])), gone=tap.answer(b"", status=410)) as server:
        bad(1, "410", arguments=["add", "--pause", "0", "a.ledger", server.url("feed")])
        feed_add(server.url("feed"))
        same((asked(server, "gone"), numbers()), (1, [2]))


def failing(times, status, **headers):
    """Answers so the first times, then well."""
    left = [times]

    def page(request):
        left[0] -= 1
        tap.answer(archives.page(ARTICLE) if left[0] < 0 else b"no", status=200 if left[0] < 0 else status, **({} if left[0] < 0 else headers))(request)
    return page


def test_too_many_requests():
    with tap.Server(a=failing(1, 429, Retry_After="1")) as server:
        began = time.monotonic()
        assert feed_add(server.url("a")).out.startswith(b"1 article added")
        assert time.monotonic() - began >= 1


def test_trouble_that_passes():
    with tap.Server(a=failing(2, 503)) as server:
        began = time.monotonic()
        assert feed_add(server.url("a")).out.startswith(b"1 article added")
        assert time.monotonic() - began >= 3  # one second, then two
        same(asked(server, "a"), 3)


def test_trouble_that_does_not_pass():
    with tap.Server(a=failing(99, 503), b=failing(99, 404)) as server:
        bad(1, "503", arguments=["add", "--pause", "0", "a.ledger", server.url("a")])
        same(asked(server, "a"), 4)
        bad(1, "404", arguments=["add", "--pause", "0", "a.ledger", server.url("b")])
        same(asked(server, "b"), 1)


ROBOTS = b"""User-agent: *
Disallow: /

User-agent: Selon
Disallow: /private
Allow: /private/open$
Disallow: /*.php
Crawl-delay: 0.4
"""


def test_robots():
    names = ("news", "private", "x.php")
    with tap.Server(**{"robots.txt": tap.answer(ROBOTS, "text/plain")},
                    **{name: lambda request: tap.answer(archives.page(article(hash(request.path) % 1000)))(request) for name in names}) as server:
        result = bad(1, "robots.txt does not allow", arguments=["add", "-v", "--pause", "0", "a.ledger", *map(server.url, (
            "news/1", "private/1", "private/open", "private/open/2", "x.php?1"))])
        same(sorted(address.split("/", 3)[3] for address in addresses()), ["news/1", "private/open"])
        same(result.out.decode().splitlines()[-1].count("3 failed"), 1)
        same(asked(server, "robots.txt"), 1)


def test_crawl_delay_and_pause():
    for robots, pause in ((ROBOTS, "0"), (b"", "0.4")):
        with tap.Server(news=news_page, **{"robots.txt": tap.answer(robots, "text/plain")}) as server:
            began = time.monotonic()
            good("add", "--pause", pause, "a.ledger", *(server.url(f"news/{n}") for n in range(4)))
            assert time.monotonic() - began >= 1.2


def test_robots_out_of_order():
    with tap.Server(news=news_page, **{"robots.txt": tap.answer(b"", status=500)}) as server:
        bad(1, "robots.txt cannot be read", arguments=["add", "--pause", "0", "a.ledger", server.url("news/1")])
        same(asked(server, "news/1"), 0)


def test_a_host_that_sleeps_holds_up_no_other():
    def slow(request):
        time.sleep(1.5)
        tap.answer(archives.page(article(1)))(request)
    with tap.Server(a=slow) as one, tap.Server(news=news_page) as two:
        began = time.monotonic()
        feed_add(one.url("a"), *(two.url(f"news/{n}") for n in range(2, 8)))
        assert time.monotonic() - began < 6
        same(len(addresses()), 7)


def test_broken_answers():
    def cut(request):
        request.send_response(200)
        request.send_header("Content-Length", "100000")
        request.end_headers()
        request.wfile.write(b"<p>Mayor")
    with tap.Server(cut=cut, image=tap.answer(b"\x89PNG", "image/png"), pdf=tap.answer(b"%PDF-1.4"), news=news_page) as server:
        feed = rss([item("/cut"), item("/image"), item("/pdf"), item("/news/1"), item("ftp://x.example/"), item("http://")])
        write("a.rss", feed.replace(b"<link>/", b"<link>" + server.url("").encode()))
        bad(1, "cut off", "image/png", "PDF", arguments=["add", "--pause", "0", "a.ledger", "a.rss"])
        same(numbers(), [1])
        before = len(server.seen)
        bad(1, "cut off", arguments=["add", "--pause", "0", "a.ledger", "a.rss"])  # which may pass; the others will not
        assert {path for path, _ in server.seen[before:]} == {"/robots.txt", "/cut"}, server.seen[before:]


def test_robots_where_a_redirect_leads():
    """The other host's rules hold for it, too; and for another address of the same host."""
    def moved(where):
        return tap.answer(b"", status=302, Location=where)
    closed = {"robots.txt": tap.answer(b"User-agent: *\nDisallow: /", "text/plain")}
    with tap.Server(news=news_page, **closed) as other, tap.Server(news=news_page) as third:
        with tap.Server(news=news_page, **{"a": moved(other.url("news/1")), "b": moved("/private/1"), "c": moved(third.url("news/2")),
                           "d": moved("/news/3"), "private": news_page, "robots.txt": tap.answer(ROBOTS, "text/plain")}) as server:
            bad(1, "a: the site's robots.txt does not allow", "b: the site's robots.txt does not allow what it redirects to",
                arguments=["add", "--pause", "0", "a.ledger", *map(server.url, "abcd")])
            same(sorted(numbers()), [2, 3])
            same([asked(other, "news/1"), asked(server, "private/1"), asked(other, "robots.txt"), asked(third, "robots.txt")],
                 [0, 0, 1, 1])


def test_redirects_between_hosts_end():
    hosts = []

    def to_the_other(request):
        other = hosts[request.server is hosts[0].server]
        tap.answer(b"", status=302, Location=other.url("a"))(request)
    with tap.Server(a=to_the_other) as one, tap.Server(
            a=to_the_other, b=tap.answer(b"", status=302, Location="/b"),
            c=tap.answer(b"", status=302, Location="file:///etc/passwd")) as two:
        hosts += [one, two]
        bad(1, "more than 10 redirects", arguments=["add", "--pause", "0", "a.ledger", two.url("a")])
        assert asked(one, "a") > 3, one.server.seen
        bad(1, "more than 10 redirects", arguments=["add", "--pause", "0", "a.ledger", two.url("b")])
        bad(1, "only http:// and https://", arguments=["add", "--pause", "0", "a.ledger", two.url("c")])


def test_addresses_that_are_not_of_the_web():
    write("feeds.opml", opml("file:///etc/passwd", "gopher://x.example/1", "feeds/local.rss"))
    for address in ("file:///etc/passwd", "gopher://x.example/1", "local.rss"):
        result = bad(1, f"{address}: only http:// and https:// addresses can be read",
                     arguments=["add", "--pause", "0", "a.ledger", "feeds.opml"])
    assert "robots" not in result.err, result
    same(addresses(), [])


def test_redirects_and_gzip():
    body = archives.page(ARTICLE)
    with tap.Server(a=tap.answer(b"", status=302, Location="/b"), b=tap.answer(gzip.compress(body), Content_Encoding="gzip")) as server:
        feed_add(server.url("a"))
        same(addresses(), [server.url("b")])


def test_archive_on_the_web():
    with tap.Server(a=tap.answer(archives.members(some_records()), "application/octet-stream")) as server:
        assert feed_add(server.url("a")).out.startswith(b"5 articles added")


def test_interrupted_while_fetching():
    with tap.Server(news=news_page, feed=tap.answer(rss([item(f"/news/{n}") for n in range(50)]))) as server:
        process = subprocess.Popen([sys.argv[1], "add", "--pause", "0.3", "a.ledger", server.url("feed")], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        wait_for(lambda: sum(path.startswith("/news") for path, _ in server.seen) >= 3)
        process.terminate()
        began = time.monotonic()
        _, err = process.communicate(timeout=30)
        assert time.monotonic() - began < 5 and b"stopped" in err, err
        whole()
        count = len(addresses())
        assert 0 < count < 50, count
        feed_add(server.url("feed"))
        same(len(addresses()), 50)
        assert sum(path.startswith("/news") for path, _ in server.seen) <= 53


def test_killed_while_fetching():
    """Whatever instant it ends at: a feed that has not changed since is read again, until all its items are in."""
    chance = random.Random(11)
    with tap.Server(news=news_page, feed=with_etag(rss([item(f"/news/{n}") for n in range(40)]), kind="text/xml")) as server:
        for _ in range(12):
            process = subprocess.Popen([sys.argv[1], "add", "-q", "--pause", "0", "a.ledger", server.url("feed")])
            time.sleep(chance.random() * 0.8)
            process.kill()
            process.wait()
        feed_add(server.url("feed"))
        same(sorted(numbers()), list(range(40)))
        same(rows("select count(*) from fetched"), [(41,)])
        feed_add(server.url("feed"))
        assert server.server.not_modified >= 1
        whole()


# ---- how far it is ----


def test_a_bar_on_a_terminal():
    with open("a.warc", "wb") as file:
        for n in range(3000):
            file.write(page_record(n))
    mine, terminal = pty.openpty()
    process = subprocess.Popen([sys.argv[1], "add", "-j1", "a.ledger", "a.warc"], stderr=terminal, stdout=subprocess.DEVNULL)
    os.close(terminal)
    shown, began = b"", time.monotonic()
    while b" left" not in shown:
        try:
            more = os.read(mine, 4096)
        except OSError:
            break
        shown += more
    process.send_signal(signal.SIGINT)
    lasted = time.monotonic() - began
    threading.Thread(target=process.wait, daemon=True).start()
    while True:  # else it waits for us to read
        try:
            if not os.read(mine, 4096):
                break
        except OSError:
            break
    process.wait()
    os.close(mine)
    if lasted < 3 and b" left" not in shown:
        raise tap.Skip("it was done before anything could be told")
    assert re.search(rb"\r\x1b\[Kselon: \[[= ]{20}\] \d+ articles, \d+ a second, \d+ %, \d+:\d\d left", shown), shown[-300:]


# ---- watching ----


def wait_for(condition, seconds=40):
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)


def count_of_articles():
    try:
        return rows("select count(*) from articles")[0][0]
    except Exception:  # there is no ledger yet
        return 0


def test_watch():
    items = [item("/news/1")]
    with tap.Server(news=news_page, feed=lambda request: tap.answer(rss(items), "text/xml")(request)) as server:
        write("feeds.opml", opml(server.url("feed")))
        process = subprocess.Popen([sys.argv[1], "watch", "--pause", "0", "a.ledger", "feeds.opml", "--every", "1s"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            wait_for(lambda: count_of_articles() == 1)
            items.append(item("/news/2"))
            wait_for(lambda: count_of_articles() == 2)
            rounds = asked(server, "feed")
            wait_for(lambda: asked(server, "feed") >= rounds + 2)
            good("find", "a.ledger", "said")
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            out, err = process.communicate(timeout=30)
            assert time.monotonic() - began < 5
        finally:
            process.kill()
        same((process.returncode, err), (0, b""))
        lines = out.decode().splitlines()
        same([line.split(" ", 1)[1].split(";")[0] for line in lines], ["1 article added", "1 article added, 1 there already"])
        same(asked(server, "news/1"), 1)
        whole()


def test_watch_goes_on_after_trouble():
    broken = [True]

    def feed(request):
        tap.answer(b"" if broken else rss([item("/news/1")]), status=404 if broken else 200)(request)
    with tap.Server(news=news_page, feed=feed) as server:
        process = subprocess.Popen([sys.argv[1], "watch", "--pause", "0", "a.ledger", server.url("feed"), "--every", "1"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            wait_for(lambda: asked(server, "feed") >= 2)
            broken.clear()
            wait_for(lambda: count_of_articles() == 1)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
        finally:
            process.kill()
        same(process.returncode, 0)
        assert b"404" in err, err


def test_watch_usage():
    bad(2, "--every takes", "selon help watch", arguments=["watch", "a.ledger", "x", "--every", "soon"])
    bad(2, "--every takes", arguments=["watch", "a.ledger", "x", "--every", "0"])
    bad(2, "--every is for selon watch", arguments=["add", "a.ledger", "x", "--every", "1m"])
    assert b"--every" in good("watch", "--help").out


tap.main(globals(), jobs=4)
