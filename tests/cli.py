#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The selon command as its user sees it. cli.py SELON EMBED"""
import csv
import gzip
import io
import json
import os
import pty
import subprocess
import sys
import threading
import time

import tap
from tap import ARTICLE, ARTICLE_FR, bad, good, run, same, selon, write

# ---- the command line ----


def test_version():
    same(good("--version").out, b"selon 0.1.0\n")


def test_help_names_the_commands():
    assert b"read" in good("--help").out
    same(good("help").out, good("--help").out)


def test_help_read_has_examples():
    text = good("help", "read").out
    assert b"Examples:" in text
    same(good("read", "--help").out, text)


def test_help_lines_fit_a_terminal():
    for text in (good("--help").out, good("help", "read").out):
        for line in text.decode().split("\n"):
            assert len(line) <= 88, line


def test_no_command():
    bad(2, "Usage", arguments=[])


def test_unknown_command():
    bad(2, "raed", "--help", arguments=["raed", "x"])


def test_a_file_as_command():
    bad(2, "selon read a.txt", arguments=[write("a.txt", ARTICLE)])


def test_help_of_unknown_command():
    bad(2, "raed", arguments=["help", "raed"])


def test_models_by_name():
    for path in write("a.txt", ARTICLE), write("b.txt", ARTICLE_FR):
        read = {name: good("read", "--format", "jsonl", "--model", name, path) for name in ("fast", "standard", "accurate")}
        same(read["standard"].out, good("read", "--format", "jsonl", path).out)
        sure = set()
        for name, result in read.items():
            statements = result.document["statements"]
            assert len(statements) >= 1, (name, path)
            sure.add(tuple(st["confidence"] for st in statements))
        same((path, len(sure)), (path, 3))  # each reads with weights of its own


def test_the_last_model_by_name_counts():
    path = write("a.txt", ARTICLE)
    for names in ("fast", "standard"), ("accurate", "standard"), ("accurate", "fast"), ("fast", "accurate"):
        given = [word for name in names for word in ("--model", name)]
        same((names, good("read", *given, path).out), (names, good("read", "--model", names[-1], path).out))


def test_nothing_to_read():
    bad(2, "nothing to read", arguments=["read"])


USAGE = [
    (["--from", "pdf"], "auto, text, html, jsonl"),
    (["--format", "xml"], "terminal, jsonl, csv, html, brat"),
    (["--offsets", "words"], "codepoints, bytes"),
    (["--color", "sometimes"], "auto, always, never"),
    (["--date", "14/11/2025"], "YYYY-MM-DD"),
    (["--date", "2025-02-29"], "YYYY-MM-DD"),
    (["--date", "2025-13-01"], "YYYY-MM-DD"),
    (["--min-confidence", "2"], "from 0 to 1"),
    (["--min-confidence", "nan"], "from 0 to 1"),
    (["--min-confidence", "x"], "from 0 to 1"),
    (["--jobs", "0"], "--jobs"),
    (["--timeout", "-1"], "--timeout"),
    (["--timeout", "soon"], "--timeout"),
    (["--max-size", "0"], "--max-size"),
    (["--max-size", "12Q"], "--max-size"),
    (["--max-size", "1MM"], "--max-size"),
    (["--max-size", "99G"], "--max-size"),
    (["--lang", "xx"], "fr, auto"),
    (["--output", ""], "--output"),
    (["--frobnicate"], "--frobnicate"),
    (["--quiet=yes"], "--quiet"),
    (["-x"], "-x"),
    (["--format"], "needs a value"),
    (["-", "-"], "only once"),
    (["--format", "html", "b.txt"], "folder"),
    (["--format", "brat", "b.txt"], "folder"),
]


def usage_test(arguments, word):
    def test():
        write("a.txt", ARTICLE)
        result = bad(2, word, arguments=["read", "a.txt", *arguments])
        same(result.out, b"")
    return test


for _number, (_arguments, _word) in enumerate(USAGE, 1):
    globals()[f"test_usage_{_number:02}_{_arguments[0].strip('-')}"] = usage_test(_arguments, _word)


def test_html_from_jsonl_name_needs_folder():
    write("a.jsonl", json.dumps({"text": ARTICLE}))
    bad(2, "folder", arguments=["read", "--format", "html", "a.jsonl"])


def test_options_may_follow_inputs():
    write("a.txt", ARTICLE)
    same(good("read", "a.txt", "--title", "T").document["title"], "T")


def test_double_dash_ends_options():
    write("-x.txt", ARTICLE)
    same(good("read", "--", "-x.txt").document["id"], "-x")


# ---- inputs ----


def test_text_is_unchanged():
    write("a.txt", ARTICLE)
    document = good("read", "a.txt").document
    same(document["text"], ARTICLE)
    same(document["id"], "a")
    same(document["lang"], "en")
    same(document["schema"], 1)


def test_finds_statements():
    write("a.txt", ARTICLE)
    write("b.txt", ARTICLE_FR)
    for document in good("read", "a.txt", "b.txt", "--date", "2025-11-14").documents:
        assert len(document["statements"]) >= 3, document
        for statement in document["statements"]:
            for part in [statement["source"], statement["cue"], *statement["content"]]:
                if part is not None:
                    same(document["text"][part["start"]:part["end"]], part["text"])
        assert any("Duarte" in speaker["name"] for speaker in document["speakers"]), document


def test_standard_input():
    document = good("read", "-", stdin=ARTICLE.encode()).document
    same((document["text"], document["id"]), (ARTICLE, "stdin"))


def test_metadata_options():
    write("a.txt", ARTICLE)
    document = good("read", "a.txt", "--lang", "en", "--date", "2025-11-14", "--title", "Bridge", "--outlet",
                    "The Post", "--url", "http://example.org/a").document
    same([document[name] for name in ("lang", "date", "title", "outlet", "url")],
         ["en", "2025-11-14", "Bridge", "The Post", "http://example.org/a"])


def test_french():
    write("a.txt", ARTICLE_FR)
    same(good("read", "a.txt").document["lang"], "fr")


def test_lang_auto():
    write("a.txt", ARTICLE_FR)
    same(good("read", "--lang", "auto", "a.txt").document["lang"], "fr")


def test_html_by_name():
    write("a.html", "<p>" + ARTICLE + "</p>")
    text = good("read", "a.html").document["text"]
    assert "Duarte said" in text and "<p>" not in text, text


def test_html_by_option():
    write("a.txt", "<p>" + ARTICLE + "</p>")
    assert "<p>" not in good("read", "--from", "html", "a.txt").document["text"]


def test_text_by_option():
    page = "<html><body><p>" + ARTICLE + "</p></body></html>"
    write("a.html", page)
    same(good("read", "--from", "text", "a.html").document["text"], page)


def test_gzip():
    write("a.txt.gz", gzip.compress(ARTICLE.encode()))
    document = good("read", "a.txt.gz").document
    same((document["text"], document["id"]), (ARTICLE, "a"))


def test_gzip_in_members_with_padding():
    half = len(ARTICLE) // 2
    content = gzip.compress(ARTICLE[:half].encode()) + gzip.compress(ARTICLE[half:].encode()) + bytes(100)
    same(good("read", write("a.gz", content)).document["text"], ARTICLE)


def test_gzip_on_standard_input():
    same(good("read", "-", stdin=gzip.compress(ARTICLE.encode())).document["text"], ARTICLE)


def test_results_in_input_order():
    names = [write(f"{i:03}.txt", ARTICLE * (1 + (i * 37) % 50)) for i in range(60)]
    documents = good("read", "--jobs", "8", *names).documents
    same([document["id"] for document in documents], [name[:-4] for name in names])


def test_one_job_gives_the_same():
    names = [write(f"{i}.txt", (ARTICLE, ARTICLE_FR)[i % 2] * (i + 1)) for i in range(12)]
    same(good("read", "--jobs", "1", *names).out, good("read", "--jobs", "7", *names).out)


def test_fifo():
    os.mkfifo("pipe")
    threading.Thread(target=write, args=("pipe", ARTICLE)).start()
    same(good("read", "pipe").document["text"], ARTICLE)


# ---- JSON lines ----


def test_jsonl_by_name():
    records = [{"id": "x", "text": ARTICLE, "lang": "en", "date": "2025-11-14", "title": "T", "outlet": "O",
                "url": "http://example.org"}, {"id": 7, "text": ARTICLE_FR, "title": None, "other": [1]}]
    write("a.jsonl", "\n".join(json.dumps(record) for record in records))
    first, second = good("read", "a.jsonl").documents
    for name, value in records[0].items():
        same(first[name], value)
    same((second["id"], second["text"], second["title"]), ("7", ARTICLE_FR, None))


def test_jsonl_by_option():
    same(good("read", "--from", "jsonl", "-", stdin=json.dumps({"text": ARTICLE}).encode()).document["text"], ARTICLE)


def test_jsonl_with_windows_line_ends_and_mark():
    lines = "\ufeff" + "".join(json.dumps({"id": i, "text": ARTICLE}) + "\r\n" for i in "ab") + "\r\n"
    same([d["id"] for d in good("read", write("a.jsonl", lines)).documents], ["a", "b"])


def test_jsonl_text_may_hold_nul():
    text = "He said \0 that it rains."
    same(good("read", write("a.jsonl", json.dumps({"text": text}))).document["text"], text)


def test_jsonl_record_wins_over_option():
    lines = json.dumps({"text": ARTICLE, "title": "own"}) + "\n" + json.dumps({"text": ARTICLE}) + "\n"
    titles = [d["title"] for d in good("read", "--title", "all", write("a.jsonl", lines)).documents]
    same(titles, ["own", "all"])


def test_jsonl_without_id_is_numbered():
    lines = (json.dumps({"text": ARTICLE}) + "\n\n") * 2
    same([d["id"] for d in good("read", write("a.jsonl", lines)).documents], ["1", "3"])


def test_jsonl_own_output_is_input():
    first = good("read", write("a.txt", ARTICLE)).out
    same(good("read", "--from", "jsonl", "-", stdin=first).out, first)


def test_jsonl_results_come_while_the_input_is_open():
    process = subprocess.Popen([sys.argv[1], "read", "--from", "jsonl", "-"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    try:
        process.stdin.write(json.dumps({"id": "now", "text": ARTICLE}).encode() + b"\n")
        process.stdin.flush()
        watchdog = threading.Timer(20, process.kill)
        watchdog.start()
        same(json.loads(process.stdout.readline())["id"], "now")
        watchdog.cancel()
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


BROKEN_LINES = [
    ("{\"text\": ", "not JSON"),
    ("[]", "\"text\""),
    ("{}", "\"text\""),
    ("{\"text\": 1}", "\"text\""),
    ("{\"text\": \"x\", \"lang\": 1}", "\"lang\""),
    ("{\"text\": \"x\", \"date\": \"soon\"}", "\"date\""),
    ("{\"text\": \"x\", \"title\": \"a\\u0000b\"}", "\"title\""),
    ("{\"text\": \"\\ud800\"}", "not JSON"),
    ("{\"text\": \"x\"} trailing", "not JSON"),
    ("\xff", "not JSON"),
    ("[" * 100000, "not JSON"),
]


def broken_line_test(line, word):
    def test():
        lines = [json.dumps({"id": "a", "text": ARTICLE}), line, json.dumps({"id": "c", "text": ARTICLE})]
        write("a.jsonl", "\n".join(lines).encode("latin-1"))
        result = bad(1, "a.jsonl:2:", word, arguments=["read", "a.jsonl"])
        same([document["id"] for document in result.documents], ["a", "c"])
    return test


for _number, (_line, _word) in enumerate(BROKEN_LINES, 1):
    globals()[f"test_jsonl_broken_line_{_number:02}"] = broken_line_test(_line, _word)

# ---- outputs ----


def test_output_file():
    write("a.txt", ARTICLE)
    same(good("read", "a.txt", "-o", "out.jsonl").out, b"")
    same(open("out.jsonl", "rb").read(), good("read", "a.txt").out)


def test_output_is_never_an_input():
    write("a.txt", ARTICLE)
    os.link("a.txt", "b.txt")
    bad(2, "also an input", arguments=["read", "a.txt", "-o", "b.txt"])
    same(open("a.txt").read(), ARTICLE)


def test_offsets():
    write("a.txt", ARTICLE_FR)
    points, bytes_ = good("read", "a.txt").document, good("read", "--offsets", "bytes", "a.txt").document
    same(len(points["statements"]), len(bytes_["statements"]))
    assert points["statements"], points
    raw = ARTICLE_FR.encode()
    for one, other in zip(points["statements"], bytes_["statements"]):
        for a, b in zip(one["content"], other["content"]):
            same(ARTICLE_FR[a["start"]:a["end"]].encode(), raw[b["start"]:b["end"]])


def test_csv_has_one_header():
    names = [write(f"{i}.txt", ARTICLE) for i in range(3)]
    rows = list(csv.reader(io.StringIO(good("read", "--format", "csv", *names).out.decode(), newline="")))
    single = list(csv.reader(io.StringIO(good("read", "--format", "csv", "0.txt").out.decode(), newline="")))
    same(rows.count(rows[0]), 1)
    same(len(rows), 1 + 3 * (len(single) - 1))
    same(rows[0], single[0])


def test_csv_header_survives_a_first_failure():
    write("b.txt", ARTICLE)
    result = bad(1, "a.txt", arguments=["read", "--format", "csv", "a.txt", "b.txt"])
    same(result.out, good("read", "--format", "csv", "b.txt").out)


def test_min_confidence():
    write("a.txt", ARTICLE + ARTICLE_FR)
    everything = good("read", "a.txt").document["statements"]
    for least in (0.3005, 0.6005, 0.9005, 0.9995):  # between what three decimals can say
        document = good("read", "--min-confidence", least, "a.txt").document
        kept = document["statements"]
        same(len(kept), sum(statement["confidence"] >= least for statement in everything))
        same([statement["id"] for statement in kept], list(range(1, len(kept) + 1)))
        for statement in kept:
            assert statement["parent"] is None or 1 <= statement["parent"] <= len(kept), statement


def test_html_page():
    write("a.txt", ARTICLE)
    page = good("read", "--format", "html", "a.txt").out
    assert page.lstrip().lower().startswith(b"<!doctype html"), page[:100]


def test_html_folder():
    names = [write(f"{name}.txt", ARTICLE) for name in "abc"]
    good("read", "--format", "html", *names, "-o", "pages/")
    same(sorted(os.listdir("pages")), ["a.html", "b.html", "c.html"])


def test_brat_folder():
    write("a.txt", ARTICLE)
    os.mkdir("notes")
    good("read", "--format", "brat", "a.txt", "-o", "notes")
    same(sorted(os.listdir("notes")), ["a.ann", "a.txt"])
    same(open("notes/a.txt").read(), ARTICLE)
    assert open("notes/a.ann").read().startswith("T1\t")


def test_folder_names_do_not_collide():
    ids = ["../../up", "a/b", "a/b", ".hidden", "", "é" * 200, "x\ny"]
    write("in.jsonl", "\n".join(json.dumps({"id": i, "text": ARTICLE}) for i in ids))
    good("read", "in.jsonl", "-o", "out/")
    same(len(os.listdir("out")), len(ids))
    same(sorted(os.listdir(".")), ["in.jsonl", "out"])
    assert not any(name.startswith(".") or "\n" in name for name in os.listdir("out")), os.listdir("out")
    same(sorted(json.loads(open("out/" + name).read())["id"] or "" for name in os.listdir("out")), sorted(ids))


def test_many_folder_names():
    write("in.jsonl", "\n".join(json.dumps({"id": str(i % 500), "text": "x"}) for i in range(1000)))
    good("read", "-q", "in.jsonl", "-o", "out/")
    same(len(os.listdir("out")), 1000)


def on_terminal(*arguments, env):
    """The output on a terminal of 100 columns."""
    master, slave = pty.openpty()
    process = subprocess.Popen([sys.argv[1], *arguments], stdout=slave, stderr=slave, stdin=slave,
                               env={**os.environ, **env})
    os.close(slave)
    output = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        output += chunk
    os.close(master)
    same(process.wait(), 0)
    return output


def test_terminal_is_the_default_on_a_terminal():
    write("a.txt", ARTICLE)
    output = on_terminal("read", "a.txt", env={"TERM": "xterm"})
    assert not output.startswith(b"{") and b"Duarte" in output, output
    assert b"\x1b[" in output, output


def test_no_color():
    write("a.txt", ARTICLE)
    assert b"\x1b[" not in on_terminal("read", "a.txt", env={"TERM": "xterm", "NO_COLOR": "1"})
    assert b"\x1b[" not in on_terminal("read", "a.txt", env={"TERM": "dumb"})
    assert b"\x1b[" not in on_terminal("read", "--color", "never", "a.txt", env={"TERM": "xterm"})


def test_color_always():
    write("a.txt", ARTICLE)
    assert b"\x1b[" in good("read", "--format", "terminal", "--color", "always", "a.txt", env={"NO_COLOR": "1"}).out
    assert b"\x1b[" not in good("read", "--format", "terminal", "a.txt").out


def test_empty_no_color_means_nothing():
    write("a.txt", ARTICLE)
    assert b"\x1b[" in on_terminal("read", "a.txt", env={"TERM": "xterm", "NO_COLOR": ""})


def test_quiet():
    write("a.txt", "Xyzzy.")
    same(good("read", "--quiet", "--lang", "auto", "a.txt").err, "")


def test_full_disk():
    write("a.txt", ARTICLE)
    with open("/dev/full", "wb") as full:
        result = bad(1, "standard output", "No space", arguments=["read", "a.txt"], stdout=full)
    same(result.err.count("No space"), 1)
    bad(1, "/dev/full", "No space", arguments=["read", "a.txt", "-o", "/dev/full"])


def test_full_disk_stops_the_work():
    write("a.jsonl", (json.dumps({"text": ARTICLE}) + "\n") * 5000)
    with open("/dev/full", "wb") as full:
        same(bad(1, "No space", arguments=["read", "a.jsonl"], stdout=full).err.count("No space"), 1)


def test_output_folder_missing():
    write("a.txt", ARTICLE)
    bad(1, "no/such", arguments=["read", "a.txt", "-o", "no/such/file"])
    bad(1, "no/such", arguments=["read", "a.txt", "-o", "no/such/"])


def test_closed_pipe():
    write("a.jsonl", (json.dumps({"text": ARTICLE}) + "\n") * 20000)
    process = subprocess.Popen([sys.argv[1], "read", "a.jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.readline()
    process.stdout.close()
    same(process.wait(60), -13)
    same(process.stderr.read(), b"")
    process.stderr.close()


def test_closed_standard_output():
    write("a.txt", ARTICLE)
    process = subprocess.run(["sh", "-c", f"'{sys.argv[1]}' read a.txt >&-"], stderr=subprocess.PIPE)
    same(process.returncode, 1)
    assert b"standard output" in process.stderr, process.stderr


# ---- failures among many ----


def test_one_failure_among_many():
    names = [write(f"{name}.txt", ARTICLE) for name in "abde"]
    names.insert(2, "c.txt")
    result = bad(1, "c.txt", "no such file", arguments=["read", *names])
    same([document["id"] for document in result.documents], ["a", "b", "d", "e"])


def test_messages_name_each_file():
    result = bad(1, arguments=["read", "x.txt", "y.txt", "z.txt"])
    same([line.split(":")[1].strip() for line in result.err.strip().split("\n")], ["x.txt", "y.txt", "z.txt"])


def test_documents_that_are_no_text():
    for name, content, word in [("a.pdf", b"%PDF-1.4\n\xff\0", "pdftotext"), ("a.docx", b"PK\x03\x04\0\0", "office"),
                                ("a.rtf", b"{\\rtf1 words}", "rich text"), ("a.doc", b"\xd0\xcf\x11\xe0\0", "office")]:
        bad(1, name, word, arguments=["read", write(name, content)])
    same(len(good("read", "--from", "text", write("a.txt", "%PDF- is how it begins.")).documents), 1)


def test_names_cannot_steer_the_terminal():
    assert "\x1b" not in bad(1, arguments=["read", "\x1b[2J.txt"]).err


# ---- language data ----


def test_data_folder_missing():
    write("a.txt", ARTICLE)
    bad(1, "nowhere", "--data", arguments=["read", "a.txt", "--data", "nowhere"])


def test_data_folder_empty():
    os.mkdir("empty")
    write("a.txt", ARTICLE)
    bad(1, "empty", "--data", arguments=["read", "a.txt", "--data", "empty"])


# ---- the web ----

PAGE = ("<html lang='en'><head><title>Bridge</title></head><body><article><p>" +
        ARTICLE.replace("\n\n", "</p><p>") + "</p></article></body></html>").encode()


def test_url():
    with tap.Server(a=tap.answer(PAGE)) as server:
        document = good("read", server.url("a")).document
        same((document["url"], document["id"]), (server.url("a"), server.url("a")))
        assert "Duarte said" in document["text"], document
        assert server.seen[0][1].startswith("selon/"), server.seen


def test_url_after_redirect():
    with tap.Server(a=tap.answer(b"", status=302, Location="/b"), b=tap.answer(PAGE)) as server:
        same(good("read", server.url("a")).document["url"], server.url("b"))


def test_url_charset_of_the_header():
    body = "<p>La maire a déclaré que le pont du port était fermé à la circulation.</p>".encode("utf-16-le")
    with tap.Server(a=tap.answer(body, kind="text/html; foo=charset; Charset=\"UTF-16LE\"")) as server:
        assert "déclaré" in good("read", server.url("a")).document["text"]


def test_url_plain_text():
    with tap.Server(a=tap.answer(ARTICLE.encode(), kind="text/plain; charset=utf-8")) as server:
        same(good("read", server.url("a")).document["text"], ARTICLE)


def test_url_gzip_transfer():
    with tap.Server(a=tap.answer(gzip.compress(PAGE), Content_Encoding="gzip")) as server:
        assert "Duarte said" in good("read", server.url("a")).document["text"]


def test_url_gzip_file():
    with tap.Server(a=tap.answer(gzip.compress(ARTICLE.encode()), kind="application/gzip")) as server:
        same(good("read", server.url("a")).document["text"], ARTICLE)


def test_url_jsonl():
    lines = "".join(json.dumps({"id": i, "text": ARTICLE}) + "\n" for i in "ab")
    with tap.Server(a=tap.answer(lines.encode(), kind="application/json")) as server:
        same([d["id"] for d in good("read", "--from", "jsonl", server.url("a")).documents], ["a", "b"])


def test_url_not_found():
    with tap.Server(a=tap.answer(b"gone", status=404)) as server:
        bad(1, server.url("a"), "404", arguments=["read", server.url("a")])


def test_url_server_error():
    with tap.Server(a=tap.answer(b"oops", status=503)) as server:
        bad(1, "503", arguments=["read", server.url("a")])


def test_url_of_an_image():
    with tap.Server(a=tap.answer(b"\x89PNG", kind="image/png")) as server:
        bad(1, "image/png", arguments=["read", server.url("a")])


def test_url_without_server():
    with tap.Server() as server:
        url = server.url("a")
    bad(1, url, "does not answer", arguments=["read", url])


def test_url_other_schemes():
    write("a.txt", ARTICLE)
    for url in ("ftp://127.0.0.1/x", "file://" + os.path.abspath("a.txt"), "gopher://127.0.0.1/"):
        bad(1, url, "only http", arguments=["read", url])


def test_redirect_to_a_file():
    write("a.txt", ARTICLE)
    with tap.Server(a=tap.answer(b"", status=302, Location="file://" + os.path.abspath("a.txt"))) as server:
        same(bad(1, "only http", arguments=["read", server.url("a")]).out, b"")


def test_url_malformed():
    bad(1, "http://", arguments=["read", "http://"])


def test_many_urls_at_once():
    def slow(request):
        time.sleep(0.3)
        tap.answer(PAGE)(request)
    with tap.Server(a=slow) as server:
        urls = [server.url(f"a/{i}") for i in range(8)]
        before = time.monotonic()
        same([d["url"] for d in good("read", "--jobs", "8", *urls).documents], urls)
        assert time.monotonic() - before < 2.0


# ---- the example program ----


def test_embed():
    result = run(sys.argv[2])
    same(result.status, 0)
    output = result.out.decode()
    assert "languages: en fr\n" in output, output
    assert "Ana Duarte" in output and "2025-11-11" in output, output
    assert output.endswith("allocations still lent: 0\n"), output
    line = next(line for line in output.split("\n") if line.startswith("{"))
    same(json.loads(line)["id"], "bridge")


def test_embed_says_what_fails():
    result = run(sys.argv[2], "nowhere")
    same(result.status, 1)
    assert "embed: " in result.err, result


if __name__ == "__main__":
    tap.main(globals())
