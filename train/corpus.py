#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turn the project's annotated articles (corpus/LANG/*.txt) into JSON lines.

    corpus.py FILE... > OUT.jsonl

A file holds articles, each begun by a line `=== id date`. Annotations stand
in line, as {ROLE NUMBER[,NUMBER...]:text}, nested as deep as needed:

    {S1:Le maire} {Q1:a dit} {T1:mardi} {C1:que « tout va bien »}.

Roles: S source, Q cue, C content, A addressee, V via, T time. A number is a
statement of the article; one source may serve several ({S1,2:...}). After the
article's text, one line a statement:

    @1 mixed said | Jean Roux

with type, kind, an optional `negated`, and after the bar the speaker's name
(empty: unknown). The file is refused when something does not fit.
"""
import json
import re
import sys

OPEN = re.compile(r"\{([SQCAVT])(\d+(?:,\d+)*):")
ROLE = {"S": "source", "Q": "cue", "C": "content", "A": "addressee", "V": "via", "T": "time"}


def strip(marked, where):
    """The plain text and the spans [(role, numbers, start, end)]."""
    out, spans, stack, i, length = [], [], [], 0, 0
    while i < len(marked):
        m = OPEN.match(marked, i)
        if m:
            stack.append((m[1], [int(n) for n in m[2].split(",")], length))
            i = m.end()
        elif marked[i] == "}" and stack:
            role, numbers, start = stack.pop()
            spans.append((role, numbers, start, length))
            i += 1
        else:
            if marked[i] in "{}":
                sys.exit(f"{where}: stray brace near {marked[max(0, i - 30):i + 30]!r}")
            out.append(marked[i])
            length += 1
            i += 1
    if stack:
        sys.exit(f"{where}: unclosed annotation {stack[-1]}")
    return "".join(out), spans


def article(head, body, metas, where, lang):
    text, spans = strip("\n".join(body).strip("\n") + "\n", where)
    statements = {}
    for line in metas:
        m = re.fullmatch(r"@(\d+) (direct|indirect|mixed) (said|wrote|thought)( negated)? \|(.*)", line)
        if not m:
            sys.exit(f"{where}: malformed {line!r}")
        name = m[5].strip()
        statements[int(m[1])] = {"id": int(m[1]), "type": m[2], "kind": m[3], "negated": bool(m[4]), "source": None,
                                 "cue": None, "content": [], "speaker": {"name": name} if name else None,
                                 "addressee": None, "via": None, "time": None, "parent": None}
    for role, numbers, start, end in spans:
        for n in numbers:
            if n not in statements:
                sys.exit(f"{where}: no @{n} line")
            span = {"start": start, "end": end}
            if role == "C":
                statements[n]["content"].append(span)
            elif statements[n][ROLE[role]] is not None:
                sys.exit(f"{where}: two {ROLE[role]} spans for {n}")
            else:
                statements[n][ROLE[role]] = span
    for n, st in statements.items():
        if not st["content"]:
            sys.exit(f"{where}: statement {n} has no content")
        st["content"].sort(key=lambda s: s["start"])
    ident, date = head
    return {"id": ident, "lang": lang, "date": date, "text": text, "statements": list(statements.values())}


def read(path):
    lang = "fr" if "/fr/" in path.replace("\\", "/") else "en"
    head, body, metas, line_number = None, [], [], 0
    for line_number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if line.startswith("=== "):
            if head:
                yield article(head, body, metas, f"{path}: {head[0]}", lang)
            head, body, metas = line.split()[1:3], [], []
        elif line.startswith("@"):
            metas.append(line)
        elif head:
            body.append(line)
    if head:
        yield article(head, body, metas, f"{path}: {head[0]}", lang)


if __name__ == "__main__":
    seen = set()
    for p in sys.argv[1:]:
        for d in read(p):
            if d["id"] in seen:
                sys.exit(f"{p}: id {d['id']} twice")
            seen.add(d["id"])
            print(json.dumps(d, ensure_ascii=False))
