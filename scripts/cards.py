#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Figures for the model cards: by construction, outlet and style.

    scripts/cards.py [--write] [--cross] [SHARED [BUILD]]     (default ../shared build)

Reads the development sets with BUILD/selon, matches what it found with the gold
as the score program does, and prints a table a language. The construction of
a statement, gold or found, is told from its spans and the text's tags by
train/constructions.c. A row has

    gold            gold statements of this construction
    found           how many of these Selon found, per cent
    source ... all  of those found, how many have this part right to both edges
    Selon's         statements of this construction that Selon found
    right           how many of these are found in the gold

With --cross the project's own articles (corpus/) are cross-validated, too: five
times attribution learns from all data but a fifth of these articles and is
tried on that fifth; the styles are the files of corpus/. Some four minutes.

With --write the tables go into models/LANG/README.md, between the lines
<!-- CARD: development set --> or <!-- CARD: own articles --> and <!-- END CARD -->.
"""
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
SETS = {"fr": "fr-wikinews/dev.jsonl", "en": "polnear/dev.jsonl"}
# File, weight and recall, as in train/models.sh; no confidence map is needed.
TRAINED = {"fr": ("fr-ud/train.jsonl", "*2*3*0"), "en": ("polnear/train.jsonl", "*1*1.2*0")}
PARTS = 5
ROLES = ("source", "cue", "content")
DIMENSIONS = ("type", "the cue", "its place", "the content", "the source")
ORDER = ("direct", "mixed", "indirect",
         "finite verb", "infinitive", "participle", "gerund", "noun", "adjective", "according to", "colon or dash", "other",
         "cue before the content", "cue after the content", "cue inside the content", "no cue",
         "quotation", "clause after that", "clause", "infinitive clause", "noun phrase or fragment",
         "with a name", "without a name", "pronoun", "none")
HEAD = ("| {} | gold | found | source | cue | content | all | Selon's | right |\n"
        "|---|---|---|---|---|---|---|---|---|")


def score_program(shared):
    path = shared / "tools" / "score.py"
    if not path.exists():
        print(f"cards: skipped: there is no score program in {shared}")
        sys.exit(0)
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Row:
    def __init__(self):
        self.gold = self.found = self.mine = self.right = self.all = 0
        self.exact = dict.fromkeys(ROLES, 0)

    def line(self, name):
        def share(part, whole):
            return f"{100 * part / whole:.0f}" if whole else "–"
        cells = [name, self.gold, share(self.found, self.gold)]
        cells += [share(self.exact[role], self.found) for role in ROLES]
        cells += [share(self.all, self.found), self.mine, share(self.right, self.mine)]
        return "| " + " | ".join(map(str, cells)) + " |"


class Card:
    """Counts by (dimension, value)."""

    def __init__(self, score):
        self.score, self.rows = score, {}

    def row(self, dimension, value):
        return self.rows.setdefault((dimension, value), Row())

    def add(self, gold, guess, gold_made, guess_made, group):
        text = gold["text"]
        words = [m.span() for m in self.score.TOKEN.finditer(text)]
        right = self.score.prepare(text, gold["statements"], words)
        mine = self.score.prepare(text, guess["statements"], words)
        pairs = dict(self.score.match(right, mine))
        matched = set(pairs.values())
        for i, made in enumerate(gold_made):
            same = {role: i in pairs and right[i][role] == mine[pairs[i]][role] for role in ROLES}
            for row in self.all_rows(made, group):
                row.gold += 1
                row.found += i in pairs
                row.all += all(same.values())
                for role in ROLES:
                    row.exact[role] += same[role]
        for j, made in enumerate(guess_made):
            for row in self.all_rows(made, group):
                row.mine += 1
                row.right += j in matched

    def all_rows(self, made, group):
        yield self.row("", "all")
        yield from (self.row(*pair) for pair in zip(DIMENSIONS, made))
        if group:
            yield self.row(*group)

    def lines(self):
        yield HEAD.format("")
        yield self.row("", "all").line("**all**")
        for dimension in dict.fromkeys((*DIMENSIONS, *(key[0] for key in self.rows))):
            values = [value for name, value in self.rows if name == dimension and dimension]
            values.sort(key=lambda value: (ORDER.index(value) if value in ORDER else len(ORDER), value))
            if dimension in DIMENSIONS or len(values) > 1:
                yield from (self.row(dimension, value).line(f"{dimension}: {value}") for value in values)


def output_of(*command, **more):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, cwd=ROOT, **more
                          ).stdout


def parsed(lines):
    return [json.loads(line) for line in lines.splitlines()]


def count(card, build, language, gold_path, predicted_path, group):
    """Adds what was found in the file to the card."""
    constructions = build / "train" / "constructions"
    gold, guess = (parsed(path.read_text(encoding="utf-8")) for path in (gold_path, predicted_path))
    made = [[line["constructions"] for line in parsed(output_of(constructions, language, path))]
            for path in (gold_path, predicted_path)]
    for row in zip(gold, guess, *made):
        card.add(*row, group(row[0]))


def development(score, language, shared, build, work):
    card, gold = Card(score), shared / "data" / SETS[language]
    predicted = work / f"{language}.jsonl"
    predicted.write_text(output_of(build / "selon", "read", "--from", "jsonl", "--format", "jsonl", gold), encoding="utf-8")

    def outlet(document):
        name = document.get("publisher") or document.get("outlet")
        return ("the outlet", name) if name else None
    count(card, build, language, gold, predicted, outlet)
    return card


# ---- the project's own articles, cross-validated ----


def own_articles(language):
    """[(style, line)]"""
    rows = []
    for path in sorted((ROOT / "corpus" / language).glob("*.txt")):
        lines = output_of(sys.executable, ROOT / "train" / "corpus.py", path).splitlines()
        rows += [(path.stem, line) for line in lines]
    return rows


def own_without(part, own, shared, build, work):
    """Weights of all data but a part of the own articles."""
    files = []
    for language, (path, weight) in TRAINED.items():
        rest = work / f"rest.{language}.jsonl"
        rest.write_text("".join(line + "\n" for i, (_, line) in enumerate(own[language]) if i % PARTS != part),
                        encoding="utf-8")
        files += [f"{language}={shared / 'data' / path}{weight}", f"{language}={rest}{weight}"]
        (work / language).mkdir(exist_ok=True)
    output_of(build / "train" / "train_attribution", work, *files)


def crossed(score, shared, build, work):
    """A card of the own articles for each language."""
    own = {language: own_articles(language) for language in SETS}
    cards = {language: Card(score) for language in SETS}
    for part in range(PARTS):
        own_without(part, own, shared, build, work)
        for language, articles in own.items():
            tried = [row for i, row in enumerate(articles) if i % PARTS == part]
            gold, predicted = work / "gold.jsonl", work / "predicted.jsonl"
            gold.write_text("".join(line + "\n" for _, line in tried), encoding="utf-8")
            found = parsed(output_of(build / "train" / "predict", language, work / language / "attribution.bin", gold))
            for (_, line), document in zip(tried, found):
                document["text"] = json.loads(line)["text"]
            predicted.write_text("".join(json.dumps(document) + "\n" for document in found), encoding="utf-8")
            styles = iter([style for style, _ in tried])
            count(cards[language], build, language, gold, predicted, lambda _: ("the style", next(styles)))
    return cards


# ---- output ----


def tell(title, language, card, write):
    table = "\n".join(card.lines())
    print(f"\n== {language}: {title}\n{table}")
    if not write:
        return
    path = ROOT / "models" / language / "README.md"
    text = path.read_text(encoding="utf-8")
    begin = f"<!-- CARD: {title} -->"
    pattern = re.compile(re.escape(begin) + r"\n.*?<!-- END CARD -->", re.S)
    if not pattern.search(text):
        sys.exit(f"cards: {path} has no line {begin}")
    path.write_text(pattern.sub(lambda _: f"{begin}\n\n{table}\n\n<!-- END CARD -->", text), encoding="utf-8")


def main():
    options = [word for word in sys.argv[1:] if word.startswith("-")]
    places = [word for word in sys.argv[1:] if not word.startswith("-")]
    if not set(options) <= {"--write", "--cross"} or len(places) > 2:
        sys.exit(__doc__)
    shared = pathlib.Path(places[0] if places else ROOT / ".." / "shared").resolve()
    build = pathlib.Path(places[1] if len(places) > 1 else ROOT / "build").resolve()
    score, write = score_program(shared), "--write" in options
    if not (shared / "data").exists():
        print(f"cards: skipped: there are no gold data in {shared}")
        return
    os.environ["LC_ALL"] = "C"
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        for language in SETS:
            tell("development set", language, development(score, language, shared, build, work), write)
        if "--cross" in options:
            for language, card in crossed(score, shared, build, work).items():
                tell("own articles", language, card, write)


if __name__ == "__main__":
    main()
