#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How far a statement's confidence can be believed.

    scripts/reliability.py GOLD.jsonl [BUILD/selon]

Reads the gold articles with Selon, matches what it found with the gold as the
score program does (a statement is found where the cues overlap or the contents
share half their words), and prints, for each range of confidence, how many
statements have it and how many of these are found; then the expected
calibration error (Guo et al., "On calibration of modern neural networks", ICML
2017): the mean over the ranges, by their size, of the distance between the
mean confidence and the share found. A confidence that is just right does not
get 0 there, but what chance makes of so few statements: that is printed beside.
"""
import importlib.util
import json
import math
import pathlib
import subprocess
import sys

EDGES = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01]
ROLES = ("source", "cue", "content")


def score_program():
    path = pathlib.Path(__file__).resolve().parents[2] / "shared" / "tools" / "score.py"
    if not path.exists():
        print("reliability: skipped: there is no score program in ../shared")
        sys.exit(0)
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(score, gold, predicted):
    """(confidence, found, all three exact) of each predicted statement."""
    for document, guess in zip(gold, predicted):
        text = document["text"]
        words = [m.span() for m in score.TOKEN.finditer(text)]
        right = score.prepare(text, document["statements"], words)
        mine = score.prepare(text, guess["statements"], words)
        pairs = {j: i for i, j in score.match(right, mine)}
        for j, statement in enumerate(guess["statements"]):
            exact = j in pairs and all(right[pairs[j]][r] == mine[j][r] for r in ROLES)
            yield statement["confidence"], j in pairs, exact


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    command = sys.argv[2] if len(sys.argv) > 2 else "build/selon"
    score = score_program()
    gold = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    output = subprocess.run([command, "read", "--from", "jsonl", "--format", "jsonl", sys.argv[1]], check=True,
                            capture_output=True, text=True).stdout
    rows = list(judged(score, gold, [json.loads(line) for line in output.splitlines()]))
    error = chance = 0
    print("| confidence | statements | mean confidence | are found | all exact |\n|---|---|---|---|---|")
    for low, high in zip(EDGES, EDGES[1:]):
        part = [row for row in rows if low <= row[0] < high]
        if not part:
            continue
        mean, found, exact = (sum(row[k] for row in part) / len(part) for k in range(3))
        error += len(part) / len(rows) * abs(mean - found)
        chance += math.sqrt(2 / math.pi * sum(row[0] * (1 - row[0]) for row in part)) / len(rows)
        print(f"| {low:.2f} to {min(high, 1):.2f} | {len(part)} | {mean:.3f} | {found:.0%} | {exact:.0%} |")
    print(f"\nexpected calibration error: {100 * error:.1f} points over {len(rows)} statements; "
          f"chance alone makes {100 * chance:.1f}")


if __name__ == "__main__":
    main()
