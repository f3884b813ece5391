#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""selon score: known figures of small documents, bad inputs, and, where the
reference scorer lies beside the project, the same words as it prints, over
predictions made at random. scoring.py SELON"""
import copy
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys

import tap
from tap import bad, good, same, write

REFERENCE = pathlib.Path(__file__).resolve().parent.parent / ".." / "shared" / "tools" / "score.py"

TEXT = ("La mairesse, Odile Tanguy, a dit mardi au Phare que « le marché rouvrira ». « C'est trop tard », "
        "a répondu M. Éric Brûlé. Selon la police, deux étals ont brûlé.")


def span(words, after=0, text=TEXT):
    start = text.index(words, after)
    return {"start": start, "end": start + len(words)}


def statement(cue, source, *content, **more):
    one = {"type": "indirect", "kind": "said", "source": source and span(source), "cue": cue and span(cue),
           "content": [span(words) for words in content], "speaker": None, "addressee": None, "via": None,
           "time": None}
    return {**one, **more}


def gold():
    return {"id": "a", "text": TEXT, "statements": [
        statement("a dit", "La mairesse, Odile Tanguy,", "que « le marché rouvrira »", type="mixed", via=span("Phare"),
                  speaker={"name": "Odile Tanguy"}, time=span("mardi")),
        statement("a répondu", "M. Éric Brûlé", "« C'est trop tard »", type="direct", speaker={"name": "Éric Brûlé"}),
        statement("Selon", "la police", "deux étals ont brûlé", kind="thought", speaker={"name": "la police"})]}


def lines(name, *documents):
    return write(name, "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents))


def score(golds, predicted, *options):
    return good("score", *options, lines("gold.jsonl", *golds), lines("predicted.jsonl", *predicted)).out.decode()


def row(report, name):
    """The figures of a row, without its name."""
    return next(line[18:].split() for line in report.splitlines() if line[:18].strip() == name)


def figures(report, name):
    return [word for word in row(report, name) if word[0].isdigit()]


def perfect(report, *but):
    for name in ("source exact", "cue exact", "content exact", "source overlap", "cue overlap", "content overlap",
                 "statement exact", "found"):
        if name not in but:
            same((name, figures(report, name)), (name, ["100.0%"] * 3))


# ---- figures ----


def test_whole_report():
    same(score([gold()], [gold()]), """\
1 documents, 3 gold statements, 3 predicted
source exact       P 100.0%  R 100.0%  F1 100.0%
cue exact          P 100.0%  R 100.0%  F1 100.0%
content exact      P 100.0%  R 100.0%  F1 100.0%
source overlap     P 100.0%  R 100.0%  F1 100.0%
cue overlap        P 100.0%  R 100.0%  F1 100.0%
content overlap    P 100.0%  R 100.0%  F1 100.0%
statement exact    P 100.0%  R 100.0%  F1 100.0%
found              P 100.0%  R 100.0%  F1 100.0%
type               accuracy 100.0% of 3 matched
kind               accuracy 100.0% of 3 matched
speaker            accuracy 100.0% of 3 matched
addressee          P   0.0%  R   0.0%  F1   0.0%
via                P 100.0%  R 100.0%  F1 100.0%
time               P 100.0%  R 100.0%  F1 100.0%
""")


def test_edges_do_not_count():
    other = gold()
    other["statements"][0].update(source=span("La mairesse, Odile Tanguy"), content=[span("le marché rouvrira")],
                                  cue=span(" a dit "))
    other["statements"][1].update(source=span("M. Éric Brûlé. "), content=[span("C'est trop tard")])
    perfect(score([gold()], [other]))


def test_inner_words_do_count():
    other = gold()
    other["statements"][0]["source"] = span("Odile Tanguy")
    report = score([gold()], [other])
    same(figures(report, "source exact"), ["66.7%"] * 3)
    same(figures(report, "statement exact"), ["66.7%"] * 3)
    # three of the eleven tokens are missed: "La", "mairesse" and the comma
    same(figures(report, "source overlap"), ["100.0%", "72.7%", "84.2%"])
    perfect(report, "source exact", "source overlap", "statement exact")


def test_content_in_pieces_is_joined_over_edges():
    other = gold()
    other["statements"][1]["content"] = [span("« C'est trop"), span("tard »")]
    perfect(score([gold()], [other]))
    other["statements"][1]["content"] = [span("« C'est"), span("tard »")]
    report = score([gold()], [other])
    same(figures(report, "content exact"), ["50.0%", "66.7%", "57.1%"])
    same(figures(report, "found"), ["100.0%"] * 3)


def test_missing_and_superfluous():
    other = gold()
    del other["statements"][1]
    other["statements"] += [statement("rouvrira", None, "deux"), statement(None, None, "étals")]
    report = score([gold()], [other], "--errors", "9")
    assert report.startswith("1 documents, 3 gold statements, 4 predicted\n"), report
    same(figures(report, "found"), ["50.0%", "66.7%", "57.1%"])
    same(report.splitlines()[15:], ["missed a: M. Éric Brûlé | a répondu | C'est trop tard",
                                    "spurious a:  | rouvrira | deux", "spurious a:  |  | étals"])
    assert score([gold()], [other], "--errors", "1").splitlines()[15:] == report.splitlines()[15:17]


def test_found_by_half_of_the_content():
    for words, found in (("deux étals", "50.0%"), ("étals", "0.0%")):
        report = score([{**gold(), "statements": gold()["statements"][2:]}],
                       [{"id": "a", "statements": [statement(None, None, words), statement("mardi", None, "Phare")]}])
        same(figures(report, "found")[0], found)


def test_types_kinds_speakers():
    other = gold()
    other["statements"][0].update(type="direct", speaker={"name": "Mme TANGUY"})
    other["statements"][1].update(kind="wrote", speaker={"name": "M. Eric Brule, maire"})
    other["statements"][2].update(type=None, speaker=None)
    report = score([gold()], [other])
    same([figures(report, name) for name in ("type", "kind", "speaker")],
         [["33.3%", "3"], ["66.7%", "3"], ["33.3%", "3"]])


def test_only_some_kinds():
    report = score([gold()], [gold()], "--kinds", "wrote,thought")
    assert report.startswith("1 documents, 1 gold statements, 1 predicted\n"), report
    same(figures(report, "source exact"), ["100.0%"] * 3)


def test_json():
    other = gold()
    del other["statements"][0]
    report = json.loads(score([gold()], [other], "--json"))
    same(list(report.items()), [("source_exact_f1", 0.8), ("cue_exact_f1", 0.8), ("content_exact_f1", 0.8),
                                ("addressee_exact_f1", 0.0), ("via_exact_f1", 0.0), ("time_exact_f1", 0.0),
                                ("source_overlap_f1", 0.7059), ("cue_overlap_f1", 0.75),
                                ("content_overlap_f1", 0.8421), ("statement_f1", 0.8), ("found_f1", 0.8),
                                ("type_accuracy", 1.0), ("kind_accuracy", 1.0), ("speaker_accuracy", 1.0)])


def test_document_that_is_not_predicted():
    report = score([gold(), {**gold(), "id": "b"}], [gold(), {**gold(), "id": "c"}])
    assert report.startswith("2 documents, 6 gold statements, 3 predicted\n"), report
    same(figures(report, "found"), ["100.0%", "50.0%", "66.7%"])


def test_id_of_number_is_no_string():
    same(figures(score([{**gold(), "id": 1}], [{**gold(), "id": 1}]), "found"), ["100.0%"] * 3)
    same(figures(score([{**gold(), "id": 1}], [{**gold(), "id": "1"}]), "found"), ["0.0%"] * 3)


def test_own_output_scores_against_itself():
    write("a.txt", tap.ARTICLE)
    write("out.jsonl", good("read", "--format", "jsonl", "a.txt").out)
    perfect(good("score", "out.jsonl", "out.jsonl").out.decode())


# ---- brat's files ----

ANN = """T1\tContent 48 74\tque « le marché rouvrira »
T2\tSource 0 26\tLa mairesse, Odile Tanguy,
T3\tCue 27 32\ta dit
R1\tSaidBy Arg1:T1 Arg2:T2
R2\tSignalledBy Arg1:T1 Arg2:T3
A1\tType T1 Mixed
A2\tKind T1 Said
#1\tAnnotatorNotes T2\tOdile Tanguy, mairesse
"""


def test_folder_of_brat():
    os.mkdir("notes")
    write("notes/a.txt", TEXT)
    write("notes/a.ann", ANN)
    lines("a.jsonl", gold())
    report = good("score", "a.jsonl", "notes").out.decode()
    assert report.startswith("1 documents, 3 gold statements, 1 predicted\n"), report
    same([figures(report, name) for name in ("statement exact", "type", "kind", "speaker")],
         [["100.0%", "33.3%", "50.0%"]] + 3 * [["100.0%", "1"]])
    perfect(good("score", "notes", "notes/").out.decode())


def test_brat_there_and_back():
    """Articles read and written as JSON lines and in brat's files are the same statements."""
    for name, article in (("a", tap.ARTICLE), ("b", tap.ARTICLE_FR), ("c", tap.ARTICLE.replace(" ", "\n"))):
        write(f"{name}.txt", article)
    good("read", "--format", "brat", "-o", "notes/", "a.txt", "b.txt", "c.txt")
    write("out.jsonl", good("read", "--format", "jsonl", "a.txt", "b.txt", "c.txt").out)
    for pair in (("notes", "out.jsonl"), ("out.jsonl", "notes")):
        report = good("score", *pair).out.decode()
        assert report.startswith("3 documents, "), report
        perfect(report)
        for name in ("type", "kind", "speaker"):
            same(figures(report, name)[0], "100.0%")


def test_broken_folders_of_brat():
    os.mkdir("notes")
    bad(1, "notes: there are no .ann files", arguments=["score", "notes", "notes"])
    write("notes/a.ann", ANN)
    bad(1, "notes/a.txt", "no such file", arguments=["score", "notes", "notes"])
    write("notes/a.txt", TEXT[:40])
    bad(1, "notes/a.ann: line 1: 48 to 74", arguments=["score", "notes", "notes"])
    write("notes/a.txt", b"\xff")
    bad(1, "notes/a.txt: the text is not UTF-8", arguments=["score", "notes", "notes"])
    os.mkdir("notes/b.ann")
    write("notes/a.txt", TEXT)
    bad(1, "notes/b.txt", arguments=["score", "notes", "notes"])


# ---- inputs ----


def test_empty_files():
    report = score([], [])
    assert report.startswith("0 documents, 0 gold statements, 0 predicted\n"), report
    same(figures(report, "found"), ["0.0%"] * 3)
    same(figures(score([gold()], []), "found"), ["0.0%"] * 3)
    same(figures(score([], [gold()]), "found"), ["0.0%"] * 3)


def test_text_without_words():
    document = {"id": "a", "text": "...", "statements": [{"content": [{"start": 0, "end": 3}]}]}
    same(figures(score([document], [document]), "statement exact"), ["100.0%"] * 3)
    same(figures(score([{**document, "text": ""}][:0], [document]), "found"), ["0.0%"] * 3)


def test_empty_lines_and_gzip_and_standard_input():
    content = ("\n" + json.dumps(gold()) + "\r\n \n").encode()
    write("gold.jsonl.gz", gzip.compress(content))
    perfect(good("score", "gold.jsonl.gz", "-", stdin=content).out.decode())


def test_last_of_one_id_counts():
    lines("gold.jsonl", gold())
    lines("predicted.jsonl", {"id": "a", "statements": []}, gold())
    result = good("score", "gold.jsonl", "predicted.jsonl")
    perfect(result.out.decode())
    assert "predicted.jsonl:2: warning" in result.err, result.err


BAD = {
    "json": ("{", "is not JSON"),
    "array": ("[]", "not a JSON object"),
    "id": ({"statements": []}, '"id"'),
    "null_id": ({"id": None, "statements": []}, '"id"'),
    "id_with_nul": ({"id": "a\0", "statements": []}, "NUL"),
    "statements": ({"id": "a"}, '"statements"'),
    "bytes": ({"id": "a", "offsets": "bytes", "statements": []}, "bytes"),
    "statement": ({"id": "a", "statements": [7]}, "statement 1: is not an object"),
    "span": ({"id": "a", "statements": [{}, {"cue": 3}]}, 'statement 2: "cue" is not a span'),
    "half_span": ({"id": "a", "statements": [{"content": [{"start": 1}]}]}, 'statement 1: "content" is not a span'),
    "fraction": ({"id": "a", "statements": [{"via": {"start": 1, "end": 2.5}}]}, "whole"),
    "negative": ({"id": "a", "statements": [{"time": {"start": -1, "end": 2}}]}, 'offsets of "time"'),
    "backwards": ({"id": "a", "statements": [{"source": {"start": 3, "end": 2}}]}, 'offsets of "source"'),
    "huge": ({"id": "a", "statements": [{"source": {"start": 3, "end": 1 << 40}}]}, 'offsets of "source"'),
    "outside": ({"id": "a", "statements": [{"source": {"start": 3, "end": 7777}}]}, "source from 3 to 7777 is outside"),
    "empty": ({"id": "a", "statements": [{"source": {"start": 3, "end": 3}}]}, "source from 3 to 3 is empty"),
    "speaker": ({"id": "a", "statements": [{"speaker": {"name": 3}}]}, '"speaker" is not a string'),
    "type": ({"id": "a", "statements": [{"type": 3}]}, '"type" is not a string'),
}


def bad_test(line, message):
    def test():
        lines("gold.jsonl", gold())
        write("predicted.jsonl", "\n" + (line if isinstance(line, str) else json.dumps(line)) + "\n")
        result = bad(1, "selon: predicted.jsonl:2: ", message, arguments=["score", "gold.jsonl", "predicted.jsonl"])
        same(result.out, b"")
    return test


for _name, (_line, _message) in BAD.items():
    globals()[f"test_bad_{_name}"] = bad_test(_line, _message)


def test_statement_without_parts():
    report = score([gold()], [{"id": "a", "statements": [{}]}])
    assert report.startswith("1 documents, 3 gold statements, 1 predicted\n"), report


def test_gold_without_text():
    lines("gold.jsonl", {"id": "a", "statements": []})
    bad(1, "gold.jsonl:1: ", '"text"', arguments=["score", "gold.jsonl", "gold.jsonl"])


def test_gold_outside_its_text():
    lines("gold.jsonl", {"id": "a", "text": "é", "statements": [{"cue": {"start": 0, "end": 2}}]})
    bad(1, "gold.jsonl:1: ", "outside", arguments=["score", "gold.jsonl", "gold.jsonl"])


def test_broken_utf8():
    lines("gold.jsonl", gold())
    write("b.jsonl", b'{"id": "\xff", "statements": []}\n')
    bad(1, "b.jsonl:1: is not JSON", arguments=["score", "gold.jsonl", "b.jsonl"])


def test_deep_json():
    lines("gold.jsonl", gold())
    write("b.jsonl", "[" * 100000)
    bad(1, "b.jsonl:1: is not JSON", arguments=["score", "gold.jsonl", "b.jsonl"])


def test_missing_files():
    lines("gold.jsonl", gold())
    bad(1, "none.jsonl", "no such file", arguments=["score", "none.jsonl", "gold.jsonl"])
    bad(1, "none.jsonl", "no such file", arguments=["score", "gold.jsonl", "none.jsonl"])


def test_usage():
    for arguments in ([], ["a"], ["a", "b", "c"], ["-", "-"], ["--errors", "x", "a", "b"], ["--errors", "-1", "a", "b"],
                      ["--kinds"], ["--colour", "a", "b"]):
        bad(2, "selon help score", arguments=["score", *arguments])


def test_help():
    text = good("help", "score").out
    same(good("score", "--help").out, text)
    assert b"Examples:" in text and max(map(len, text.decode().splitlines())) <= 90


def test_output_that_is_full():
    lines("gold.jsonl", gold())
    with open("/dev/full", "wb") as full:
        result = tap.run(sys.argv[1], "score", "gold.jsonl", "gold.jsonl", stdout=full)
    same(result.status, 1)
    assert "standard output" in result.err, result.err


def test_many_statements():
    """Half a million marks, and as many statements as take a second when each is compared with its neighbours only."""
    count = 2000 if tap.sanitized() else 50000
    text = "Ada dit oui. " * count + "«" * 10 * count
    parts = [{"source": {"start": 13 * i, "end": 13 * i + 3}, "cue": {"start": 13 * i + 4, "end": 13 * i + 7},
              "content": [{"start": 13 * i + 8, "end": 13 * i + 11}, {"start": 13 * count, "end": len(text)}]}
             for i in range(count)]
    report = score([{"id": "a", "text": text, "statements": parts}], [{"id": "a", "statements": parts}])
    perfect(report)


# ---- beside the reference ----

SYLLABLES = ["ba", "ré", "ko", "Mi", "lu", "ÉT", "na", "çon", "ß", "ﬁ", "İs", "e\u0301", "\u0345", "Ω", "漢", "4", "x_y"]
GLUE = [" ", " ", " ", " ", ", ", ". ", " « ", " » ", "'", "’", "\u00a0", "\n\n", " – ", "", "\x1f", "\u2028", " $", "€ ",
        "\U0001f600", "`", "|", "\u00ad", " que ", " QU'", " d’", "Que ", " to ", " that ", " İF ", " ſi\t", " à ", " À "]
TITLES = ["", "", "M. ", "Mme ", "le ", "l'", "Dr ", "General ", "M. le "]


def a_text(rng):
    return "".join(rng.choice(SYLLABLES) + (rng.choice(GLUE) if rng.random() < 0.6 else "")
                   for _ in range(rng.randint(1, 120)))


def a_span(rng, text):
    start = rng.randrange(len(text))
    return {"start": start, "end": min(len(text), start + rng.choice([1, 2, 3, 5, 8, 20, 60]))}


def a_name(rng):
    return rng.choice(TITLES) + " ".join("".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 2)))
                                         for _ in range(rng.randint(0, 2)))


def a_statement(rng, text):
    maybe = lambda share, make: make() if rng.random() < share else None
    one = {"type": rng.choice(["direct", "indirect", "mixed", None]), "kind": rng.choice(["said", "wrote", "thought"]),
           "source": maybe(0.8, lambda: a_span(rng, text)), "cue": maybe(0.8, lambda: a_span(rng, text)),
           "content": [a_span(rng, text) for _ in range(rng.choice([0, 1, 1, 1, 2, 3, 5]))],
           "speaker": maybe(0.8, lambda: rng.choice([{"name": a_name(rng)}, a_name(rng), {}])),
           "addressee": maybe(0.2, lambda: a_span(rng, text)), "via": maybe(0.2, lambda: a_span(rng, text)),
           "time": maybe(0.3, lambda: [a_span(rng, text), a_span(rng, text)])}
    for name in list(one):
        if rng.random() < 0.05:
            del one[name]
    return one


def shaken(rng, text, one):
    """A statement with some of its parts moved, dropped, or made anew."""
    one, other = copy.deepcopy(one), a_statement(rng, text)
    for name in list(one):
        if rng.random() < 0.15:
            one[name] = other.get(name)
    for part in [one.get("source"), one.get("cue"), *(one.get("content") or [])]:
        if part and rng.random() < 0.3:
            start = max(0, part["start"] + rng.randint(-3, 3))
            end = min(len(text), part["end"] + rng.randint(-3, 3))
            if start < end:
                part.update(start=start, end=end)
    return one


def a_pair(rng, most):
    golds, predictions = [], []
    for number in range(rng.randint(0, most)):
        text = a_text(rng)
        statements = [a_statement(rng, text) for _ in range(rng.choice([0, 1, 2, 5, 12]))]
        statements += rng.sample(statements, min(len(statements), rng.choice([0, 0, 1, 3])))
        id_ = rng.choice([number, f"d{number}", f"é {number}"])
        golds.append({"id": id_, "text": text, "statements": statements})
        found = [shaken(rng, text, one) for one in statements if rng.random() < 0.8]
        found += [a_statement(rng, text) for _ in range(rng.choice([0, 0, 1, 3]))]
        rng.shuffle(found)
        if rng.random() < 0.9:
            predictions.append({"id": id_, "statements": found})
    rng.shuffle(predictions)
    return golds, predictions


def reference():
    if not REFERENCE.is_file():
        raise tap.Skip("the reference scorer is not there")
    return REFERENCE


def agrees(gold_path, predicted_path, *options):
    words = [sys.executable, str(reference()), *options, gold_path, predicted_path]
    expected = subprocess.run(words, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    same(good("score", *options, gold_path, predicted_path).out.decode(), expected.stdout.decode())


def random_test(seed):
    def test():
        reference()
        rng = random.Random(seed)
        for most in (1, 10, 40):
            golds, predictions = a_pair(rng, most)
            lines("gold.jsonl", *golds)
            lines("predicted.jsonl", *predictions)
            options = rng.choice([[], ["--json"], ["--errors", "5"], ["--kinds", "said"], ["--kinds", "said,thought"],
                                  ["--kinds", "said,", "--errors", "100"]])
            agrees("gold.jsonl", "predicted.jsonl", *options)
    return test


for _seed in range(12):
    globals()[f"test_reference_at_random_{_seed}"] = random_test(_seed)


def test_reference_on_gold_data():
    """The real thing: what selon reads in the articles that accuracy is measured on."""
    path = reference().parent.parent / "data" / "fr-wikinews" / "dev.jsonl"
    if not path.is_file():
        raise tap.Skip("the gold data are not there")
    write("predicted.jsonl", good("read", "--format", "jsonl", "--from", "jsonl", str(path)).out)
    for options in ([], ["--json"], ["--kinds", "said,wrote", "--errors", "1000"]):
        agrees(str(path), "predicted.jsonl", *options)


if __name__ == "__main__":
    tap.main(globals())
