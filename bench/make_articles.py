#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""News for a ledger's benchmark: as many articles as one likes, none like another.

    make_articles.py FILE.jsonl ARTICLES [SEED]

An article is one of the project's own annotated ones (corpus/) told about
something else. What makes it news stays: cues, sources, quotation marks, grammar
words, the order of things. What it tells is replaced:

  - content words by words with the same ending, as often as these are in the
    corpus; one in four of them is invented, of 120,000 that are as frequent as
    words are (Zipf)
  - names, throughout the article by the same other ones: of 40,000 people, some
    of whom are in the news all the time and most only once
  - numbers

One article in ten is another outlet's copy of an earlier one, with another
headline and beginning; one in twenty repeats a paragraph of an earlier one word
for word. The same numbers give the same articles, on every machine.
"""
import bisect
import collections
import itertools
import json
import pathlib
import random
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = {"en": ("en/news.txt",), "fr": tuple(f"fr/{name}.txt" for name in (
    "agence", "breves", "courts", "depeches", "enquetes", "local", "monde", "presse", "regions", "relais"))}
TURNS = ("en", "fr")
ENDINGS = (3, 2, 1)  # letters of a word that the one in its place has, too: so many as leave a choice of
POOL_LEAST = 40  # words
POOL = 1 << 14  # words drawn beforehand of each ending
KEPT_WORDS = 150  # the most frequent ones of a language are its grammar
COPY, REPEAT = 0.10, 0.05
PLAIN = (1, 6)  # paragraphs in which nobody says anything, which the corpus has few of: then it is some 200 bytes a
# statement, as in PolNeAR's American news; French Wikinews has 360
PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w]+|_+", re.UNICODE)
SYLLABLES = [c + v + e for c in "b br c ch d f g gr h j l m n p pr r s st t tr v w".split() for v in "a e i o u ai ou".split()
             for e in ("", "n", "r", "l", "st")]


def weights(count, shift):
    return list(itertools.accumulate(1 / (rank + shift) for rank in range(count)))


class Language:
    """The articles of a language as lists of pieces, and what takes the place of their words."""

    def __init__(self, lang, chance):
        self.lang, self.chance = lang, chance
        out = subprocess.run([sys.executable, ROOT / "train/corpus.py", *(ROOT / "corpus" / name for name in CORPUS[lang])],
                             check=True, stdout=subprocess.PIPE).stdout
        documents = [json.loads(line) for line in out.splitlines()]
        frequency = collections.Counter(word for d in documents for word in PIECE.findall(d["text"]) if word.islower())
        self.grammar = {word for word, _ in frequency.most_common(KEPT_WORDS)}
        self.lower = set(frequency)
        self.invent(frequency)
        self.templates = [self.template(d) for d in documents]
        self.plain = [p for d, t in zip(documents, self.templates) for p, told in zip(t[1:], self.tells(d)[1:]) if not told]

    def invent(self, frequency):
        """Pools of words by ending, each as often in its pool as in the language."""
        chance, by_ending = self.chance, collections.defaultdict(collections.Counter)
        for word, times in frequency.items():
            if len(word) > 3 and word not in self.grammar:
                for size in ENDINGS:
                    by_ending[word[-size:]][word] = times
        stems = ["".join(chance.choice(SYLLABLES) for _ in range(chance.choice((1, 2, 2, 3)))) for _ in range(120000)]
        ranks = weights(len(stems), 30)
        self.pools = {}
        for ending in sorted(by_ending):
            known = by_ending[ending]
            if len(known) < POOL_LEAST:
                continue
            size = min(POOL, 64 + 16 * sum(known.values()))
            drawn = chance.choices(sorted(known), [known[w] for w in sorted(known)], k=size)
            for i, stem in zip(range(0, size, 4), chance.choices(stems, cum_weights=ranks, k=size // 4 + 1)):
                drawn[i] = stem + ending
            self.pools[ending] = drawn

    def kept(self, document):
        """Where the words of cues and sources are, and of addressees, outlets and times."""
        kept = bytearray(len(document["text"]))
        for statement in document["statements"]:
            for role in ("cue", "source", "addressee", "via", "time"):
                if statement[role]:
                    span = statement[role]
                    kept[span["start"]:span["end"]] = b"\1" * (span["end"] - span["start"])
        return kept

    @staticmethod
    def tells(document):
        """Of each paragraph: does anything stand in it that somebody said?"""
        ends = list(itertools.accumulate(len(p) + 2 for p in document["text"].split("\n\n")))
        told = [False] * len(ends)
        for statement in document["statements"]:
            for span in statement["content"]:
                told[bisect.bisect_right(ends, span["start"])] = True
        return told

    def template(self, document):
        """Paragraphs of pieces: a string that stays, or (what, ...) to be replaced."""
        text, kept, paragraphs, begins = document["text"], self.kept(document), [[]], True
        for match in PIECE.finditer(text):
            word = match.group()
            piece = word
            if word.isdigit():
                piece = ("number", len(word), word[0] in "12" and len(word) == 4)
            elif word[0].isupper() and len(word) > 1 and word.lower() not in (self.lower if begins else self.grammar):
                piece = ("name", word)
            elif word.islower() and len(word) > 3 and word not in self.grammar and not kept[match.start()]:
                pool = next((self.pools[word[-n:]] for n in ENDINGS if word[-n:] in self.pools), None)
                piece = ("word", pool) if pool else word
            if word[0].isalnum():
                begins = False
            elif re.search(r"[.!?:«“\"\n]", word):
                begins = True
            if "\n\n" in word:
                before, _, after = word.partition("\n\n")
                paragraphs[-1].append(before)
                paragraphs.append([after.strip("\n")])
            else:
                paragraphs[-1].append(piece)
        return [self.join(p) for p in paragraphs if any(p)]

    @staticmethod
    def join(pieces):
        """Runs of strings become one; capitalized words in a row are one person's name."""
        out = []
        for piece in pieces:
            if isinstance(piece, str) and out and isinstance(out[-1], str):
                out[-1] += piece
            elif piece == "":
                continue
            elif isinstance(piece, tuple) and piece[0] == "name" and len(out) > 1 and out[-1] == " " and out[-2][0] == "name":
                out.pop()
                out[-1] = ("name", *out[-1][1:], piece[1])
            else:
                out.append(piece)
        return out


class News:
    def __init__(self, seed=1):
        self.chance = chance = random.Random(seed)
        self.languages = [Language(lang, chance) for lang in TURNS]
        first = self.names(600, (1, 2, 2))
        last = self.names(15000, (2, 2, 3))
        self.people = [(chance.choice(first), chance.choice(last)) for _ in range(40000)]
        self.places = self.names(8000, (2, 2, 3))
        self.drawn = {"people": chance.choices(self.people, cum_weights=weights(len(self.people), 20), k=1 << 18),
                      "places": chance.choices(self.places, cum_weights=weights(len(self.places), 5), k=1 << 16)}
        self.outlets = [f"The {name} Post" for name in self.names(200, (2, 3))]
        self.lately = []

    def names(self, count, lengths):
        made = set()
        while len(made) < count:
            made.add("".join(self.chance.choice(SYLLABLES) for _ in range(self.chance.choice(lengths))).title())
        made = sorted(made)
        self.chance.shuffle(made)
        return made

    def pick(self, items):
        return items[int(self.chance.random() * len(items))]

    def name(self, words, known):
        """The same words are the same name again; the last one alone is who has it as family name."""
        if len(words) == 1 and words[0] in known:
            return known[words[0]]
        if words not in known:
            if len(words) == 1:
                known[words] = self.pick(self.drawn["places"])
            else:
                first, last = self.pick(self.drawn["people"])
                known[words] = f"{first} {last}"
                known.setdefault(words[-1], last)
        return known[words]

    def number(self, digits, year):
        if year:
            return str(self.chance.randint(1990, 2029))
        low = 10 ** (digits - 1) if digits > 1 else 1
        return str(self.chance.randint(low, 10 ** min(digits, 15) - 1))

    def paragraph(self, pieces, known):
        out, random_ = [], self.chance.random
        for piece in pieces:
            if piece.__class__ is str:
                out.append(piece)
            elif piece[0] == "word":
                out.append(piece[1][int(random_() * len(piece[1]))])
            elif piece[0] == "name":
                out.append(self.name(piece[1:], known))
            else:
                out.append(self.number(piece[1], piece[2]))
        return "".join(out)

    def article(self, n):
        chance, known = self.chance, {}
        language = self.languages[n % len(self.languages)]
        copied = [a for a in self.lately if a[0] == language.lang]
        if n > 100 and copied and chance.random() < COPY:
            paragraphs = list(chance.choice(copied)[1])
            template = chance.choice(language.templates)
            paragraphs[0] = self.paragraph(template[0], known)
            paragraphs.insert(1, self.paragraph(template[-1], known))
        else:
            paragraphs = [self.paragraph(p, known) for p in chance.choice(language.templates)]
            for _ in range(chance.randint(*PLAIN)):
                paragraphs.insert(chance.randint(1, len(paragraphs)), self.paragraph(chance.choice(language.plain), known))
            if copied and chance.random() < REPEAT:
                paragraphs.append(chance.choice(chance.choice(copied)[1]))
            self.lately.append((language.lang, paragraphs))
            self.lately = self.lately[-200:]
        day = time.strftime("%Y-%m-%d", time.gmtime(1.6e9 + chance.randrange(5 * 365) * 86400))
        return {"id": str(n), "url": f"https://paper{chance.randrange(200)}.example/{day}/{n}",
                "outlet": chance.choice(self.outlets), "date": day, "title": paragraphs[0][:200], "lang": language.lang,
                "text": "\n\n".join(paragraphs) + "\n"}



def write(path, articles, seed=1):
    news = News(seed)
    with open(path, "w", encoding="utf-8") as file:
        for n in range(articles):
            file.write(json.dumps(news.article(n), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
