#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bad inputs through the command: nothing crashes, hangs or is silently lost,
and the message says what to do. limits.py SELON"""
import gzip
import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time
import zlib

import tap
from tap import ARTICLE, ARTICLE_FR, bad, good, same, selon, write

MIB = 1 << 20

# ---- files that are none ----


def test_empty_file():
    write("a.txt", b"")
    document = good("read", "a.txt").document
    same((document["text"], document["statements"]), ("", []))


def test_empty_html_file():
    same(good("read", write("a.html", b"")).document["statements"], [])


def test_empty_jsonl_file():
    same(good("read", write("a.jsonl", b"")).out, b"")


def test_white_space():
    same(good("read", write("a.txt", b" \n\t\r\n ")).document["statements"], [])


def test_folder():
    os.mkdir("news")
    bad(1, "news", "is a folder", "*.txt", arguments=["read", "news"])


def test_folder_as_jsonl():
    os.mkdir("news.jsonl")
    bad(1, "is a folder", arguments=["read", "news.jsonl"])


def test_missing_file():
    bad(1, "a.txt", "no such file", arguments=["read", "a.txt"])


def test_vanished_file():
    os.symlink("gone.txt", "a.txt")
    bad(1, "a.txt", "no such file", arguments=["read", "a.txt"])


def test_file_that_cannot_be_read():
    bad(1, "/proc/self/mem", "cannot be read", arguments=["read", "/proc/self/mem"])


def test_file_without_permission():
    write("a.txt", ARTICLE)
    os.chmod("a.txt", 0)
    if os.access("a.txt", os.R_OK):
        raise tap.Skip("this user may read everything")
    bad(1, "a.txt", "permission", arguments=["read", "a.txt"])


def test_name_too_long():
    bad(1, "cannot be opened", arguments=["read", "x" * 5000])


def test_loop_of_links():
    os.symlink("b", "a")
    os.symlink("a", "b")
    bad(1, "cannot be opened", arguments=["read", "a"])


# ---- sizes ----


def test_size_limit():
    write("a.txt", b"x" * 1025)
    bad(1, "a.txt", "larger than 1 KiB", "--max-size", arguments=["read", "--max-size", "1K", "a.txt"])
    write("b.txt", b"x" * 1024)
    good("read", "--max-size", "1K", "b.txt")


def test_huge_file_is_refused_before_it_is_read():
    with open("a.txt", "wb") as file:
        file.truncate(1 << 40)
    before = time.monotonic()
    bad(1, "larger than 256 MiB", arguments=["read", "a.txt"])
    assert time.monotonic() - before < 5


def test_endless_file():
    bad(1, "/dev/zero", "larger than 1 MiB", arguments=["read", "--max-size", "1M", "/dev/zero"])


def line_of_a_gigabyte(process):
    chunk = b"x" * MIB
    process.stdin.write(json.dumps({"id": "a", "text": ARTICLE}).encode() + b"\n{\"text\": \"")
    for _ in range(1024):
        process.stdin.write(chunk)
    process.stdin.write(b"\"}\n" + json.dumps({"id": "c", "text": ARTICLE}).encode() + b"\n")
    process.stdin.close()


def test_line_of_a_gigabyte():
    with open("out", "w+b") as out, open("err", "w+b") as err:
        process = subprocess.Popen(tap.measured("read", "--max-size", "16M", "--from", "jsonl", "-"),
                                   stdin=subprocess.PIPE, stdout=out, stderr=err)
        line_of_a_gigabyte(process)
        same(process.wait(), 1)
        out.seek(0)
        err.seek(0)
        same([json.loads(line)["id"] for line in out.read().decode().splitlines()], ["a", "c"])
        message = err.read().decode()
        assert "standard input:2:" in message and "longer than 16 MiB" in message, message
    assert tap.peak() < 100 or tap.sanitized(), tap.peak()


def test_large_article():
    """Five megabytes; bench/ has a hundred, with times."""
    unit = (ARTICLE + "\n" + ARTICLE_FR + "\n").encode()
    size = (1 if tap.sanitized() else 5) * MIB
    write("a.txt", unit * (size // len(unit)))
    document = good("read", "a.txt").document
    assert len(document["statements"]) > size // len(unit), len(document["statements"])


def test_memory_stays_bounded():
    if tap.sanitized():
        raise tap.Skip("memory under a sanitizer says nothing")
    record = json.dumps({"text": (ARTICLE + "\n") * 20}) + "\n"
    write("few.jsonl", record * 50)
    write("many.jsonl", record * 1000)
    peaks = []
    for name in ("few.jsonl", "many.jsonl"):
        same(tap.run(*tap.measured("read", "--jobs", "2", name), stdout=subprocess.DEVNULL).status, 0)
        peaks.append(tap.peak())
    tap.tell(f"# {peaks[0]:.1f} MB for 50 documents, {peaks[1]:.1f} MB for 1000")
    assert peaks[1] < 100, peaks


# ---- text ----


def test_broken_utf8():
    broken = b"\xc3\x28 \xff\xfe\xfd caf\xc3\xa9 \xe2\x82"
    text = good("read", write("a.txt", ARTICLE.encode() + broken)).document["text"]
    assert text.startswith(ARTICLE), text


def test_half_a_code_point_at_the_end():
    for cut in (b"\xc3", b"\xe2\x80", b"\xf0\x9f\x98"):
        document = good("read", write("a.txt", ARTICLE_FR.encode() + cut)).document
        assert document["text"].startswith(ARTICLE_FR), document
        assert document["statements"], document


def test_nul_bytes():
    text = ARTICLE.replace(" ", "\0 ", 5)
    same(good("read", "--from", "text", write("a.txt", text)).document["text"], text)


def test_only_nul_bytes():
    good("read", write("a.txt", bytes(100000)))


def test_right_to_left_override():
    text = ARTICLE.replace("Ana", "\u202eanA\u202c\u2066").replace("said", "\u200fsaid")
    same(good("read", write("a.txt", text)).document["text"], text)


def test_control_characters_do_not_reach_the_terminal():
    write("a.txt", ARTICLE.replace("gamble", "\x1b]0;owned\x07gam\x1b[31mble\x9b").replace("Ana", "A\rna"))
    for colour in ("always", "never"):
        output = good("read", "--format", "terminal", "--color", colour, "a.txt").out
        assert b"\x1b]" not in output and b"\x07" not in output and b"\x1b[31mble" not in output, output
        assert b"\r" not in output, output


def test_right_to_left_override_does_not_reach_the_terminal():
    write("a.txt", ARTICLE.replace("gamble", "gam\u202eble"))
    assert "\u202e".encode() not in good("read", "--format", "terminal", "a.txt").out


def test_language_without_data():
    text = ("Die Bürgermeisterin sagte am Dienstag, dass die alte Brücke bis März geschlossen bleibe. Zwei ihrer "
            "Seile seien nach Angaben der Ingenieure durchgerostet, und niemand wolle mit dem Leben der Menschen "
            "spielen.\n")
    result = good("read", write("a.txt", text))
    same((result.document["text"], result.document["statements"]), (text, []))
    assert "a.txt: warning:" in result.err and "language" in result.err, result


def test_asked_language_of_a_record_without_data():
    result = good("read", write("a.jsonl", json.dumps({"text": ARTICLE, "lang": "xx"})))
    same(result.document["statements"], [])
    assert "a.jsonl:1: warning:" in result.err, result


def effort(*command):
    """The processor time that a command takes, in seconds. On a loaded machine it takes longer to end, but not much
    more of this."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = tap.run(*command, timeout=600)
    same(result.status, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def grows_linearly(efforts, tries=5):
    """Eight times the input takes about eight times the work; sixty-four times would be quadratic, and up to
    twenty-four is let pass. `efforts` measures those for nothing, for an input, and for eight times that. What
    disturbs a measurement only adds to it, so one that looks bad is made again, and the least of each counts."""
    least = efforts()
    for attempt in range(tries):
        nothing, one, eight = least
        tap.tell(f"# {nothing:.3f} s for nothing, {one:.3f} s for an input, {eight:.3f} s for eight times that")
        if eight - nothing <= 24 * max(0, one - nothing) + 0.2:
            return
        if attempt + 1 < tries:
            least = [min(pair) for pair in zip(least, efforts())]
    raise AssertionError(f"grows faster than the input: {least}")


def reading_grows_linearly(make, small, *arguments):
    """Under a sanitizer, whose own work is most of it, the largest is only read."""
    for name, count in (("nothing", 0), ("one", small), ("eight", 8 * small)):
        write(name, make(count))
    if tap.sanitized():
        effort(sys.argv[1], "read", "-q", *arguments, "eight")
        return
    grows_linearly(lambda: [effort(sys.argv[1], "read", "-q", *arguments, name)
                            for name in ("nothing", "one", "eight")])


def work(amount):
    """A command that loops so many times."""
    return [sys.executable, "-c", f"for i in range({amount}): pass"]


def test_linear_work_is_told_from_quadratic():
    if tap.sanitized():
        raise tap.Skip("nothing of ours is run")
    grows_linearly(lambda: [effort(*work(n)) for n in (0, 500000, 8 * 500000)])
    try:
        grows_linearly(lambda: [effort(*work(n * n)) for n in (0, 700, 8 * 700)], tries=2)
    except AssertionError:
        return
    raise AssertionError("a quadratic was let pass")


def test_measurements_that_are_disturbed():
    """Once or twice too much of anything is no reason to fail; always is one."""
    measured = iter([[0.01, 0.02, 3.0], [0.5, 0.9, 0.09], [0.01, 0.02, 0.5]])
    grows_linearly(lambda: next(measured))
    try:
        grows_linearly(lambda: [0.01, 0.02, 0.8])
    except AssertionError:
        return
    raise AssertionError("a quadratic was let pass")


MANY = {
    "double_quotes": '"',
    "spaced_quotes": '" ',
    "single_quotes": "'",
    "guillemets": "«",
    "guillemet_pairs": "« a » ",
    "nested_guillemets": "«x ",
    "closing_guillemets": "»",
    "curly_quotes": "“a",
    "apostrophes": "l'a",
    "colons": "a: ",
    "dashes": "– ",
    "commas": "said, ",
    "said": "he said ",
    "dit": "il dit que ",
    "selon": "selon ",
    "open_brackets": "(",
    "periods": "a. ",
    "names": "Ana Duarte ",
    "dates": "le 13 novembre ",
    "days": "Tuesday ",
    "newlines": "\n",
    "paragraphs_of_quotes": "« a dit\n\n",
    "statements": "\"Yes,\" said Ana Duarte. ",
    "people": "M. Ab{} a dit : « oui ». ",
    "letters": "a",
    "digits": "1",
    "hyphens": "a-",
    "controls": "\x01",
    "combining_marks": "\u0301",
}


# In these nearly every word is a cue, or may be one, which is the encoder's work: a thousand times that of any other word. A
# sixteenth of the text is enough to see how that grows; all of it shows the rest, with the models that have no encoder.
CUES = ("commas", "said", "dit", "selon", "statements")


def many_test(name, unit, language):
    def test():
        marks = any(mark in unit for mark in "\"'«»“")  # a million quotation marks; of the rest, fewer
        count = 2500 if tap.sanitized() else 125000 if marks and len(unit) < 3 else 20000
        count //= max(1, len(unit) // 4)
        if "{}" in unit:
            reading_grows_linearly(lambda n: "".join(unit.format(i) for i in range(n)), count // 8, "--lang", language)
        elif name in CUES:
            reading_grows_linearly(lambda n: unit * n, count // 16, "--lang", language)
            reading_grows_linearly(lambda n: unit * n, count, "--lang", language, "--model", "fast")
        else:
            reading_grows_linearly(lambda n: unit * n, count, "--lang", language)
    return test


for _name, _unit in MANY.items():
    for _language in ("en", "fr"):
        globals()[f"test_many_{_name}_{_language}"] = many_test(_name, _unit, _language)


# ---- pages ----


def test_nested_divs():
    page = "<div>" * 10000 + ARTICLE + "</div>" * 10000
    assert "Duarte said" in good("read", write("a.html", page)).document["text"]


def test_nested_divs_left_open():
    assert "Duarte said" in good("read", write("a.html", "<html><body>" + "<div>" * 10000 + ARTICLE)).document["text"]


MANY_TAGS = {"divs": "<div>", "attributes": "<p a=b c='d'>x", "entities": "&amp;", "open_brackets": "<",
             "comments": "<!-- x -->", "tables": "<table><tr><td>", "scripts": "<script>x</script>",
             "paragraphs": "<p>He said so.</p>", "links": "<a href=x>x</a>"}


def many_tags_test(unit):
    def test():
        count = 2000 if tap.sanitized() else 10000
        reading_grows_linearly(lambda n: "<html lang=en><body>" + unit * n, count, "--from", "html")
    return test


for _name, _unit in MANY_TAGS.items():
    globals()[f"test_many_tags_{_name}"] = many_tags_test(_unit)

# ---- gzip ----


def test_truncated_gzip():
    content = gzip.compress((ARTICLE * 50).encode())
    for cut in (len(content) - 1, len(content) // 2, 11, 3):
        write("a.txt.gz", content[:cut])
        same(bad(1, "a.txt.gz", "end too early", arguments=["read", "a.txt.gz"]).out, b"")


def test_truncated_gzip_of_lines_keeps_the_whole_ones():
    lines = "".join(json.dumps({"id": i, "text": ARTICLE * 50 + str(i) * 999}) + "\n" for i in range(200))
    write("a.jsonl.gz", gzip.compress(lines.encode())[:-200])
    result = bad(1, "a.jsonl.gz", "end too early", arguments=["read", "a.jsonl.gz"])
    ids = [document["id"] for document in result.documents]
    same(ids, [str(i) for i in range(len(ids))])
    assert 100 < len(ids) < 200, len(ids)


def test_corrupted_gzip():
    content = bytearray(gzip.compress((ARTICLE * 50).encode()))
    content[len(content) // 2] ^= 0x55
    bad(1, "gzip data are broken", arguments=["read", write("a.gz", bytes(content))])


def test_wrong_checksum_of_gzip():
    content = bytearray(gzip.compress(ARTICLE.encode()))
    content[-6] ^= 1
    bad(1, "gzip data are broken", arguments=["read", write("a.gz", bytes(content))])


def test_something_after_gzip():
    bad(1, "follows the gzip data", arguments=["read", write("a.gz", gzip.compress(ARTICLE.encode()) + b"more")])


def bomb(mebibytes):
    squeeze, chunk = zlib.compressobj(9, zlib.DEFLATED, 31), bytes(MIB)
    return b"".join(squeeze.compress(chunk) for _ in range(mebibytes)) + squeeze.flush()


def test_gzip_bomb():
    bad(1, "a.gz", "larger than 8 MiB", arguments=["read", "--max-size", "8M", write("a.gz", bomb(256))])


def test_gzip_bomb_of_lines():
    bad(1, "a.jsonl.gz:1:", "longer than 8 MiB",
        arguments=["read", "--max-size", "8M", write("a.jsonl.gz", bomb(256))])


# ---- the web ----


def test_redirect_for_ever():
    with tap.Server(a=tap.answer(b"", status=302, Location="/a")) as server:
        bad(1, server.url("a"), "redirects", arguments=["read", server.url("a")])
        assert len(server.seen) <= 12, len(server.seen)


def test_server_that_hangs():
    release = threading.Event()
    with tap.Server(a=lambda request: release.wait(30)) as server:
        before = time.monotonic()
        bad(1, server.url("a"), "within 0.5 s", "--timeout", arguments=["read", "--timeout", "0.5", server.url("a")])
        assert time.monotonic() - before < 10
        release.set()


def test_server_that_never_accepts():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        bad(1, url, "within 0.5 s", arguments=["read", "--timeout", "0.5", url])


def test_server_that_drips():
    def drip(request):
        request.send_response(200)
        request.end_headers()
        for _ in range(200):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.1)
    with tap.Server(a=drip) as server:
        bad(1, "within 0.7 s", arguments=["read", "--timeout", "0.7", server.url("a")])


def serve_gigabyte(length):
    def page(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        if length:
            request.send_header("Content-Length", str(1 << 30))
        request.end_headers()
        chunk = b"<p>" + b"x" * MIB
        for _ in range(1024):
            request.wfile.write(chunk)
            request.server.sent += 1
    return page


def test_gigabyte_served():
    with tap.Server(a=serve_gigabyte(False)) as server:
        server.server.sent = 0
        bad(1, server.url("a"), "larger than 8 MiB", "--max-size",
            arguments=["read", "--max-size", "8M", server.url("a")])
        assert server.server.sent < 100, server.server.sent


def test_gigabyte_announced():
    with tap.Server(a=serve_gigabyte(True)) as server:
        server.server.sent = 0
        bad(1, "larger than 8 MiB", arguments=["read", "--max-size", "8M", server.url("a")])


def test_gzip_bomb_served():
    with tap.Server(a=tap.answer(bomb(256), Content_Encoding="gzip")) as server:
        bad(1, "larger than 8 MiB", arguments=["read", "--max-size", "8M", server.url("a")])


def test_broken_gzip_transfer():
    with tap.Server(a=tap.answer(b"\x1f\x8b nonsense, this is", Content_Encoding="gzip")) as server:
        bad(1, server.url("a"), "compressed", arguments=["read", server.url("a")])


def test_answer_cut_off():
    def page(request):
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b"<p>half")
    with tap.Server(a=page) as server:
        bad(1, "cut off", arguments=["read", server.url("a")])


def talker(*words):
    """A server that says its words to the first who calls, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk():
        connection, _ = listener.accept()
        connection.recv(4096)
        try:
            for word in words:
                connection.sendall(word)
        except OSError:
            pass
        connection.close()
        listener.close()
    threading.Thread(target=talk, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_answer_that_is_no_http():
    url = talker(b"\x00\xff garbage\r\n\r\n" * 10)
    bad(1, url, "cannot be fetched", arguments=["read", url])


def test_answer_of_endless_headers():
    url = talker(b"HTTP/1.1 200 OK\r\n", *[b"X-Long: " + b"y" * 60000 + b"\r\n"] * 2000)
    bad(1, url, "cannot be fetched", arguments=["read", url])


def test_empty_answer():
    url = talker()
    bad(1, url, "cannot be fetched", arguments=["read", url])


def test_one_bad_address_among_good_inputs():
    names = [write("a.txt", ARTICLE), "http://127.0.0.1:1/", write("c.txt", ARTICLE)]
    result = bad(1, "127.0.0.1", arguments=["read", *names])
    same([document["id"] for document in result.documents], ["a", "c"])


if __name__ == "__main__":
    tap.main(globals(), jobs=2)
