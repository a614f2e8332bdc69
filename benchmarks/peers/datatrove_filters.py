"""datatrove's Gopher repetition, Gopher quality and FineWeb filters over JSON lines of texts; prints CPU seconds as
JSON.

Runs in datatrove's own environment: `python datatrove_filters.py TEXTS.jsonl`. spaCy's blank English pipeline,
datatrove's default, splits words.
"""

import json
import sys
import time
from pathlib import Path

from datatrove.data import Document
from datatrove.pipeline.filters import FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter


def kept(one, document):
    """Whether the filter keeps the document; one without words, which a filter may divide by, counts as removed."""
    try:
        return one.filter(document) is True
    except ZeroDivisionError:
        return False


def main(path):
    documents = [Document(text=json.loads(line), id="") for line in Path(path).read_text(encoding="utf-8").splitlines()]
    filters = {
        "Gopher repetition": GopherRepetitionFilter(),
        "Gopher quality": GopherQualityFilter(),
        "FineWeb": FineWebQualityFilter(),
    }
    for one in filters.values():  # load the tokenizer before measuring
        kept(one, Document(text="A first text.", id=""))
    seconds = {}
    for name, one in filters.items():
        started = time.process_time()
        for document in documents:
            kept(one, document)
        seconds[name] = time.process_time() - started
    started = time.process_time()
    for document in documents:
        all(kept(one, document) for one in filters.values())
    seconds["chain"] = time.process_time() - started
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(sys.argv[1])
