#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Check a cue lexicon (lang/xx/cues.txt), and measure it against data.

    check_cues.py CUES.txt...                the syntax, and what is listed twice
    check_cues.py CUES.txt --forms           every inflected form, lemma and code
    check_cues.py CUES.txt --ud F.conllu...  forms that treebanks have of a listed
                                             verb and that its paradigm lacks
    check_cues.py CUES.txt --ud F.conllu... --gold F.jsonl...
                                             how many cues of gold statements the
                                             lexicon knows, and which it does not

The format is described at the head of the lexicons themselves. The exit status
is 1 when a lexicon has an error; what --ud and --gold report is for reading.
"""
import argparse
import collections
import json
import re
import sys

FIELDS = 12  # RESOURCE_FIELDS in src/model/resource.h
ENDINGS, PREPOSITIONS, PHRASE_WORDS = 96, 8, 8  # src/attribution/lexicon.*
SECTIONS = {"paradigm": (2, FIELDS), "verb": (4, 5), "noun": (4, 4), "adjective": (3, 3), "phrase": (4, 4),
            "outlet": (1, 2)}
KINDS = {"said", "wrote", "thought"}
ROLES = {"according", "weakaccording", "says"}
CODE = re.compile(r"^(I|B|G|F([123][sp])?|[PD][sp]?)$")
PREPOSITIONAL = re.compile(r"^(obj|inf):[^\W\d_]+(_[^\W\d_]+)*$")
VERB_FRAMES = {"quote", "weakquote", "clause", "bare", "question", "inf", "obj", "gerund", "to", "predicate",
               "reflexive", "passive", "weak", "head"}
NOUN_FRAMES = {"clause", "question", "inf", "obj", "weak", "weakquote", "document", "channel", "selon", "de", "of"}
PHRASE_FRAMES = VERB_FRAMES - {"reflexive", "passive", "head"}
CARRIES = {"quote", "weakquote", "clause", "bare", "question", "inf", "obj", "gerund", "predicate"}


class Lexicon:
    """A cue lexicon, read and inflected; `errors` says what is wrong in it."""

    def __init__(self, path):
        self.path, self.errors = path, []
        self.paradigms = collections.defaultdict(list)  # name -> [(ending, code)]
        self.verbs = []  # (lemma, paradigm, kind, frames, extra, line)
        self.nouns, self.adjectives, self.phrases, self.outlets = [], [], [], []
        self._read()
        self.forms = collections.defaultdict(set)  # form -> {(lemma, code)}
        for verb in self.verbs:
            for form, code in self._inflect(verb):
                self.forms[form].add((verb[0], code))
        self._check()

    def error(self, line, message):
        self.errors.append(f"{self.path}:{line}: {message}")

    def _read(self):
        section = None
        with open(self.path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                line = line.rstrip("\n")
                if not line or line.startswith("#"):
                    continue
                if line.startswith("["):
                    section = line.strip("[]")
                    if section not in SECTIONS:
                        self.error(number, f"unknown section {section}")
                    continue
                fields = line.split("\t")
                if any(field != field.strip() or "  " in field or not field for field in fields):
                    self.error(number, "empty field or stray space")
                if section not in SECTIONS:
                    self.error(number, "line outside a section")
                    continue
                low, high = SECTIONS[section]
                if not low <= len(fields) <= high:
                    self.error(number, f"{len(fields)} fields in [{section}]")
                    continue
                getattr(self, "_read_" + section)(fields, number)

    def _frames(self, field, known, number):
        frames = field.split(" ")
        for frame in frames:
            if frame not in known and not PREPOSITIONAL.match(frame):
                self.error(number, f"unknown frame {frame}")
        if len(frames) != len(set(frames)):
            self.error(number, "a frame twice")
        if sum(frame.startswith("obj:") for frame in frames) > PREPOSITIONS:
            self.error(number, "too many prepositions")
        return frames

    def _kind(self, kind, number):
        if kind not in KINDS:
            self.error(number, f"unknown kind {kind}")

    def _pairs(self, fields, number):
        pairs = []
        for field in fields:
            ending, colon, code = field.rpartition(":")
            if not colon or not CODE.match(code):
                self.error(number, f"bad ending {field}")
            else:
                pairs.append((ending, code))
        return pairs

    def _read_paradigm(self, fields, number):
        self.paradigms[fields[0]] += self._pairs(fields[1:], number)

    def _read_verb(self, fields, number):
        lemma, paradigm, kind = fields[:3]
        frames = self._frames(fields[3], VERB_FRAMES, number)
        self._kind(kind, number)
        if "head" in frames and len(frames) > 1:
            self.error(number, "a head has no other frame")
        if "quote" in frames and "weakquote" in frames:
            self.error(number, "quote and weakquote")
        if "head" not in frames and not any(f in CARRIES or ":" in f for f in frames):
            self.error(number, "no frame carries content")
        extra = self._pairs(fields[4].split(" "), number) if len(fields) > 4 else []
        self.verbs.append((lemma, paradigm, kind, frames, extra, number))

    def _read_noun(self, fields, number):
        self._kind(fields[2], number)
        if " " in fields[0]:
            self.error(number, "a noun is one word")
        self.nouns.append((fields[0], fields[1], fields[2], self._frames(fields[3], NOUN_FRAMES, number), number))

    def _read_adjective(self, fields, number):
        self._kind(fields[1], number)
        if " " in fields[0]:
            self.error(number, "an adjective is one word")
        self.adjectives.append((fields[0], fields[1], self._frames(fields[2], NOUN_FRAMES, number), number))

    def _read_phrase(self, fields, number):
        self._kind(fields[1], number)
        if fields[2] not in ROLES:
            self.error(number, f"unknown role {fields[2]}")
        if len(fields[0].split(" ")) > PHRASE_WORDS:
            self.error(number, "too many words")
        frames = self._frames(fields[3], PHRASE_FRAMES, number)
        self.phrases.append((fields[0], fields[1], fields[2], frames, number))

    def _read_outlet(self, fields, number):
        self.outlets.append((fields[0], number))

    def _inflect(self, verb):
        lemma, paradigm, _, _, extra, number = verb
        forms = list(extra)
        if paradigm != "-":
            endings = self.paradigms.get(paradigm)
            if endings is None:
                self.error(number, f"unknown paradigm {paradigm}")
                return forms
            stems = {lemma[:len(lemma) - len(e)] for e, code in endings if code in "IB" and lemma.endswith(e)}
            if not stems:
                self.error(number, f"{lemma} has not the ending of {paradigm}")
                return forms
            stem = min(stems, key=len)
            forms += [(stem + ending, code) for ending, code in endings]
        elif not extra:
            self.error(number, f"{lemma} has no forms")
        if not any(form == lemma and code in "IB" for form, code in forms):
            self.error(number, f"{lemma} is not among its forms")
        return forms

    def _twice(self, what, entries):
        seen = {}
        for key, number in entries:
            if key in seen:
                self.error(number, f"{what} {key} also in line {seen[key]}")
            seen[key] = number

    def _check(self):
        self._twice("verb", [(v[0], v[5]) for v in self.verbs])
        self._twice("noun", [(n[0], n[4]) for n in self.nouns])
        self._twice("adjective", [(a[0], a[3]) for a in self.adjectives])
        self._twice("phrase", [(p[0], p[4]) for p in self.phrases])
        self._twice("outlet", self.outlets)
        lemmas = {verb[0] for verb in self.verbs}
        for words, _, role, _, number in self.phrases:
            if role == "says" and words.split(" ")[0] not in lemmas:
                self.error(number, f"the first word of \"{words}\" is no verb of the lexicon")
        used = {verb[1] for verb in self.verbs}
        for name in self.paradigms:
            if name not in used:
                self.errors.append(f"{self.path}: paradigm {name} is not used")
            pairs = self.paradigms[name]
            if len(pairs) != len(set(pairs)):
                self.errors.append(f"{self.path}: paradigm {name} has an ending twice")
            if len(pairs) > ENDINGS:
                self.errors.append(f"{self.path}: paradigm {name} has more than {ENDINGS} endings")

    def shared(self):
        """Forms of more than one verb, each with its lemmas as they stand."""
        order = {verb[0]: verb[5] for verb in self.verbs}
        for form, uses in sorted(self.forms.items()):
            lemmas = sorted({lemma for lemma, _ in uses}, key=order.get)
            if len(lemmas) > 1:
                yield form, lemmas

    def summary(self):
        cues = [v for v in self.verbs if "head" not in v[3]]
        strong = [v for v in cues if "weak" not in v[3]]
        return (f"{self.path}: {len(cues)} verbs ({len(strong)} strong), {len(self.forms)} forms, {len(self.nouns)} nouns, "
                f"{len(self.adjectives)} adjectives, {len(self.phrases)} phrases, {len(self.outlets)} outlet words")


def read_treebank(paths):
    """(form, lemma, tag) -> how often."""
    counts = collections.Counter()
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                field = line.split("\t")
                if len(field) == 10 and field[0].isdigit():
                    counts[field[1].lower(), field[2].lower(), field[3]] += 1
    return counts


def report_forms(lexicon, treebank):
    lemmas = {verb[0] for verb in lexicon.verbs}
    for (form, lemma, tag), n in sorted(treebank.items(), key=lambda item: -item[1]):
        if tag in ("VERB", "AUX") and lemma in lemmas and (lemma not in {l for l, _ in lexicon.forms.get(form, ())}):
            print(f"  {n:4} {form} of {lemma} is not inflected")


# What follows a cue, roughly, as the frames that it would need.
def frame_of(after):
    after = after.lstrip(" ,:-–—")
    if re.match(r"[«“\"„'‘’]", after):
        return "quote"
    if re.match(r"(que|qu['’]|that)\b", after, re.I):
        return "clause"
    if re.match(r"(si|whether|if|how|why|what|who|comment|pourquoi|où|quand|quel)\b", after, re.I):
        return "question"
    if re.match(r"to \w", after):
        return "inf"
    if re.match(r"(de|d['’]|à|for|of|on|about|to|with|at)\b", after):
        return "preposition"
    return "other"


def report_coverage(lexicon, treebank, paths):
    verbs, nouns = lexicon.forms, {}
    order = {verb[0]: verb[5] for verb in lexicon.verbs}
    frames = collections.defaultdict(set)
    for lemma, _, _, f, _, _ in lexicon.verbs:
        if "head" not in f:
            frames[lemma] |= set(f)
    for singular, plural, _, f, _ in lexicon.nouns:
        nouns[singular] = nouns[plural] = set(f)
    words = {a[0] for a in lexicon.adjectives}
    phrases = collections.defaultdict(list)
    for p in lexicon.phrases:
        phrases[p[0].split(" ")[0]].append((p[0].split(" "), p[2]))
    tags = collections.defaultdict(collections.Counter)
    for (form, _, tag), n in treebank.items():
        tags[form][tag] += n
    total = known = framed = strong = 0
    missing, unframed = collections.Counter(), collections.Counter()
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                doc = json.loads(line)
                for s in doc["statements"]:
                    cue = s.get("cue")
                    if not cue:
                        continue
                    spans = cue if isinstance(cue, list) else [cue]
                    cue_text = " ".join(doc["text"][x["start"]:x["end"]] for x in spans)
                    tokens = re.findall(r"\w+(?:-\w+)*['’]?|[^\w\s]", cue_text.lower().replace("’", "'"))
                    total += 1
                    after = doc["text"][spans[-1]["end"]:spans[-1]["end"] + 30]
                    hit = None
                    for i in range(len(tokens)):
                        t = re.sub(r"-t?-?(je|tu|il|elle|on|nous|vous|ils|elles|ce)$", "", tokens[i])
                        heads = {l for l, _ in verbs.get(t, ())} | {t}
                        for h in heads:
                            for p, role in phrases.get(h, ()):
                                if tokens[i + 1:i + len(p)] == p[1:]:
                                    hit = ("phrase", {"weak"} if role == "weakaccording" else set())
                        lemmas = sorted((l for l, _ in verbs.get(t, ()) if l in frames), key=order.get)[:1]
                        if lemmas and (hit is None or hit[0] != "phrase"):
                            hit = ("verb", set().union(*(frames[l] for l in lemmas)), lemmas[0])
                    if hit is None:
                        for t in tokens:
                            if t in nouns:
                                hit = ("noun", nouns[t])
                            elif t in words:
                                hit = ("adjective", {"weak"})
                    if hit is None:
                        missing[" ".join(tokens[:4])] += 1
                        continue
                    known += 1
                    strong += "weak" not in hit[1]
                    need = frame_of(after)
                    ok = (hit[0] != "verb" or need == "other" or need in hit[1] or
                          need == "preposition" and any(f.startswith(("obj", "inf", "quote", "clause")) for f in hit[1]) or
                          need == "quote" and hit[1] & {"weakquote", "clause", "bare", "obj", "predicate"} or
                          need == "inf" and "predicate" in hit[1] and "passive" in hit[1])
                    framed += bool(ok)
                    if not ok:
                        unframed[f"{hit[2]} {need}"] += 1
    print(f"  {total} gold cues: {100 * known / total:.1f}% known, {100 * framed / total:.1f}% with a fitting frame, "
          f"{100 * strong / total:.1f}% strong")
    print("  unknown:", ", ".join(f"{k} {n}" for k, n in missing.most_common(120)))
    print("  without the frame:", ", ".join(f"{k} {n}" for k, n in unframed.most_common(80)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cues", nargs="+", help="cue lexicons")
    parser.add_argument("--forms", action="store_true", help="print every form, lemma and code")
    parser.add_argument("--shared", action="store_true", help="print the forms that verbs share")
    parser.add_argument("--ud", nargs="*", default=[], help="treebanks of the language")
    parser.add_argument("--gold", nargs="*", default=[], help="gold statements of the language")
    arguments = parser.parse_args()
    failed = False
    treebank = read_treebank(arguments.ud)
    for path in arguments.cues:
        lexicon = Lexicon(path)
        for error in lexicon.errors:
            print(error, file=sys.stderr)
        failed |= bool(lexicon.errors)
        if arguments.forms:
            for form in sorted(lexicon.forms):
                for lemma, code in sorted(lexicon.forms[form]):
                    print(form, lemma, code, sep="\t")
            continue
        print(lexicon.summary())
        if arguments.shared:
            for form, lemmas in lexicon.shared():
                print(" ", form, *lemmas)
        if treebank:
            report_forms(lexicon, treebank)
        if arguments.gold:
            report_coverage(lexicon, treebank, arguments.gold)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
