#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The text of the benchmark: made here, from articles written for the project.

Documents are recombinations of the articles' paragraphs: a headline of one,
six to fourteen paragraphs of any. The same seed gives the same text, on every
machine. The shapes are texts that are hard on a reader that is not careful:
all of one thing, for as long as one likes.

    make_text.py documents fr|en|both BYTES     documents, each ended by a form feed
    make_text.py jsonl fr|en|both BYTES         the same as JSON lines
    make_text.py shape NAME BYTES               one document of that shape
    make_text.py shapes                         the names of the shapes
"""
import json
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = {lang: (f"examples/articles/{lang}.txt", f"tests/articles/{lang}/*.txt", f"bench/articles/{lang}/*.txt")
           for lang in ("fr", "en")}


def articles(lang):
    """[[headline, paragraph, ...], ...] of every article there is in a language."""
    found = []
    for pattern in SOURCES[lang]:
        for path in sorted(ROOT.glob(pattern)):
            blocks = [b.strip() for b in path.read_text(encoding="utf-8").split("\n\n") if b.strip()]
            if len(blocks) > 1:
                found.append(blocks)
    return found


def documents(lang, size, seed=1):
    """Documents of some 3,000 characters until they make `size` bytes."""
    rng = random.Random(seed)
    pools = [articles(code) for code in (("fr", "en") if lang == "both" else (lang,))]
    paragraphs = [[p for article in pool for p in article[1:]] for pool in pools]
    made, turn = 0, 0
    while made < size:
        pool, body = pools[turn % len(pools)], paragraphs[turn % len(pools)]
        parts = [rng.choice(pool)[0]] + [rng.choice(body) for _ in range(rng.randint(6, 14))]
        text = "\n\n".join(parts) + "\n"
        made += len(text.encode("utf-8")) + 1
        turn += 1
        yield text


def repeat(unit, size):
    data = unit.encode("utf-8") if isinstance(unit, str) else unit
    return (data * (size // len(data) + 1))[:size // len(data) * len(data)]


def article_text(size, joiner="\n"):
    return joiner.join(documents("fr", size)).encode("utf-8")


def names(size):
    """As many different people as there are sentences, each of whom says something."""
    rng, made, parts = random.Random(2), 0, []
    syllables = "ba ké lo mi nar du sel vo ran ti gue pa zel hor mé".split()

    def name():
        return "".join(rng.choice(syllables) for _ in range(3)).capitalize()

    while made < size:
        sentence = f"« Nous attendons », a déclaré le maire de {name()}, {name()} {name()}.\n\n"
        parts.append(sentence)
        made += len(sentence.encode("utf-8"))
    return "".join(parts).encode("utf-8")


def nested_divs(size):
    count = size // len("<div></div>")
    return b"<html><body>" + b"<div>" * count + b"Il a dit non." + b"</div>" * count + b"</body></html>"


def page(size):
    body = "".join(f"<p>{p}</p>\n" for d in documents("fr", size) for p in d.split("\n\n"))
    return f"<!DOCTYPE html><html lang=fr><head><title>Essai</title></head><body><article>{body}</article></body></html>" \
        .encode("utf-8")


# name: (maker, is it HTML)
SHAPES = {
    "article": (lambda n: article_text(n), False),
    "one endless line": (lambda n: article_text(n, " ").replace(b"\n", b" "), False),
    "one endless sentence": (lambda n: repeat("la ville et le port attendent, ", n), False),
    "one endless word": (lambda n: repeat("a", n), False),
    "straight quotes": (lambda n: repeat('"', n), False),
    "quotes and spaces": (lambda n: repeat('" ', n), False),
    "opening guillemets": (lambda n: repeat("« ", n), False),
    "closing guillemets": (lambda n: repeat(" »", n), False),
    "nested quotations": (lambda n: repeat("« Il a dit : ", n // 2) + repeat("non ». ", n // 2), False),
    "single quotes": (lambda n: repeat("'a ", n), False),
    "a dit que a dit que": (lambda n: repeat("Paul a dit que Jeanne a dit que ", n), False),
    "selon selon": (lambda n: repeat("selon ", n), False),
    "commas": (lambda n: repeat("a, ", n), False),
    "brackets": (lambda n: repeat("(", n), False),
    "dates": (lambda n: repeat("le 13 novembre ", n), False),
    "numbers": (lambda n: repeat("10 000 ", n), False),
    "dialogue": (lambda n: repeat("ANNE : non.\n", n), False),
    "new people": (names, False),
    "capitals": (lambda n: repeat("Jean Paul Marie ", n), False),
    "short paragraphs": (lambda n: repeat("a\n\n", n), False),
    "line ends": (lambda n: repeat("\n", n), False),
    "NUL bytes": (lambda n: bytes(n), False),
    "broken UTF-8": (lambda n: repeat(b"\xc3\xe2\x82 ", n), False),
    "right-to-left overrides": (lambda n: repeat("\u202eoui ", n), False),
    "combining marks": (lambda n: b"e" + repeat("\u0301", n), False),
    "UTF-16": (lambda n: article_text(n // 2).decode("utf-8").encode("utf-16"), False),
    "page": (page, True),
    "nested divs": (nested_divs, True),
    "unclosed paragraphs": (lambda n: b"<html><body>" + repeat("<p>a ", n), True),
    "nested inline tags": (lambda n: b"<html><body><p>" + repeat("<b>a", n), True),
    "entities": (lambda n: b"<html><body><p>" + repeat("&laquo;&eacute;&raquo; ", n), True),
    "an endless attribute": (lambda n: b"<html><body><p title=\"" + repeat("a", n), True),
    "comments": (lambda n: b"<html><body>" + repeat("<!-- a -->", n), True),
}


def main():
    words = sys.argv[1:]
    out = sys.stdout.buffer
    if words[:1] == ["shapes"]:
        print("\n".join(SHAPES))
    elif words[:1] == ["shape"] and len(words) == 3 and words[1] in SHAPES:
        out.write(SHAPES[words[1]][0](int(words[2])))
    elif words[:1] == ["documents"] and len(words) == 3:
        for text in documents(words[1], int(words[2])):
            out.write(text.encode("utf-8") + b"\f")
    elif words[:1] == ["jsonl"] and len(words) == 3:
        for i, text in enumerate(documents(words[1], int(words[2]))):
            out.write(json.dumps({"id": str(i), "text": text}, ensure_ascii=False).encode("utf-8") + b"\n")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
