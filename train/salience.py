#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Learn how much each sign of salience counts for a pronoun.

    build/train/eval_speakers --signs < GOLD.jsonl | salience.py PEOPLE.txt...

Each line of the input is one choice that the resolver made: the gold speaker
and the candidates with their signs (src/resolve/people.h). A choice among
candidates x with signs f(x) is modelled as

    p(x) = exp(w f(x) / T) / sum over y of exp(w f(y) / T)

and the weights w are those that make the candidates with the gold name most
probable, held near what was set by hand (PRIOR) by a quadratic penalty: there
are only some three hundred choices with a right candidate. They are fitted by
AdaGrad over the whole data at once, so the same data give the same weights.
Choices for descriptions are few and keep the weights set by hand.

The first column of [salience] of every PEOPLE.txt is written anew; without
one, the agreement before and after is printed.
"""
import json
import math
import sys
import unicodedata

SCALE = 10  # the file has tenths
TEMPERATURE = 3.0
PENALTY = 0.6
EPOCHS = 150
RATE = 0.5
NAMES = """always distance same-sentence paragraphs headline subject leading topic often speaking last-speaker
    person body thing perhaps-person perhaps-body named like unlike pronoun indefinite oblique quoted unquoted
    own-content sure opening definite chief""".split()
PRIOR = {"always": 10, "distance": -3, "subject": 4, "leading": 2, "often": 1, "speaking": 3, "last-speaker": 3,
         "person": 5, "body": 3, "thing": -3, "perhaps-person": -4, "perhaps-body": -4, "like": 5, "unlike": -5,
         "oblique": -3, "quoted": -8, "unquoted": -4, "own-content": -8}


def fold(name):
    name = unicodedata.normalize("NFD", name)
    return " ".join("".join(c if c.isalnum() else " " for c in name if not unicodedata.combining(c)).casefold().split())


def same(a, b):
    a, b = " " + fold(a), " " + fold(b)
    return a.endswith(b) or b.endswith(a)


def read(lines):
    """[(signs of each candidate, is it right)] of the choices for pronouns that can be made right."""
    choices = []
    for choice in map(json.loads, lines):
        if choice["description"] or not choice["gold"]:
            continue
        right = [same(choice["gold"], c["name"]) for c in choice["candidates"]]
        if any(right):
            choices.append(([c["signs"] for c in choice["candidates"]], right))
    return choices


def score(signs, weights):
    return sum(f * w for f, w in zip(signs, weights) if f)


def agreement(choices, weights):
    hits = 0
    for candidates, right in choices:
        scores = [score(f, weights) for f in candidates]
        hits += right[scores.index(max(scores))]
    return hits


def fit(choices, prior):
    weights, squares = prior[:], [1e-6] * len(prior)
    for _ in range(EPOCHS):
        gradient = [PENALTY * (w - p) for w, p in zip(weights, prior)]
        for candidates, right in choices:
            scores = [score(f, weights) / TEMPERATURE for f in candidates]
            top = max(scores)
            odds = [math.exp(s - top) for s in scores]
            every, hits = sum(odds), sum(o for o, r in zip(odds, right) if r)
            for signs, o, r in zip(candidates, odds, right):
                pull = (o / every - (o / hits if r else 0)) / TEMPERATURE
                for i, f in enumerate(signs):
                    gradient[i] += pull * f
        for i, g in enumerate(gradient):
            squares[i] += g * g
            weights[i] -= RATE * g / math.sqrt(squares[i])
    return weights


def write(path, weights):
    lines, section = [], ""
    with open(path, encoding="utf-8") as f:
        for line in f:
            section = line.strip() if line.startswith("[") else section
            fields = line.rstrip("\n").split("\t")
            if section == "[salience]" and fields[0] in NAMES:
                fields[1] = str(round(SCALE * weights[NAMES.index(fields[0])]))
                line = "\t".join(fields) + "\n"
            lines.append(line)
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(lines)


def main():
    choices = read(sys.stdin)
    prior = [PRIOR.get(name, 0) for name in NAMES]
    if any(len(f) != len(NAMES) for candidates, _ in choices for f in candidates):
        sys.exit("salience.py: the signs are others than src/resolve/people.h has")
    weights = fit(choices, prior)
    print(f"{len(choices)} choices; right by hand {agreement(choices, prior)}, learnt {agreement(choices, weights)}",
          file=sys.stderr)
    for path in sys.argv[1:]:
        write(path, weights)


if __name__ == "__main__":
    main()
