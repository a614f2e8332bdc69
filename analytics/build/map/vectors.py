"""Vectors to rows of the table `embeddings`, and back."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa


def schema(dimensions: int) -> pa.Schema:
    """The schema of `embeddings`."""
    return pa.schema([("doc_id", pa.int64()), ("vector", pa.list_(pa.float32(), dimensions))])


def rows(doc_ids: np.ndarray, vectors: np.ndarray) -> pa.Table:
    """Rows of `embeddings`: `doc_ids` int64[n], `vectors` float32[n, d]."""
    flat = pa.array(np.ascontiguousarray(vectors, np.float32).reshape(-1))
    return pa.table(
        [pa.array(doc_ids, pa.int64()), pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1])],
        schema=schema(vectors.shape[1]),
    )


def matrix(batches: Iterable[pa.RecordBatch], n: int) -> tuple[np.ndarray, np.ndarray]:
    """`n` rows of `embeddings` as doc_ids int64[n] and vectors float32[n, d]; d is 0 when there are no rows."""
    doc_ids, vectors, done = np.empty(n, np.int64), np.empty((n, 0), np.float32), 0
    for batch in batches:
        column = batch.column("vector")
        if not done:
            vectors = np.empty((n, column.type.list_size), np.float32)
        doc_ids[done : done + len(batch)] = batch.column("doc_id").to_numpy()
        vectors[done : done + len(batch)] = column.flatten().to_numpy().reshape(len(batch), -1)
        done += len(batch)
    return doc_ids, vectors


def unit_length(vectors: np.ndarray) -> np.ndarray:
    """`vectors` float32[n, d] scaled to length 1; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1))
