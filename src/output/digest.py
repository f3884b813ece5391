#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the content-security-policy hashes of a style sheet and a script.

    digest.py STYLE SCRIPT OUT

OUT is a text resource (src/model/resource.h): "style" and "script", each with
the value that allows exactly those bytes inside the page and nothing else.
"""
import base64
import hashlib
import sys

style, script, out = sys.argv[1:]
with open(out, "w", encoding="ascii") as sink:
    sink.write("[hashes]\n")
    for name, path in (("style", style), ("script", script)):
        with open(path, "rb") as source:
            digest = base64.b64encode(hashlib.sha256(source.read()).digest()).decode()
        sink.write(f"{name}\tsha256-{digest}\n")
