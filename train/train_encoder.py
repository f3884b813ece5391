#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Learns the encoder's network (src/attribution/encoder.h, src/model/network.h).

    train_encoder.py OUT-FOLDER [--without PART/PARTS] [--seed N] [--vectors FOLDER] [--context] [--width N] [--epochs N]
        LANG=FILE[*WEIGHT]...

FILE is what build/train/encoder_examples prints of gold documents. One network is
learnt from all languages together: what a language does not share are the rows of
its words and endings. Written are OUT-FOLDER/LANG/encoder.bin. With --without, the
documents whose number leaves PART when divided by PARTS are left out: what such
networks say of these is what a network says of what it has not seen
(train_attribution).

The network says of each word how likely it begins or goes on with a source, a
content, a cue, or is of an addressee, a relay, a time; and of the cue, how likely it is one.
The loss is the cross entropy of both; where the last three are not annotated, they and none are one. Words are forgotten at random while it learns, so that it also learns from
endings, tags and the tree; numbers are dropped out; the last layer's more.

A word's row in the file is the sum of what was learnt for the word itself, if it was
there often enough, and of its vector (FOLDER/LANG.npz, word_vectors.py) by a matrix of
the language. Most words that are forgotten keep their vectors: so words that were never
seen are read by theirs.

With --context each word also brings what a transformer says of it where it stands, of which encoder_examples has
made FILE.context; a matrix says what of it counts.

PyTorch (train/requirements.txt), on one thread of a processor: the same data, seed
and version of PyTorch make the same bytes on the same sort of machine.
"""
import argparse
import collections
import pathlib
import random
import struct
import sys
import time

import numpy as np
import torch
from torch import nn

# The signs of a word, in the order of src/attribution/encoder.h, and how many values each has; 0: any, counted.
VALUES = (0, 0, 24, 64, 6, 16, 8, 10, 16, 25, 4, 64)
SIGNS = len(VALUES)
CUE = 11
ROLES = 10
CIRCUMSTANCES = [0, 7, 8, 9]  # what a word may be whose role is ROLES
LEAST = (4, 6)  # how often a word or an ending is there, to have a row
WIDTH = 48  # or as --width says
LAYERS = 2
HIDDEN = 32
EPOCHS = 8  # or as --epochs says
BATCH = 64
RATE = 3e-3
DECAY = 0.02
DROP, DROP_LAST = 0.3, 0.5
FORGET, FORGET_ROW = 0.12, 0.35  # a word; a word's own row, and not its vector
DROP_CONTEXT = 0.2
VECTOR_SCALE = 0.3  # of a vector's numbers
CONTEXT, CONTEXT_ONE = 384, 1024  # numbers of a word, and what stands for one (train/encoder_examples.c)
SMOOTH = 0.03
ROLES_WEIGHT = 1.5
STEPS = 127


def examples_of(path):
    """(document, is a cue, signs and role of each word) of each cue that was looked at."""
    numbers = np.fromfile(path, dtype="<i4")
    at = 0
    while at < len(numbers):
        document, count, is_cue = (int(n) for n in numbers[at : at + 3])
        at += 3
        size = count * (SIGNS + 1)
        yield document, is_cue, numbers[at : at + size].reshape(count, SIGNS + 1)
        at += size


class Rows:
    """Which rows the words and endings of all languages have in the tables: each language has its own block, whose first
    row stands for what is not known."""

    def __init__(self, examples):
        self.known, self.first, self.total = [], [], [0, 0]
        for language in sorted({e[3] for e in examples}):
            known = []
            for sign in (0, 1):
                counts = collections.Counter()
                for e in examples:
                    if e[3] == language:
                        counts.update(e[2][:, sign].tolist())
                words = sorted(w & 0xFFFFFFFF for w, n in counts.items() if n >= LEAST[sign])
                known.append({w: i + 1 for i, w in enumerate(words)})
            self.known.append(known)
            self.first.append(list(self.total))
            for sign in (0, 1):
                self.total[sign] += len(known[sign]) + 1

    def of(self, language, sign, words):
        known, first = self.known[language][sign], self.first[language][sign]
        return [first + known.get(w & 0xFFFFFFFF, 0) for w in words.tolist()]


class Vectors:
    """The vectors of all languages, one below the other; the first stands for none."""

    def __init__(self, folder, languages):
        self.at, blocks, total = [], [np.zeros((1, 1), "f4")], 1
        for language in languages:
            known = np.load(folder / f"{language}.npz") if folder else {"hashes": [], "vectors": np.zeros((0, 1), "f4")}
            self.at.append({h: total + i for i, h in enumerate(known["hashes"])})
            scale = VECTOR_SCALE * known["vectors"].shape[1] ** 0.5
            blocks.append(known["vectors"] * scale)
            total += len(self.at[-1])
        blocks[0] = np.zeros((1, blocks[-1].shape[1]), "f4")
        self.all = torch.tensor(np.concatenate(blocks))

    def of(self, language, words):
        return [self.at[language].get(w & 0xFFFFFFFF, 0) for w in words.tolist()]


@torch.jit.script
def mix(gates, given, backwards: bool):
    words = gates.shape[1]
    state = torch.zeros_like(given[:, 0])
    out = []
    for n in range(words):
        i = words - 1 - n if backwards else n
        state = state + gates[:, i] * (given[:, i] - state)
        out.append(state)
    if backwards:
        out = out[::-1]
    return torch.stack(out, 1)


def squash(x):
    return x / (1 + x.abs())


class Contexts:
    """What the transformer says of each word of all examples: a file for each source, read as it is needed."""

    def __init__(self):
        self.files = []

    def add(self, path):
        self.files.append(np.memmap(path, dtype="<i2", mode="r").reshape(-1, CONTEXT))

    def of(self, chosen, most):
        found = torch.zeros(len(chosen), most, CONTEXT)
        for i, e in enumerate(chosen):
            n, (file, at) = len(e["signs"]), e["context"]
            found[i, :n] = torch.from_numpy(self.files[file][at : at + n].astype("f4")) / CONTEXT_ONE
        return found


class BothWays(nn.Module):
    def __init__(self):
        super().__init__()
        self.gates = nn.Linear(WIDTH, 4 * WIDTH)
        self.output = nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, h, mask):
        gates, given = self.gates(h).split(2 * WIDTH, -1)
        gates, given = (0.5 + 0.5 * squash(gates)) * mask, squash(given)
        forth = mix(gates[..., :WIDTH], given[..., :WIDTH], False)
        back = mix(gates[..., WIDTH:], given[..., WIDTH:], True)
        return self.output(torch.cat([forth, back], -1))


class Network(nn.Module):
    def __init__(self, rows, vectors, with_context):
        super().__init__()
        self.vectors = vectors
        size = vectors.all.shape[1]
        self.projections = nn.ModuleList(nn.Linear(size, WIDTH, bias=False) for _ in vectors.at)
        sizes = [rows.total[i] if i < 2 else VALUES[i] for i in range(SIGNS)]
        self.tables = nn.ModuleList(nn.Embedding(size, WIDTH) for size in sizes)
        for table in self.tables:
            nn.init.normal_(table.weight, 0, 0.15)
        self.bias = nn.Parameter(torch.zeros(WIDTH))
        self.context = nn.Linear(CONTEXT, WIDTH, bias=False) if with_context else None
        self.drop_context = nn.Dropout(DROP_CONTEXT)
        self.neighbours = nn.Linear(3 * WIDTH, WIDTH)
        self.layers = nn.ModuleList(BothWays() for _ in range(LAYERS))
        self.roles = nn.Linear(WIDTH, ROLES)
        self.hidden, self.cue = nn.Linear(3 * WIDTH, HIDDEN), nn.Linear(HIDDEN, 1)
        self.drop, self.drop_last = nn.Dropout(DROP), nn.Dropout(DROP_LAST)

    def projected(self, languages, vectors):
        seen = self.vectors.all[vectors]
        each = torch.stack([projection(seen) for projection in self.projections])
        return each[languages, torch.arange(len(languages))]

    def forward(self, languages, signs, unknown, counts, cue, vectors, contexts):
        if self.training:
            chance = torch.rand(signs.shape[:2])
            row = torch.where(chance < FORGET + FORGET_ROW, unknown[:, None], signs[..., 0])
            signs = torch.cat([row[..., None], signs[..., 1:]], -1)
            vectors = torch.where(chance < FORGET, 0, vectors)
        h = self.bias + self.projected(languages, vectors)
        for i, table in enumerate(self.tables):
            h = h + table(signs[..., i])
        if self.context is not None:
            h = h + self.context(self.drop_context(contexts))
        mask = (torch.arange(signs.shape[1])[None] < counts[:, None]).unsqueeze(-1).float()
        h = self.drop(torch.relu(h)) * mask
        wide = nn.functional.pad(h, (0, 0, 1, 1))
        near = self.neighbours(torch.cat([wide[:, :-2], wide[:, 1:-1], wide[:, 2:]], -1))
        h = (h + self.drop(torch.relu(near))) * mask
        for layer in self.layers:
            h = (h + self.drop(torch.relu(layer(h, mask)))) * mask
        inside = cue.unsqueeze(-1)
        seen = torch.cat([(h * inside).sum(1) / inside.sum(1).clamp(min=1), h.max(1)[0], h.sum(1) / counts[:, None]], -1)
        return self.roles(h), self.cue(torch.relu(self.hidden(self.drop_last(seen)))).squeeze(-1)


def batch_of(chosen, rows, contexts):
    most = max(len(e["signs"]) for e in chosen)
    signs = torch.zeros(len(chosen), most, SIGNS, dtype=torch.long)
    roles = torch.full((len(chosen), most), -1)
    cue, vectors = torch.zeros(len(chosen), most), torch.zeros(len(chosen), most, dtype=torch.long)
    for i, e in enumerate(chosen):
        n = len(e["signs"])
        signs[i, :n], roles[i, :n], cue[i, :n] = e["signs"], e["roles"], (e["signs"][:, CUE] > 0).float()
        vectors[i, :n] = e["vectors"]
    counts = torch.tensor([len(e["signs"]) for e in chosen])
    unknown = torch.tensor([rows.first[e["language"]][0] for e in chosen])
    languages = torch.tensor([e["language"] for e in chosen])
    context = contexts.of(chosen, most) if contexts.files else None
    return (languages, signs, unknown, counts, cue, vectors, context), roles


def loss_of(network, chosen, rows, contexts):
    seen, roles = batch_of(chosen, rows, contexts)
    weight = torch.tensor([e["weight"] for e in chosen])
    is_cue = torch.tensor([float(e["is_cue"]) for e in chosen])
    role_scores, cue_scores = network(*seen)
    wanted = is_cue * (1 - 2 * SMOOTH) + SMOOTH
    loss = (nn.functional.binary_cross_entropy_with_logits(cue_scores, wanted, reduction="none") * weight).mean()
    right = is_cue > 0
    if right.any():
        scores, roles = role_scores[right].transpose(1, 2), roles[right]
        each = nn.functional.cross_entropy(scores, torch.where(roles == ROLES, -1, roles), ignore_index=-1, reduction="none")
        either = scores.logsumexp(1) - scores[:, CIRCUMSTANCES].logsumexp(1)
        each = torch.where(roles == ROLES, either, each)
        much = weight[right][:, None] * (roles >= 0)
        loss = loss + ROLES_WEIGHT * (each * much).sum() / much.sum()
    return loss


def learn(examples, rows, vectors, contexts):
    network = Network(rows, vectors, len(contexts.files) > 0)
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=DECAY)
    for epoch in range(EPOCHS):
        started, total = time.time(), 0.0
        for group in optimizer.param_groups:
            group["lr"] = RATE * max(0.03, 1 - epoch / EPOCHS) ** 0.9
        order = sorted(range(len(examples)), key=lambda i: len(examples[i]["signs"]) + random.random() * 8)
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        random.shuffle(batches)
        for batch in batches:
            loss = loss_of(network, [examples[i] for i in batch], rows, contexts)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(batches):.4f}, {time.time() - started:.0f} s",
              file=sys.stderr, flush=True)
    return network


# ---- the file ----


def padded(data):
    return data + bytes(-len(data) % 4)


def steps_of(weights, step):
    return np.clip(np.rint(weights / step), -STEPS, STEPS).astype("int8").tobytes()


def matrix_bytes(weights, bias):
    step = np.maximum(np.abs(weights).max(1) / STEPS, 1e-8).astype("<f4")
    return step.tobytes() + padded(steps_of(weights, step[:, None])) + bias.astype("<f4").tobytes()


def layer_bytes(linear):
    return matrix_bytes(linear.weight.detach().numpy(), linear.bias.detach().numpy())


def neighbours_bytes(linear):
    """From the word before, the word itself, the one behind; the bias goes with the word itself."""
    weights, bias = linear.weight.detach().numpy(), linear.bias.detach().numpy()
    parts = [weights[:, i * WIDTH : (i + 1) * WIDTH] for i in range(3)]
    return matrix_bytes(np.concatenate(parts), np.concatenate([0 * bias, bias, 0 * bias]))


def checksum(data):
    """As src/model/loader.h has it."""
    mask, h = (1 << 64) - 1, 0xCBF29CE484222325 ^ len(data)
    for (word,) in struct.iter_unpack("<Q", data + bytes(-len(data) % 8)):
        h = (h ^ word) * 0x100000001B3 & mask
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9 & mask
    h = (h ^ h >> 27) * 0x94D049BB133111EB & mask
    return h ^ h >> 31


def word_table(network, rows, language):
    """Hashes of the words with a row or a vector, and the table's rows; the first for all other words."""
    known, first, at = rows.known[language][0], rows.first[language][0], network.vectors.at[language]
    hashes = sorted(known.keys() | at.keys())
    own = network.tables[0].weight[[first] + [first + known.get(h, 0) for h in hashes]]
    vectors = network.vectors.all[[0] + [at.get(h, 0) for h in hashes]]
    return hashes, (own + network.projections[language](vectors)).detach().numpy()


def file_bytes(network, rows, language):
    tables = [t.weight.detach().numpy() for t in network.tables]
    words, tables[0] = word_table(network, rows, language)
    first, endings = rows.first[language][1], sorted(rows.known[language][1])
    tables[1] = tables[1][first : first + len(endings) + 1]
    body = struct.pack("<4I", WIDTH, LAYERS, SIGNS, 2) + struct.pack(f"<{SIGNS}I", *(len(t) for t in tables))
    for hashes in (words, endings):
        body += struct.pack(f"<{len(hashes)}I", *hashes)
    steps = np.array([max(np.abs(t).max() / STEPS, 1e-8) for t in tables], dtype="<f4")
    body += steps.tobytes() + padded(b"".join(steps_of(t, step) for t, step in zip(tables, steps)))
    body += network.bias.detach().numpy().astype("<f4").tobytes()
    if network.context is not None:
        body += matrix_bytes(network.context.weight.detach().numpy(), np.zeros(WIDTH, "f4"))
    body += neighbours_bytes(network.neighbours)
    for layer in network.layers:
        body += layer_bytes(layer.gates) + layer_bytes(layer.output)
    body += layer_bytes(network.roles) + layer_bytes(network.hidden) + layer_bytes(network.cue)
    context = CONTEXT if network.context is not None else 0
    return b"SelonEnc" + struct.pack("<2IQ", 2, context, checksum(body)) + body


def main():
    global WIDTH, EPOCHS
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("sources", nargs="+", metavar="LANG=FILE[*WEIGHT]")
    parser.add_argument("--without", default="0/0", metavar="PART/PARTS")
    parser.add_argument("--vectors", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--context", action="store_true")
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=20261123)
    args = parser.parse_args()
    WIDTH, EPOCHS = args.width, args.epochs
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    part, parts = (int(n) for n in args.without.split("/"))
    names, read, contexts = [], [], Contexts()
    for source in args.sources:
        name, _, rest = source.partition("=")
        path, _, weight = rest.partition("*")
        if name not in names:
            names.append(name)
        if args.context:
            contexts.add(path + ".context")
        at = 0
        for document, is_cue, numbers in examples_of(path):
            if parts == 0 or document % parts != part:
                read.append((float(weight or 1), is_cue, numbers, names.index(name), (len(contexts.files) - 1, at)))
            at += len(numbers)
    rows, vectors = Rows(read), Vectors(args.vectors, names)
    examples = []
    for weight, is_cue, numbers, language, context in read:
        signs = numbers[:, :SIGNS].astype("int64")
        of_words = vectors.of(language, signs[:, 0])
        for sign in (0, 1):
            signs[:, sign] = rows.of(language, sign, numbers[:, sign])
        examples.append({"weight": weight, "is_cue": is_cue, "language": language, "context": context,
                         "signs": torch.tensor(signs), "vectors": torch.tensor(of_words),
                         "roles": torch.tensor(numbers[:, SIGNS].astype("int64"))})
    print(f"{len(examples)} cues, {rows.total[0]} words, {rows.total[1]} endings", file=sys.stderr)
    network = learn(examples, rows, vectors, contexts).eval()
    for language, name in enumerate(names):
        path = args.out / name / "encoder.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file_bytes(network, rows, language))
        print(f"wrote {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
