#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reading room's API against what schemathesis makes of its description. room_generated.py SELON [SEED]...

Each seed is a run of its own over a ledger of its own: requests that the
description allows and requests that it forbids, single ones and chains of them,
where one's answer is the next one's parameter. EXAMPLES says how many of each
operation (60). It is no part of `make check`: a run takes a minute of the
processor. The generator comes from PyPI, of a pinned version, into build/schemathesis
beside SELON; SCHEMATHESIS names another one that is already there.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import venv

import rooms

VERSION = "4.32.5"
TOKEN = "0123456789abcdef0123"
# What the description cannot say: which places a text has, that of all texts just the empty one is none (422), and which
# addresses answer (502).
CONFIG = """
[checks]
not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 502]
positive_data_acceptance.expected-statuses = ["2xx", "3xx", 404, 409, 422]

[[operations]]
include-path-regex = "^/(read|articles)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", "3xx", 422, 502]
"""


def generator(build):
    """The path of its command, which is installed where it is not there yet."""
    if "SCHEMATHESIS" in os.environ:
        return os.environ["SCHEMATHESIS"]
    folder = build / "schemathesis"
    mark = folder / f"has-{VERSION}"
    if not mark.exists():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", f"schemathesis=={VERSION}"], check=True)
        mark.touch()
    return folder / "bin" / "st"


def run(command, seed):
    with tempfile.TemporaryDirectory(prefix="selon-generated-") as folder:
        os.chdir(folder)
        rooms.write_ledger("a.ledger", rooms.ARTICLES)
        for name, text in ("schemathesis.toml", CONFIG), ("token", TOKEN + "\n"):
            pathlib.Path(name).write_text(text, encoding="utf-8")
        with rooms.room("a.ledger", "--token-file", "token") as room:
            done = subprocess.run(
                [command, "run", f"http://127.0.0.1:{room.port}/openapi.json", "--max-examples", os.environ.get("EXAMPLES", "60"), "--seed", str(seed),
                 "-H", f"Authorization: Bearer {TOKEN}", "--no-color"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        os.chdir("/")
    return done.returncode, done.stdout


def main():
    sys.argv[1] = os.path.abspath(sys.argv[1])
    command, failed = generator(pathlib.Path(sys.argv[1]).parent), 0
    os.environ["no_proxy"] = "127.0.0.1"
    for seed in sys.argv[2:] or ["1", "2", "3"]:
        status, told = run(command, seed)
        failed += status != 0
        print(told if status != 0 else "\n".join(line for line in told.split("\n") if " generated" in line), f" seed {seed}:",
              "FAILED" if status != 0 else "no violation", flush=True)
    sys.exit(failed > 0)


main()
