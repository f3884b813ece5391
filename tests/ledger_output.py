#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What comes out of a ledger: counted, exported, as a page. ledger_output.py SELON EMBED"""
import csv
import html.parser
import io
import json
import os
import subprocess
import sys

import tap
from tap import ARTICLE, ARTICLE_FR, bad, good, same, write

COURIER = {"url": "https://x.example/1", "outlet": "The Courier", "date": "2025-03-04", "title": "Bridge", "text": ARTICLE}
PHARE = {"url": "https://y.example/2", "outlet": "Le Phare", "date": "2025-04-07", "title": "Le pont", "text": ARTICLE_FR}


def news(*more):
    write("news.jsonl", "\n".join(json.dumps(article) for article in (COURIER, PHARE, *more)))
    good("add", "a.ledger", "news.jsonl")


# ---- counting ----


def rows(*arguments):
    return {(row["by"], row["name"]): row for row in good("stats", "a.ledger", *arguments).documents}


def test_stats():
    news()
    counted = rows()
    found = good("find", "a.ledger").documents
    same(counted["all", None]["statements"], len(found))
    for kind in "direct", "indirect", "mixed":
        same(counted["type", kind]["statements"], sum(s["type"] == kind for s in found))
    for speaker in {s["speaker"] for s in found}:
        same(counted["speaker", speaker]["statements"], sum(s["speaker"] == speaker for s in found))
    same(counted["speaker", "Ana Duarte"]["gender"], "woman")
    same(counted["gender", "women"]["speakers"], 1)
    same(counted["month", "2025-03"]["statements"], sum(s["lang"] == "en" for s in found))
    same(counted["outlet", "Le Phare"]["statements"], sum(s["lang"] == "fr" for s in found))


def test_stats_of_what_a_filter_lets_through():
    news()
    same(rows("--lang", "fr", "--type", "direct")["all", None]["statements"],
         len(good("find", "a.ledger", "--lang", "fr", "--type", "direct").documents))
    same(rows("gamble")["all", None]["statements"], 1)
    same(rows("gambol")["all", None]["statements"], 0)


def test_stats_count_people_over_articles():
    """One who is "Ana Duarte" here and "Mayor Duarte" there is one; merging two makes one."""
    write("more.jsonl", json.dumps({"url": "https://x.example/9", "outlet": "The Courier", "date": "2025-03-05", "text":
                                    "Paul Ito said that the ferry would sail. \"It will,\" said Zoe Marsh, a captain.\n"}))
    news()
    good("add", "a.ledger", "more.jsonl")
    before = rows()
    persons = {name: row["person"] for (by, name), row in before.items() if by == "speaker"}
    assert persons["Paul Ito"] and persons["Zoe Marsh"], persons
    good("merge", "a.ledger", str(persons["Paul Ito"]), str(persons["Zoe Marsh"]))
    after = rows()
    one = [row for (by, _), row in after.items() if by == "speaker" and row["person"] == persons["Paul Ito"]]
    same([row["statements"] for row in one],
         [before["speaker", "Paul Ito"]["statements"] + before["speaker", "Zoe Marsh"]["statements"]])
    same(sum(after["gender", g]["speakers"] for g in ("women", "men", "unknown")),
         sum(before["gender", g]["speakers"] for g in ("women", "men", "unknown")) - 1)


def test_stats_as_csv():
    news()
    table = list(csv.DictReader(io.StringIO(good("stats", "a.ledger", "--format", "csv").out.decode())))
    same([row["gender"] for row in table if row["name"] == "Ana Duarte"], ["woman"])
    same(len(table), len(rows()))


def test_stats_on_a_terminal():
    news({"text": "Zoé \x1b[31mRed\x1b[0m said that it rains.", "outlet": "\x1b]0;title\x07Echo"})
    text = good("stats", "a.ledger", "--format", "terminal", "-n", "1").out.decode()
    assert "\x1b" not in text and "\x07" not in text, text
    assert "Speaker (of " in text and "women" in text, text


def test_stats_usage():
    news()
    bad(2, "name the ledger", arguments=["stats"])
    bad(2, "--format takes", arguments=["stats", "a.ledger", "--format", "html"])
    bad(1, "no such ledger", arguments=["stats", "b.ledger"])
    assert not os.path.exists("b.ledger")


def test_stats_of_a_ledger_without_texts():
    write("news.jsonl", json.dumps(COURIER))
    good("add", "--no-text", "a.ledger", "news.jsonl")
    same(rows()["speaker", "Ana Duarte"]["gender"], "woman") # by her first name


# ---- exporting ----

STRANGE = {"url": "https://z.example/3?a=1&b=2", "outlet": "Écho \"du\" <Nord>", "date": "2025-04-08",
           "text": "\U0001f309 Le maire, Paul Ito, a promis lundi : « Le pont \U0001f309 \U0001f309 rouvrira </script> demain. » Lucie Renaud, "
                   "directrice du port, a répondu qu'elle n'y croyait pas. « Nous verrons », a-t-elle dit.\n"}


def exported(form, *arguments):
    return good("export", "a.ledger", "--format", form, *arguments).out.decode()


def numbered(document):
    """With the numbers that selon read would give, which validate.py asks for."""
    numbers = {st["id"]: n for n, st in enumerate(document["statements"], 1)}
    for st in document["statements"]:
        st["id"], st["parent"] = numbers[st["id"]], numbers.get(st["parent"])
    return document


def test_export_is_what_read_writes():
    news(STRANGE)
    validate = os.path.join(os.path.dirname(os.path.abspath(__file__)), "validate.py")
    schema = os.path.join(os.path.dirname(validate), "..", "docs", "selon-1.schema.json")
    documents = [json.loads(line) for line in exported("jsonl").splitlines()]
    read = good("read", "news.jsonl", "--format", "jsonl").documents
    same([d["text"] for d in documents], [d["text"] for d in read])
    found = {s["id"]: s for s in good("find", "a.ledger").documents}
    same({st["id"] for d in documents for st in d["statements"]}, set(found))
    for document, other in zip(documents, read):
        numbered(document)
        for key in "schema", "lang", "date", "outlet", "url", "text":
            same(document[key], other[key])
        key = lambda st: (st["content"][0]["start"], json.dumps(st["cue"]))
        for mine, theirs in zip(sorted(document["statements"], key=key), sorted(other["statements"], key=key)):
            for part in "type", "kind", "negated", "source", "cue", "content", "addressee", "via", "time":
                same(mine[part], theirs[part])
            same((mine["speaker"] or {}).get("name"), (theirs["speaker"] or {}).get("name"))
    try:
        import jsonschema  # pylint: disable=unused-import
    except ImportError:
        return
    lines = "\n".join(json.dumps(document) for document in documents)
    result = tap.run("python3", validate, schema, stdin=lines.encode())
    same((result.status, result.out), (0, b""))


def test_export_in_bytes():
    news(STRANGE)
    for document in map(json.loads, exported("jsonl", "--offsets", "bytes").splitlines()):
        for st in document["statements"]:
            for span in st["content"]:
                same(document["text"].encode()[span["start"]:span["end"]].decode(), span["text"])


def test_export_as_csv():
    news(STRANGE)
    table = list(csv.DictReader(io.StringIO(exported("csv"))))
    same(len(table), len(good("find", "a.ledger").documents))
    texts = {d["id"]: d["text"] for d in map(json.loads, exported("jsonl").splitlines())}
    for row in table:
        start, end = row["content_offsets"].split()[0].split("..")
        assert texts[row["document"]][int(start):int(end)].lstrip("=+-@") in row["content"], row
    same(exported("csv", "nothing", "like", "it").splitlines(), exported("csv").splitlines()[:1])


def test_annotations():
    """The W3C's Web Annotation Data Model: what it asks of a page, an annotation, each selector."""
    news(STRANGE)
    texts = {d["id"]: d["text"] for d in map(json.loads, exported("jsonl").splitlines())}
    page = json.loads(exported("annotations"))
    same((page["@context"], page["type"]), ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage"))
    found = {s["id"]: s for s in good("find", "a.ledger").documents}
    same({item["id"] for item in page["items"]}, {f"urn:selon:statement:{n}" for n in found})
    for item in page["items"]:
        same(item["type"], "Annotation")
        statement = found[int(item["id"].rsplit(":", 1)[1])]
        same([b["value"] for b in item["body"] if b["purpose"] == "identifying"],
             [statement["speaker"]] if statement["speaker"] else [])
        same(len(item["target"]), len(statement["content"]))
        for target, words in zip(item["target"], statement["content"]):
            quote, position = target["selector"]
            text = texts[target["source"]]
            same((quote["type"], position["type"]), ("TextQuoteSelector", "TextPositionSelector"))
            same(text[position["start"]:position["end"]], words) # Python counts code points, as the selector does
            same(quote["exact"], words)
            around = quote["prefix"] + quote["exact"] + quote["suffix"]
            same(text[position["start"] - len(quote["prefix"]):position["end"] + len(quote["suffix"])], around)
            same(text.count(around), 1)
    based = json.loads(exported("annotations", "--base", "https://me.example/s/", "-n", "1"))
    assert based["items"][0]["id"].startswith("https://me.example/s/"), based
    same(json.loads(exported("annotations", "nothing like it"))["items"], [])


def test_quotations():
    news(STRANGE)
    graph = json.loads(exported("quotations"))
    same(graph["@context"], "https://schema.org")
    found = {s["id"]: s for s in good("find", "a.ledger", "--type", "direct", "--type", "mixed").documents}
    same({int(q["@id"].rsplit(":", 1)[1]) for q in graph["@graph"]}, set(found))
    assert len(found) >= 3, found
    for quotation in graph["@graph"]:
        statement = found[int(quotation["@id"].rsplit(":", 1)[1])]
        same(quotation["@type"], "Quotation")
        same(quotation["text"].replace(" … ", " ").split(), " ".join(statement["content"]).split())
        same(quotation.get("creator", {}).get("name"), statement["speaker"])
        same([a["url"] for a in quotation["isPartOf"]], [a["url"] for a in statement["articles"]])
        same(quotation["inLanguage"], statement["lang"])
    kinds = {q["creator"]["name"]: q["creator"].get("@type") for q in graph["@graph"] if "creator" in q}
    same(kinds.get("Ana Duarte"), "Person")


def test_export_without_texts():
    write("news.jsonl", json.dumps(COURIER))
    good("add", "--no-text", "a.ledger", "news.jsonl")
    for form in "jsonl", "csv", "annotations", "quotations":
        result = good("export", "a.ledger", "--format", form)
        assert "do not keep" in result.err or "does not keep" in result.err, result
        same(good("export", "-q", "a.ledger", "--format", form).err, "")


def test_export_of_copies():
    """A statement comes out once, in the text that had it first."""
    copy = {**COURIER, "url": "https://echo.example/1", "outlet": "Echo", "text": ARTICLE + "\nThe town waits.\n"}
    news(copy)
    ids = [st["id"] for d in map(json.loads, exported("jsonl").splitlines()) for st in d["statements"]]
    same(sorted(ids), sorted(s["id"] for s in good("find", "a.ledger").documents))
    both = [q for q in json.loads(exported("quotations"))["@graph"] if q["inLanguage"] == "en"]
    same([[a["publisher"]["name"] for a in q["isPartOf"]] for q in both], [["The Courier", "Echo"]])


def test_export_usage():
    news()
    bad(2, "name the ledger", arguments=["export"])
    bad(2, "--format takes", arguments=["export", "a.ledger", "--format", "terminal"])
    bad(2, "--base takes", arguments=["export", "a.ledger", "--base", "no iri"])
    bad(2, "--offsets is for", arguments=["export", "a.ledger", "--format", "annotations", "--offsets", "bytes"])
    bad(1, "no such ledger", arguments=["export", "b.ledger"])


def test_export_into_a_full_disk():
    if not os.path.exists("/dev/full"):
        raise tap.Skip("there is no /dev/full")
    news()
    with open("/dev/full", "wb") as full:
        for form in "jsonl", "csv", "annotations", "quotations":
            bad(1, "No space left", arguments=["export", "a.ledger", "--format", form], stdout=full)


def test_export_needs_the_same_memory_for_more():
    if tap.sanitized():
        raise tap.Skip("memory is not ours under a sanitizer")
    peaks = []
    for count in 200, 2000:
        with open("many.jsonl", "w", encoding="utf-8") as file:
            for n in range(count):
                words = " ".join(f"word{n * 31 + k}" for k in range(40))
                file.write(json.dumps({"url": f"https://x.example/{n}", "lang": "en", "text":
                                       f"Ana Duarte said that {words}. \"It is {words},\" she said.\n"}) + "\n")
        good("add", "-q", f"{count}.ledger", "many.jsonl")
        tap.run(*tap.measured("export", f"{count}.ledger", "--format", "annotations"), stdout=subprocess.DEVNULL)
        peaks.append(tap.peak())
    assert peaks[1] < peaks[0] + 12, peaks # of which SQLite's cache of the larger file is most


# ---- a page ----


class Page(html.parser.HTMLParser):
    """Elements that nest, and what is in them."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.links, self.ids, self.words = [], [], [], [], ""
        self.feed(text)
        self.close()
        same(self.open, [])

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        attrs = dict(attrs)
        if "href" in attrs:
            self.links.append(attrs["href"])
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        same(self.open.pop(), tag)

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.words += data


def test_page():
    news(STRANGE)
    text = good("find", "a.ledger", "--format", "html").out.decode()
    page = Page(text)
    found = good("find", "a.ledger").documents
    assert text.startswith("<!DOCTYPE html>"), text[:100]
    same(page.seen.count("h1"), 1)
    same(page.seen.count("h2"), len(found))
    same("script" in page.seen, False)
    same(len(page.ids), len(set(page.ids)))
    for s in found:
        assert f"s{s['id']}" in page.ids, s
        for words in s["content"]:
            assert " ".join(words.split()) in " ".join(page.words.split()), words
    assert 'name="viewport"' in text and "default-src 'none'" in text
    assert 'lang="fr"' in text and 'lang="en"' in text
    same(sorted({link for link in page.links if not link.startswith("#")}),
         sorted({a["url"] for s in found for a in s["articles"]}))


def test_page_says_what_was_asked_for():
    news()
    page = Page(good("find", "a.ledger", "<bridge>", "--who", "Duarte", "--format", "html").out.decode())
    assert "<bridge> · Duarte" in page.words, page.words
    page = Page(good("find", "a.ledger", "unheard", "--format", "html").out.decode())
    assert "Nothing was found" in page.words, page.words


def test_page_of_what_might_do_harm():
    news({"url": "javascript:alert(1)", "title": "<script>alert(1)</script>", "outlet": "\"><img src=x onerror=alert(1)>",
          "text": "Zoé Red said that </p></li></ol><script>alert(2)</script> rains. \u202eevil\n"})
    page = Page(good("find", "a.ledger", "--format", "html").out.decode())
    same({"script", "img"} & set(page.seen), set())
    same([link for link in page.links if link.startswith("javascript")], [])


def test_page_of_a_ledger_without_texts():
    write("news.jsonl", json.dumps(COURIER))
    good("add", "--no-text", "a.ledger", "news.jsonl")
    page = Page(good("find", "a.ledger", "--format", "html").out.decode())
    assert "The text was not kept" in page.words and "Ana Duarte" in page.words, page.words


# ---- the library ----


def test_the_ledger_in_a_program():
    program = os.path.join(os.path.dirname(sys.argv[2]), "ledger")
    result = tap.run(program, "a.ledger")
    same((result.status, result.err), (0, ""))
    out = result.out.decode()
    assert "https://post.example/bridge: added, 2 new statements" in out and "phare.example/pont: unchanged, 0 new" in out, out
    assert "Ana Duarte, Mayor: that the old harbour bridge" in out and "Le Phare, 2025-11-15" in out, out
    same(out.splitlines()[-1], f"{len(good('find', 'a.ledger').documents)} statements in all")
    assert b"unchanged" in tap.run(program, "a.ledger").out
    write("b.ledger", "Dear diary, " * 1000)
    result = tap.run(program, "b.ledger")
    same(result.status, 1)
    assert "b.ledger: is no ledger" in result.err, result


tap.main(globals())
