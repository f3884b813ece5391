#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the content-security-policy hashes of a style sheet and a script.

    digest.py STYLE... SCRIPT OUT

OUT is a text resource (src/model/resource.h): "style" (all of them, one after
the other) and "script", each with the value that allows exactly those bytes
inside the page and nothing else.
"""
import base64
import hashlib
import sys

*styles, script, out = sys.argv[1:]
with open(out, "w", encoding="ascii") as sink:
    sink.write("[hashes]\n")
    for name, paths in (("style", styles), ("script", [script])):
        whole = hashlib.sha256()
        for path in paths:
            with open(path, "rb") as source:
                whole.update(source.read())
        digest = base64.b64encode(whole.digest()).decode()
        sink.write(f"{name}\tsha256-{digest}\n")
