#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reading room's API against its own description. room_api.py SELON EMBED"""
import json
import re
import sys
import time
import urllib.parse

import jsonschema

import rooms
import tap

DESCRIPTION = None  # /openapi.json, of the first room


def same(got, expected, *about):
    assert got == expected, f"got {got!r}, expected {expected!r}, about {about!r}"


def opened(*arguments):
    rooms.write_ledger("a.ledger", rooms.ARTICLES)
    return rooms.room("a.ledger", *arguments)


def schema_of(path, method, status, media):
    responses = DESCRIPTION["paths"][path][method]["responses"]
    response = responses[str(status)]
    if "$ref" in response:
        response = DESCRIPTION["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    return response["content"][media]["schema"]


def check(answer, path, method="get"):
    """Is the answer one that the description has for the path?"""
    global DESCRIPTION
    media = answer.headers["Content-Type"].split(";")[0]
    schema = {**schema_of(path, method, answer.status, media), "components": DESCRIPTION["components"]}
    lines = answer.text.strip().split("\n") if media == "application/x-ndjson" else [answer.text]
    for line in lines:
        jsonschema.validate(json.loads(line), schema, cls=jsonschema.Draft202012Validator)
    return answer


def describe(room):
    global DESCRIPTION
    DESCRIPTION = room.get("/openapi.json").json


def asked(room, pattern, query="", status=200, **ids):
    path = pattern.format(**ids) + (f"?{query}" if query else "")
    answer = room.get(path)
    same(answer.status, status)
    return check(answer, pattern).json


# ---- the description ----


def test_the_description_is_openapi_and_its_references_lead_somewhere():
    with opened() as room:
        answer = room.get("/openapi.json")
        same((answer.status, answer.json["openapi"]), (200, "3.1.0"))
        for name in re.findall(r'"#/components/([A-Za-z]+/[A-Za-z]+)"', answer.text):
            kind, word = name.split("/")
            assert word in answer.json["components"][kind], name
        for schema in answer.json["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(schema)


def test_every_path_of_the_description_answers():
    with opened() as room:
        describe(room)
        queries = {"/api/v1/compare": "left=The+Courier&right=Le+Phare"}
        for path, methods in DESCRIPTION["paths"].items():
            if "get" in methods and path != "/read":
                asked(room, path, queries.get(path, ""), id=1)


# ---- each of them ----


def test_search():
    with opened() as room:
        describe(room)
        found = asked(room, "/api/v1/search")
        assert found["total"] >= 8, found["total"]
        same(found["total"], len(found["statements"]))
        for statement in found["statements"]:
            for span in [statement["source"], statement["cue"], *statement["content"]]:
                if span:
                    same(statement["sentence"][span["start"]:span["end"]], span["text"])
        one = asked(room, "/api/v1/search", "q=regret&type=direct&who=Oster&outlet=the+courier&since=2025-03&until=2025")
        same([s["speaker"] for s in one["statements"]], ["Karl Oster"])
        same(one["query"]["type"], ["direct"])
        same([place["outlet"] for place in one["statements"][0]["places"]], ["The Courier", "Mirror"])
        same(asked(room, "/api/v1/search", "q=gambol")["total"], 0)


def test_search_finds_what_find_finds():
    queries = [("", []), ("q=docks", ["docks"]), ("q=quai", ["quai"]), ("who=duarte", ["--who", "duarte"]),
               ("about=pay&lang=en", ["--about", "pay", "--lang", "en"]), ("role=mayor", ["--role", "mayor"]),
               ("outlet=MIRROR", ["--outlet", "MIRROR"]), ("addressee=reporters", ["--addressee", "reporters"]),
               ("type=direct&type=mixed", ["--type", "direct", "--type", "mixed"]), ("kind=said", ["--kind", "said"]),
               ("since=2025-03-05", ["--since", "2025-03-05"]), ("until=2025-03-31", ["--until", "2025-03-31"]),
               ("published-since=2025-03-05&published-until=2025-03-05",
                ["--published-since", "2025-03-05", "--published-until", "2025-03-05"]),
               ("min-confidence=0.9", ["--min-confidence", "0.9"]), ("sort=oldest", ["--sort", "oldest"]),
               ("sort=confidence", ["--sort", "confidence"]), ("sort=added", ["--sort", "added"]), ("q=%22!%22", ["!"])]
    with opened() as room:
        describe(room)
        for query, options in queries:
            found = asked(room, "/api/v1/search", query + "&limit=100" if query else "limit=100")
            same([s["id"] for s in found["statements"]],
                 [s["id"] for s in tap.good("find", "a.ledger", *options, "--format", "jsonl").documents], query)


def test_pages_follow_each_other():
    with opened() as room:
        describe(room)
        for sort in "newest", "oldest", "confidence", "added":
            whole = [s["id"] for s in asked(room, "/api/v1/search", f"limit=100&sort={sort}")["statements"]]
            seen, page = [], None
            while page is not None or not seen:
                found = asked(room, "/api/v1/search", f"limit=3&sort={sort}" + (f"&page={page}" if page else ""))
                seen += [s["id"] for s in found["statements"]]
                page = found["next"]
            same(seen, whole, sort)
        next_page = asked(room, "/api/v1/search", "limit=3")["next"]
        for wrong in "x", "n", "n1", "n-", "n1-", "n1-123456789", "nzz-1", next_page.replace("n", "o"), next_page + "%20":
            asked(room, "/api/v1/search", f"limit=3&page={wrong}", status=404)


def test_facets_count_what_is_found():
    with opened() as room:
        describe(room)
        found = asked(room, "/api/v1/search", "limit=100")
        facets = {facet["name"]: {v["value"]: v["count"] for v in facet["values"]} for facet in found["facets"]}
        statements = found["statements"]
        for kind in {s["type"] for s in statements}:
            same(facets["type"][kind], sum(s["type"] == kind for s in statements))
        for outlet in "The Courier", "Mirror", "Le Phare":
            same(facets["outlet"][outlet], sum(outlet in [p["outlet"] for p in s["places"]] for s in statements))
        same(facets["lang"], {lang: sum(s["lang"] == lang for s in statements) for lang in ("en", "fr")})
        same(sum(facets["month"].values()), sum(s["day"] is not None for s in statements))
        for facet in found["facets"]:
            for value in facet["values"]:
                query = {"month": f"since={value['value']}&until={value['value']}"}.get(
                    facet["name"], f"{facet['name']}={urllib.parse.quote(value['value'])}")
                if value["person"]:
                    query = f"person={value['person']}"
                same(asked(room, "/api/v1/search", query)["total"], value["count"], facet["name"], value)


def test_an_article_with_the_same_words_elsewhere():
    with opened() as room:
        describe(room)
        article = asked(room, "/api/v1/articles/{id}", id=1)
        same((article["place"]["title"], article["place"]["outlet"]), ("Two docks to close", "The Courier"))
        for statement in article["statements"]:
            for span in [statement["source"], *statement["content"]]:
                if span:
                    same(article["text"][span["start"]:span["end"]], span["text"])
        echoes = [e for e in article["echoes"] if e["outlet"] == "The Ledger Post"]
        assert len(echoes) == 1 and echoes[0]["changes"] > 0, article["echoes"]
        group = asked(room, "/api/v1/statements/{id}", id=echoes[0]["statement"])["group"]
        same(len(group["members"]), 2)
        changed = [(p["was"], p["words"]) for m in group["members"] for p in m["pieces"] if p["kind"] == "changed"]
        same(changed, [("nobody", "hardly anybody")])


def test_an_agency_text_in_another_outlet_has_its_statements_too():
    with opened() as room:
        describe(room)
        first, copy = asked(room, "/api/v1/articles/{id}", id=1), asked(room, "/api/v1/articles/{id}", id=4)
        same([s["id"] for s in copy["statements"]], [s["id"] for s in first["statements"]])
        same(copy["place"]["outlet"], "Mirror")


def test_statements_are_found_again_in_a_text_that_was_changed_a_little():
    changed = dict(rooms.ARTICLES[0], url="https://changed.example/1", outlet="Changed")
    changed["text"] = "Vellmar, a port on the coast. " + changed["text"] + "\nThe council votes in May.\n"
    rooms.write_ledger("b.ledger", [rooms.ARTICLES[0], changed])
    with rooms.room("b.ledger") as room:
        describe(room)
        first, later = asked(room, "/api/v1/articles/{id}", id=1), asked(room, "/api/v1/articles/{id}", id=2)
        by_id = {s["id"]: s for s in later["statements"]}
        shared = [s for s in first["statements"] if s["id"] in by_id]
        assert shared, later
        for statement in shared:
            for span in by_id[statement["id"]]["content"]:
                same(later["text"][span["start"]:span["end"]], span["text"])
            same([c["text"] for c in by_id[statement["id"]]["content"]], [c["text"] for c in statement["content"]])


def test_versions_of_an_article():
    later = dict(rooms.ARTICLES[0], text="The plan is off. \"We will keep every dock,\" Ana Duarte said on Friday.\n")
    rooms.write_ledger("v.ledger", [rooms.ARTICLES[0]])
    rooms.write_ledger("v.ledger", [later])
    with rooms.room("v.ledger") as room:
        describe(room)
        now = asked(room, "/api/v1/articles/{id}", id=1)
        same(len(now["versions"]), 2)
        assert "every dock" in now["text"], now["text"]
        then = asked(room, "/api/v1/articles/{id}", f"version={now['versions'][0]['id']}", id=1)
        assert "two docks" in then["text"] and not then["place"]["current"], then["place"]
        asked(room, "/api/v1/articles/{id}", "version=77", id=1, status=404)
        old = then["statements"][0]["id"]
        same(room.get(f"/statements/{old}").headers["Location"],
             f"/articles/1?version={now['versions'][0]['id']}#s{old}")


def test_a_ledger_without_texts():
    with open("n.jsonl", "w", encoding="utf-8") as out:
        out.write(json.dumps(rooms.ARTICLES[0]) + "\n")
    tap.good("add", "n.ledger", "n.jsonl", "--no-text")
    with rooms.room("n.ledger") as room:
        describe(room)
        same(asked(room, "/api/v1/articles/{id}", id=1)["text"], None)
        found = asked(room, "/api/v1/search", "who=oster")
        same([(s["sentence"], s["content"], s["speaker"]) for s in found["statements"]], [(None, [], "Karl Oster")])
        asked(room, "/api/v1/people/{id}", id=found["statements"][0]["person"])


def test_an_empty_ledger():
    rooms.write_ledger("e.ledger", [])
    with rooms.room("e.ledger") as room:
        describe(room)
        same(asked(room, "/api/v1/search")["total"], 0)
        same(asked(room, "/api/v1/overview")["statements"], 0)
        same(asked(room, "/api/v1/suggest", "q=a")["suggestions"], [])
        same(asked(room, "/api/v1/people")["people"], [])
        asked(room, "/api/v1/compare", "left=a&right=b")
        for path in "/api/v1/people/{id}", "/api/v1/articles/{id}", "/api/v1/statements/{id}":
            asked(room, path, id=1, status=404)


def test_people():
    with opened() as room:
        describe(room)
        people = asked(room, "/api/v1/people")["people"]
        same({p["name"] for p in people[:2]}, {"Ana Duarte", "Karl Oster"})
        for typed in "A.+Duarte", "ana", "duarte+ANA":
            same([p["name"] for p in asked(room, "/api/v1/people", "q=" + typed)["people"]], ["Ana Duarte"])
        same(asked(room, "/api/v1/people", "q=du")["people"], [])
        duarte = next(p["id"] for p in people if p["name"] == "Ana Duarte")
        person = asked(room, "/api/v1/people/{id}", id=duarte)
        same(person["found"]["total"], person["statements"])
        same(sum(m["statements"] for m in person["months"]), sum(s["day"] is not None for s in person["found"]["statements"]))
        same([a["text"] for a in person["addressees"]], ["reporters"])
        same([(c["statements"], c["outlets"], c["changes"] > 0, c["first"], c["last"]) for c in person["claims"]], [(2, 3, True, "2025-03-04", "2025-03-06")])
        assert "We cannot pay for what nobody uses" in person["claims"][0]["words"], person["claims"]
        some = asked(room, "/api/v1/people/{id}/statements", "about=docks", id=duarte)
        assert 0 < some["total"] < person["statements"], some["total"]
        same({s["person"] for s in some["statements"]}, {duarte})


def test_suggestions():
    with opened() as room:
        describe(room)
        for typed, expected in (("du", "Ana Duarte"), ("ANA D", "Ana Duarte"), ("phar", "Le Phare"), ("ost", "Karl Oster")):
            got = [s["text"] for s in asked(room, "/api/v1/suggest", "q=" + urllib.parse.quote(typed))["suggestions"]]
            assert expected in got, (typed, got)
        same(asked(room, "/api/v1/suggest", "q=zzz")["suggestions"], [])


def test_comparing():
    with opened() as room:
        describe(room)
        outlets = asked(room, "/api/v1/compare", "left=The+Courier&right=The+Ledger+Post")
        same([(s["left"]["speaker"], s["changes"] > 0) for s in outlets["shared"]], [("Ana Duarte", True)])
        same({s["speaker"] for s in outlets["only_left"]}, {"Ana Duarte", "Karl Oster"})
        copies = asked(room, "/api/v1/compare", "by=outlet&left=The+Courier&right=Mirror")
        same((copies["only_left"], copies["only_right"]), ([], []))
        same(copies["shared_total"], copies["left_total"])
        people = asked(room, "/api/v1/compare", "by=who&left=Duarte&right=Oster&about=regret")
        same((people["left_total"], people["shared"]), (0, []))
        for wrong in "", "left=a", "right=a", "by=size&left=a&right=b":
            asked(room, "/api/v1/compare", wrong, status=400)


def test_the_overview_counts_as_stats_does():
    with opened() as room:
        describe(room)
        rows = {(r["by"], r["name"]): r for r in tap.good("stats", "a.ledger").documents}
        room.settle()
        view = asked(room, "/api/v1/overview")
        same(view["statements"], rows["all", None]["statements"])
        for kind in view["types"]:
            same(view["types"][kind], rows.get(("type", kind), {"statements": 0})["statements"])
        for speaker in view["speakers"]:
            same(speaker["statements"], rows["speaker", speaker["name"]]["statements"])
            same(speaker["gender"], rows["speaker", speaker["name"]]["gender"] or "unknown")
        for outlet in view["outlets"]:
            same(outlet["statements"], rows["outlet", outlet["name"]]["statements"])
        for group in "women", "men", "unknown":
            same(view["genders"]["statements"][group], rows["gender", group]["statements"])
            same(view["genders"]["speakers"][group], rows["gender", group]["speakers"])
        same(asked(room, "/api/v1/overview", "lang=fr")["types"]["direct"],
             len(tap.good("find", "a.ledger", "--lang", "fr", "--type", "direct").documents))


# ---- reading ----

TEXT = "\"We are leaving tonight,\" said Tomas Berg, a harbour pilot.\n"


def test_reading_in_every_form():
    with opened() as room:
        describe(room)
        bodies = [({"text": TEXT}, {}), ({"html": f"<p>{TEXT}</p>"}, {}), (TEXT, {"Content_Type": "text/plain"}),
                  (f"<html><body><p>{TEXT}</p></body></html>", {"Content_Type": "text/html; charset=utf-8"}),
                  (urllib.parse.urlencode({"text": TEXT}), {"Content_Type": "application/x-www-form-urlencoded"})]
        for body, headers in bodies:
            answer = check(room.post("/read", body, **headers), "/read", "post")
            same([(s["speaker"], s["type"]) for s in answer.json["statements"]], [("Tomas Berg", "direct")])
        before = room.get("/api/v1/overview").json["statements"]
        same(before, asked(room, "/api/v1/search")["total"])


def test_reading_by_models():
    with opened() as room:
        standard = room.post("/read", {"text": TEXT * 3}).json["statements"]
    for name in "fast", "accurate", "standard":
        with opened("--model", name) as room:
            statements = room.post("/read", {"text": TEXT * 3}).json["statements"]
            same({s["speaker"] for s in statements}, {"Tomas Berg"}, name)
            same(statements == standard, name == "standard", name)
    with open("bad.selon", "wb") as out:
        out.write(b"no model")
    rooms.write_ledger("b.ledger", rooms.ARTICLES)
    tap.bad(1, "bad.selon", "no model file", arguments=["serve", "--port", "0", "--model", "bad.selon", "b.ledger"])


def test_reading_as_lines():
    with opened() as room:
        describe(room)
        answer = check(room.post("/read", {"text": TEXT * 20}, Accept="application/x-ndjson"), "/read", "post")
        lines = [json.loads(line) for line in answer.text.strip().split("\n")]
        same([lines[0]["event"], lines[-1]["event"]], ["article", "end"])
        same(lines[-1]["statements"], len(lines) - 2)
        same({line["event"] for line in lines[1:-1]}, {"statement"})


def test_reading_many_texts_one_after_another():
    with opened() as room:
        describe(room)
        many = "".join(json.dumps(line) + "\n" for line in ({"text": TEXT, "title": "One"}, {"text": 5}, {"html": f"<p>{TEXT}</p>"}))
        answer = check(room.post("/read", many + "nonsense\n\n", Content_Type="application/x-ndjson", Accept="application/x-ndjson"),
                       "/read", "post")
        lines = [json.loads(line) for line in answer.text.strip().split("\n")]
        same([line["event"] for line in lines], ["article", "statement", "problem", "article", "statement", "problem", "end"])
        same((lines[0]["title"], lines[2]["code"], lines[-1]["texts"], lines[-1]["statements"]), ("One", "bad-parameter", 2, 2))
        same(room.post("/read", "", Content_Type="application/x-ndjson", Accept="application/x-ndjson").status, 422)
        same(room.post("/read", many, Content_Type="application/x-ndjson").status, 415)


def test_lines_come_as_soon_as_they_are_there():
    import http.client
    import time
    text = json.dumps({"text": TEXT * (500 if tap.sanitized() else 3000)}) + "\n"
    with opened() as room:
        room.post("/read", {"text": TEXT})  # what is loaded once is loaded
        connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=120)
        begun = time.monotonic()
        connection.request("POST", "/read", text * 30, {"Content-Type": "application/x-ndjson", "Accept": "application/x-ndjson"})
        answer = connection.getresponse()
        answer.read(100)
        first = time.monotonic() - begun
        rest = answer.read()
        same(json.loads(rest.strip().split(b"\n")[-1])["texts"], 30)
        assert first < (time.monotonic() - begun) / 2, (first, time.monotonic() - begun)
        for _ in range(3):  # who goes away stops it
            gone = http.client.HTTPConnection("127.0.0.1", room.port, timeout=120)
            gone.request("POST", "/read", text * 30, {"Content-Type": "application/x-ndjson", "Accept": "application/x-ndjson"})
            gone.getresponse().read(10)
            gone.sock.close() if gone.sock else None
            gone.close()
        same(room.post("/read", {"text": TEXT}).status, 200)


def test_what_cannot_be_read():
    with opened() as room:
        describe(room)
        for body, headers, status in (
                (b"", {"Content_Type": "application/json"}, 400), ("[]", {"Content_Type": "application/json"}, 400),
                ({"text": 5}, {}, 400), ({"text": TEXT, "date": "yesterday"}, {}, 400), ({"text": TEXT, "lang": "?"}, {}, 400),
                ({"text": TEXT, "html": TEXT}, {}, 400), ({"url": "gopher://x.example/"}, {}, 400), ({}, {}, 422),
                (b"x", {"Content_Type": "image/png"}, 415), (b"x", {}, 415),
                (b"x" * (9 << 20), {"Content_Type": "text/plain"}, 413)):
            same(check(room.post("/read", body, **headers), "/read", "post").status, status, str(body)[:80])


def test_a_form_has_its_own_fields_and_each_once():
    """As JSON has; whatever else a form has in it, reading and keeping say the same."""
    wrong = ("text=a&colour=red", "text=a&colour=%01", "text=a&=", "text=a&text=b", "text=a&title=b&title=c", "text=a&title+url=x", "text=a&Title=b",
             "text=a&format=pdf", "text=a&title=%01")
    with opened() as room:
        describe(room)
        session = room.get("/api/v1/session")
        ours = {"Cookie": session.headers["Set-Cookie"].split(";")[0], "X_CSRF_Token": session.json["csrf"], "Content_Type": "application/x-www-form-urlencoded"}
        for path in "/read", "/articles":
            for body in wrong:
                same(check(room.post(path, body, **ours), path, "post").status, 400, path, body)
            every = urllib.parse.urlencode({"text": TEXT, "format": "text", "title": "", "seen": "", "csrf": "x", "lang": "en", "author": "", "outlet": "", "date": "", "url": ""})
            assert check(room.post(path, every, **ours), path, "post").status in (200, 201), path


def test_a_list_may_be_long_but_not_endless():
    with opened() as room:
        describe(room)
        for name, value in ("type", "direct"), ("kind", "said"):
            for path in "/api/v1/search", "/api/v1/overview", "/api/v1/people/{id}":
                asked(room, path, "&".join([f"{name}={value}"] * 16), id=1)
                same(asked(room, path, "&".join([f"{name}={value}"] * 17), status=400, id=1)["parameter"], name)


def test_what_cannot_be_fetched():
    """Who asked is right: it is whom we asked who has not answered."""
    with opened() as room:
        describe(room)
        answer = check(room.post("/read", {"url": "http://nothing-of-that-name.invalid/"}), "/read", "post")
        same((answer.status, answer.json["code"], answer.json["title"]), (502, "fetch-failed", "Bad Gateway"))
        same(check(room.post("/read", {"url": "http://127.0.0.1/"}), "/read", "post").status, 422)


def test_keeping():
    with opened() as room:
        describe(room)
        session = room.get("/api/v1/session")
        cookie, token = session.headers["Set-Cookie"].split(";")[0], check(session, "/api/v1/session").json["csrf"]
        article = {"text": TEXT, "url": "https://new.example/9", "outlet": "New", "date": "2025-05-01", "title": "Pilots"}
        same(room.post("/articles", article).status, 403)
        kept = check(room.post("/articles", article, Cookie=cookie, X_CSRF_Token=token), "/articles", "post")
        same((kept.status, kept.json["outcome"]), (201, "added"))
        found = asked(room, "/api/v1/search", "q=leaving")
        same([(s["speaker"], s["places"][0]["title"]) for s in found["statements"]], [("Tomas Berg", "Pilots")])
        again = room.post("/articles", article, Cookie=cookie, X_CSRF_Token=token)
        same((again.json["outcome"], again.json["article"]), ("unchanged", kept.json["article"]))
        same(kept.headers["Location"], f"/articles/{kept.json['article']}")


def test_correcting():
    """A speaker, a place; a rejection, taken back: each is seen at once, by all."""
    with opened() as room:
        describe(room)
        session = room.get("/api/v1/session")
        ours = {"Cookie": session.headers["Set-Cookie"].split(";")[0], "X_CSRF_Token": session.json["csrf"]}
        path = "/api/v1/statements/{id}/corrections"
        statement = asked(room, "/api/v1/search", "q=regret&lang=en")["statements"][0]
        address = path.format(id=statement["id"])
        same(room.post(address, {"act": "reject"}).status, 403)
        start = statement["sentence"].index("the whole town")
        done = check(room.post(address, {"act": "change", "speaker": "Lena Moreau", "role": "minister", "reader": "me",
                                         "content": [{"start": start, "end": start + 14}], "negated": True}, **ours), path, "post")
        same((done.status, done.json["statement"]), (201, statement["id"]))
        now = asked(room, "/api/v1/statements/{id}", id=statement["id"])["statement"]
        same((now["speaker"], now["role"], now["negated"], now["corrected"]), ("Lena Moreau", "minister", True, True))
        same([span["text"] for span in now["content"]], ["the whole town"])
        same(now["cue"], statement["cue"])  # what was not named is as it was
        same([s["id"] for s in asked(room, "/api/v1/search", "who=Moreau")["statements"]], [statement["id"]])
        back = check(room.post(f"/api/v1/corrections/{done.json['correction']}/withdrawal", b"", **ours),
                     "/api/v1/corrections/{id}/withdrawal", "post")
        same(back.status, 200)
        same(asked(room, "/api/v1/statements/{id}", id=statement["id"])["statement"]["speaker"], "Karl Oster")
        gone = room.post(address, {"act": "reject"}, **ours).json["correction"]
        same(asked(room, "/api/v1/search", "q=regret&lang=en")["total"], 0)
        room.post(f"/api/v1/corrections/{gone}/withdrawal", b"", **ours)
        same(asked(room, "/api/v1/search", "q=regret&lang=en")["total"], 1)
        listed = asked(room, path, id=statement["id"])["corrections"]
        same([(c["act"], c["reader"], c["withdrawn"] is not None) for c in listed], [("change", "me", True), ("reject", None, True)])
        for wrong, status in (({}, 400), ({"act": "change"}, 400), ({"act": "explode"}, 400), ({"act": "reject", "type": "direct"}, 400),
                              ({"act": "change", "type": "loud"}, 400), ({"act": "change", "role": "mayor"}, 400), ([], 400),
                              ({"act": "change", "cue": {"start": 5, "end": 5}}, 422), ({"act": "change", "cue": {"start": 0, "end": 9999}}, 422),
                              ({"act": "change", "cue": {"start": -1, "end": 2}}, 422), ({"act": "change", "cue": {"start": 0, "end": 2, "x": 1}}, 400), ({"act": "change", "content": []}, 400),
                              ({"act": "change", "speaker": "x" * 501}, 400), ({"act": "change", "colour": "red"}, 400)):
            same(check(room.post(address, wrong, **ours), path, "post").status, status, wrong)
        same(check(room.post(address, "x", Content_Type="text/plain", **ours), path, "post").status, 415)
        same(room.post(path.format(id=99), {"act": "reject"}, **ours).status, 404)
        same(room.post("/api/v1/corrections/99/withdrawal", b"", **ours).status, 404)


def test_adding_what_was_missed():
    """By its places in the article's text; it is a statement as others are, is exported, survives reading again, and can be taken back."""
    with opened() as room:
        describe(room)
        session = room.get("/api/v1/session")
        ours = {"Cookie": session.headers["Set-Cookie"].split(";")[0], "X_CSRF_Token": session.json["csrf"]}
        path = "/api/v1/articles/{id}/statements"
        text = asked(room, "/api/v1/articles/{id}", id=3)["text"]  # French: bytes and code points are not the same

        def place(words):
            start = text.index(words)
            return {"start": start, "end": start + len(words)}
        body = {"content": [place("trois cents emplois"), place("sont menacés")], "source": place("le syndicat"), "cue": place("Selon"),
                "speaker": "Léa Morin", "role": "déléguée", "type": "indirect", "reader": "me"}
        same(room.post(path.format(id=3), body).status, 403)
        before = asked(room, "/api/v1/search")["total"]
        done = check(room.post(path.format(id=3), body, **ours), path, "post")
        same(done.status, 201, done)
        now = asked(room, "/api/v1/statements/{id}", id=done.json["statement"])["statement"]
        same((now["speaker"], now["role"], now["type"], now["kind"], now["corrected"]), ("Léa Morin", "déléguée", "indirect", "said", True))
        same([span["text"] for span in now["content"]], ["trois cents emplois", "sont menacés"])
        same((now["cue"]["text"], now["source"]["text"], now["addressee"], now["places"][0]["article"]), ("Selon", "le syndicat", None, 3))
        same(asked(room, "/api/v1/search")["total"], before + 1)
        assert done.json["statement"] in [s["id"] for s in asked(room, "/api/v1/articles/{id}", id=3)["statements"]]
        listed = asked(room, "/api/v1/statements/{id}/corrections", id=done.json["statement"])["corrections"]
        same([(c["act"], c["reader"]) for c in listed], [("add", "me")])
        for reread in False, True:
            if reread:
                done_so = tap.run(sys.argv[1], "reread", "--all", "a.ledger")
                assert done_so.status == 0, done_so
            gold = tap.run(sys.argv[1], "export", "--gold", "corrected", "a.ledger")
            assert gold.status == 0, gold
            told = [s for document in gold.documents for s in document["statements"] if (s["speaker"] or "") != "" and "trois cents emplois" in json.dumps(s, ensure_ascii=False)]
            assert any(len(s["content"]) == 2 for s in told), gold.out.decode()
        places = {"type": "direct", "content": [place("trois cents")]}
        for wrong, status in (([], 400), ({}, 400), ({"type": "direct"}, 400), ({"content": places["content"]}, 400), ({**places, "act": "change"}, 400),
                              ({**places, "role": "x"}, 400), ({**places, "content": []}, 400), ({**places, "content": [{"start": 0, "end": 99999}]}, 422),
                              ({**places, "content": [{"start": 9, "end": 12}, {"start": 3, "end": 5}]}, 422), ({**places, "cue": {"start": 3, "end": 2}}, 422),
                              ({**places, "speaker": "\u202ex"}, 422), ({**places, "colour": "red"}, 400), ({**places, "type": "loud"}, 400)):
            same(check(room.post(path.format(id=3), wrong, **ours), path, "post").status, status, wrong)
        same(check(room.post(path.format(id=3), "x", Content_Type="text/plain", **ours), path, "post").status, 415)
        same(room.post(path.format(id=99), places, **ours).status, 404)
        same(asked(room, "/api/v1/search")["total"], before + 1)
        same(room.post(f"/api/v1/corrections/{done.json['correction']}/withdrawal", b"", **ours).status, 200)
        same(asked(room, "/api/v1/search")["total"], before)
    rooms.write_ledger("n.ledger", rooms.ARTICLES[:1])
    done = tap.run(sys.argv[1], "add", "--no-text", "o.ledger", "n.ledger.jsonl")
    assert done.status == 0, done
    with rooms.room("o.ledger") as room:
        session = room.get("/api/v1/session")
        ours = {"Cookie": session.headers["Set-Cookie"].split(";")[0], "X_CSRF_Token": session.json["csrf"]}
        same(room.post(path.format(id=1), {"type": "direct", "content": [{"start": 0, "end": 5}]}, **ours).status, 422)


# ---- how it is sent ----


def test_tags():
    with opened() as room:
        describe(room)
        room.settle()
        for path in "/api/v1/search?q=docks", "/api/v1/overview", "/articles/1", "/", "/openapi.json":
            for encoding in "identity", "gzip":
                first = room.get(path, Accept_Encoding=encoding)
                if "Set-Cookie" in first.headers:
                    cookie = first.headers["Set-Cookie"].split(";")[0]
                    first = room.get(path, Accept_Encoding=encoding, Cookie=cookie)
                else:
                    cookie = "x=y"
                tag = first.headers["ETag"]
                again = room.get(path, If_None_Match=tag, Accept_Encoding=encoding, Cookie=cookie)
                same((again.status, again.body, again.headers["ETag"]), (304, b"", tag), path)
                same(room.get(path, If_None_Match=f'W/{tag}, "other"', Accept_Encoding=encoding, Cookie=cookie).status, 304)
                same(room.get(path, If_None_Match='"other"', Accept_Encoding=encoding, Cookie=cookie).status, 200)
        tag = room.get("/api/v1/search").headers["ETag"]
        rooms.write_ledger("a.ledger", [{"url": "https://more.example/", "text": TEXT, "outlet": "More"}])
        after = room.get("/api/v1/search", If_None_Match=tag)
        same(after.status, 200)
        assert after.headers["ETag"] != tag


def test_an_answer_that_was_given_before_is_given_to_nobody_else_as_his():
    """The room gives the same bytes again: only to who would have got them, and never with another's token in them."""
    looks = [{"Cookie": f"ui={ui}; theme={theme}", "Accept_Encoding": coding, "Accept": "text/html"}
             for ui in ("en", "fr") for theme in ("light", "dark", "lopsided") for coding in ("gzip", "identity")]
    paths = ["/", "/search?q=docks", "/articles/1", "/articles/1?undo=1", "/statements/1/same", "/statements/1/correct", "/people",
             "/people/1", "/compare?by=outlet&left=Mirror&right=Le+Phare", "/read", "/api/v1/search", "/api/v1/overview"]
    with opened() as room:
        room.settle()
        for path in paths:
            told = {}
            for _ in range(2):
                for number, look in enumerate(looks):
                    visit = f"{len(told):064x}"
                    cookie = {**look, "Cookie": f"{look['Cookie']}; selon={visit}"}
                    answer = room.get(path, **cookie)
                    same(answer.status, 200, path)
                    token = room.get("/api/v1/session", **cookie).json["csrf"]
                    same(set(re.findall('name="csrf" value="([^"]*)"', answer.text)) - {token}, set(), path)
                    told.setdefault(number, re.sub('name="csrf" value="[^"]*"', "", answer.text))
                    same(re.sub('name="csrf" value="[^"]*"', "", answer.text), told[number], path, look)
            same(len(set(told.values())), 1 if path.startswith("/api/") else 6, path)
        before = room.get("/api/v1/search").json["total"]
        rooms.write_ledger("a.ledger", [{"url": "https://again.example/", "text": TEXT, "outlet": "Again"}])
        for _ in range(200):
            if room.get("/api/v1/search").json["total"] > before:
                break
            time.sleep(0.05)
        assert room.get("/api/v1/search").json["total"] > before
    with open("token", "w", encoding="utf-8") as out:
        out.write("a-token-of-the-tests-1\n")
    with opened("--token-file", "token") as room:
        path = "/api/v1/search"
        same(room.get(path, Authorization="Bearer a-token-of-the-tests-1").status, 200)
        same(room.get(path).status, 401)
        same(room.get("/search", Authorization="Bearer a-token-of-the-tests-1").status, 200)
        same(room.get("/search").status, 303)


def test_compression():
    with opened() as room:
        room.settle()
        for path in "/api/v1/search", "/", "/openapi.json":
            plain, packed = room.get(path), room.get(path, Accept_Encoding="br, gzip;q=0.8")
            same(packed.headers["Content-Encoding"], "gzip")
            assert packed.size < plain.size / 2, (packed.size, plain.size)
            if path != "/":
                same(packed.body, plain.body)
            assert packed.headers["ETag"] != plain.headers["ETag"] or path == "/"
            same(room.get(path, Accept_Encoding="gzip;q=0").headers.get("Content-Encoding"), None)


def test_head_is_get_without_a_body():
    with opened() as room:
        got, head = room.get("/api/v1/search"), room.ask("HEAD", "/api/v1/search")
        same((head.status, head.body), (200, b""))
        same(head.headers["Content-Length"], got.headers["Content-Length"])


def test_problems_are_told_as_rfc_9457_has_them():
    with opened() as room:
        describe(room)
        for path, pattern, status, code in (
                ("/api/v1/articles/99", "/api/v1/articles/{id}", 404, "not-found"),
                ("/api/v1/articles/x", "/api/v1/articles/{id}", 404, "not-found"),
                ("/api/v1/search?since=never", "/api/v1/search", 400, "bad-parameter"),
                ("/api/v1/search?type=loud", "/api/v1/search", 400, "bad-parameter"),
                ("/api/v1/search?limit=0", "/api/v1/search", 400, "bad-parameter"),
                ("/api/v1/search?q=%ff", "/api/v1/search", 400, "bad-parameter"),
                ("/api/v1/search?q=" + "x" * 300, "/api/v1/search", 400, "bad-parameter"),
                ("/api/v1/search?q=" + "x" * 40000, "/api/v1/search", 414, "too-long")):
            answer = check(room.get(path), pattern)
            same((answer.status, answer.json["code"], answer.json["status"]), (status, code, status), path[:60])
            same(answer.headers["Content-Type"], "application/problem+json")
        wrong = room.ask("DELETE", "/api/v1/search")
        same((wrong.status, wrong.headers["Allow"]), (405, "GET, HEAD"))
        same(room.get("/api/v1/nothing").json["code"], "not-found")
        page = room.get("/nothing", Accept="text/html")
        same((page.status, page.headers["Content-Type"]), (404, "text/html; charset=utf-8"))


if __name__ == "__main__":
    tap.main(globals())
