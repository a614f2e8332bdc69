"""Blocks: what the workers of a cluster exchange. Many rows travel as one value, in the format of Arrow.

A cluster moves, sorts and converts rows one by one, which costs more than what a task does with them. So all rows that
a task has for a bucket are one row of the cluster, which need not understand them: (bucket, name, block).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
import pyarrow as pa

BLOCKS = "bucket long, name string, block binary"
SCHEMA = pa.schema({"bucket": pa.int64(), "name": pa.string(), "block": pa.binary()})
BYTES_AT_ONCE = 32 << 20
"""A task hands its blocks over when they have so many bytes together."""

Block = tuple[int, str, pa.Table]
"""The bucket, the name of the table that the rows belong to, and the rows."""


class Reduce(Protocol):
    """What is done with all rows of a bucket: their tables by name. It is picklable, and gives blocks for new buckets.

    The order of rows from different tasks is arbitrary.
    """

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterable[Block]: ...


def packed(blocks: Iterable[Block]) -> Iterator[pa.RecordBatch]:
    """The blocks as rows of BLOCKS, a few at a time."""
    keys: list[tuple[int, str]] = []
    sink, bounds = pa.BufferOutputStream(), [0]
    for bucket, name, table in blocks:
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        keys.append((bucket, name))
        bounds.append(sink.tell())
        if bounds[-1] >= BYTES_AT_ONCE:
            yield _batch(keys, bounds, sink)
            keys, sink, bounds = [], pa.BufferOutputStream(), [0]
    if keys:
        yield _batch(keys, bounds, sink)


def unpacked(rows: pa.Table) -> dict[str, pa.Table]:
    """The tables of rows of BLOCKS, by name."""
    tables: dict[str, list[pa.Table]] = {}
    for name, block in zip(rows["name"].to_pylist(), _buffers(rows["block"]), strict=True):
        tables.setdefault(name, []).append(pa.ipc.open_stream(block).read_all())
    return {name: pa.concat_tables(some) for name, some in tables.items()}


def split(table: pa.Table, name: str, buckets: np.ndarray) -> Iterator[Block]:
    """A block for each bucket that rows of the table have; `buckets` gives that of each row."""
    order = np.argsort(buckets, kind="stable")
    of_rows = buckets[order]
    bounds: list[int] = np.flatnonzero(np.r_[True, of_rows[1:] != of_rows[:-1], True]).tolist() if len(of_rows) else []
    rows = table.take(pa.array(order))
    for start, stop in pairwise(bounds):
        yield int(of_rows[start]), name, rows.slice(start, stop - start)


def _batch(keys: Sequence[tuple[int, str]], bounds: Sequence[int], sink: pa.BufferOutputStream) -> pa.RecordBatch:
    """Rows of BLOCKS whose bytes are those between the bounds, which are not copied."""
    offsets = pa.py_buffer(np.array(bounds, np.int32))
    content = pa.Array.from_buffers(pa.binary(), len(keys), [None, offsets, sink.getvalue()])
    buckets, names = zip(*keys, strict=True)
    return pa.record_batch([pa.array(buckets, pa.int64()), pa.array(names, pa.string()), content], SCHEMA)


def _buffers(column: pa.ChunkedArray) -> Iterator[pa.Buffer]:
    for value in column:
        yield value.as_buffer()
