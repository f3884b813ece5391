#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Check JSON lines against the project's schema, and what a schema cannot say.

    validate.py docs/selon-1.schema.json < OUTPUT.jsonl

Exits with 1 and the first finding when a line does not fit. Beyond the schema:
every span's words are the text at its offsets (code points, or bytes where the
document says so), numbers run from 1, and speakers and parents exist.
"""
import json
import sys

import jsonschema


def spans_of(value):
    """Every object with "start" and "end" below `value`."""
    if isinstance(value, dict):
        if "start" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from spans_of(item)


def check_document(doc):
    text = doc["text"].encode() if doc.get("offsets") == "bytes" else doc["text"]
    for span in spans_of([doc["statements"], doc["speakers"]]):
        words = text[span["start"]:span["end"]]
        words = words.decode() if isinstance(words, bytes) else words
        assert words == span["text"], f"{span} is {words!r} in the text"
    for name in ("statements", "speakers"):
        assert [x["id"] for x in doc[name]] == list(range(1, len(doc[name]) + 1)), f"numbers of {name}"
    speakers = {s["id"]: (s["name"], s["role"]) for s in doc["speakers"]}
    for st in doc["statements"]:
        who = st["speaker"]
        assert who is None or speakers.get(who["id"]) == (who["name"], who["role"]), f"speaker of {st['id']}"
        assert st["parent"] is None or 1 <= st["parent"] <= len(doc["statements"]), f"parent of {st['id']}"


def main():
    with open(sys.argv[1], encoding="utf-8") as source:
        schema = json.load(source)
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    check = validator(schema)
    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            doc = json.loads(line.decode("utf-8"))
            check.validate(doc)
            check_document(doc)
        except (ValueError, AssertionError, jsonschema.ValidationError) as finding:
            print(f"line {number}: {getattr(finding, 'message', finding)}"[:2000])
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
