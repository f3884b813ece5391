#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the reading room must bear: hostile articles, hostile requests. room_hostile.py SELON EMBED

Each line of the tables below is a test of its own. They share three rooms: an open one over hostile articles, one
that asks for signing in, and one that may fetch from this machine.
"""
import contextlib
import html.parser
import http.server
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import rooms
import tap

TOKEN, PASSWORD = "a-token-that-nobody-guesses-4711", "correct horse battery"

# ---- the rooms, opened when they are needed ----

STACK, OPEN = contextlib.ExitStack(), {}


def same(got, expected, *about):
    assert got == expected, f"got {got!r}, expected {expected!r}, about {about!r}"


def shared(name, make):
    if name not in OPEN:
        os.chdir(STACK.enter_context(tempfile.TemporaryDirectory()))
        OPEN[name] = STACK.enter_context(make())
    return OPEN[name]


def hostile_room():
    def make():
        rooms.write_ledger("h.ledger", [hostile_article(n, evil) for n, (_, evil) in enumerate(EVIL)])
        return rooms.room("h.ledger")
    return shared("hostile", make)


def closed_room():
    def make():
        rooms.write_ledger("c.ledger", rooms.ARTICLES)
        tap.write("token", TOKEN + "\n")
        hashed = tap.good("serve", "--hash-password", stdin=PASSWORD.encode() + b"\n").out
        assert hashed.startswith(b"$argon2id$"), hashed
        tap.write("password", hashed)
        return rooms.room("c.ledger", "--listen", "127.0.0.1", "--token-file", "token", "--password-file", "password",
                          "--host", "room.example")
    return shared("closed", make)


class Canary:
    """A server of this machine that nobody may be led to."""

    def __init__(self):
        seen = self.seen = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                seen.append(self.path)
                if self.path.startswith("/to/"):
                    self.send_response(302)
                    self.send_header("Location", urllib.parse.unquote(self.path[4:]))
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                body = b"x" * (9 << 20) if self.path == "/huge" else b"<p>\"We leave,\" said Tomas Berg, a pilot.</p>"
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def canary():
    if "canary" not in OPEN:
        OPEN["canary"] = Canary()
    return OPEN["canary"]


def raw(room, data, wait=5.0, shut=False):
    """Sends bytes as they are; all that comes back until the other side ends it or is quiet."""
    with socket.create_connection(("127.0.0.1", room.port), timeout=wait) as s:
        with contextlib.suppress(OSError):
            s.sendall(data)
            if shut:
                s.shutdown(socket.SHUT_WR)
        got = b""
        with contextlib.suppress(OSError):
            while more := s.recv(65536):
                got += more
                head, _, rest = got.partition(b"\r\n\r\n")
                size = re.search(rb"(?i)content-length: *(\d+)", head)
                if size and len(rest) >= int(size[1]):
                    break
    return got


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def alive(room):
    same(room.get("/api/v1/search?limit=1").status, 200)


# ---- hostile articles ----

EVIL = [
    ("script", "<script>alert(1)</script>"), ("image", "\"><img src=x onerror=alert(1)>"), ("svg", "<svg/onload=alert(1)>"),
    ("title", "</title><script>alert(1)</script>"), ("textarea", "</textarea><script>alert(1)</script>"),
    ("attribute", "' onfocus=alert(1) autofocus='"), ("attribute bare", "x onmouseover=alert(1) y"),
    ("link", "javascript:alert(1)//"), ("link in capitals", "JaVaScRiPt:alert(1)//"), ("link with tab", "java\tscript:alert(1)"),
    ("data", "data:text/html,<script>alert(1)</script>"), ("entities", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("numeric entities", "&#60;script&#62;alert(1)&#60;/script&#62;"), ("entity without end", "&#x3Cscript&#x3Ealert(1)"),
    ("comment", "<!--><script>alert(1)</script-->"), ("cdata", "<![CDATA[<script>alert(1)</script>]]>"),
    ("base", "<base href=//evil.example/>"), ("refresh", "<meta http-equiv=refresh content=0;url=//evil.example>"),
    ("frame", "<iframe srcdoc='<script>alert(1)</script>'>"), ("form", "<form action=//evil.example><input name=csrf>"),
    ("style", "<style>*{background:url(//evil.example)}</style>"), ("template", "{{constructor.constructor('alert(1)')()}}"),
    ("bidi override", "\u202egnp.exe\u202c"), ("bidi isolate", "\u2066\u2067right\u2069"), ("formats", "%s%n%x%p%99999d"),
    ("json end", "\"}]}</script><script>alert(1)//"), ("line separators", "a\u2028alert(1)\u2029b"),
    ("control", "a\u0001\u0008\u001b[31mred\u009b"), ("zero width", "a\u200b\u200d\ufeffb"), ("surrogate in utf-8", "a\ud7ffb\ue000c"),
    ("sql", "'; drop table statements; --"), ("query", "\" OR 1=1 NEAR( * AND who:"), ("crlf", "a\r\nSet-Cookie: evil=1\r\n\r\n<script>"),
    ("long", "<b>" * 2000), ("nested", "\"" * 500), ("combining", "Z" + "\u0351\u036b\u0343" * 200),
]


def hostile_article(n, evil):
    line = evil.replace("\n", " ").replace("\r", " ")
    address = f"https://evil{n}.example/{urllib.parse.quote(evil[:300])}" if n % 2 else evil[:900]
    return {"url": address, "outlet": evil[:2000], "date": f"2025-01-{n % 28 + 1:02}", "title": evil, "author": evil,
            "text": f"Mayor Ana Duarte {line} said on Tuesday that the bridge {line} was closed.\n\n\"We {line} will open "
                    f"it again,\" said Karl {line[:60]} Oster, minister for {line[:60]}.\n"}


class Checker(html.parser.HTMLParser):
    """Is the page ours alone?"""
    ALLOWED = set("html head meta title link script body a header div p form label input button ul ol li nav main h1 h2 h3 h4 "
                  "section article aside footer span mark dl dt dd details summary table thead tbody tr th td caption time "
                  "bdi del ins strong em small select option fieldset legend textarea svg rect path line text g figure "
                  "figcaption blockquote cite q sup sub br hr abbr b i code datalist output progress img title desc "
                  "colgroup col tfoot hgroup search circle polyline".split())

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.wrong = []

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag not in self.ALLOWED:
            self.wrong.append(f"element {tag}")
        if tag == "script" and not re.fullmatch(r"/assets/[\w.-]+\.js", given.get("src", "")):
            self.wrong.append("a script of its own")
        if tag == "meta" and "http-equiv" in given:
            self.wrong.append("http-equiv")
        for name, value in given.items():
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "ping"):
                self.wrong.append(f"attribute {name}")
            if name in ("href", "src", "action", "poster", "data") and not re.match(r"(/(?!/)|#|\?|https?://)", value):
                self.wrong.append(f"{name}={value[:60]}")
            if name == "action" and not re.match(r"/(?!/)", value):
                self.wrong.append(f"action={value[:60]}")


def check_page(answer, about):
    same(answer.headers["Content-Type"], "text/html; charset=utf-8", about)
    checker = Checker()
    checker.feed(answer.text)
    assert not checker.wrong, (about, checker.wrong)
    # A form brings back what it was given, controls too; the eye is not misled by them there.
    shown = re.sub(r'(?<= name="text" value=")[^"]*(?=")|(?<=name="text" rows="10" aria-describedby="f-text-help">)[^<]*', "", answer.text)
    for cp in answer.text:
        assert not ("\u202a" <= cp <= "\u202e" or "\u2066" <= cp <= "\u2069"), (about, hex(ord(cp)))
    for cp in shown:
        assert cp in "\n\t\r" or not (cp < " " or "\x7f" <= cp <= "\x9f"), (about, hex(ord(cp)))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy, policy
    for name, value in (("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer")):
        same(answer.headers[name], value, about)
    assert "Access-Control-Allow-Origin" not in answer.headers


def article_is_text(n, evil):
    room = hostile_room()
    page = room.get(f"/articles/{n + 1}", Accept="text/html")
    same(page.status, 200)
    check_page(page, evil)
    api = room.get(f"/api/v1/articles/{n + 1}")
    same((api.status, api.headers["Content-Type"]), (200, "application/json"))
    same(api.json["place"]["title"], evil)
    assert "\u2028" not in api.text and "\u2029" not in api.text


def query_is_text(evil):
    room = hostile_room()
    asked = urllib.parse.urlencode({name: evil[:190] for name in ("q", "who", "outlet", "about", "role", "addressee", "left", "right")})
    for path in "/search?", "/?", "/people?", "/compare?by=outlet&", "/login?next=" + urllib.parse.quote(evil[:100]) + "&":
        page = room.get(path + asked, Accept="text/html")
        assert page.status in (200, 400), page
        check_page(page, path)
    found = room.get("/api/v1/search?" + asked)
    assert found.status in (200, 400) and found.json, found


def reading_is_text(n, evil):
    room, article = hostile_room(), hostile_article(n, evil)
    page = room.form("/read", {"text": article["text"], "title": evil.replace("\r\n", " ")[:190]}, Accept="text/html")
    assert page.status in (200, 400), page
    check_page(page, evil)
    as_html = room.post("/read", f"<html><title>{evil}</title><p>{article['text']}</p></html>", Content_Type="text/html",
                        Accept="text/html")
    assert as_html.status == 200, as_html
    check_page(as_html, evil)


def test_lists_of_hostile_articles():
    room = hostile_room()
    people = room.get("/api/v1/people?limit=100").json["people"]
    for path in ["/", "/search?limit=100", "/people", "/compare"] + [f"/people/{p['id']}" for p in people[:40]]:
        check_page(room.get(path, Accept="text/html"), path)
    for n in range(1, 80):
        answer = room.get(f"/statements/{n}/same", Accept="text/html")
        check_page(answer, n)


# ---- hostile paths ----

PATHS = [
    ("/../../etc/passwd", 400), ("/..%2f..%2fetc%2fpasswd", 400), ("/%2e%2e/%2e%2e/etc/passwd", 400), ("/assets/../../etc/passwd", 400),
    ("/assets/%2e%2e%2fwords%2ffr.txt", 400), ("/assets/..%5c..%5cetc", 400), ("/assets/words/fr.txt", 404), ("/assets/%00", 400),
    ("/assets/", 404), ("/assets/style.css%00.html", 400), ("//etc/passwd", 400), ("/./", 400), ("/articles/./1", 400),
    ("/articles//1", 400), ("/articles/1/", 404), ("/articles/1%2f", 404), ("/articles/%31", 200), ("/articles/%2531", 404),
    ("/articles/-1", 404), ("/articles/0", 404), ("/articles/01", 404), ("/articles/+1", 404), ("/articles/1e3", 404),
    ("/articles/0x1", 404), ("/articles/99999999999999999999", 404), ("/articles/999999999999999999", 404), ("/articles/1;x", 404),
    ("/articles/1%20", 404), ("/articles/1%0a", 400), ("/articles/1%ff", 400), ("/articles/%c0%af", 400), ("/articles/%", 400),
    ("/articles/%4", 400), ("/articles/%zz", 400), ("/articles/\u0661", 404), ("/ARTICLES/1", 404), ("/api/v1/../v1/search", 400),
    ("/api", 404), ("/api/", 404), ("/api/v2/search", 404), ("/openapi.json/", 404), ("/search?q=%00", 400), ("/search?q=%ff", 400),
    ("/search?q=%ed%a0%80", 400), ("/search?q=%f4%90%80%80", 400), ("/search?%00=1", 400), ("/search?=1", 200), ("/search?&&&", 200),
    ("/search?" + "&".join(f"a{n}=1" for n in range(65)), 400), ("/search?" + "a" * 100 + "=1", 400),
    ("/search?q=" + "a" * 201, 400), ("/search?q=" + "%F0%9F%98%80" * 200, 200), ("/search?q=" + "a" * 40000, 414),
    ("/search?page=%27%20or%201", 404), ("/search?limit=99999999999999999999", 400), ("/search?limit=-1", 400),
    ("/search?since=2025-02-30", 400), ("/search?min-confidence=1e9", 400), ("/search?min-confidence=nan", 400),
    ("/search?person=9223372036854775808", 400), ("/search?q=%22&who=*&role=%22*&about=NEAR(", 200), ("/search?q=" + "*" * 150, 200),
    ("/search?q=" + "+".join(["%22a"] * 40), 200), ("/search?q=" + "+".join(f"a{n}*" for n in range(39)), 200),
    ("/compare?by=__proto__&left=a&right=b", 400), ("/?ui=../../x", 200), ("/?theme=%22%3E%3Cscript%3E", 200),
]


def path_is(path, status):
    room = hostile_room()
    got = raw(room, f"GET {urllib.parse.quote(path, safe='/%?&=;+-.~*()') if not path.isascii() else path} HTTP/1.1\r\n"
                    f"Host: localhost\r\nAccept: text/html\r\n\r\n".encode())
    same(status_of(got), status, path[:100])
    assert b"root:" not in got and b"[words]" not in got, path
    alive(room)


# ---- hostile requests: bytes, and the statuses that may come (0: it just ends) ----

H = b"Host: localhost\r\n"
REQUESTS = [
    ("nothing", b"", {0}), ("a null byte", b"\0", {0, 400}), ("tls", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", {0, 400}),
    ("http/0.9", b"GET /\r\n", {0, 400}), ("http/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {0, 400, 405, 505}),
    ("http/3.7", b"GET / HTTP/3.7\r\n" + H + b"\r\n", {0, 400, 505}),
    ("no host", b"GET /help HTTP/1.1\r\n\r\n", {400}), ("no host in 1.0", b"GET / HTTP/1.0\r\n\r\n", {400}),
    ("two hosts", b"GET /help HTTP/1.1\r\n" + H + b"Host: evil.example\r\n\r\n", {400}),
    ("two equal hosts", b"GET /help HTTP/1.1\r\n" + H + H + b"\r\n", {400}),
    ("an absolute address", b"GET http://evil.example/ HTTP/1.1\r\n" + H + b"\r\n", {400}),
    ("an authority", b"CONNECT evil.example:443 HTTP/1.1\r\n" + H + b"\r\n", {0, 400, 405}),
    ("a star", b"OPTIONS * HTTP/1.1\r\n" + H + b"\r\n", {400, 404, 405}),
    ("trace", b"TRACE / HTTP/1.1\r\n" + H + b"X-Secret: 1\r\n\r\n", {405}),
    ("put", b"PUT /articles/1 HTTP/1.1\r\n" + H + b"Content-Length: 1\r\n\r\nx", {405}),
    ("delete", b"DELETE /articles/1 HTTP/1.1\r\n" + H + b"\r\n", {405}),
    ("an invented method", b"EVIL / HTTP/1.1\r\n" + H + b"\r\n", {400, 405}),
    ("a method in small letters", b"get / HTTP/1.1\r\n" + H + b"\r\n", {400, 405}),
    ("a very long method", b"G" * 5000 + b" / HTTP/1.1\r\n" + H + b"\r\n", {0, 400, 405, 413, 414, 431}),
    ("length and chunks", b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Length: 4\r\n"
     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n" + H + b"\r\n", {400}),
    ("two lengths", b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Length: 1\r\nContent-Length: 30\r\n\r\nx",
     {0, 200, 400}),
    ("a length that is none", b"POST /read HTTP/1.1\r\n" + H + b"Content-Length: x\r\n\r\nx", {0, 400}),
    ("a negative length", b"POST /read HTTP/1.1\r\n" + H + b"Content-Length: -1\r\n\r\nx", {0, 400}),
    ("a huge length", b"POST /read HTTP/1.1\r\n" + H + b"Content-Length: 99999999999999999999999\r\n\r\nx", {0, 400, 413}),
    ("a terabyte", b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Length: 1099511627776\r\n\r\nx", {0, 413}),
    ("chunks that are none", b"POST /read HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n", {0, 400}),
    ("a huge chunk", b"POST /read HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nx", {0, 400, 413}),
    ("an unknown encoding", b"POST /read HTTP/1.1\r\n" + H + b"Transfer-Encoding: evil\r\nContent-Type: text/plain\r\n\r\n",
     {0, 400, 422, 501}),
    ("a header without a colon", b"GET /help HTTP/1.1\r\n" + H + b"evil\r\n\r\n", {0, 200, 400}),
    ("a header that is folded", b"GET /help HTTP/1.1\r\n" + H + b"X: a\r\n b\r\n\r\n", {400}),
    ("a header that is folded by a tab", b"GET /help HTTP/1.1\r\n" + H + b"X: a\r\n\tb\r\nY: z\r\n\r\n", {400}),
    ("a host that is folded", b"GET /help HTTP/1.1\r\nHost:\r\n localhost\r\n\r\n", {400}),
    ("a length that is folded", b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Length:\r\n 5\r\n\r\nabcde", {400}),
    ("a header that is folded away", b"GET /help HTTP/1.1\r\n" + H + b"X: a\r\n \r\n\r\n", {400}),
    ("a first header that is folded", b"GET /help HTTP/1.1\r\n X: a\r\n" + H + b"\r\n", {0, 400}),
    ("space before a colon", b"GET /help HTTP/1.1\r\n" + H + b"X : a\r\n\r\n", {400}),
    ("space before the host's colon", b"GET /help HTTP/1.1\r\nHost : localhost\r\n\r\n", {400}),
    ("a null in a header", b"GET /help HTTP/1.1\r\n" + H + b"X: a\0b\r\n\r\n", {400}),
    ("nulls in a header", b"GET /help HTTP/1.1\r\n" + H + b"X: a\0\0b: c\r\n\r\n", {400}),
    ("a null at a header's end", b"GET /help HTTP/1.1\r\n" + H + b"X: a\0\r\n\r\n", {400}),
    ("a null in a header's name", b"GET /help HTTP/1.1\r\n" + H + b"X\0: a\r\n\r\n", {0, 400}),
    ("a null in the host", b"GET /help HTTP/1.1\r\nHost: localhost\0.evil.example\r\n\r\n", {400}),
    ("nulls in the host", b"GET /help HTTP/1.1\r\nHost: localhost\0\0X: .evil.example\r\n\r\n", {400}),
    ("a null in the address", b"GET /help\0evil HTTP/1.1\r\n" + H + b"\r\n", {400}),
    ("a null in the query", b"GET /search?q=a\0b HTTP/1.1\r\n" + H + b"\r\n", {400}),
    ("a null in the version", b"GET /help HTTP/1.1\0x\r\n" + H + b"\r\n", {400}),
    ("a null in the method", b"GET\0X /help HTTP/1.1\r\n" + H + b"\r\n", {400, 405}),
    ("two spaces in the first line", b"GET  /help HTTP/1.1\r\n" + H + b"\r\n", {400}),
    ("two spaces before the version", b"GET /help  HTTP/1.1\r\n" + H + b"\r\n", {400}),
    ("bare line feeds", b"GET /help HTTP/1.1\nHost: localhost\n\n", {400}),
    ("a bare line feed after the first line", b"GET /help HTTP/1.1\n" + H + b"\r\n", {400}),
    ("a bare line feed after the host", b"GET /help HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", {400}),
    ("a bare line feed after a space", b"GET /help HTTP/1.1\r\nHost: localhost \nX: y\r\n\r\n", {400}),
    ("a bare line feed at the end", b"GET /help HTTP/1.1\r\n" + H + b"\n", {400}),
    ("a bare line feed after a length", b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Length: 5\n\r\nabcde", {400}),
    ("a carriage return within", b"GET /help HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n", {0, 400, 421}),
    ("a thousand headers", b"GET /help HTTP/1.1\r\n" + H + b"".join(b"X%d: y\r\n" % n for n in range(1000)) + b"\r\n", {0, 200, 413, 431}),
    ("a megabyte of headers", b"GET /help HTTP/1.1\r\n" + H + b"X: " + b"y" * (1 << 20) + b"\r\n\r\n", {0, 413, 431}),
    ("a megabyte of address", b"GET /" + b"y" * (1 << 20) + b" HTTP/1.1\r\n" + H + b"\r\n", {0, 414, 431}),
    ("a thousand cookies", b"GET /help HTTP/1.1\r\n" + H + b"Cookie: " + b"; ".join(b"a%d=b" % n for n in range(1000)) + b"\r\n\r\n",
     {200, 400, 431}),
    ("broken utf-8 in a cookie", b"GET /help HTTP/1.1\r\n" + H + b"Cookie: ui=\xff\xfe; selon=\xff; theme=\xc0\r\n\r\n", {200}),
    ("markup in every header", b"GET /help HTTP/1.1\r\n" + H + b"".join(
        b"%s: <script>alert(1)</script>\r\n" % n for n in (b"Accept", b"Accept-Language", b"Cookie", b"User-Agent", b"Referer",
                                                          b"If-None-Match", b"Accept-Encoding", b"X-Forwarded-For")) + b"\r\n", {200}),
    ("a page in many pieces", b"GET /help HTTP/1.1\r\n" + H + b"Range: bytes=" + b",".join(b"0-1" for _ in range(1000)) + b"\r\n\r\n", {200}),
    ("another protocol", b"GET /help HTTP/1.1\r\n" + H + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", {200}),
    ("expectations", b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Length: 1\r\nExpect: evil\r\n\r\nx", {0, 200, 417}),
    ("forwarded for another", b"GET /help HTTP/1.1\r\n" + H + b"X-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n\r\n", {200}),
    ("a body with get", b"GET /help HTTP/1.1\r\n" + H + b"Content-Length: 5\r\n\r\nabcde", {0, 200, 413}),
    ("a gzip bomb that says so", b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Encoding: gzip\r\n"
     b"Content-Length: 20\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\x02\x03" + b"\xff" * 10, {200, 415, 422}),
    ("many requests at once", (b"GET /help HTTP/1.1\r\n" + H + b"\r\n") * 200, {200}),
]


def request_is(data, statuses):
    room = hostile_room()
    got = raw(room, data, wait=1.5 if 0 in statuses else 10, shut=0 in statuses)
    assert status_of(got) in statuses, (status_of(got), got[:300])
    assert b"<script>alert" not in got and b"evil.example" not in got, got[:600]
    assert b"X-Secret" not in got
    alive(room)


PLAIN = [
    ("no space after a colon", b"GET /help HTTP/1.1\r\nHost:localhost\r\nX:\r\nY: \r\n\r\n"),
    ("much space around a value", b"GET /help HTTP/1.1\r\nHost: \t localhost\r\nX: a b  \r\n\r\n"),
    ("a query", b"GET /search?q=a+b&q=b%20c&&d=+&e HTTP/1.1\r\n" + H + b"\r\n"),
    ("long headers", b"GET /help HTTP/1.1\r\n" + H + b"".join(b"X%d: %s\r\n" % (n, b"y" * 300) for n in range(60)) + b"\r\n"),
    ("a cookie", b"GET /help HTTP/1.1\r\n" + H + b"Cookie: ui=fr; theme=dark; a=\"b\"; c\r\nX: y\r\n\r\n"),
    ("a body", b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Length: 5\r\n\r\n\r\n\0\n\n"),
    ("chunks", b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
]


def test_what_is_written_well_is_taken():
    """Whole, byte by byte, and several in a row on one connection."""
    room = hostile_room()
    for name, data in PLAIN:
        assert status_of(raw(room, data + b"GET /help HTTP/1.1\r\n" + H + b"Connection: close\r\n\r\n")) == 200, name
    with socket.create_connection(("127.0.0.1", room.port), timeout=20) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for name, data in PLAIN:
            for at in range(len(data)) if len(data) < 400 else range(0):
                s.send(data[at:at + 1])
            if len(data) >= 400:
                s.sendall(data)
            got = b""
            while b"\r\n\r\n" not in got:
                got += s.recv(65536)
            assert got.startswith(b"HTTP/1.1 200"), (name, got[:200])
            length = int(re.search(rb"(?i)content-length: (\d+)", got)[1])
            while len(got.partition(b"\r\n\r\n")[2]) < length:
                got += s.recv(65536)


def test_after_a_line_that_is_none_the_connection_ends():
    got = raw(hostile_room(), b"GET /help HTTP/1.1\r\n" + H + b"X: a\r\n b\r\n\r\nGET /help HTTP/1.1\r\n" + H + b"\r\n")
    assert status_of(got) == 400 and got.count(b"HTTP/1.1 ") == 1, got[:400]


HOSTS = ["evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example", "localhost:80:90", "localhost:x", "",
         "127.0.0.1.evil.example", "[::1", "[::1]evil", "[evil]", "local host", "127.0.0.1/evil", "\xe9vil", "1.2.3", "1.2.3.4.5",
         "localhost.", "room.example.evil", "localhost,evil.example"]
GOOD_HOSTS = ["localhost", "LOCALHOST:8040", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8040", "192.168.1.20:8040"]


def host_is(host, good):
    room = hostile_room()
    got = raw(room, b"GET /api/v1/search HTTP/1.1\r\nHost: " + host.encode("latin-1") + b"\r\n\r\n")
    assert status_of(got) in ({200} if good else {0, 400, 421}), (host, got[:200])


# ---- addresses that lead to ourselves ----

def addresses(port):
    return [
        f"http://127.0.0.1:{port}/", "http://127.0.0.1/", "http://localhost/", "http://LOCALHOST/", "http://localhost./",
        "http://127.1/", "http://127.0.1/", "http://0/", "http://0.0.0.0/", "http://2130706433/", "http://0x7f000001/", "http://017700000001/",
        "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.0.0.1./", "http://127.255.255.254/", "http://[::1]/", "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
        "http://[0:0:0:0:0:ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::]/", "http://[fe80::1]/", "http://[fe80::1%25lo]/", "http://[fc00::1]/", "http://[fd12:3456::1]/",
        "http://[ff02::1]/", "http://[2001:db8::1]/", "http://[100::1]/", "http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/",
        "http://172.31.255.255/", "http://192.168.0.1/", "http://192.168.1.1:80/", "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/", "http://192.0.0.1/", "http://198.18.0.1/", "http://192.0.2.1/", "http://224.0.0.1/", "http://240.0.0.1/",
        "http://255.255.255.255/", f"http://user@127.0.0.1:{port}/", f"http://evil.example@127.0.0.1:{port}/",
        f"http://127.0.0.1:{port}#@evil.example/", f"http://127.0.0.1:{port}\\@evil.example/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/",
        f"http:/127.0.0.1:{port}/", f"http:127.0.0.1:{port}/", f"//127.0.0.1:{port}/", "http:///", "http://", "https://127.0.0.1/",
        "ftp://127.0.0.1/", "file:///etc/passwd", "FILE:///etc/passwd", "gopher://127.0.0.1:25/_x", "dict://127.0.0.1:11211/", "ldap://127.0.0.1/",
        "smb://127.0.0.1/x", "telnet://127.0.0.1/", "data:text/html,x", "javascript:alert(1)", "unix:/run/x.sock", "http+unix://%2frun%2fx.sock/",
        "http://8.8.8.8:22/", "http://8.8.8.8:25/", "http://8.8.8.8:6379/", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
        "http://127.0.0.1\r\nX: y/", "http://127.0.0.1%00.example/", "http://127.0.0.1%0d%0aX:y/", "http://" + "a" * 300 + "/",
    ]


def address_is_refused(n):
    room, bird = hostile_room(), canary()
    address = addresses(bird.port)[n]
    for answer in (room.post("/read", {"url": address}), room.form("/read", {"url": address})):
        assert answer.status in (400, 422, 502), (address, answer)
        assert "root:" not in answer.text
    same(bird.seen, [], address)


def test_a_name_that_is_ours_is_told_as_one_that_is_not_there():
    """Else anybody who may ask could find out which names this machine's network has."""
    room, bird = hostile_room(), canary()
    told, ours = set(), socket.gethostname()  # which leads to an address of ours, if anywhere
    for name in ours, "nothing-of-that-name.invalid", "LOCALHOST.":
        for page in False, True:
            url = f"http://{name}/"
            answer = room.form("/read", {"url": url}, Accept="text/html") if page else room.post("/read", {"url": url})
            same(answer.status, 502, url)
            told.add((page, re.sub('name="csrf" value="[^"]*"', "", answer.text).replace(name, "NAME").replace(name.lower(), "NAME")))
    same(len(told), 2, told)
    same(bird.seen, [])


def test_an_address_that_is_not_everybodys_is_told_as_such():
    """Nobody has to be asked for that, so nothing is given away."""
    room = hostile_room()
    for host in "127.0.0.1", "2130706433", "0x7f.1", "localhost", "x.LocalHost", "[::1]", "[fe80::1%25lo]", "10.0.0.1", "169.254.169.254", "[::ffff:8.8.8.8]":
        for answer in room.post("/read", {"url": f"http://{host}/"}), room.form("/read", {"url": f"http://{host}/"}):
            same((answer.status, answer.json["code"], answer.json["parameter"]), (422, "address-refused", "url"), host)


def test_who_may_fetch_here_may():
    """The same addresses are fetched where that was asked for: so they were refused for what they are."""
    bird = Canary()
    rooms.write_ledger("f.ledger", rooms.ARTICLES)
    with rooms.room("f.ledger", "--fetch-private") as room:
        base = f"http://127.0.0.1:{bird.port}"
        read = room.post("/read", {"url": f"{base}/page"})
        same((read.status, read.json["statements"][0]["speaker"], read.json["url"]), (200, "Tomas Berg", f"{base}/page"))
        there = room.post("/read", {"url": f"{base}/to/" + urllib.parse.quote(f"{base}/page", safe="")})
        same((there.status, there.json["url"]), (200, f"{base}/page"))
        for wrong in ("file:///etc/passwd", "gopher://127.0.0.1/", f"{base}/to/" * 9 + "x"):
            answer = room.post("/read", {"url": f"{base}/to/" + urllib.parse.quote(wrong, safe="")})
            same((answer.status, answer.json["code"]), (502, "fetch-failed"), wrong)
            assert "root:" not in answer.text
        same(room.post("/read", {"url": f"{base}/huge"}).status, 502)
        same(room.post("/read", {"url": "http://127.0.0.1:1/"}).status, 502)


# ---- changes that nobody of ours asked for ----

def forged(**more):
    return {"text": "\"It is done,\" said Vera Kolm, a clerk.", "url": "https://forged.example/1", **more}


FORGERIES = [
    ("no token", lambda r, c, t: r.form("/articles", forged(), Cookie=c)),
    ("no cookie", lambda r, c, t: r.form("/articles", forged(csrf=t))),
    ("an empty token", lambda r, c, t: r.form("/articles", forged(csrf=""), Cookie=c)),
    ("a wrong token", lambda r, c, t: r.form("/articles", forged(csrf="0" * 32), Cookie=c)),
    ("a part of the token", lambda r, c, t: r.form("/articles", forged(csrf=t[:-1]), Cookie=c)),
    ("another's token", lambda r, c, t: r.form("/articles", forged(csrf=r.visit()[1]), Cookie=c)),
    ("another's cookie", lambda r, c, t: r.form("/articles", forged(csrf=t), Cookie=r.visit()[0])),
    ("the token in the address", lambda r, c, t: r.form(f"/articles?csrf={t}", forged(), Cookie=c)),
    ("json without the token", lambda r, c, t: r.post("/articles", forged(), Cookie=c)),
    ("the token in the json", lambda r, c, t: r.post("/articles", forged(csrf=t), Cookie=c)),
    ("text that looks like json", lambda r, c, t: r.post("/articles", json.dumps(forged()), Cookie=c, Content_Type="text/plain")),
    ("another origin", lambda r, c, t: r.form("/articles", forged(csrf=t), Cookie=c, Origin="http://evil.example")),
    ("no origin", lambda r, c, t: r.form("/articles", forged(csrf=t), Cookie=c, Origin="null")),
    ("our origin's beginning", lambda r, c, t: r.form("/articles", forged(csrf=t), Cookie=c, Origin=f"http://127.0.0.1:{r.port}.evil.example")),
    ("another port's origin", lambda r, c, t: r.form("/articles", forged(csrf=t), Cookie=c, Origin=f"http://127.0.0.1:{r.port + 1}")),
    ("cross-site", lambda r, c, t: r.form("/articles", forged(csrf=t), Cookie=c, Sec_Fetch_Site="cross-site")),
    ("same-site", lambda r, c, t: r.form("/articles", forged(csrf=t), Cookie=c, Sec_Fetch_Site="same-site")),
    ("reading from elsewhere", lambda r, c, t: r.form("/read", forged(), Origin="http://evil.example")),
    ("reading across sites", lambda r, c, t: r.post("/read", forged(), Sec_Fetch_Site="cross-site")),
    ("a made up cookie", lambda r, c, t: r.form("/articles", forged(csrf=t), Cookie="selon=" + "a" * 64)),
    ("a cookie that is none", lambda r, c, t: r.form("/articles", forged(csrf=t), Cookie="selon=../../x")),
    ("a correction without the token", lambda r, c, t: r.post("/api/v1/statements/1/corrections", {"act": "reject"}, Cookie=c)),
    ("a correction's form from elsewhere", lambda r, c, t: r.form("/statements/1/corrections", {"act": "reject"}, Cookie=c)),
    ("a correction from another origin", lambda r, c, t: r.post("/api/v1/statements/1/corrections", {"act": "reject"}, Cookie=c,
                                                                X_CSRF_Token=t, Origin="http://evil.example")),
    ("a missed statement without the token", lambda r, c, t: r.post("/api/v1/articles/1/statements", {"content": [{"start": 0, "end": 5}], "type": "direct"}, Cookie=c)),
    ("a missed statement's form from elsewhere", lambda r, c, t: r.form("/articles/1/statements", {"content": "Mayor", "type": "direct", "kind": "said"}, Cookie=c)),
    ("a withdrawal without the token", lambda r, c, t: r.post("/api/v1/corrections/1/withdrawal", b"", Cookie=c)),
    ("signing out from elsewhere", lambda r, c, t: r.form("/logout", {}, Cookie=c)),
]


def forgery_is_refused(ask):
    room = hostile_room()
    cookie, token = room.visit()
    answer = ask(room, cookie, token)
    same(answer.status, 403)
    same(room.get("/api/v1/search?who=kolm").json["total"], 0)


def test_what_is_ours_is_kept():
    """What all these forgeries lack is enough."""
    rooms.write_ledger("k.ledger", rooms.ARTICLES)
    with rooms.room("k.ledger") as room:
        cookie, token = room.visit()
        kept = room.form("/articles", forged(csrf=token), Cookie=cookie, Origin=f"http://127.0.0.1:{room.port}", Sec_Fetch_Site="same-origin")
        same(kept.status, 201)
        same(room.get("/api/v1/search?who=kolm").json["total"], 1)


# ---- signing in ----

SHUT = ["/", "/search", "/people", "/articles/1", "/statements/1", "/statements/1/same", "/compare", "/read", "/api/v1/search",
        "/api/v1/overview", "/api/v1/suggest?q=a", "/api/v1/articles/1", "/api/v1/statements/1", "/api/v1/people", "/api/v1/people/1",
        "/api/v1/people/1/statements", "/api/v1/compare?left=a&right=b", "/api/v1/statements/1/corrections", "/statements/1/correct",
        "/articles/1/missing"]


def is_shut(path):
    room = closed_room()
    for headers in ({}, {"Cookie": "selon=" + "a" * 64}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN},
                    {"Authorization": "Basic " + TOKEN}, {"Authorization": "Bearer"}, {"Authorization": f"Bearer {TOKEN}x"}):
        answer = room.get(path, **headers)
        if path.startswith("/api/"):
            same((answer.status, answer.headers["WWW-Authenticate"]), (401, "Bearer"), headers)
        else:
            same((answer.status, answer.body), (303, b""), headers)
            assert answer.headers["Location"].startswith("/login?next=/"), answer.headers["Location"]
        assert "Duarte" not in answer.text
    assert room.get(path, Authorization=f"Bearer {TOKEN}").status in (200, 302), path


def sign_in(room, cookie, token, **fields):
    return room.form("/login", {"csrf": token, **fields}, Cookie=cookie)


def cookie_of(answer):
    return answer.headers["Set-Cookie"].split(";")[0]


def test_signing_in_gives_another_number():
    room = closed_room()
    cookie, token = room.visit("/login")
    for secret in PASSWORD, TOKEN:
        answer = sign_in(room, cookie, token, password=secret, next="/people")
        same((answer.status, answer.headers["Location"]), (303, "/people"))
        new = cookie_of(answer)
        assert new != cookie
        for word in "HttpOnly", "SameSite=Strict", "Path=/":
            assert word in answer.headers["Set-Cookie"], answer.headers["Set-Cookie"]
        same(room.get("/api/v1/search", Cookie=new).status, 200)
        same(room.get("/api/v1/search", Cookie=cookie).status, 401)  # whoever has the old one has nothing
        same(room.form("/articles", forged(csrf=token), Cookie=new).status, 403)  # nor is its token good any more
        page = room.get("/read", Cookie=new, Accept="text/html").text
        mine = page.split('name="csrf" value="')[1].split('"')[0]
        same(room.form("/logout", {"csrf": mine}, Cookie=new).status, 303)
        same(room.get("/api/v1/search", Cookie=new).status, 401)


def test_a_chosen_number_is_not_taken_over():
    room = closed_room()
    chosen = "selon=" + "f" * 64
    page = room.get("/login", Cookie=chosen, Accept="text/html").text
    token = page.split('name="csrf" value="')[1].split('"')[0]
    answer = sign_in(room, chosen, token, password=PASSWORD)
    same(answer.status, 303)
    assert cookie_of(answer) != chosen
    same(room.get("/api/v1/search", Cookie=chosen).status, 401)


NEXT = ["//evil.example", "/\\evil.example", "https://evil.example", "\\\\evil.example", "javascript:alert(1)", "evil", "/x\r\nSet-Cookie: a=b",
        "/\t/evil.example", "/\x7f", "///evil.example", "/é"]


def next_stays_here(after):
    room = closed_room()
    cookie, token = room.visit("/login")
    answer = sign_in(room, cookie, token, password=PASSWORD, next=after)
    same((answer.status, answer.headers["Location"]), (303, "/"), after)
    assert "a=b" not in str(answer.headers)


def test_who_guesses_is_stopped():
    rooms.write_ledger("g.ledger", rooms.ARTICLES)
    tap.write("token", TOKEN)
    with rooms.room("g.ledger", "--token-file", "token") as room:
        cookie, token = room.visit("/login")
        statuses = [sign_in(room, cookie, token, password=f"guess {n}").status for n in range(8)]
        same(statuses[:5], [403] * 5)
        same(set(statuses[5:]), {429})
        same(sign_in(room, cookie, token, password=TOKEN).status, 429)
        same(room.get("/api/v1/search", Authorization=f"Bearer {TOKEN}").status, 200)
        same(room.form("/login", {"password": TOKEN}).status, 403)  # from elsewhere
        # Who sits elsewhere is not shut out.
        body = urllib.parse.urlencode({"csrf": token, "password": TOKEN}).encode()
        with socket.create_connection(("127.0.0.1", room.port), timeout=5, source_address=("127.0.0.2", 0)) as s:
            s.sendall(b"POST /login HTTP/1.1\r\n" + H + f"Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            same(status_of(s.recv(4096)), 303)


def test_passwords_that_are_none():
    room = closed_room()
    for password in "", "x" * 2000, PASSWORD + " ", "' or 1=1 --":
        cookie, token = room.visit("/login")
        assert sign_in(room, cookie, token, password=password).status in (403, 429), password
    time.sleep(0.1)


def test_others_are_served_only_with_a_secret():
    rooms.write_ledger("s.ledger", rooms.ARTICLES)
    tap.write("short", "secret\n")
    tap.write("empty", "")
    tap.write("plain", "correct horse battery staple\n")
    for options, words in ((["--listen", "0.0.0.0"], "--token-file"), (["--listen", "::"], "--token-file"),
                           (["--listen", "0.0.0.0", "--token-file", "short"], "short"),
                           (["--listen", "0.0.0.0", "--token-file", "empty"], "one line"),
                           (["--listen", "0.0.0.0", "--token-file", "none"], "none"),
                           (["--listen", "0.0.0.0", "--password-file", "plain"], "--hash-password")):
        tap.bad(2, words, arguments=["serve", "s.ledger", "--port", "0", *options])
    tap.bad(1, "address", arguments=["serve", "s.ledger", "--port", "0", "--listen", "somewhere", "--token-file", tap.write("t", TOKEN)])
    tap.bad(1, "8", arguments=["serve", "--hash-password"], stdin=b"short\n")


def test_it_listens_here_alone():
    rooms.write_ledger("l.ledger", rooms.ARTICLES)
    with rooms.room("l.ledger") as room:
        with open("/proc/net/tcp", encoding="ascii") as table:
            listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
        same([a for a in listening if a.endswith(f":{room.port:04X}")], [f"0100007F:{room.port:04X}"])


def test_the_log_says_nothing_about_what_is_searched_for():
    rooms.write_ledger("q.ledger", rooms.ARTICLES)
    for options, told in ([], False), (["--log-queries"], True):
        with rooms.room("q.ledger", *options) as room:
            room.get("/search?q=secretword")
            room.post("/read", {"text": "secretword"})
            room.form("/login", {"password": "secretword"})
            room.get("/a%0ab?x=secretword")
        with open("serve.log", encoding="utf-8") as log:
            lines = log.read().splitlines()
        same(any("secretword" in line for line in lines), told)
        same(len(lines), 4, lines)


# ---- those who are slow, and those who are many ----

def test_a_thousand_idle_connections_and_slow_ones():
    rooms.write_ledger("i.ledger", rooms.ARTICLES)
    with rooms.room("i.ledger") as room, contextlib.ExitStack() as stack:
        def connect(data=b""):
            s = stack.enter_context(socket.create_connection(("127.0.0.1", room.port)))
            s.sendall(data)
            return s
        idle = [connect() for _ in range(700)]
        slow = [connect(b"GET /search HTTP/1.1\r\nHost: loc") for _ in range(200)]
        posting = [connect(b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Length: 100000\r\n\r\nx") for _ in range(100)]
        worst = 0
        for _ in range(20):
            begun = time.monotonic()
            same(room.get("/search").status, 200)
            worst = max(worst, time.monotonic() - begun)
        assert worst < 2, worst
        # Those who send a byte now and then are shut off, however busy they look.
        end = time.monotonic() + 20
        gone = None
        while time.monotonic() < end and gone is None:
            time.sleep(0.5)
            with contextlib.suppress(BlockingIOError):
                try:
                    slow[0].sendall(b"a")
                    slow[0].setblocking(False)
                    if slow[0].recv(1) == b"":
                        gone = True
                except (BrokenPipeError, ConnectionResetError):
                    gone = True
                finally:
                    slow[0].setblocking(True)
        assert gone, "a client that never ends its request is never shut off"
        same(room.get("/search").status, 200)
        assert len(idle) + len(slow) + len(posting) == 1000


def test_who_does_not_read_holds_up_nobody():
    rooms.write_ledger("w.ledger", rooms.ARTICLES)
    with rooms.room("w.ledger") as room, contextlib.ExitStack() as stack:
        for _ in range(60):
            s = stack.enter_context(socket.socket())
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            s.connect(("127.0.0.1", room.port))
            s.sendall((b"GET /search?limit=100 HTTP/1.1\r\n" + H + b"\r\n") * 10)
        for _ in range(10):
            same(room.get("/search").status, 200)


def test_many_readers_of_long_texts_do_not_stop_searching():
    rooms.write_ledger("r.ledger", rooms.ARTICLES)
    text = ("Mayor Ana Duarte said that the bridge was closed. \"We will open it,\" she said. " * 20000)[:400000]
    with rooms.room("r.ledger") as room:
        statuses = []
        readers = [threading.Thread(target=lambda: statuses.append(room.post("/read", text, Content_Type="text/plain").status))
                   for _ in range(20)]
        for reader in readers:
            reader.start()
        time.sleep(0.3)
        begun = time.monotonic()
        same(room.get("/api/v1/search").status, 200)
        assert time.monotonic() - begun < 5
        for reader in readers:
            reader.join()
        assert set(statuses) <= {200, 503} and 200 in statuses and 503 in statuses, statuses


LENGTHS = [
    ("/read", 100000, {200}), ("/articles", 100000, {201}), ("/read", (8 << 20) + 1, {413}), ("/logout", 100000, {413}), ("/login", 100000, {413}),
    ("/articles/1/statements", 100000, {413}), ("/api/v1/articles/1/statements", 100000, {413}),
    ("/statements/1/corrections", 100000, {413}), ("/api/v1/statements/1/corrections", 100000, {413}),
    ("/api/v1/corrections/1/withdrawal", 100000, {413}), ("/corrections/1/withdrawal", 100000, {413}),
]


def length_is(path, size, statuses):
    """Only a text may be long."""
    room = closed_room()
    answer = room.post(path, "x" * size, Content_Type="text/plain", Authorization=f"Bearer {TOKEN}")
    assert answer.status in statuses, answer


def memory_of(room):
    with open(f"/proc/{room.process.pid}/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_what_hides_behind_two_lengths_is_not_answered():
    got = raw(hostile_room(), b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Length: 5\r\nTransfer-Encoding: chunked"
              b"\r\n\r\n0\r\n\r\nGET /help HTTP/1.1\r\n" + H + b"Connection: close\r\n\r\n", wait=2)
    same((status_of(got), got.count(b"HTTP/1.1 ")), (400, 1))


def test_the_log_has_plain_characters_alone():
    rooms.write_ledger("v.ledger", rooms.ARTICLES)
    with rooms.room("v.ledger", "--log-queries") as room:
        for line in (b"/%C2%9B31mRED", b"/\xc2\x9b31m", b"/\xe2\x80\xae", b"/search?q=\x1b]0;pwn\x07", b"/search?q=\xe2\x80\xa8"):
            raw(room, b"GET " + line + b" HTTP/1.1\r\n" + H + b"Connection: close\r\n\r\n", wait=2)
    with open("serve.log", "rb") as log:
        told = log.read()
    assert told.count(b"\n") >= 1 and all(32 <= byte < 127 for byte in told.replace(b"\n", b"")), told


def test_what_the_signed_in_see_is_not_stored():
    room = closed_room()
    cookie, token = room.visit("/login")
    new = cookie_of(sign_in(room, cookie, token, password=TOKEN))
    for path in "/search", "/articles/1", "/api/v1/articles/1":
        answer = room.get(path, Cookie=new, Accept="text/html")
        same((answer.status, answer.headers["Cache-Control"], answer.headers["ETag"]), (200, "no-store", None))


def test_behind_a_server_each_fails_for_himself():
    """What the named address says about who asks is believed, and nobody else's word."""
    rooms.write_ledger("x.ledger", rooms.ARTICLES)
    tap.write("token", TOKEN + "\n")
    with rooms.room("x.ledger", "--token-file", "token", "--trusted-proxy", "127.0.0.1") as room:
        def tries(secret, source="127.0.0.1", **headers):
            """Each says who he is in a header, to the server that is trusted, or to us."""
            with socket.create_connection(("127.0.0.1", room.port), timeout=20, source_address=(source, 0)) as s:
                body = urllib.parse.urlencode({"csrf": token, "password": secret}).encode()
                lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
                s.sendall(b"POST /login HTTP/1.1\r\n" + H + f"Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n{lines}"
                          f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
                return status_of(s.recv(65536))
        cookie, token = room.visit("/login")
        for _ in range(5):
            same(tries("wrong", X_Forwarded_For="203.0.113.9, 198.51.100.1"), 403)
        same(tries(TOKEN, X_Forwarded_For="203.0.113.9, 198.51.100.1"), 429)
        same(tries(TOKEN, Forwarded="for=198.51.100.1"), 429)
        same(tries(TOKEN, X_Forwarded_For="198.51.100.1, 198.51.100.2"), 303)  # one cannot name another
        same(tries(TOKEN, Forwarded='for="[2001:db8::1]:80";proto=https'), 303)
        same(tries(TOKEN), 303)
        for n in range(5):  # whoever is not trusted stays who he is, whatever he says
            same(tries("wrong", "127.0.0.3", X_Forwarded_For=f"198.51.100.{n + 10}", Forwarded=f"for=198.51.100.{n + 10}"), 403)
        same(tries(TOKEN, "127.0.0.3", X_Forwarded_For="198.51.100.99"), 429)
        same(tries(TOKEN, X_Forwarded_For="198.51.100.10"), 303)
    refused = tap.run(sys.argv[1], "serve", "--trusted-proxy", "proxy.example", "x.ledger")
    assert refused.status == 2 and "is no address" in refused.err, refused


def test_cookies_are_secure_where_browsers_come_by_https():
    rooms.write_ledger("y.ledger", rooms.ARTICLES)
    tap.write("token", TOKEN + "\n")

    def cookies(room, **headers):
        page = room.get("/login?ui=fr&theme=dark", Accept="text/html", **headers)
        mine = page.headers["Set-Cookie"].split(";")[0]
        token = page.text.split('name="csrf" value="')[1].split('"')[0]
        inside = room.form("/login", {"csrf": token, "password": TOKEN}, Cookie=mine, **headers)
        same(inside.status, 303)
        new = cookie_of(inside)
        token = room.get("/api/v1/session", Cookie=new, **headers).json["csrf"]
        outside = room.form("/logout", {"csrf": token}, Cookie=new, **headers)
        same(outside.status, 303)
        return [one for answer in (page, inside, outside) for one in answer.headers.get_all("Set-Cookie")]

    for options, headers, secure in (
            ([], {}, False), (["--secure-cookies"], {}, True), ([], {"X_Forwarded_Proto": "https"}, False),
            (["--trusted-proxy", "127.0.0.1"], {"X_Forwarded_Proto": "https"}, True),
            (["--trusted-proxy", "127.0.0.1"], {"Forwarded": "for=198.51.100.1;proto=https"}, True),
            (["--trusted-proxy", "127.0.0.1"], {"X_Forwarded_Proto": "http"}, False),
            (["--trusted-proxy", "127.0.0.2"], {"X_Forwarded_Proto": "https"}, False)):
        with rooms.room("y.ledger", "--token-file", "token", *options) as room:
            got = cookies(room, **headers)
            same(len(got), 5, got)
            same([("; Secure" in one) for one in got], [secure] * 5, options, headers)


def test_a_corrected_name_does_not_turn_the_direction_of_writing():
    """It would look like another's; one that an article has may stay, and is shown as what it is."""
    text = "\"We close the docks,\" said Ana \u202eDuarte\u202c. \"We close them all,\" said Karl Oster.\n"
    rooms.write_ledger("b.ledger", [{"url": "https://turned.example/1", "text": text, "outlet": "Turned"}])
    with rooms.room("b.ledger") as room:
        cookie, token = room.visit()
        mine = {"Cookie": cookie, "X_CSRF_Token": token}
        hits = room.get("/api/v1/search").json["statements"]
        for name in "Ana \u202eetraud", "Ana\u2066 Duarte\u2069", "\u200fAna", "Ana\u061c Duarte":
            for body in {"act": "change", "speaker": name}, {"act": "change", "speaker": "Ana Duarte", "role": name}, {"act": "confirm", "reader": name}:
                same(room.post(f"/api/v1/statements/{hits[0]['id']}/corrections", body, **mine).status, 422, body)
            form = {"csrf": token, "act": "change", "speaker": name, "type": "direct", "kind": "said", "content": "We close the docks,"}
            same(room.form(f"/statements/{hits[0]['id']}/corrections", form, Cookie=cookie).status, 422, name)
        same(room.get("/api/v1/search").json["statements"], hits)
        for hit in hits:
            answer = room.post(f"/api/v1/statements/{hit['id']}/corrections", {"act": "change", "type": "mixed"}, **mine)
            same(answer.status, 201, answer)
        done = tap.run(sys.argv[1], "correct", "b.ledger", str(hits[0]["id"]), "--speaker", "Ana \u202eetraud")
        assert done.status == 1 and "turns the direction" in done.err, done


def test_any_tag_is_no_tag_of_what_is_not_there():
    room = hostile_room()
    for path, status in (("/articles/99999", 404), ("/search?sort=none", 400), ("/api/v1/people/99999", 404), ("/none", 404)):
        same(room.get(path, If_None_Match="*").status, status)


def test_each_order_of_the_form_is_one():
    room = hostile_room()
    page = room.get("/search?q=a", Accept="text/html").text
    orders = re.findall(r'value="(\w*)"', page.split('name="sort"', 1)[1].split("</select>")[0])
    assert len(orders) >= 3, orders
    for order in orders:
        same(room.get(f"/search?sort={order}", Accept="text/html").status, 200, order)


def test_who_has_not_signed_in_is_not_listened_to():
    rooms.write_ledger("m.ledger", rooms.ARTICLES)
    tap.write("token", TOKEN + "\n")
    with rooms.room("m.ledger", "--token-file", "token") as room, contextlib.ExitStack() as stack:
        before = memory_of(room)
        waiting = [stack.enter_context(socket.create_connection(("127.0.0.1", room.port), timeout=10)) for _ in range(30)]
        for s in waiting:
            s.sendall(b"POST /read HTTP/1.1\r\n" + H + b"Content-Type: text/plain\r\nContent-Length: 4000000\r\n\r\n" + b"x" * 3999999)
        same(room.get("/help").status, 200)
        assert memory_of(room) < before + (40 << 20), (before, memory_of(room))
        for s in waiting:
            s.sendall(b"x")
            same(status_of(s.recv(4096)), 401)
        same(room.post("/read", "Ana Duarte said so.", Content_Type="text/plain").status, 401)
        same(room.form("/login", {}, Origin="http://evil.example").status, 403)


# ---- another file in the ledger's place ----

def test_a_ledger_that_was_replaced_is_left_alone():
    others = [{**article, "url": article["url"] + "/other", "text": "\"Nothing of it is true,\" said Vera Kolm, a clerk.\n" + article["text"]}
              for article in rooms.ARTICLES]
    for removed in False, True:
        rooms.write_ledger("mine.ledger", rooms.ARTICLES)
        rooms.write_ledger("other.ledger", others)
        with rooms.room("mine.ledger") as room:
            cookie, token = room.visit()
            mine = {"Cookie": cookie, "X_CSRF_Token": token}
            done = room.post("/api/v1/statements/2/corrections", {"act": "confirm"}, **mine)
            same(done.status, 201)
            os.replace("mine.ledger", "old.ledger")
            if not removed:
                os.replace("other.ledger", "mine.ledger")
                with open("mine.ledger", "rb") as file:
                    before = file.read()
            for change in (lambda: room.post("/api/v1/statements/1/corrections", {"act": "reject"}, **mine),
                           lambda: room.form("/statements/1/corrections", {"act": "reject", "csrf": token}, Cookie=cookie),
                           lambda: room.post("/api/v1/articles/1/statements", {"content": [{"start": 0, "end": 5}], "type": "direct"}, **mine),
                           lambda: room.post(f"/api/v1/corrections/{done.json['correction']}/withdrawal", b"", **mine),
                           lambda: room.form(f"/corrections/{done.json['correction']}/withdrawal", {"csrf": token}, Cookie=cookie),
                           lambda: room.post("/articles", forged(), **mine)):
                answer = change()
                same((answer.status, answer.json["code"]), (409, "ledger-replaced"), removed)
            same(room.get("/api/v1/search?who=kolm").json["total"], 0)
            same(room.get("/articles/1", Accept="text/html").status, 200)
            page = room.form("/articles", forged(csrf=token), Cookie=cookie, Accept="text/html")
            assert page.status == 409 and "replaced or removed" in page.text, page
            time.sleep(1.5)
            with open("serve.log", encoding="utf-8") as log:
                same(sum("replaced or removed" in line for line in log), 1)
        if not removed:
            with open("mine.ledger", "rb") as file:
                assert file.read() == before
        for name in os.listdir("."):
            os.remove(name)


# ---- a disk that stops ----

# Whoever reads or writes a ledger's file waits as long as there is a file of that name.
STOPPER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void wait_for_disk(int fd)
{
    char link[64], path[4096];
    const char *stop = getenv("STOP");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = stop != NULL && access(stop, F_OK) == 0 ? readlink(link, path, sizeof path - 1) : 0;
    if (size <= 0) return;
    path[size] = '\0';
    if (strstr(path, ".ledger") == NULL) return;
    char name[4200];
    snprintf(name, sizeof name, "%s.waits", stop);
    FILE *waits = fopen(name, "a");
    if (waits != NULL) fclose(waits);
    while (access(stop, F_OK) == 0) usleep(5000);
}
#define OVER(result, name, arguments, ...) \
    result name arguments { static result (*real) arguments; \
        if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, #name); \
        wait_for_disk(fd); return real(__VA_ARGS__); }
OVER(ssize_t, pread, (int fd, void *to, size_t size, off_t at), fd, to, size, at)
OVER(ssize_t, pread64, (int fd, void *to, size_t size, off_t at), fd, to, size, at)
OVER(ssize_t, pwrite, (int fd, const void *from, size_t size, off_t at), fd, from, size, at)
OVER(ssize_t, pwrite64, (int fd, const void *from, size_t size, off_t at), fd, from, size, at)
OVER(ssize_t, read, (int fd, void *to, size_t size), fd, to, size)
OVER(ssize_t, write, (int fd, const void *from, size_t size), fd, from, size)
OVER(int, fsync, (int fd), fd)
OVER(int, fdatasync, (int fd), fd)
OVER(int, ftruncate, (int fd, off_t size), fd, size)
"""


@contextlib.contextmanager
def room_with_a_disk_that_stops(ledger):
    """The room, and the name of the file that stops the disk."""
    if tap.sanitized():
        raise tap.Skip("the sanitizer wants to be loaded first")
    tap.write("stopper.c", STOPPER)
    if subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-w", "-o", "stopper.so", "stopper.c", "-ldl"], check=False).returncode != 0:
        raise tap.Skip("there is no compiler")
    os.environ["LD_PRELOAD"], os.environ["STOP"] = os.path.abspath("stopper.so"), os.path.abspath("stop")
    try:
        opened = rooms.room(ledger)
        room = opened.__enter__()
    finally:
        del os.environ["LD_PRELOAD"], os.environ["STOP"]
    try:
        room.settle()
        yield room
    finally:
        if os.path.exists("stop"):
            os.remove("stop")
        opened.__exit__(None, None, None)


def waiting_for(room, path):
    s = socket.create_connection(("127.0.0.1", room.port))
    s.settimeout(60)
    s.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    return s


def answer_to(s):
    got = b""
    while more := s.recv(1 << 16):
        got += more
    s.close()
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head[9:12]), head.decode().lower(), body


def test_a_disk_that_stops_stops_no_more_than_what_needs_it():
    """Pages that need the ledger wait or are told to come again; all others are there; and then it goes on."""
    rooms.write_ledger("d.ledger", [{**rooms.ARTICLES[n % 4], "url": f"https://many.example/{n}", "title": f"No {n}",
                                     "text": rooms.ARTICLES[n % 4]["text"] + f"\nVera Kolm said that number {n} was lost.\n" * 9} for n in range(60)])
    with room_with_a_disk_that_stops("d.ledger") as room:
        cookie, token = room.visit()
        mine = {"Cookie": cookie, "X_CSRF_Token": token}
        tap.write("stop", "")
        stuck = [waiting_for(room, f"/api/v1/articles/{n}") for n in range(1, 61)]
        keeping = threading.Thread(target=lambda: kept.append(room.post("/articles", forged(), **mine).status))
        kept = []
        keeping.start()
        for _ in range(300):
            if os.path.exists("stop.waits"):
                break
            time.sleep(0.02)
        assert os.path.exists("stop.waits"), "nobody has waited for the disk"
        style = re.search(r'href="(/assets/[^"]+)"', room.get("/help", Accept="text/html").text)[1]
        for path in "/help", "/login", "/openapi.json", "/api/v1/session", style:
            begun = time.monotonic()
            same(room.get(path).status, 200, path)
            assert time.monotonic() - begun < 5, path
        same(room.get("/nowhere").status, 404)
        same(room.post("/read", {"text": "Ana Duarte said so."}).status, 200)
        begun = time.monotonic()
        told = [answer_to(s) for s in stuck[-20:]]  # these have no desk, and wait for nothing that will come
        assert time.monotonic() - begun < 40
        for status, head, body in told:
            same((status, json.loads(body)["code"]), (503, "busy"))
            assert "\r\nretry-after: " in head, head
        os.remove("stop")
        for status, _, body in map(answer_to, stuck[:-20]):
            assert status == 200 or (status == 503 and json.loads(body)["code"] in ("busy", "slow")), (status, body)
        keeping.join(60)
        assert kept and kept[0] in (201, 503), kept
        for n in range(1, 61):
            same(room.get(f"/api/v1/articles/{n}").status, 200, n)
        same(room.post("/api/v1/statements/1/corrections", {"act": "confirm"}, **mine).status, 201)


# ---- what takes long ----

def dense_text(size):
    """Of statements, each by somebody else of five thousand."""
    out, used = [], 0
    while used < size:
        n = len(out)
        out.append(f"Mayor Ana{n % 5000} Duarte said on Tuesday that the bridge number {n} of the long river would be closed for the "
                   + ("summer.\n\n" if n % 5 == 4 else "summer. "))
        used += len(out[-1])
    return "".join(out)


def seconds_of(room):
    with open(f"/proc/{room.process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_four_times_the_text_takes_four_times_the_time():
    rooms.write_ledger("n.ledger", rooms.ARTICLES)
    with rooms.room("n.ledger") as room:
        cookie, token = room.visit()
        room.post("/read", "Ana Duarte said so.", Content_Type="text/plain")  # the models are loaded

        def read(text):
            same(room.post("/read", text, Content_Type="text/plain").status, 200)

        def keep(text):
            return room.form("/articles", {"text": text, "url": f"https://x.example/{len(text) // 100000}", "csrf": token},
                             Cookie=cookie).json["article"]

        def show(number):
            for path in f"/articles/{number}", f"/api/v1/articles/{number}":
                same(room.get(path, Accept="text/html").status, 200)

        def took(do, given):
            begun = seconds_of(room)
            do(given)
            return seconds_of(room) - begun

        size = 100000 if tap.sanitized() else 400000
        small, large = dense_text(size), dense_text(4 * size)
        kept = []
        for text in small, large:  # in two versions: the places of the first are looked for in the second
            keep(text)
            kept.append(keep("This line is new.\n\n" + text))
        for do, few, many in (read, small, large), (show, *kept):
            short, long = took(do, few), took(do, many)
            assert long < short * 8 + 0.3, (short, long)


class Tarpit:
    """It answers each request after so many seconds: by sending on to itself."""

    def __init__(self, seconds):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                time.sleep(seconds)
                with contextlib.suppress(OSError):
                    self.send_response(302)
                    self.send_header("Location", "/again")
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_address[1]}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()


def test_slow_work_ends_when_nobody_waits_for_it_and_holds_up_no_sign_in():
    rooms.write_ledger("p.ledger", rooms.ARTICLES)
    tap.write("token", TOKEN + "\n")
    pit, mine = Tarpit(30), {"Authorization": f"Bearer {TOKEN}"}
    with rooms.room("p.ledger", "--fetch-private", "--token-file", "token") as room, contextlib.ExitStack() as stack:
        body = json.dumps({"url": pit.url}).encode()
        waiting = [stack.enter_context(socket.create_connection(("127.0.0.1", room.port))) for _ in range(6)]
        for s in waiting:
            s.sendall(b"POST /read HTTP/1.1\r\n" + H + f"Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        time.sleep(0.5)
        begun = time.monotonic()
        cookie, token = room.visit("/login")
        same(sign_in(room, cookie, token, password=TOKEN).status, 303)
        same(room.post("/api/v1/statements/1/corrections", {"act": "confirm"}, **mine).status, 201)
        assert time.monotonic() - begun < 3, time.monotonic() - begun
        for s in waiting:
            s.close()
        same(room.post("/read", {"text": "Ana Duarte said so."}, **mine).status, 200)
        assert time.monotonic() - begun < 12, time.monotonic() - begun


def test_an_address_that_leads_on_and_on_has_one_time_for_all():
    rooms.write_ledger("o.ledger", rooms.ARTICLES)
    with rooms.room("o.ledger", "--fetch-private") as room:
        begun = time.monotonic()
        same(room.post("/read", {"url": Tarpit(9).url}).status, 502)
        assert time.monotonic() - begun < 25, time.monotonic() - begun


def test_it_ends_when_it_is_told_to():
    import signal
    rooms.write_ledger("z.ledger", rooms.ARTICLES)
    for which in signal.SIGINT, signal.SIGTERM:
        with rooms.room("z.ledger") as room, socket.create_connection(("127.0.0.1", room.port)) as idle:
            idle.sendall(b"GET /")
            threading.Thread(target=lambda room=room: room.post("/read", "a" * 3000000, Content_Type="text/plain"), daemon=True).start()
            time.sleep(0.1)
            begun = time.monotonic()
            room.process.send_signal(which)
            same(room.process.wait(timeout=30), 0)
            assert time.monotonic() - begun < 15


def test_deep_and_wide_bodies():
    room = hostile_room()
    for body, kind, statuses in (
            ("[" * 100000, "application/json", {400}), ('{"a":' * 100000, "application/json", {400}),
            ('{"text":"' + "x" * 3000000 + '"}', "application/json", {200}), ('{"text":"\\ud800"}', "application/json", {400}),
            ('{"text":"a","text":"b"}', "application/json", {400}), ("&".join(f"a{n}=b" for n in range(70)), "application/x-www-form-urlencoded", {400}),
            ("text=%zz", "application/x-www-form-urlencoded", {400}), ("text=%00", "application/x-www-form-urlencoded", {400}),
            ("text=" + "%41" * 100000, "application/x-www-form-urlencoded", {200}), ("\0" * 1000, "text/plain", {200}),
            ("<div>" * 100000, "text/html", {200}), ("\"" * 1000000, "text/plain", {200}), ("\u202e" * 1000, "text/plain; charset=utf-8", {200}),
            ("x", "text/plain; charset=" + "y" * 500, {200, 422}), ("x", "text/plain;" * 500, {200}), ("x", "application/jsonx", {415})):
        answer = room.post("/read", body, Content_Type=kind)
        assert answer.status in statuses, (body[:60], kind[:60], answer)
    alive(room)


# ---- each line a test ----

def each(name, cases, test):
    for n, case in enumerate(cases):
        label = re.sub(r"\W+", "_", str(case[0]))[:50].strip("_")
        globals()[f"test_{name}_{n}_{label}"] = lambda case=case: test(*case[1:])


each("article", [(name, n, evil) for n, (name, evil) in enumerate(EVIL)], article_is_text)
each("query", EVIL, query_is_text)
each("reading", [(name, n, evil) for n, (name, evil) in enumerate(EVIL)], reading_is_text)
each("path", [(path, path, status) for path, status in PATHS], path_is)
each("request", REQUESTS, request_is)
each("host", [(h or "empty", h, False) for h in HOSTS] + [(h, h, True) for h in GOOD_HOSTS], host_is)
each("address", [(a, n) for n, a in enumerate(addresses(0))], address_is_refused)
each("forgery", FORGERIES, forgery_is_refused)
each("shut", [(path, path) for path in SHUT], is_shut)
each("length", [(f"{path} {size}", path, size, statuses) for path, size, statuses in LENGTHS], length_is)
each("next", [(after, after) for after in NEXT], next_stays_here)

if __name__ == "__main__":
    tap.main(globals(), jobs=3, end=STACK.close)
