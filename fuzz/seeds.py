#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Begin the corpora of the fuzz targets from what the tests read.

    seeds.py FOLDER TARGET...

For each target FOLDER/TARGET/ receives small inputs: the paragraphs of the
tests' and examples' articles, for `resource` and the like the language data in
pieces, for `html` the tests' pages, for `jsonl` records around the paragraphs,
for `stream` compressed ones too, and whatever lies in fuzz/seeds/TARGET/.
Inputs that are there already stay.
"""
import gzip
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMIT = 4096


def pieces(data, separator):
    """The runs of `data` between separators, joined up to some 600 bytes, so that both short and longer ones occur."""
    joined = b""
    for part in data.split(separator):
        yield part[:LIMIT]
        joined += part + separator
        if len(joined) > 600:
            yield joined[:LIMIT]
            joined = b""
    yield joined[:LIMIT]


def files(*patterns):
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                yield path.read_bytes()


def records(data):
    """Lines of JSON lines input around a text, with more and less said of it."""
    text = data.decode("utf-8", "replace")
    yield json.dumps({"text": text}).encode()
    yield json.dumps({"id": len(data), "text": text, "lang": "fr", "date": "2025-11-14"}, ensure_ascii=False).encode()
    yield json.dumps({"id": "a", "title": text[:40], "text": text[:80], "outlet": "o", "url": "https://example.org/",
                      "date": None, "extra": [1.5, True, {}]}).encode()


def seeds(target):
    yield from (data[:LIMIT] for data in files(f"fuzz/seeds/{target}/*"))
    if target == "resource":
        for data in files("lang/*/*.txt"):
            yield from pieces(data, b"\n[")
    elif target == "model":  # the first byte chooses a section: fuzz_model.c
        for i, name in enumerate(("attribution.bin", "cues.txt", "grammar.txt", "parser.bin", "people.txt", "tagger.bin",
                                  "text.txt", "time.txt")):
            for data in files(f"lang/*/{name}", f"models/*/{name}", f"examples/new-language/es/{name}"):
                yield from (bytes([i]) + piece for piece in
                            (pieces(data, b"\n[") if name.endswith(".txt") else (data[:600], data[:LIMIT - 1])))
    elif target.endswith("_model"):
        yield from (data[:LIMIT] for data in files("models/*/*.bin"))
    elif target in ("html", "input"):
        yield from (data[:LIMIT] for data in files("tests/pages/**/*.html", "tests/html/**/*.html"))
    if target not in ("resource", "model") and not target.endswith("_model"):
        for data in files("examples/articles/*.txt", "tests/articles/*/*.txt"):
            for piece in pieces(data, b"\n\n"):
                yield piece
                if target == "jsonl":
                    yield from (record[:LIMIT] for record in records(piece[:600]))
                elif target == "stream":
                    yield gzip.compress(piece, mtime=0)


def main():
    folder, targets = pathlib.Path(sys.argv[1]), sys.argv[2:]
    for target in targets:
        corpus = folder / target
        corpus.mkdir(parents=True, exist_ok=True)
        for data in seeds(target):
            path = corpus / hashlib.sha1(data).hexdigest()
            if data and not path.exists():
                path.write_bytes(data)


if __name__ == "__main__":
    main()
