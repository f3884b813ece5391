#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The pages of the reading room as bytes: what every one of them must be,
without a browser. room_pages.py SELON ARTICLES.jsonl SOURCE_ROOT

All pages that can be reached from the first are asked for, in both languages.
"""
import html
import html.parser
import http.client
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

import tap
from tap import good, same

VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "wbr"}
MOST = 400  # pages in one walk

HOSTILE = ("<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "</title><script>alert(3)</script>",
           "' onfocus=alert(4) autofocus='", "javascript:alert(5)", "{{7*7}}%s%n%w\u202egnp.exe")


class Room:
    """`selon serve` over a ledger, for the time of a test."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def __enter__(self):
        self.process = subprocess.Popen([sys.argv[1], "serve", "--quiet", "--port", "0", *self.arguments, "a.ledger"],
                                        stdout=subprocess.PIPE, text=True)
        self.host = urllib.parse.urlsplit(self.process.stdout.readline().strip()).netloc
        return self

    def __exit__(self, *_):
        self.process.terminate()
        same(self.process.wait(20), 0)
        self.process.stdout.close()

    def get(self, path, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=30)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


class Page(html.parser.HTMLParser):
    """A page taken apart; what is wrong with it is in `wrong`."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.ids, self.links, self.refers, self.language = [], [], [], [], [], None
        self.words = []
        self.feed(text)
        self.close()
        self.wrong += [f"<{tag}> is not closed" for tag in self.open]
        self.wrong += [f"id {one} twice" for one in {one for one in self.ids if self.ids.count(one) > 1}]
        self.wrong += [f"#{one} is not there" for one in self.refers if one not in self.ids]

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.wrong.append(f"{name}= in <{tag}>")
            if name in ("href", "src", "action") and re.match(r"\s*(javascript|data|vbscript):", value or "", re.I):
                self.wrong.append(f"{name}={value}")
        if len({name for name, _ in attrs}) != len(attrs):
            self.wrong.append(f"an attribute twice in <{tag}>")
        if tag == "html":
            self.language = given.get("lang")
        if tag == "script" and "src" not in given:
            self.wrong.append("a script in the page")
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.refers += (given.get(name) or "").split()
        if tag == "a" and given.get("href", "").startswith("#"):
            self.refers.append(given["href"][1:])
        elif tag in ("a", "link") and given.get("href", "").startswith(("/", "?")) or tag == "script":
            self.links.append(given.get("href") or given.get("src"))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> inside <{self.open[-1] if self.open else ''}>")
            return
        self.open.pop()

    def handle_data(self, data):
        self.words.append(data)


def looked_at(room, path, language, status=200):
    answer, body = room.get(path, Cookie=f"ui={language}")
    same((path, answer.status), (path, status))
    page = Page(body.decode("utf-8"))
    same((path, page.wrong), (path, []))
    same((path, page.language), (path, language))
    return page


def walk(room, language):
    """Every page that a link leads to, once for all that differs in its query's values only by a place in a list."""
    waiting, seen, shapes = ["/"], set(), {}
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        page = looked_at(room, path, language)
        seen.add(path)
        for link in page.links:
            link = urllib.parse.urljoin(path, link).split("#")[0]
            if re.match(r"/(assets|openapi|statements/\d+$)", link) or re.search(r"[?&](ui|theme)=", link) or link in seen or link in waiting:
                continue
            shape = re.sub(r"\d+", "0", re.sub(r"=[^&]*", "=", link))
            shapes[shape] = shapes.get(shape, 0) + 1
            if shapes[shape] <= 6:
                waiting.append(link)
    return seen


def ledger():
    good("add", "-q", "a.ledger", sys.argv[2])


def test_every_page_in_french():
    ledger()
    with Room() as room:
        seen = walk(room, "fr")
        assert len(seen) > 30, seen
        for beginning in ("/search?", "/articles/", "/people/", "/statements/", "/compare", "/read", "/help"):
            assert any(path.startswith(beginning) for path in seen), beginning


def test_every_page_in_english():
    ledger()
    with Room() as room:
        assert len(walk(room, "en")) > 30


def test_assets():
    """They are kept for good, compressed for who wants it, and nothing else of the program comes out by their path."""
    ledger()
    with Room() as room:
        links = [link for link in looked_at(room, "/help", "en").links if link.startswith("/assets/")]
        assert len(links) >= 2, links
        for link in links:
            plain, body = room.get(link)
            packed, less = room.get(link, **{"Accept-Encoding": "gzip"})
            same((plain.status, packed.status), (200, 200))
            assert "immutable" in plain.headers["Cache-Control"], plain.headers
            same(plain.headers["Content-Encoding"], None)
            assert len(less) < len(body) and packed.headers["Content-Encoding"] == "gzip", link
        for path in ("/assets/none.js", "/assets/", "/assets/words/fr.txt", "/words/fr.txt"):
            same((path, room.get(path)[0].status), (path, 404))


def test_hostile_words_are_words():
    """What an article, or an address, brings along stands in the page as it is, and is no part of it."""
    lines = [json.dumps({"url": f"https://x.example/{i}", "title": evil, "outlet": evil, "author": evil, "lang": "en",
                         "date": "2026-01-02",
                         "text": f"{evil}\n\nMayor Ana Duarte of {evil} said that \"the bridge {evil} would stay closed.\""})
             for i, evil in enumerate(HOSTILE)]
    good("add", "-q", "a.ledger", tap.write("a.jsonl", "\n".join(lines)))
    with Room() as room:
        for path in walk(room, "en"):
            _, body = room.get(path)
            for wrong in (b"<script>alert", b"<img src=x", b"\xe2\x80\xae"):
                assert wrong not in body, (path, wrong)
        for evil in HOSTILE:
            asked = urllib.parse.urlencode({"q": evil, "who": evil, "outlet": evil})
            for path in (f"/search?{asked}", f"/people?{asked}", f"/?{asked}",
                         f"/compare?by=outlet&{urllib.parse.urlencode({'left': evil, 'right': evil, 'about': evil})}"):
                answer, body = room.get(path)
                same(Page(body.decode("utf-8")).wrong, [])
                assert answer.status in (200, 400) and b"<script>alert" not in body, path


def test_sentences_beyond_measure():
    """A text without a full stop, and a statement that holds all of it, do not fill a page of results."""
    text = '"' + ", ".join(f"the bridge number {i} is closed" for i in range(20000)) + '", said Ana Duarte, the mayor.'
    good("add", "-q", "a.ledger", tap.write("a.jsonl", json.dumps({"url": "https://x.example/1", "lang": "en", "title": "T",
                                                                   "text": text})))
    with Room() as room:
        answer, body = room.get("/search?q=bridge")
        same((answer.status, Page(body.decode()).wrong), (200, []))
        assert b"[\xe2\x80\xa6]" in body and len(body) < 40000, len(body)
        answer, body = room.get("/articles/1")
        same((answer.status, Page(body.decode()).wrong), (200, []))
        assert len(text) < len(body) < 2 * len(text), len(body)


def send(room, path, body, kind, accept="text/html"):
    connection = http.client.HTTPConnection(room.host, timeout=30)
    connection.request("POST", path, body, {"Content-Type": kind, "Accept": accept})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def run_json(room, value):
    answer, body = send(room, "/read", json.dumps(value), "application/json", "application/json")
    same(answer.status, 200)
    return body


def post(room, path, fields, cookie):
    connection = http.client.HTTPConnection(room.host, timeout=30)
    connection.request("POST", path, urllib.parse.urlencode(fields), {
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Accept": "text/html",
        "Origin": f"http://{room.host}"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


class Forms(html.parser.HTMLParser):
    """What a browser would send of each form, by its action: fields that nobody touched."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.by, self.form, self.area, self.choice = {}, None, None, None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.form = self.by.setdefault(given["action"], {})
        if self.form is None:
            return
        if tag == "input" and "name" in given and (given.get("type") != "checkbox" or "checked" in given):
            self.form[given["name"]] = given.get("value") or ""
        elif tag == "textarea":
            self.area = given["name"]
            self.form[self.area] = ""
        elif tag == "select":
            self.choice = given["name"]
        elif tag == "option" and (self.choice not in self.form or "selected" in given):
            self.form[self.choice] = given["value"]

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag == "textarea":
            self.form[self.area] = self.form[self.area].removeprefix("\n")
            self.area = None

    def handle_data(self, data):
        if self.area is not None:
            self.form[self.area] += data


def visit(room, path="/read"):
    """A page as a browser has it that comes for the first time: the cookie, its forms and the page."""
    answer, body = room.get(path)
    same((path, answer.status), (path, 200))
    return answer.headers["Set-Cookie"].split(";")[0], Forms(body.decode()).by, body.decode()


# What the eye would be misled by is shown as something else, but is kept as it is.
ODD = ("\nMayor Ana \u202bDuarte\u202c & Söhne <b>\"said\"</b> &amp; 'so' that \x1bthe \x7fbridge\x85 would \u2067stay\u2069 closed.\r\n\r\n"
       "\"We will not gamble,\" Duarte told reporters.\r\n\ufeff\u2028 \ufffd \U0001f600\n")


def test_what_is_kept_is_what_was_given():
    """Every byte of it: forms carry values as they are, whatever stands in for them on the page."""
    ledger()
    with Room() as room:
        cookie, forms, _ = visit(room)
        for given in (ODD, ODD[1:], "\n\n" + ODD):
            fields = {"text": given, "title": "A \u202etitle\u202c's <i>", "outlet": "O\u202bne & \"two\"", "date": "2026-01-02"}
            answer, body = post(room, "/read", {**forms["/read"], **fields}, cookie)
            page = body.decode()
            same((answer.status, Page(page).wrong), (200, []))
            assert "\u202b" not in page and "\u202e" not in page, "it misleads"
            again = Forms(page).by
            same(again["/read"]["text"], given)
            keep = again["/articles"]
            same({name: keep[name] for name in fields}, fields)
            kept, _ = post(room, "/articles", keep, cookie)
            same(kept.status, 303)
            text = json.loads(room.get("/api/v1" + kept.headers["Location"])[1])
            same((text["place"]["title"], text["place"]["outlet"]), (fields["title"], fields["outlet"]))
            direct = json.loads(run_json(room, {"text": given}))["text"]
            same(text["text"], direct)
            for part in ("\u202bDuarte\u202c", "\x1bthe", "<b>\"said\"</b> &amp;", "\u2067stay\u2069"):
                assert part in text["text"], (part, text["text"])


def test_a_search_form_asks_the_same_again():
    ledger()
    with Room() as room:
        asked = {"q": "bridge", "who": "Du\u202earte", "outlet": "A \u2067\"b\" & <c>"}
        for path in ("/search", "/people"):
            _, body = room.get(f"{path}?{urllib.parse.urlencode(asked)}")
            form = Forms(body.decode()).by[path]
            same({name: form[name] for name in form if name in asked}, {name: asked[name] for name in form if name in asked})


def test_what_a_form_cannot_carry_is_not_offered():
    """A text that is no UTF-8 or holds a NUL is read and shown, without a form that would keep something else."""
    ledger()
    with Room() as room:
        for kind, given in (("text/plain; charset=iso-8859-1", "Ana Duarte said the caf\xe9 would stay closed.".encode("latin-1")),
                            ("text/plain", b"Ana Duarte said the bridge would stay\0 closed."),
                            ("text/plain; charset=utf-16le", "Ana Duarte said the bridge would stay closed.".encode("utf-16le"))):
            answer, body = send(room, "/read", given, kind)
            same((kind, answer.status, Page(body.decode()).wrong), (kind, 200, []))
            assert "/articles" not in Forms(body.decode()).by, kind
        answer, body = send(room, "/read", b"<p>Ana Duarte said the bridge would stay closed.", "text/html")
        same(Forms(body.decode()).by["/articles"]["format"], "html")


def test_corrections_that_make_no_sense():
    """They are refused with a reason, in a page, and change nothing; what makes sense is done."""
    ledger()
    with Room() as room:
        answer, body = room.get("/statements/3/correct")
        text = body.decode()
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        csrf = re.search(r'name="csrf" value="([^"]+)"', text).group(1)
        field = {name: html.unescape(value) for name, value in
                 re.findall(r'<input type="text" id="f-[a-z]+" name="([a-z]+)"[^>]*? value="([^"]*)"', text)}
        content = html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.S).group(1))
        good_one = {**field, "csrf": csrf, "act": "change", "content": content, "type": "direct", "kind": "said"}
        before = room.get("/articles/1")[1]
        wrong = [({"csrf": "x"}, 403), ({"act": "burn"}, 400), ({"type": "loud"}, 400), ({"kind": ""}, 400),
                 ({"content": ""}, 400), ({"content": "nobody wrote this"}, 400), ({"content": "\n".join([content] * 2)}, 422),
                 ({"content": "\n".join(["a"] * 2000)}, 400), ({"source": "nobody wrote this"}, 400), ({"cue": "@0-3"}, 400),
                 ({"speaker": "x" * 3000}, 422), ({"speaker": "a\tb\nc" * 200}, 422), ({"reader": "y" * 9000, "speaker": "Another"}, 422)]
        for change, status in wrong:
            answer, body = post(room, "/statements/3/corrections", {**good_one, **change}, cookie)
            same((str(change)[:99], answer.status), (str(change)[:99], status))
            same(Page(body.decode()).wrong, [])
        for path in ("/statements/999999/corrections", "/statements/x/corrections", "/corrections/999/withdrawal",
                     "/corrections/-1/withdrawal", "/corrections/99999999999999999999/withdrawal"):
            same((path, post(room, path, good_one, cookie)[0].status), (path, 404))
        # Nothing at all is changed by a form that nobody has touched, but for its type here.
        same(before, room.get("/articles/1")[1])
        same(post(room, "/statements/3/corrections", {**good_one, "speaker": "Nobody <b>Else</b>"}, cookie)[0].status, 303)
        assert b"Nobody &lt;b&gt;Else&lt;/b&gt;" in room.get("/articles/1")[1]


def test_a_statement_that_was_missed():
    """A reader adds it by its words; what makes no sense comes back with what was typed."""
    text = ("The mill is shut. The mill is shut, the foreman told Ana Duarte, and nobody will open it.\n\n\"We will not gamble,\" Mayor Ana Duarte "
            "said. The mill is shut for good.\n")
    with open("m.jsonl", "w", encoding="utf-8") as out:
        out.write(json.dumps({"url": "https://mill.example/1", "text": text, "outlet": "The Mill"}) + "\n")
    tap.run(sys.argv[1], "add", "a.ledger", "m.jsonl")
    with Room() as room:
        for language in "fr", "en":
            looked_at(room, "/articles/1/missing", language)
        assert '/articles/1/missing"' in room.get("/articles/1")[1].decode()
        same(room.get("/articles/99/missing")[0].status, 404)
        cookie, forms, _ = visit(room, "/articles/1/missing")
        path = "/articles/1/statements"
        before = room.get("/articles/1")[1]
        typed = {**forms[path], "content": "The  mill is\nshut\n", "cue": "the foreman told", "source": "the foreman", "addressee": "Ana Duarte",
                 "speaker": "foreman & <b>", "role": "a \"boss\"", "type": "indirect", "kind": "said", "reader": "Zoé"}
        wrong = [({"csrf": "x"}, 403), ({"content": " \n"}, 400), ({"content": "nobody wrote this"}, 400), ({"type": "loud"}, 400), ({"kind": ""}, 400),
                 ({"source": "somebody"}, 400), ({"content": "@0-3"}, 400), ({"content": "\n".join(["mill"] * 99)}, 400), ({"content": "shut\nThe"}, 422),
                 ({"speaker": "x" * 3000}, 422), ({"speaker": "\u202ex"}, 422), ({"reader": "\u202ex"}, 422)]
        for change, status in wrong:
            answer, body = post(room, path, {**typed, **change}, cookie)
            same((str(change)[:99], answer.status), (str(change)[:99], status))
            page = Page(body.decode())
            same(page.wrong, [])
            if status != 403:
                again = Forms(body.decode()).by[path]
                wanted = {**typed, **change}
                same({n: again[n] for n in ("cue", "addressee", "role")}, {n: wanted[n] for n in ("cue", "addressee", "role")})
                same(again["content"].strip(), wanted["content"].strip())
        same(room.get("/articles/1")[1], before)
        for bad in "/articles/99/statements", "/articles/x/statements":
            same(post(room, bad, typed, cookie)[0].status, 404)
        answer, _ = post(room, path, typed, cookie)
        same(answer.status, 303)
        number = int(answer.headers["Location"].rsplit("/", 1)[1])
        is_now = statement(room, number)
        same((is_now["speaker"], is_now["role"], is_now["type"], is_now["corrected"], is_now["confidence"]), (typed["speaker"], typed["role"], "indirect", True, 1))
        # Of the three places the one near the cue.
        same([(span["text"]) for span in is_now["content"]], ["The mill is", "shut"])
        assert is_now["sentence"].startswith("The mill is shut, the foreman"), is_now
        same((is_now["cue"]["text"], is_now["source"]["text"], is_now["addressee"]["text"]), ("the foreman told", "the foreman", "Ana Duarte"))
        assert f'id="s{number}"' in room.get("/articles/1")[1].decode()
        forms = visit(room, f"/statements/{number}/correct")[1]
        assert any(action.startswith("/corrections/") for action in forms), forms


def correct_form(room, statement=3):
    cookie, forms, page = visit(room, f"/statements/{statement}/correct")
    return cookie, forms[f"/statements/{statement}/corrections"], page


def statement(room, number=3):
    return json.loads(room.get(f"/api/v1/statements/{number}")[1])["statement"]


def test_two_readers_correct_at_once():
    """Who corrects what another has changed meanwhile is told, and neither's words are lost."""
    ledger()
    path = "/statements/3/corrections"
    with Room() as room:
        cookie, first, _ = correct_form(room)
        cookie_b, second, _ = correct_form(room)
        same(post(room, path, {**first, "act": "change", "speaker": "Nuno Prado"}, cookie)[0].status, 303)
        before = statement(room)
        same(before["speaker"], "Nuno Prado")
        typed = {"type": "mixed", "role": "a \u200bclerk & <b>", "reader": "Zoé"}
        answer, body = post(room, path, {**second, **typed, "act": "change"}, cookie_b)
        page = body.decode()
        same((answer.status, Page(page).wrong, statement(room)), (409, [], before))
        again = Forms(page).by[path]
        same({name: again[name] for name in [*typed, "speaker"]}, {**typed, "speaker": "Nuno Prado"})
        for act in ("reject", "confirm"):
            same((act, post(room, path, {**second, "act": act}, cookie_b)[0].status), (act, 409))
        same(statement(room), before)
        same(post(room, path, {**again, "act": "change"}, cookie_b)[0].status, 303)
        after = statement(room)
        same((after["speaker"], after["role"], after["type"]), ("Nuno Prado", typed["role"], "mixed"))
        same({name: after[name] for name in ("content", "source", "cue")}, {name: before[name] for name in ("content", "source", "cue")})


def test_many_readers_correct_at_once():
    """Of forms that were made from the same state one is taken, however close they come."""
    import concurrent.futures
    ledger()
    with Room() as room:
        cookie, form, _ = correct_form(room)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda i: post(room, "/statements/3/corrections", {**form, "act": "change", "speaker": f"Reader {i} Prado"},
                                                    cookie)[0].status, range(8)))
        same(sorted(statuses), [303] + [409] * 7)


def test_what_is_kept_of_an_address_is_what_was_shown():
    """A page that has another text by now is shown again, and kept only then."""
    import http.server
    import threading
    said = ["the bridge would stay closed"]

    class Page_(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = f"<html><head><title>Bridge</title></head><body><p>Mayor Ana Duarte said on Tuesday that {said[0]} until March.</p></body></html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    ledger()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page_)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Room("--fetch-private") as room:
        cookie, forms, _ = visit(room)
        asked = {**forms["/read"], "url": f"http://127.0.0.1:{server.server_port}/bridge"}
        answer, body = post(room, "/read", asked, cookie)
        same((answer.status, Page(body.decode()).wrong), (200, []))
        keep = Forms(body.decode()).by["/articles"]
        same(keep["url"], asked["url"])
        said[0] = "the tunnel would open"
        before = json.loads(room.get("/api/v1/overview")[1])["ledger"]
        answer, body = post(room, "/articles", keep, cookie)
        same((answer.status, Page(body.decode()).wrong), (409, []))
        same(json.loads(room.get("/api/v1/overview")[1])["ledger"], before)
        assert "the tunnel would open" in " ".join(Page(body.decode()).words)
        answer, _ = post(room, "/articles", Forms(body.decode()).by["/articles"], cookie)
        same(answer.status, 303)
        assert b"the tunnel would open" in room.get("/api/v1" + answer.headers["Location"])[1]
    server.shutdown()
    server.server_close()


def test_long_titles_addresses_and_outlets():
    """What a text itself says of great length does not keep it from being kept, nor break a link."""
    long = "A very long title " * 20
    page = f"<html><head><title>{long}</title></head><body><article><h1>{long}</h1><p>{tap.ARTICLE}</p></article></body></html>"
    address = "https://x.example/" + "a" * 300
    outlet = "The Outlet " * 30
    good("add", "-q", "a.ledger", tap.write("a.jsonl", json.dumps({"url": address, "outlet": outlet, "title": "T", "lang": "en",
                                                                   "text": tap.ARTICLE})))
    with Room() as room:
        cookie, forms, _ = visit(room)
        for given in ({"text": page}, {"text": tap.ARTICLE, "url": address + "b"}):
            answer, body = post(room, "/read", {**forms["/read"], **given}, cookie)
            same((answer.status, Page(body.decode()).wrong), (200, []))
            answer, _ = post(room, "/articles", Forms(body.decode()).by["/articles"], cookie)
            same((str(given)[:20], answer.status), (str(given)[:20], 303))
            place = json.loads(room.get("/api/v1" + answer.headers["Location"])[1])["place"]
            if "url" in given:
                same(place["url"], given["url"])
        same(post(room, "/read", {"text": "x", "url": "https://x.example/" + "a" * 3000}, cookie)[0].status, 400)
        same(send(room, "/read?" + urllib.parse.urlencode({"url": address}), tap.ARTICLE.encode(), "text/plain")[0].status, 200)
        for language in ("fr", "en"):
            assert len(walk(room, language)) > 5


def test_signing_in_leads_back_to_the_query():
    ledger()
    with Room("--token-file", tap.write("token", "t" * 40 + "\n")) as room:
        for asked in ("/search?q=bridge&who=duarte&type=direct", "/search?q=caf%C3%A9+%26+%22b%22", "/articles/1?version=1", "/people"):
            answer, _ = room.get(asked)
            same(answer.status, 303)
            cookie, forms, page = visit(room, answer.headers["Location"])
            same(Page(page).wrong, [])
            same(forms["/login"]["next"], asked)
            answer, _ = post(room, "/login", {**forms["/login"], "password": "t" * 40}, cookie)
            same((answer.status, answer.headers["Location"]), (303, asked))
        same(room.get("/search?" + "&".join(f"{name}=" + "%2e" * 150 for name in ("q", "who", "role", "outlet", "about")))[0].headers["Location"], "/login?next=/search")


def test_totals_and_links_of_a_narrowed_overview():
    """They are of what was asked for, and what they lead to is so, too."""
    ledger()
    with Room() as room:
        answer, body = room.get("/api/v1/overview?about=zzzzqq")
        none = json.loads(body)
        same((none["articles"], none["statements"], none["people"]), (0, 0, 0))
        everything = json.loads(room.get("/api/v1/overview")[1])
        for asked in ("about=line", "outlet=Harrowgate+Courier", "type=direct"):
            total = json.loads(room.get(f"/api/v1/overview?{asked}")[1])
            hits, page = [], ""
            while page is not None:
                found = json.loads(room.get(f"/api/v1/search?{asked}&limit=100{page and '&page='}{page}")[1])
                hits += found["statements"]
                page = found["next"]
            same(total["statements"], len(hits))
            same(total["articles"], len({place["article"] for hit in hits for place in hit["places"]}))
            same(total["people"], len({hit["person"] for hit in hits if hit["person"]}))
            assert 0 < total["articles"] < everything["articles"] or asked == "type=direct"
        for link in looked_at(room, "/?about=line&since=2025-11", "en").links:
            if link.startswith("/search?") or re.match(r"/people/\d", link):
                assert "about=line" in link and "since=2025-11" in link, link
                same((link, room.get(link)[0].status), (link, 200))


def test_addressees_say_how_many_were_looked_at():
    lines = [json.dumps({"url": f"https://x.example/{i}", "lang": "en", "title": "T", "date": "2025-01-02", "outlet": "O",
                         "text": f"Mayor Ana Duarte told reporters that bridge number {i} would stay closed.\n"}) for i in range(60)]
    good("add", "-q", "a.ledger", tap.write("a.jsonl", "\n".join(lines)))
    with Room() as room:
        page = looked_at(room, "/people/1", "en")
        words = " ".join(page.words)
        assert re.search(r"Of the latest \d+ statements that say to whom", words), words


def test_a_person_s_statements_are_shown_in_the_order_that_was_asked_for():
    """From the first to the last, as one reads how somebody's words changed; and no link leads back to the top of the page."""
    ledger()
    with Room() as room:
        for query, key in (("?sort=oldest", lambda s: (s["day"] is None, s["day"])), ("", lambda s: (s["day"] is not None, s["day"]))):
            found = json.loads(room.get(f"/api/v1/people/1/statements{query}")[1])["statements"]
            same([s["id"] for s in found], [s["id"] for s in sorted(found, key=lambda s: (key(s), s["id"]), reverse=not query)])
            _, body = room.get(f"/people/1{query}", Cookie="ui=en")
            shown = re.findall(r'<li class="hit" data-s="(\d+)"', body.decode())
            same([int(n) for n in shown], [s["id"] for s in found][:len(shown)])
            assert len(shown) > 2 and f'<option value="{query[6:]}" selected>' in body.decode(), body.decode()
        page = looked_at(room, "/people/1?about=the&sort=oldest", "en")
        own = [link for link in page.links if link.startswith("/people/1?") and not re.search(r"[?&](ui|theme)=", link)]
        assert len(own) > 3 and all(link.endswith("#statements") for link in own), own
        page = looked_at(room, "/people/1", "en")
        assert "statements" in page.refers and "facets" in page.refers, page.refers
        same([word for word in re.findall(r' data-w-([a-z-]+)="([^"]*)"', body.decode()) if word[0] == word[1]], [("direct", "direct"), ("indirect", "indirect"), ("mixed", "mixed")])


def test_what_was_chosen_is_named():
    ledger()
    with Room() as room:
        who = json.loads(room.get("/api/v1/people/1")[1])["name"]
        for asked, words in (("person=1", who), ("min-confidence=0.5", "0.5"), ("published-since=2025-01", "2025-01"),
                             ("published-until=2026-01", "2026-01"), ("person=999999999", "999999999")):
            for path in ("/search", "/"):
                page = looked_at(room, f"{path}?{asked}", "en")
                _, body = room.get(f"{path}?{asked}")
                chosen = re.search(r'<ul class="chosen".*?</ul>', body.decode(), re.S)
                assert chosen and words in chosen.group(0), (path, asked)
                assert "asked-" not in chosen.group(0)
                assert path in page.links, (path, asked)


def test_what_is_offered_to_narrow_down_gives_what_it_says():
    """Each value of each list leads to as many statements as stand beside it."""
    ledger()
    with Room() as room:
        for asked in ("q=the", "since=2025-12&until=2026-04-20"):
            _, body = room.get(f"/search?ui=en&{asked}")
            links = re.findall(r'<li><a href="(/search\?[^"]*)">.*?<span class="number-of">([\d,]+)</span>', body.decode())
            assert sum("month=" in link for link, _ in links) > 1, links
            for link, count in links:
                _, there = room.get(html.unescape(link))
                found = re.search(r"([\d,]+) statements? found", there.decode())
                assert found and found.group(1) == count, (asked, link, count)
        same(room.get("/search?month=2026-13")[0].status, 400)


def test_a_rejection_can_be_undone_later():
    """Its article leads to it, and so does the statement's own address, when the note about it is long gone."""
    ledger()
    with Room() as room:
        cookie, form, _ = correct_form(room)
        before = statement(room)
        said = before["content"][0]["text"]
        answer, _ = post(room, "/statements/3/corrections", {**form, "act": "reject", "reader": "Zoé"}, cookie)
        same(answer.status, 303)
        same(room.get("/api/v1/statements/3")[0].status, 404)
        page = looked_at(room, answer.headers["Location"].split("?")[0], "en")
        assert "/statements/3/correct" in page.links, page.links
        assert said in " ".join(page.words)
        same(room.get("/statements/3")[0].headers["Location"], "/statements/3/correct")
        for language in ("fr", "en"):
            looked_at(room, "/statements/3/correct", language)
        cookie, forms, page = visit(room, "/statements/3/correct")
        assert "/statements/3/corrections" not in forms and said in html.unescape(page) and "Zoé" in page
        undo = next(action for action in forms if "withdrawal" in action)
        same(post(room, undo, forms[undo], cookie)[0].status, 303)
        same({**statement(room), "corrected": False}, {**before, "corrected": False})
        assert "/statements/3/correct" in looked_at(room, "/articles/1", "en").links


def test_the_newest_of_many_acts_can_be_withdrawn():
    """However many there are: the newest stand first, and what is behind them is said."""
    ledger()
    with Room() as room:
        for i in range(45):
            cookie, form, page = correct_form(room)
            same(post(room, "/statements/3/corrections", {**form, "act": "change", "speaker": f"Reader {i}", "reader": f"R{i}."}, cookie)[0].status, 303)
        for i in reversed(range(45)):
            cookie, forms, page = visit(room, "/statements/3/correct")
            acts = re.findall(r"R\d+\.", page)
            same(acts, [f"R{j}." for j in range(i, max(-1, i - 40), -1)])
            same("older act" in page, i >= 40)
            undo = next(action for action in forms if "withdrawal" in action)
            if i in (44, 41, 40, 39):
                same(statement(room)["speaker"], f"Reader {i}")
            same(post(room, undo, forms[undo], cookie)[0].status, 303)
        assert "Reader" not in statement(room)["speaker"]


def test_a_form_that_was_refused_keeps_its_words():
    """It comes back with what was typed and why, and its links lead to pages that there are."""
    ledger()
    with Room() as room:
        cookie, form, _ = correct_form(room)
        typed = {"source": "nobody wrote this", "speaker": "Nuno <Prado>", "role": "clerk", "reader": "Zoé", "content": "line one\nline two",
                 "type": "mixed", "negated": "1"}
        answer, body = post(room, "/statements/3/corrections", {**form, **typed, "act": "change"}, cookie)
        page = Page(body.decode())
        same((answer.status, page.wrong), (400, []))
        again = Forms(body.decode()).by["/statements/3/corrections"]
        same({name: again.get(name) for name in typed}, typed)
        for link in page.links:
            if not link.startswith("/assets"):
                led = urllib.parse.urljoin("/statements/3/corrections", link).split("#")[0]
                assert room.get(led)[0].status in (200, 302), link
        # So do those of other forms that are refused.
        for path, fields in (("/articles", {"text": "x", "date": "never"}), ("/read", {"url": "ftp://x"}), ("/corrections/99/withdrawal", {})):
            answer, body = post(room, path, {"csrf": form["csrf"], **fields}, cookie)
            assert answer.status >= 400, path
            for link in Page(body.decode()).links:
                if re.search("[?&](ui|theme)=", link):
                    same((path, link, room.get(link)[0].status), (path, link, 200))


def test_language_and_theme_lead_to_the_same_place_of_a_list():
    ledger()
    with Room() as room:
        page = looked_at(room, "/search", "en")
        later = next(link for link in page.links if "page=" in link)
        place = re.search("page=([^&]*)", later).group(1)
        switches = [link for link in looked_at(room, later, "en").links if re.search("[?&](ui|theme)=", link)]
        same(len(switches), 5)
        same([link for link in switches if f"page={place}" not in link], [])


def test_a_reading_leads_to_its_own_statements():
    """Numbers of a text that is not kept are no numbers of the ledger."""
    ledger()
    nested = ("Mayor Ana Duarte said that Karl Oster had announced on Monday that the bridge would stay closed until March.\n\n"
              "\"The engineers said that the cables have rusted through,\" Duarte told reporters.\n")
    with Room() as room:
        parents = [one["parent"] for one in json.loads(run_json(room, {"text": nested}))["statements"] if one["parent"]]
        assert parents, "it nests nothing"
        cookie, forms, _ = visit(room)
        _, body = post(room, "/read", {**forms["/read"], "text": nested}, cookie)
        page = body.decode()
        same(Page(page).wrong, [])
        same(re.findall('href="/statements/[^"]*"', page), [])
        for parent in parents:
            assert f'href="#s{parent}"' in page, parent


def test_words_of_the_interface():
    """Both languages have the same words, and the pages ask for none that is not there."""
    root = pathlib.Path(sys.argv[3])
    keys = {}
    for language in ("en", "fr"):
        lines = (root / f"lang/ui/{language}.txt").read_text(encoding="utf-8").splitlines()
        keys[language] = [line.split("\t")[0] for line in lines if "\t" in line and not line.startswith("#")]
        same(len(keys[language]), len(set(keys[language])))
    same(sorted(keys["en"]), sorted(keys["fr"]))
    codes = set()
    for file in (root / "src/room").glob("*.c"):
        codes |= set(re.findall(r'(?:request_fail|exchange__refuse)\([^"]*?"([a-z-]+)"', file.read_text(encoding="utf-8")))
    same(sorted(code for code in codes if f"problem-{code}" not in keys["en"]), [])
    asked = set()
    for file in (root / "src/room").glob("*.c"):
        for call in re.findall(r"\bput(?:_count|_word_with)?\(.*?\);", file.read_text(encoding="utf-8"), re.S):
            if "%w" in call or "put_" in call:
                asked |= set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', re.sub(r'\\"[^"]*\\"', "", call)))
    same(sorted(asked - set(keys["en"]) - {"only-left", "only-right", "help-key", "help-page", "help-search"}), [])


if __name__ == "__main__":
    tap.main(globals())
