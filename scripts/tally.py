#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Count single tests over Meson's test logs.

    tally.py [--failed CHECK]... FOLDER...

Each FOLDER is a build folder in which `meson test` ran. A program that speaks
TAP counts once for each of its tests, another program once. A test that ran in
several builds counts once, by its name without the reason it may have been
skipped for, and has failed if it failed in any of them. Planned
tests that a crash kept from running have failed, and so has a program whose
tests all passed but which did not end well (a sanitizer's report at its exit).
Each --failed CHECK (a compiler's or linter's) adds one failure.

A test that fails as it is known to (TAP's TODO) has neither passed nor failed:
it counts as skipped, and a line says how many of these there are.

The last line printed is "N passed, N failed[, N skipped]"; the exit status is
1 when anything failed, or nothing passed.
"""
import json
import pathlib
import re
import sys

LINE = re.compile(r"^(not )?ok\b *(\d*) *-? *(.*)$")
DIRECTIVE = re.compile(r"# *(SKIP|TODO)\b", re.I)
GOOD = ("OK", "SKIP", "EXPECTEDFAIL")


def read_tap(output):
    """(planned number or None, [(name, 'pass'|'fail'|'skip'|'known')])"""
    planned, tests = None, []
    for line in output.splitlines():
        plan = re.match(r"^1\.\.(\d+)", line)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
            continue
        found = LINE.match(line)
        if found:
            name, result = found.group(3), "fail" if found.group(1) else "pass"
            directive = DIRECTIVE.search(name)
            if directive:  # the name stands before it, and cmocka's behind it
                result = "known" if directive.group(1).upper() == "TODO" else "skip"
                name = name[:directive.start()].strip() or name[directive.end():]
            tests.append((name.strip() or found.group(2), result))
    return planned, tests


def read_record(record):
    """The single tests of one program's run."""
    good = record["result"] in GOOD
    planned, tests = read_tap(record.get("stdout", ""))
    if planned is None and not tests:
        return [("", "skip" if record["result"] == "SKIP" else "pass" if good else "fail")]
    missing = [(f"(test {i + 1} of {planned}, not reached)", "fail") for i in range(len(tests), planned or 0)]
    tests += missing
    if not good and not any(result == "fail" for _, result in tests):
        tests.append((f"(the program: {record['result'].lower()})", "fail"))
    return tests


def read_folder(folder, results):
    path = pathlib.Path(folder) / "meson-logs" / "testlog.json"
    if not path.exists():
        results[(folder, "no tests ran")] = {"fail"}
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        record = json.loads(line)
        program = record["name"].split(" / ")[-1]
        seen = {}
        for name, result in read_record(record):
            seen[name] = seen.get(name, 0) + 1
            key = (program, name if seen[name] == 1 else f"{name} #{seen[name]}")
            results.setdefault(key, set()).add(result)
            if result == "fail":
                print(f"FAILED in {folder}: {program}: {name}")


def main():
    words, results = sys.argv[1:], {}
    failed_checks = [words[i + 1] for i, word in enumerate(words[:-1]) if word == "--failed"]
    folders = [word for i, word in enumerate(words) if word != "--failed" and (i == 0 or words[i - 1] != "--failed")]
    for folder in folders:
        read_folder(folder, results)
    for check in failed_checks:
        print(f"FAILED: {check}")
    failed = sum("fail" in outcome for outcome in results.values()) + len(failed_checks)
    passed = sum("fail" not in outcome and "pass" in outcome for outcome in results.values())
    skipped = len(results) + len(failed_checks) - failed - passed
    known = sum("known" in outcome and not outcome & {"fail", "pass"} for outcome in results.values())
    if known:
        print(f"{known} of the skipped tests are known to fail")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
