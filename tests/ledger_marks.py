# SPDX-License-Identifier: Apache-2.0
"""What a ledger has of its texts to find near-copies by, as docs/ledger.md describes it: runs, and buckets."""


def number(data, at):
    """A LEB128 number, and where it ends."""
    n = shift = 0
    while True:
        n |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return n, at


def run(data):
    """The marks of a run, each with its text."""
    at, text, out = 0, 0, []
    while at < len(data):
        step, at = number(data, at)
        what, at = number(data, at)
        text += -(step // 2) - 1 if step % 2 else step // 2
        count = what // 4
        size = (count * 7 + 1) // 2 # 28 bits each
        marks = int.from_bytes(data[at:at + size], "little")
        out += [((marks >> 28 * i & 0xFFFFFFF) << 4, text) for i in range(count)]
        at += size
    return out


def bucket(row, data):
    """The marks of a bucket."""
    return [(row % 65536 << 16 | int.from_bytes(data[at:at + 2], "little"), int.from_bytes(data[at + 2:at + 6], "little") // 4)
            for at in range(0, len(data), 6)]


def sketches(rows):
    """All of them, (mark, text), in order; `rows` answers a query."""
    out = [mark for (data,) in rows("select entries from mark_runs where form = 2") for mark in run(data)]
    return sorted(out + [mark for row, data in rows("select bucket, entries from marks where bucket >= 65536") for mark in bucket(row, data)])
