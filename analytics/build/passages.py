"""Repeated passages: lines and paragraphs that are in several different texts, and the documents that have them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics.batch.passages import PARAGRAPH, PassageFinder, passage_hashes
from analytics.build.stage import Context, Stage

MIN_TEXTS = 5
"""A passage is repeated when so many different texts have it; copies of one text count once."""
MAX_PASSAGES = 5_000
"""Only the most frequent passages are kept."""
SHOWN_CHARACTERS = 1_000

REPEATED_PASSAGES = pa.schema(
    {
        "passage_id": pa.int32(),
        "kind": pa.string(),
        "text": pa.string(),
        "documents": pa.int64(),
        "occurrences": pa.int64(),
        "characters": pa.int64(),
    }
)
"""`text` is cut to its first 1,000 characters; `characters` counts those of all occurrences."""
PASSAGE_DOCUMENTS = pa.schema({"passage_id": pa.int32(), "doc_id": pa.int64(), "occurrences": pa.int32()})


class Tally:
    """What is known so far about the passages with these hashes (ascending). A passage has the place of its hash."""

    def __init__(self, hashes: np.ndarray):
        n = len(hashes)
        self.hashes = hashes
        self.kind = np.zeros(n, np.uint8)
        self.text = [""] * n
        self.length = np.zeros(n, np.int64)
        self.documents = np.zeros(n, np.int64)
        self.occurrences = np.zeros(n, np.int64)

    def add(self, batch: pa.RecordBatch) -> pa.Table:
        """Count the occurrences in one batch; gives its rows of `passage_documents`."""
        passage = np.searchsorted(self.hashes, batch.column("passage").to_numpy())
        for at in np.flatnonzero(self.occurrences[passage] == 0):
            self._describe(int(passage[at]), batch, int(at))
        rows = pa.table({"passage_id": pa.array(passage, pa.int32()), "doc_id": batch.column("doc_id")})
        groups = rows.group_by(["passage_id", "doc_id"], use_threads=False).aggregate([([], "count_all")])
        rows = groups.rename_columns(PASSAGE_DOCUMENTS.names).cast(PASSAGE_DOCUMENTS)
        np.add.at(self.documents, rows["passage_id"].to_numpy(), 1)
        np.add.at(self.occurrences, rows["passage_id"].to_numpy(), rows["occurrences"].to_numpy())
        return rows

    def _describe(self, passage: int, batch: pa.RecordBatch, row: int) -> None:
        if not self.text[passage]:
            text = batch.column("text")[row].as_py()
            self.text[passage] = text[:SHOWN_CHARACTERS]
            self.length[passage] = len(text)
            self.kind[passage] = batch.column("kind")[row].as_py()

    def passages(self) -> pa.Table:
        """The rows of `repeated_passages`."""
        columns = {
            "passage_id": np.arange(len(self.hashes)),
            "kind": np.where(self.kind == PARAGRAPH, "paragraph", "line"),
            "text": self.text,
            "documents": self.documents,
            "occurrences": self.occurrences,
            "characters": self.length * self.occurrences,
        }
        return pa.table(columns).cast(REPEATED_PASSAGES)


def run(context: Context) -> None:
    """Count the passages of different texts, then find every occurrence of the frequent ones in all documents."""
    tally = Tally(_frequent(context))
    writer = context.writer("passage_documents", PASSAGE_DOCUMENTS)
    if len(tally.hashes):
        batches = context.batches("documents", ["doc_id", "text"])
        for occurrences in context.engine.map(PassageFinder(tally.hashes), batches):
            writer.write(tally.add(occurrences))
    context.writer("repeated_passages", REPEATED_PASSAGES).write(tally.passages())
    context.notes |= {"min_texts": MIN_TEXTS, "max_passages": MAX_PASSAGES, "passages": len(tally.hashes)}


def _frequent(context: Context) -> np.ndarray:
    """The hashes (ascending) of passages that at least MIN_TEXTS different texts have, the most frequent if many."""
    is_first = _first_of_each_text(context)
    different = (
        batch.filter(pa.array(is_first[batch.column("doc_id").to_numpy()]))
        for batch in context.batches("documents", ["doc_id", "text"])
    )
    passages = [batch.column("passage").to_numpy() for batch in context.engine.map(passage_hashes, different)]
    hashes, texts = np.unique(np.concatenate([np.empty(0, np.uint64), *passages]), return_counts=True)
    hashes, texts = hashes[texts >= MIN_TEXTS], texts[texts >= MIN_TEXTS]
    return np.sort(hashes[np.lexsort((hashes, -texts))[:MAX_PASSAGES]])


def _first_of_each_text(context: Context) -> np.ndarray:
    """bool[documents]: the first document of each text, equal up to case, white space and compatibility forms."""
    chunks = [batch.column("normalized_hash") for batch in context.batches("signatures", ["normalized_hash"])]
    first = np.zeros(context.rows("documents"), bool)
    if chunks:
        encoded = pa.chunked_array(chunks).combine_chunks().dictionary_encode()
        first[np.unique(encoded.indices.to_numpy(), return_index=True)[1]] = True
    return first


STAGE = Stage(
    name="passages",
    title="Find repeated lines and paragraphs",
    reads=("documents", "signatures"),
    writes=("repeated_passages", "passage_documents"),
    run=run,
)
