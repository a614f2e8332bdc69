"""How many different texts have each passage? Stored, for documents that are added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.passages import passage_hashes
from analytics.build.hash_lists import hashes_of, to_rows
from analytics.build.stage import Context

MIN_TEXTS = 5
"""A passage is repeated when so many different texts have it; copies of one text count once."""
MAX_PASSAGES = 5_000
"""Only the most frequent passages are kept."""

HASHES = pa.schema({"doc_id": pa.int64(), "passages": pa.binary()})
"""The hashes of the different passages of a document: uint64, little endian."""
COUNTS = pa.schema({"passage": pa.uint64(), "texts": pa.int64()})


@dataclass(frozen=True)
class Counts:
    """The hashes (uint64, ascending) of passages that at least MIN_TEXTS different texts have, and the number of these
    texts.
    """

    hashes: np.ndarray
    texts: np.ndarray

    @classmethod
    def of(cls, hashes: np.ndarray) -> Counts:
        """From the hashes of the passages of different texts: one for each text."""
        hashes, texts = np.unique(hashes, return_counts=True)
        return cls(hashes, texts).repeated()

    def repeated(self) -> Counts:
        """Without the passages of too few texts."""
        return Counts(self.hashes[self.texts >= MIN_TEXTS], self.texts[self.texts >= MIN_TEXTS])

    def frequent(self) -> np.ndarray:
        """The hashes of the most frequent passages, ascending."""
        return np.sort(self.hashes[np.lexsort((self.hashes, -self.texts))[:MAX_PASSAGES]])

    def table(self) -> pa.Table:
        """The rows of COUNTS."""
        return pa.table([pa.array(self.hashes), pa.array(self.texts)], schema=COUNTS)


def write_hashes(context: Context, batches: Iterable[pa.RecordBatch]) -> list[pa.RecordBatch]:
    """Write the rows of `passage_hashes` for batches (doc_id, text); gives those that have passages."""
    writer, written = context.writer("passage_hashes", HASHES), []
    for batch in context.engine.map(passage_hashes, batches):
        rows = to_rows(batch["doc_id"].to_numpy(), batch["passage"].to_numpy(), HASHES)
        writer.write(rows)
        written += [rows] if len(rows) else []
    return written


def hashes_of_texts(rows: Iterable[pa.RecordBatch], is_first: np.ndarray) -> np.ndarray:
    """The hashes in rows of `passage_hashes`, of the first document of each text only: bool[documents]."""
    hashes = [np.empty(0, np.uint64)]
    for batch in rows:
        offsets, passages = hashes_of(batch["passages"])
        hashes.append(passages[np.repeat(is_first[batch["doc_id"].to_numpy()], np.diff(offsets))])
    return np.concatenate(hashes)


def first_of_each_text(context: Context) -> np.ndarray:
    """bool[documents]: the first document of each text, equal up to case, white space and compatibility forms."""
    chunks = [batch.column("normalized_hash") for batch in context.batches("signatures", ["normalized_hash"])]
    first = np.zeros(context.rows("documents"), bool)
    if chunks:
        encoded = pa.chunked_array(chunks).combine_chunks().dictionary_encode()
        first[np.unique(encoded.indices.to_numpy(), return_index=True)[1]] = True
    return first
