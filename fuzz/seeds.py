#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Begin the corpora of the fuzz targets from what the tests read.

    seeds.py FOLDER TARGET...

For each target FOLDER/TARGET/ receives small inputs: the paragraphs of the
tests' and examples' articles, for `resource` and the like the language data in
pieces, for `html` the tests' pages, for `jsonl` records around the paragraphs,
for `stream` compressed ones too, for `warc` small archives, and whatever lies in fuzz/seeds/TARGET/.
Inputs that are there already stay.
"""
import gzip
import hashlib
import json
import pathlib
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import archives  # noqa: E402
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


def archive_seeds():
    body = archives.page("Ana Duarte said that the bridge would stay closed.")
    records = [archives.info(), archives.record("request", b"GET / HTTP/1.1\r\n\r\n", "https://x.example/"),
               archives.record("response", archives.response(body), "https://x.example/"),
               archives.record("response", archives.response(archives.chunked(gzip.compress(body, mtime=0), 40),
                                                             Content_Encoding="gzip", Transfer_Encoding="chunked"),
                               "<http://x.example/2>"),
               archives.record("response", archives.response(zlib.compress(body), None, Content_Encoding="deflate"),
                               "http://x.example/3"),
               archives.record("response", archives.response(body), "http://x.example/4", length=20),
               archives.record("response", archives.response(body), "http://x.example/4", length=2000)]
    yield from records
    yield b"".join(records)
    yield b"".join(records[::-1])
    yield archives.members(records)
    yield gzip.compress(b"".join(records), mtime=0)
    # zstd frames of raw blocks, with a dictionary's frame in front
    frames = b"".join(b"\x28\xB5\x2F\xFD\x00\x48" + ((len(data) << 3) | 1).to_bytes(3, "little") + data for data in records)
    yield frames
    yield b"\x5D\x2A\x4D\x18" + (40).to_bytes(4, "little") + body[:40] + frames


def feed_seeds():
    dates = [b"Fri, 14 Nov 2025 09:30:00 +0100", b"2025-11-14T09:30:00.25-05:00", b"14 Nov 25 9:30 EST", b"2025-11-14"]
    yield from dates
    for date in dates:
        yield (b'<?xml version="1.0"?><rss version="2.0" xmlns:dc="d" xmlns:content="c"><channel><title>T</title><item><title>A '
               b'&lt;b&gt;t&lt;/b&gt;</title><link>/a?b</link><guid isPermaLink="false">1</guid><pubDate>' + date + b'</pubDate>'
               b'<dc:creator>Ana</dc:creator><content:encoded><![CDATA[<p>x</p>]]></content:encoded></item></channel></rss>')
        yield (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><link rel="self" href="x"/><link href="y"/>'
               b'<author><name>N</name></author><published>' + date + b'</published><content type="xhtml"><div><p>a &amp; b'
               b'</p></div></content></entry></feed>')
    yield (b'<rdf:RDF xmlns:rdf="r"><channel><title>T</title></channel><item rdf:about="x"><link>http://x.example/</link>'
           b'<dc:date xmlns:dc="d">2025-11-14</dc:date></item></rdf:RDF>')
    yield b'<opml version="2.0"><body><outline text="g"><outline text="F" xmlUrl="http://x.example/f"/></outline></body></opml>'
    yield b'<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss><item><title>&c;</title></item></rss>'


def seeds(target):
    yield from (data[:LIMIT] for data in files(f"fuzz/seeds/{target}/*"))
    if target == "resource":
        for data in files("lang/*/*.txt"):
            yield from pieces(data, b"\n[")
    elif target == "model":  # the first byte chooses a section: fuzz_model.c
        for i, name in enumerate(("attribution.bin", "cues.txt", "encoder.bin", "grammar.txt", "parser.bin", "people.txt", "tagger.bin",
                                  "text.txt", "time.txt")):
            for data in files(f"lang/*/{name}", f"models/*/{name}", f"examples/new-language/es/{name}"):
                yield from (bytes([i]) + piece for piece in
                            (pieces(data, b"\n[") if name.endswith(".txt") else (data[:600], data[:LIMIT - 1])))
    elif target in ("transformer_model", "pieces_model"):  # changes to a tiny one, of three bytes each: fuzz_pieces_model.c
        for at in range(24, 64, 4):
            yield from (b"".join(bytes([at + k, 0, value >> 8 * k & 255]) for k in range(4))
                        for value in (0, 1, 3, 32, 64, 256, 0x3F800000, 0x7F800000, 0x00000001, 0x49000000, 0xC9000000))
        yield "\u2581abracadabra, d\u2019apr\u00e8s 1\u00a0000".encode()
    elif target.endswith("_model"):
        yield from (data[:LIMIT] for data in files("models/*/*.bin"))
    elif target == "warc":  # the first byte says how the source gives its bytes: fuzz_warc.c
        for data in archive_seeds():
            yield from (bytes([how]) + data[:LIMIT] for how in (1, 254, 255))
    elif target == "feed":
        yield from feed_seeds()
    elif target == "robots":
        yield b"/a.php\nUser-agent: *\nDisallow: /*.php$\nAllow: /a%2fb # c\n\nUser-agent: Selon\nCrawl-delay: 2.5\nDisallow:\n"
        yield b"x\nuser-agent: selon/1.0\nuser-agent: other\ndisallow: /\nallow: /x$\n"
    elif target == "place":  # the first line is what was typed: fuzz_place.c
        for typed in ("the bridge", "don't  say", "@2-9", "\"never\"", "x", "@9-2"):
            yield f"{typed}\nthe bridge, the abridged “never” of théâtre: don’t\u00a0say x".encode()
    elif target == "room":  # the first byte says as what: fuzz_room.c
        for seed in ("/search?q=a%20b&type=direct&page=n1-2", "/articles/12?version=3", "/a/%2e%2e/b?%ff=%00"):
            yield b"\0" + seed.encode()
        yield b"\1text=a%0D%0Ab&csrf=0123&url=http%3A%2F%2Fa.example%2F"
        yield b"\2selon=" + b"a" * 64 + b"; ui=fr; theme=dark"
        for seed in (b"localhost:8040", b"[::1]:80", b"127.0.0.1", b"room.example", b"http://localhost"):
            yield b"\3" + seed
    elif target in ("html", "input"):
        yield from (data[:LIMIT] for data in files("tests/pages/**/*.html", "tests/html/**/*.html"))
    if target not in ("resource", "model", "warc", "feed", "robots", "place", "room") and not target.endswith("_model"):
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
