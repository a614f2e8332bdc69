"""Vectors to rows of the table `embeddings`."""

from __future__ import annotations

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


def unit_length(vectors: np.ndarray) -> np.ndarray:
    """`vectors` float32[n, d] scaled to length 1; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1))
