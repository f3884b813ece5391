#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reading room where there is no npm: it is built all the same, and its plain pages are served.

    room_plain.py SELON EMBED BUILD BUILD.PY FILE...

The command that is tested is linked anew with assets that were made without npm.
"""
import html.parser
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import rooms
import tap

BUILD, MAKER = pathlib.Path(sys.argv[3]).resolve(), pathlib.Path(sys.argv[4]).resolve()
GIVEN = [pathlib.Path(file).resolve() for file in sys.argv[5:]]


def path_without_npm():
    """A folder of what a build needs, in which nobody finds npm."""
    os.makedirs("bin", exist_ok=True)
    for name in "python3", "sh":
        if not os.path.exists(f"bin/{name}"):
            os.symlink(shutil.which(name), f"bin/{name}")
    return os.path.abspath("bin")


def made():
    """table.c and bytes.S, and what build.py said."""
    done = subprocess.run([sys.executable, MAKER, "table.c", "bytes.S", "assets", *GIVEN], env={"PATH": path_without_npm()},
                          stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def commands(target):
    got = subprocess.run(["ninja", "-C", BUILD, "-t", "commands", target], stdout=subprocess.PIPE, text=True, check=False)
    if got.returncode != 0:
        raise tap.Skip("no ninja here that knows how this was built")
    return [shlex.split(line) for line in got.stdout.splitlines()]


def linked():
    """The command, with those assets in the place of its own."""
    told = made()
    archive = "src/room/libselon-room.a"
    link = next(words for words in reversed(commands("selon")) if "-o" in words and words[words.index("-o") + 1] == "selon")
    compile_table = next(words for words in commands(archive) if words[-1].endswith("room_assets.c"))
    objects = subprocess.run(["ar", "t", archive], cwd=BUILD, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    here, others = os.getcwd(), []
    for one in objects:
        path = next((p for p in (BUILD / one, BUILD / "src/room" / one, BUILD / "src/room/libselon-room.a.p" / one) if p.is_file()), None)
        assert path is not None, one
        if "room_assets" not in one and "room_bytes" not in one:
            others.append(str(path))
    assert len(others) == len(objects) - 2, objects
    words = [f"{here}/table.c" if word.endswith("room_assets.c") else word for word in compile_table]
    words[words.index("-o") + 1] = f"{here}/table.o"
    subprocess.run(words, cwd=BUILD, check=True)
    subprocess.run([words[0] if words[0] != "ccache" else words[1], "-c", "bytes.S", "-o", "bytes.o"], check=True)
    subprocess.run(["ar", "csr", "plain.a", "table.o", "bytes.o", *others], check=True)
    words = [f"{here}/plain.a" if word == archive else word for word in link]
    words[words.index("-o") + 1] = f"{here}/selon"
    subprocess.run(words, cwd=BUILD, check=True)
    return told, f"{here}/selon"


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.scripts, self.files, self.language = 0, [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.scripts += tag == "script"
        self.files += [value for name, value in attrs if name in ("href", "src") and value.startswith("/assets/")]
        if tag == "html":
            self.language, self.wants = given["lang"], "data-scripts" in given


def test_the_build_without_npm_says_so_and_goes_on():
    told = made()
    assert "npm is not installed" in told and "without their scripts" in told, told
    table = pathlib.Path("table.c").read_text(encoding="utf-8")
    assert "asset_script = NULL" in table and re.search(r'asset_style = "/assets/style-[0-9a-f]{8}\.css"', table), table
    style = next(pathlib.Path("assets").glob("style-*.css")).read_text(encoding="utf-8")
    assert "@import" not in style and "mark" in style and "@media print" in style


def test_its_pages_are_plain_and_whole():
    _, program = linked()
    own, sys.argv[1] = sys.argv[1], program
    try:
        rooms.write_ledger("a.ledger", rooms.ARTICLES)
        with rooms.room("a.ledger") as room:
            kinds = set()
            for path in "/", "/search?q=docks", "/articles/1", "/people", "/people/1", "/compare", "/read", "/help", "/statements/1/same":
                for ui in "fr", "en":
                    answer = room.get(path, Accept="text/html", Cookie=f"ui={ui}")
                    tap.same((path, answer.status), (path, 200))
                    page = Page(answer.text)
                    tap.same((path, page.scripts, page.wants, page.language), (path, 0, False, ui))
                    assert page.files, path
                    for file in page.files:
                        asset = room.get(file)
                        tap.same((file, asset.status), (file, 200))
                        kinds.add(asset.headers["Content-Type"].split(";")[0])
            tap.same(kinds, {"text/css", "image/svg+xml"})
            assert "two docks" in room.get("/search?q=docks").text
            assert "<mark" in room.get("/articles/1").text
            tap.same(room.get("/api/v1/search?q=docks").json["total"] > 0, True)
            cookie, token = room.visit()
            answer = room.form("/read", {"text": "\"We leave tonight,\" said Tomas Berg.", "csrf": token}, Cookie=cookie, Accept="text/html")
            assert answer.status == 200 and "Tomas Berg" in answer.text, answer
    finally:
        sys.argv[1] = own


if __name__ == "__main__":
    tap.main(globals())
