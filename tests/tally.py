#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/tally.py counts each test once. tally.py TALLY"""
import json
import os
import sys

import tap
from tap import same, write


def log(folder, **programs):
    """A build folder with the log of a run: (result, what the program printed)."""
    os.makedirs(f"{folder}/meson-logs")
    records = [{"name": f"suite / {name}", "result": result, "stdout": printed}
               for name, (result, printed) in programs.items()]
    write(f"{folder}/meson-logs/testlog.json", "".join(json.dumps(record) + "\n" for record in records))
    return folder


def tally(*arguments):
    result = tap.run(sys.executable, sys.argv[1], *arguments)
    lines = result.out.decode().splitlines()
    same(result.status, 0 if " 0 failed" in lines[-1] and not lines[-1].startswith("0 ") else 1)
    return lines


def test_one_run():
    same(tally(log("a", x=("OK", "1..2\nok 1 - one\nok 2 - two\n"), y=("OK", ""))), ["3 passed, 0 failed"])


def test_two_runs_count_once():
    folders = [log(name, x=("OK", "1..2\nok 1 - one\nok 2 - two\n")) for name in "ab"]
    same(tally(*folders), ["2 passed, 0 failed"])


def test_skipped_in_one_of_two():
    log("a", x=("OK", "1..1\nok 1 - one\n"))
    log("b", x=("OK", "1..1\nok 1 - one # SKIP no memory to measure\n"))
    same(tally("a", "b"), ["1 passed, 0 failed"])


def test_skipped_by_cmocka_in_one_of_two():
    log("a", x=("OK", "1..1\nok 1 - one\n"))
    log("b", x=("OK", "1..1\nok 1 # SKIP one\n"))
    same(tally("a", "b"), ["1 passed, 0 failed"])


def test_skipped_everywhere():
    folders = [log(name, x=("OK", f"1..2\nok 1 - one\nok 2 - two # SKIP because of {name}\n")) for name in "ab"]
    same(tally(*folders), ["1 passed, 0 failed, 1 skipped"])


def test_known_failures():
    printed = "1..3\nok 1 - one\nnot ok 2 - two # TODO known failure: a\nok 3 - three # SKIP\n"
    log("a", x=("OK", printed))
    log("b", x=("OK", printed.replace(": a", ": b")))
    same(tally("a", "b"), ["1 of the skipped tests are known to fail", "1 passed, 0 failed, 2 skipped"])


def test_failed_in_one_of_two():
    log("a", x=("OK", "1..1\nok 1 - one\n"))
    log("b", x=("FAIL", "1..1\nnot ok 1 - one\n"))
    same(tally("a", "b"), ["FAILED in b: x: one", "0 passed, 1 failed"])


def test_tests_that_were_not_reached():
    same(tally(log("a", x=("FAIL", "1..3\nok 1 - one\n")))[-1], "1 passed, 2 failed")


def test_bad_end_after_good_tests():
    same(tally(log("a", x=("FAIL", "1..1\nok 1 - one\n")))[-1], "1 passed, 1 failed")


def test_two_of_one_name():
    same(tally(log("a", x=("OK", "1..2\nok 1 - one\nok 2 - one\n"))), ["2 passed, 0 failed"])


def test_failed_checks():
    same(tally("--failed", "lint", log("a", x=("OK", ""))), ["FAILED: lint", "1 passed, 1 failed"])


def test_nothing_ran():
    os.mkdir("a")
    same(tally("a")[-1], "0 passed, 1 failed")


if __name__ == "__main__":
    tap.main(globals())
