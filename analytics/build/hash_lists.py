"""Several hashes of each document as one row (doc_id, BINARY): uint64, little endian, which need no decoding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.build.stage import BATCH_ROWS
from analytics.workspace import file_batches


def to_rows(ids: np.ndarray, hashes: np.ndarray, schema: pa.Schema) -> pa.RecordBatch:
    """One row for each document: `hashes[i]` (uint64) is of the document `ids[i]`; those of one document follow each
    other. `schema` has the names of both columns.
    """
    starts = np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]][: len(ids)])
    offsets = pa.py_buffer((8 * np.r_[starts, len(ids)]).astype(np.int32))
    column = pa.Array.from_buffers(pa.binary(), len(starts), [None, offsets, pa.py_buffer(hashes.astype("<u8"))])
    return pa.record_batch([pa.array(ids[starts]), column], schema=schema)


def hashes_of(column: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The hashes of a column that has rows, one after another, and where those of each row begin: offsets[i] to
    offsets[i + 1].
    """
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    hashes = np.frombuffer(column.buffers()[2], "<u8", (offsets[-1] - offsets[0]) // 8, offset=int(offsets[0]))
    return (offsets - offsets[0]) // 8, hashes


def read(files: Iterable[Path]) -> Iterator[pa.RecordBatch]:
    """The rows in the files."""
    for file in files:
        yield from file_batches(file, BATCH_ROWS)
