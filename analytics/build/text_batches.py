"""The texts of some documents, a batch at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build.engine import Engine
from analytics.build.stage import Context

AHEAD = 4
"""Batches that `ahead` reads before they are asked for."""


class TextSource(Protocol):
    """Where texts are read from, and the engine that works on them: the context of a stage, or two corpora as one."""

    @property
    def engine(self) -> Engine:
        """The engine that batches are mapped with."""

    def rows(self, table: str) -> int:
        """The number of documents."""

    def batches(self, table: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of `documents`, in doc_id order."""

    def progress(self, done: float, total: float | None = None, unit: str = "rows") -> None:
        """Show how much is done."""


def texts_of(source: TextSource, ids: np.ndarray) -> Iterator[pa.RecordBatch]:
    """Batches (doc_id, text) of the documents `ids` only."""
    is_selected = np.zeros(source.rows("documents"), bool)  # ids are dense from 0
    is_selected[ids] = True
    for batch in source.batches("documents", ["doc_id", "text"]):
        selected = batch.filter(pa.array(is_selected[batch.column("doc_id").to_numpy()]))
        if len(selected):
            yield selected


def added_texts(context: Context, ids: np.ndarray, first: int) -> Iterator[pa.RecordBatch]:
    """Batches (doc_id, text) of the documents `ids`, all `first` or later: row groups before it are not read."""
    row = 0  # ids are dense from 0, so a document has the row of its id
    for path in context.workspace.files("documents", context.manifest):
        file = pq.ParquetFile(path, memory_map=True)
        sizes = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        ends = row + np.cumsum(sizes, dtype=np.int64)
        groups = np.flatnonzero(ends > first).tolist()
        row += sum(sizes)
        for batch in file.iter_batches(row_groups=groups, columns=["doc_id", "text"], use_threads=False):
            selected = batch.filter(pa.array(np.isin(batch.column("doc_id").to_numpy(), ids)))
            if len(selected):
                yield selected


def ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches: a thread reads the next ones while the caller works on one in Python."""
    with ThreadPoolExecutor(1) as reader:
        waiting = deque(reader.submit(next, batches, None) for _ in range(AHEAD))
        while (batch := waiting.popleft().result()) is not None:
            waiting.append(reader.submit(next, batches, None))
            yield batch
