#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""selon train and selon model: a language learnt from the data of
docs/new-language.md, interrupted and resumed; model files that are none.
train.py SELON"""
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import time

import tap
from tap import ARTICLE_FR, bad, good, same, write

DATA = pathlib.Path(__file__).resolve().parent.parent / "examples" / "new-language"
TREES, BRAT, RESOURCES = DATA / "trees.conllu", DATA / "brat", DATA / "es"
# Sentences that are not among those learnt from.
NEW = ("La directora Lucía Peña dijo que el museo abrirá mañana.\n\n«La ciudad crece», afirmó el alcalde.\n\n"
       "Según los médicos, el hospital cerró en mayo.\n")

FAST = {}  # model files that several tests need, made once


def spanish(*more, out="es.selon", data=(TREES, BRAT)):
    return ["train", "-q", "--lang", "es", "--resources", RESOURCES, "--out", out, *more, *data]


def kept():
    """The bytes of the Spanish model."""
    if "es" not in FAST:
        good(*spanish(out="first.selon"))
        FAST["es"] = pathlib.Path("first.selon").read_bytes()
    return FAST["es"]


def statements(model, text, *more):
    document = good("read", "--model", model, *more, write("a.txt", text)).document
    words = document["text"]
    return [tuple(words[part["start"]:part["end"]] for part in (st["source"], st["cue"], *st["content"]))
            for st in document["statements"]]


# ---- learning ----


def test_new_language_finds_statements():
    write("es.selon", kept())
    same(statements("es.selon", NEW), [
        ("La directora Lucía Peña", "dijo", "que el museo abrirá mañana"),
        ("el alcalde", "afirmó", "«La ciudad crece»"),
        ("los médicos", "Según", "el hospital cerró en mayo")])


def test_page_shows_what_comes_out():
    """The commands and the output of docs/new-language.md, but for the confidence."""
    page = (DATA.parent.parent / "docs" / "new-language.md").read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(page) if line.startswith("    $ selon read --model es.selon --lang es --format"))
    shown = []
    for line in page[at + 1:]:
        if line and not line.startswith("    "):
            break
        shown.append(line[4:])
    sentence = page[at - 1].split("'")[1]
    write("es.selon", kept())
    write("nuevo.txt", sentence + "\n")
    out = good(*page[at].split()[2:]).out.decode()
    same([re.sub(r"\d+%", "N%", line.replace("\u00a0", " ")) for line in out.rstrip().split("\n")],
         [re.sub(r"\d+%", "N%", line) for line in "\n".join(shown).rstrip().split("\n")])
    command = " ".join(line.strip().rstrip("\\") for line in page
                       if line.startswith(("    $ selon train --lang es", "          examples/"))).split()[2:]
    words = [DATA.parent.parent / word if word.startswith("examples/") else word for word in command]
    good(*words)
    same(pathlib.Path("es.selon").read_bytes() == kept(), True)


def test_compressed_data():
    write("trees.conllu.gz", gzip.compress(TREES.read_bytes()))
    good(*spanish(data=("trees.conllu.gz", BRAT)))
    same(pathlib.Path("es.selon").read_bytes() == kept(), True)


def test_train_and_score_on_a_brat_folder():
    good(*spanish())
    for path in BRAT.glob("*.txt"):
        shutil.copy(path, path.name)
    texts = sorted(str(path) for path in pathlib.Path(".").glob("*.txt"))
    write("predicted.jsonl", good("read", "--model", "es.selon", "--lang", "es", *texts).out)
    figures = json.loads(good("score", "--json", BRAT, "predicted.jsonl").out)
    assert figures["found_f1"] >= 0.9 and figures["statement_f1"] >= 0.8, figures


def test_brat_and_json_lines_teach_the_same():
    lines = []
    for ann in sorted(BRAT.glob("*.ann"), key=lambda path: path.name):
        text = ann.with_suffix(".txt").read_text(encoding="utf-8")
        marks, roles, kinds, made = {}, {}, {}, []
        for line in ann.read_text(encoding="utf-8").split("\n"):
            fields = line.split()
            if line.startswith("T"):
                marks[fields[0]] = {"start": int(fields[2]), "end": int(fields[3])}
                if fields[1] == "Content":
                    made.append(fields[0])
            elif line.startswith("A") and fields[1] == "Kind":
                kinds[fields[2]] = fields[3].lower()
            elif line.startswith("R"):
                name = {"SaidBy": "source", "SignalledBy": "cue"}[fields[1]]
                roles[fields[2][5:], name] = fields[3][5:]
        lines.append(json.dumps({"id": ann.stem, "text": text, "statements": [
            {"source": marks[roles[one, "source"]], "cue": marks[roles[one, "cue"]], "content": [marks[one]],
             "kind": kinds.get(one), "addressee": None, "via": None, "time": None} for one in made]}, ensure_ascii=False))
    good(*spanish(data=(TREES, write("gold.jsonl", "\n".join(lines)))))
    same(pathlib.Path("es.selon").read_bytes() == kept(), True)


def test_one_seed_one_result():
    good(*spanish("--seed", "1"))
    same(pathlib.Path("es.selon").read_bytes() == kept(), True)
    good(*spanish("--seed", "2", out="other.selon"))
    same(pathlib.Path("other.selon").read_bytes() == kept(), False)


def test_built_in_language_retrained():
    gold = {"id": "a", "text": ARTICLE_FR, "statements": []}
    for source, cue, content in (("La maire, Ana Duarte,", "a déclaré", "que le vieux pont du port resterait fermé "
                                  "jusqu'en mars"), ("elle", "a-t-elle ajouté", "« Nous ne jouerons pas avec la vie "
                                                     "des gens »")):
        one = {name: {"start": ARTICLE_FR.index(words), "end": ARTICLE_FR.index(words) + len(words)}
               for name, words in (("source", source), ("cue", cue), ("content", content))}
        gold["statements"].append({**one, "content": [one["content"]]})
    good("train", "-q", "--lang", "fr", "--out", "fr.selon", write("gold.jsonl", json.dumps(gold)))
    built_in = good("model", "show", "fr").out.decode().split("\n")
    made = good("model", "show", "fr.selon").out.decode().split("\n")
    same(*([line.split() for line in shown if not line.startswith(("attribution", "encoder", "all"))]
           for shown in (made, built_in)))  # names and sizes
    sizes = [re.search(r"^attribution.bin +([0-9]+)$", "\n".join(shown), re.M)[1] for shown in (made, built_in)]
    assert sizes[0] == "524320" and sizes[1] in ("524320", "524440"), sizes  # two statements make no confidence map
    assert statements("fr.selon", ARTICLE_FR)


def test_base_gives_what_is_not_trained():
    write("es.selon", kept())
    good("train", "-q", "--lang", "es", "--base", "es.selon", "--out", "two.selon", "--seed", "2", BRAT)
    good("model", "unpack", "es.selon", "-o", "one")
    good("model", "unpack", "two.selon", "-o", "two")
    differ = [path.name for path in sorted(pathlib.Path("one").iterdir())
              if path.read_bytes() != (pathlib.Path("two") / path.name).read_bytes()]
    same(differ, ["attribution.bin"])


def test_tags_without_trees_train_a_tagger_alone():
    rows = [line.split("\t") for line in TREES.read_text(encoding="utf-8").split("\n")]
    bare = "\n".join("\t".join(row[:6] + ["_", "_"] + row[8:]) if len(row) > 8 else row[0] for row in rows)
    good(*spanish(data=(write("tags.conllu", bare), BRAT)))
    shown = good("model", "show", "es.selon").out.decode()
    assert "tagger.bin" in shown and "parser.bin" not in shown, shown
    assert statements("es.selon", NEW, "--lang", "es")


def test_languages_learn_together():
    gold = {"id": "a", "text": "Mayor Ana Duarte said the bridge would stay closed.", "statements": [
        {"source": {"start": 0, "end": 16}, "cue": {"start": 17, "end": 21}, "content": [{"start": 22, "end": 50}]}]}
    write("english.jsonl", json.dumps(gold))
    good(*spanish("--with", "en=english.jsonl*1*1.2"))
    same(pathlib.Path("es.selon").read_bytes() == kept(), False)
    assert statements("es.selon", NEW)


def many_articles():
    """Sentences in which every third cue is none: enough for a confidence map."""
    lines = []
    for i, name in enumerate(("Rita Solano", "Pablo Vera", "Marta Ríos", "Inés Lara") * 30):
        text = f"{name} dijo que el tren llegó tarde."
        whole = i % 3 != 0  # four names in turn: nothing in the words tells which
        lines.append(json.dumps({"text": text, "statements": [
            {"source": {"start": 0, "end": len(name)}, "cue": {"start": len(name) + 1, "end": len(name) + 5},
             "content": [{"start": len(name) + 6, "end": len(text) - 1}]}] if whole else []}, ensure_ascii=False))
    return write("many.jsonl", "\n".join(lines))


def confidences(model):
    return [st["confidence"] for st in good("read", "--model", model, "--lang", "es", write("b.txt", NEW)).document
            ["statements"]]


def test_confidence_is_learnt():
    many = many_articles()
    good(*spanish(data=(TREES, BRAT, many)))
    few = {line.split()[0]: line.split()[1] for line in good("model", "show", write("few.selon", kept())).out.decode()
           .splitlines()[1:]}
    shown = {line.split()[0]: line.split()[1] for line in good("model", "show", "es.selon").out.decode()
             .splitlines()[1:]}
    same((few["attribution.bin"], shown["attribution.bin"]), ("524320", "524440"))  # none from ten statements
    assert max(confidences("few.selon")) > 0.9, confidences("few.selon")
    assert all(0.4 < p < 0.9 for p in confidences("es.selon")[:1]), confidences("es.selon")  # two of three were right


def test_confidence_is_resumed():
    many = many_articles()
    good(*spanish(out="whole.selon", data=(TREES, BRAT, many)))
    wanted = pathlib.Path("whole.selon").read_bytes()
    for seconds in (0.2, 0.6, 1.2):
        process = subprocess.Popen([str(word) for word in (sys.argv[1], *spanish(data=(TREES, BRAT, many)))],
                                   stderr=subprocess.PIPE)
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        process.communicate()
        good(*spanish("--resume", data=(TREES, BRAT, many)))
        same((seconds, pathlib.Path("es.selon").read_bytes() == wanted), (seconds, True))


# ---- progress ----


def test_progress_in_a_log():
    told = good(*[word for word in spanish() if word != "-q"]).err
    assert "tagger: epoch 24 of 24, " in told and "attribution, cues: epoch 1 of " in told, told
    same("\r" in told or "\033" in told, False)


def test_quiet_is_quiet():
    result = good(*spanish())
    same((result.out, result.err), (b"", ""))


# ---- interruption ----


def started(*more):
    return subprocess.Popen([str(word) for word in (sys.argv[1], *spanish(*more))], stderr=subprocess.PIPE)


def interrupted_after(seconds, how):
    """Starts a training and ends it so long after its first checkpoint."""
    process = started()
    end = time.monotonic() + 60
    while not os.path.exists("es.selon.checkpoint") and process.poll() is None and time.monotonic() < end:
        time.sleep(0.001)
    time.sleep(seconds)
    process.send_signal(how)
    return process.communicate(timeout=60)[1].decode(), process.returncode


def killed_and_resumed(how, *parts):
    stopped = 0
    wanted = kept()
    begun = time.monotonic()
    good(*spanish(out="timed.selon"))
    whole = time.monotonic() - begun
    for part in parts:
        interrupted_after(whole * part, how)
        stopped += os.path.exists("es.selon.checkpoint")
        good(*spanish("--resume"))
        same((part, pathlib.Path("es.selon").read_bytes() == wanted), (part, True))
        same(os.path.exists("es.selon.checkpoint"), False)
        os.remove("es.selon")
    assert stopped, "no training was ended before its end"


def test_killed_and_resumed():
    killed_and_resumed(signal.SIGKILL, 0, 0.3, 0.6)


def test_interrupted_and_resumed():
    killed_and_resumed(signal.SIGINT, 0.1, 0.5)


def test_interruption_says_how_to_go_on():
    told, status = interrupted_after(0, signal.SIGINT)
    same(status, 1)
    assert "--resume" in told and "es.selon.checkpoint" in told, told
    same(os.path.exists("es.selon"), False)


def test_interrupted_again_and_again():
    wanted = kept()
    begun = time.monotonic()
    good(*spanish(out="timed.selon"))
    whole = time.monotonic() - begun
    rounds = 0
    process = started()
    while not os.path.exists("es.selon") and rounds < 200:
        rounds += 1
        time.sleep(whole * (0.2 + (0.15 if tap.sanitized() else 0.05) * rounds)) # a machine that is slow gets as far between two of them as a fast one
        process.kill()
        process.communicate()
        if not os.path.exists("es.selon"):
            process = started("--resume")
    process.wait()
    same(pathlib.Path("es.selon").read_bytes() == wanted, True)


def test_resume_without_a_checkpoint_begins():
    good(*spanish("--resume"))
    same(pathlib.Path("es.selon").read_bytes() == kept(), True)


def test_checkpoint_of_other_data():
    interrupted_after(0, signal.SIGKILL)
    bad(1, "es.selon.checkpoint", "other data or with other options", arguments=spanish("--resume", "--seed", "3"))
    bad(1, "es.selon.checkpoint", "other data or with other options", arguments=spanish("--resume", data=(TREES, BRAT,
                                                                                                    BRAT)))


def test_damaged_checkpoint():
    interrupted_after(0, signal.SIGKILL)
    whole = pathlib.Path("es.selon.checkpoint").read_bytes()
    for damaged in (whole[:-1], whole[:len(whole) // 2], whole[:20], b"", whole + b"x",
                    whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]):
        write("es.selon.checkpoint", damaged)
        bad(1, "es.selon.checkpoint", "--resume", arguments=spanish("--resume"))


# ---- data that make no sense ----


def conllu(*changes):
    text = TREES.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return spanish(data=(write("t.conllu", text), BRAT))


def test_conllu_mistakes():
    bad(1, "t.conllu:4:", "DETT", arguments=conllu(("\tDET\t", "\tDETT\t")))
    bad(1, "t.conllu:4:", "ten columns", arguments=conllu(("1\tLa\t", "1 La ")))
    bad(1, "t.conllu:4:", "head", arguments=conllu(("\t2\tdet", "\ttwo\tdet")))
    bad(1, "t.conllu:3:", "# text", arguments=conllu(("# text = La alcaldesa Rita Solano dijo que el puente seguirá "
                                                      "cerrado.\n", "")))
    bad(1, "t.conllu", "no sentences", arguments=spanish(data=(write("t.conllu", ""), BRAT)))


def test_conllu_sentence_that_is_not_its_text():
    result = good(*conllu(("# text = La alcaldesa", "# text = Una alcaldesa")))
    assert "1 sentences were left out" in result.err, result


def test_json_mistakes():
    def lines(document):
        return spanish(data=(TREES, write("g.jsonl", "\n" + document)))
    bad(1, "g.jsonl:2", "JSON", arguments=lines("{"))
    bad(1, "g.jsonl:2", '"text"', arguments=lines('{"statements": []}'))
    bad(1, "g.jsonl:2", '"statements"', arguments=lines('{"text": "a"}'))
    bad(1, "g.jsonl:2", "statement 1", "cue", "text", arguments=lines(
        '{"text": "abc", "statements": [{"cue": {"start": 1, "end": 4}, "content": []}]}'))
    bad(1, "g.jsonl:2", "statement 1", "source", arguments=lines(
        '{"text": "abc", "statements": [{"source": {"start": 1}, "content": []}]}'))
    bad(1, "g.jsonl:2", "statement 1", arguments=lines('{"text": "abc", "statements": [3]}'))


def test_brat_mistakes():
    shutil.copytree(BRAT, "brat")
    with open("brat/2.ann", "a", encoding="utf-8") as ann:
        lines = len(pathlib.Path("brat/2.ann").read_text(encoding="utf-8").split("\n"))
        ann.write("T99\tCue 5000 5004\tdijo\n")
    bad(1, "brat/2.ann", f"line {lines}", arguments=spanish(data=(TREES, "brat")))


def test_no_cue_of_the_lexicon():
    text = '{"text": "Ana canta que sí.", "statements": [{"cue": {"start": 4, "end": 9}, "content": [{"start": 10, "end": 16}]}]}'
    bad(1, "cues.txt", arguments=spanish(data=(TREES, write("g.jsonl", text))))


def test_missing_parts():
    bad(1, "grammar.txt", "--resources", "--base", arguments=["train", "--lang", "es", "--out", "es.selon", BRAT])
    bad(1, "tagger", ".conllu", "--base", arguments=spanish(data=(BRAT,)))
    bad(1, "attribution", "--base", arguments=spanish(data=(TREES,)))
    bad(1, "none.jsonl", arguments=spanish(data=("none.jsonl",)))
    bad(1, "none", arguments=["train", "--lang", "es", "--out", "a", "--resources", "none", BRAT])
    bad(1, "none.selon", arguments=["train", "--lang", "es", "--out", "a", "--base", "none.selon", BRAT])


def test_command_lines_that_make_no_sense():
    for words in (["train"], ["train", "--lang", "es", "x"], ["train", "--out", "a", "x"],
                  ["train", "--lang", "es", "--out", "a"], ["train", "--lang", "Spanish", "--out", "a", "x"],
                  ["train", "--lang", "es", "--out", "a", "--seed", "x", "x"],
                  ["train", "--lang", "es", "--out", "a", "--recall", "0", "x"],
                  ["train", "--lang", "es", "--out", ".", "x"], ["train", "--frobnicate"], ["model"],
                  ["model", "show"], ["model", "frobnicate"], ["model", "unpack", "fr"], ["model", "pack", "x"],
                  ["model", "pack", "--lang", "x1", "x", "-o", "y"]):
        bad(2, "Try 'selon help", arguments=words)
    bad(1, "--with", arguments=spanish("--with", "en"))
    bad(1, "--with", arguments=spanish("--with", "xx=a.jsonl"))
    bad(1, "--with", arguments=spanish("--with", "en=a.jsonl*x"))


def test_out_that_cannot_be_written():
    bad(1, "none/es.selon", arguments=spanish(out="none/es.selon"))


def test_help():
    for command in ("train", "model"):
        assert b"Examples" in good("help", command).out
        same(good(command, "--help").out, good("help", command).out)


# ---- model files ----


def test_unpack_and_pack():
    write("es.selon", kept())
    good("model", "unpack", "es.selon", "-o", "es")
    good("model", "pack", "--lang", "es", "es", "-o", "again.selon")
    same(pathlib.Path("again.selon").read_bytes() == kept(), True)


def test_word_list_changed_without_training():
    write("es.selon", kept())
    good("model", "unpack", "es.selon", "-o", "es")
    with open("es/cues.txt", "a", encoding="utf-8") as cues:
        cues.write("\n[verb]\nasegurar\tar\tsaid\tquote clause obj\n")
    good("model", "pack", "--lang", "es", "es", "-o", "more.selon")
    text = "La directora aseguró que el museo abrirá mañana.\n"
    same((len(statements("es.selon", text, "--lang", "es")), len(statements("more.selon", text, "--lang", "es"))), (0, 1))


def test_model_of_a_built_in_language():
    good("model", "unpack", "fr", "-o", "fr")
    good("model", "pack", "--lang", "fr", "fr", "-o", "fr.selon")
    write("a.txt", ARTICLE_FR)
    same(good("read", "--model", "fr.selon", "a.txt").out, good("read", "a.txt").out)


def test_a_model_file_has_no_accurate_weights():
    good("model", "unpack", "fr", "-o", "fr")
    same(sorted({"attribution-accurate.bin", "encoder-accurate.bin", "pieces.bin"} & set(os.listdir("fr"))), [])
    good("model", "pack", "--lang", "fr", "fr", "-o", "fr.selon")
    write("a.txt", ARTICLE_FR)
    by_name = good("read", "--model", "fr.selon", "--model", "accurate", "a.txt").out  # it reads with what it has
    same(by_name, good("read", "--model", "fr.selon", "a.txt").out)


def test_several_models():
    write("es.selon", kept())
    good("model", "unpack", "fr", "-o", "fr")
    good("model", "pack", "--lang", "fr", "fr", "-o", "fr.selon")
    write("a.txt", NEW)
    write("b.txt", ARTICLE_FR)
    documents = good("read", "--model", "es.selon", "--model", "fr.selon", "a.txt", "b.txt", "-").documents
    same([(len(d["statements"]) > 0, d["lang"]) for d in documents][:2], [(True, "es"), (True, "fr")])


def test_model_from_a_pipe():
    os.mkfifo("es.pipe")
    write("a.txt", NEW)
    feeder = subprocess.Popen(["sh", "-c", "cat first > es.pipe"]) if write("first", kept()) else None
    same(len(good("read", "--model", "es.pipe", "a.txt").document["statements"]), 3)
    feeder.wait()


def broken(data, *words):
    write("a.txt", NEW)
    write("bad.selon", data)
    bad(1, "bad.selon", *words, arguments=["read", "--model", "bad.selon", "a.txt"])
    bad(1, "bad.selon", *words, arguments=["model", "show", "bad.selon"])


def test_truncated_models():
    whole = kept()
    starts = [struct.unpack_from("<Q", whole, 64 + 64 * i + 32)[0] for i in range(struct.unpack_from("<I", whole, 12)[0])]
    for size in [8, 63, 64, 100, *(start + more for start in starts for more in (0, 1)), len(whole) - 1]:
        broken(whole[:size], "cut off", "again")


def test_foreign_models():
    for data in (b"", b"x", b"PK\x03\x04" + bytes(100), ARTICLE_FR.encode() * 10):
        broken(data, "no model file of Selon")
    broken(bytes(9 << 20), "no model file", "8 MiB")


def test_newer_model():
    broken(kept()[:8] + struct.pack("<I", 2) + kept()[12:], "newer")


def test_damaged_models():
    whole = kept()
    count = struct.unpack_from("<I", whole, 12)[0]
    for i in range(count):
        name = whole[64 + 64 * i:][:32].rstrip(b"\0").decode()
        start, size = struct.unpack_from("<QQ", whole, 64 + 64 * i + 32)
        at = start + size // 2
        broken(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:], "damaged", name, "again")
    for at in (16, 24, 32, 33, 40, 64, 96, 104, 112):
        broken(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:], "damaged" if at != 16 else "")
    broken(whole + bytes(64), "damaged")


def test_models_that_are_none():
    write("a.txt", NEW)
    os.mkdir("folder")
    bad(1, "none.selon", "No such file", arguments=["read", "--model", "none.selon", "a.txt"])
    bad(1, "folder", "directory", arguments=["read", "--model", "folder", "a.txt"])
    bad(2, "--model", arguments=["read", *["--model", "x"] * 9, "a.txt"])


def test_pack_refuses_what_cannot_be_read_with():
    write("es.selon", kept())
    good("model", "unpack", "es.selon", "-o", "es")
    os.remove("es/attribution.bin")
    bad(1, "attribution.bin", "missing", "nothing was written",
        arguments=["model", "pack", "--lang", "es", "es", "-o", "x.selon"])
    same(os.path.exists("x.selon"), False)
    write("es/attribution.bin", b"SELONLIN")
    bad(1, "attribution.bin", "malformed", arguments=["model", "pack", "--lang", "es", "es", "-o", "x.selon"])


if __name__ == "__main__":
    tap.main(globals())
