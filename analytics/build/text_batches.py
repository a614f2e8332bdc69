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
from analytics.build.stage import BATCH_ROWS, Context
from analytics.workspace import file_batches

COLUMNS = ["doc_id", "text"]
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


def texts_of(source: TextSource, ids: np.ndarray, batch_rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
    """Batches (doc_id, text) of the documents `ids` only. Row groups without one of them are not read."""
    is_selected = np.zeros(source.rows("documents"), bool)  # ids are dense from 0
    is_selected[ids] = True
    if isinstance(source, Context):
        batches = _row_groups(source, is_selected, batch_rows)
    else:
        batches = source.batches("documents", COLUMNS)
    for batch in batches:
        selected = batch.filter(pa.array(is_selected[batch.column("doc_id").to_numpy()]))
        if len(selected):
            yield selected


def _row_groups(context: Context, is_selected: np.ndarray, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """The row groups of `documents` with a document that is selected, of all."""
    first = 0  # ids are dense from 0, so a document has the row of its id
    for path in context.workspace.files("documents", context.manifest):
        metadata = pq.read_metadata(path)
        sizes = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
        ends = first + np.cumsum(sizes, dtype=np.int64)
        groups = [
            number
            for number, (end, rows) in enumerate(zip(ends, sizes, strict=True))
            if is_selected[end - rows : end].any()
        ]
        first += sum(sizes)
        if groups:
            yield from file_batches(path, batch_rows, COLUMNS, groups)


def ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches: a thread reads the next ones while the caller works on one in Python."""
    with ThreadPoolExecutor(1) as reader:
        waiting = deque(reader.submit(next, batches, None) for _ in range(AHEAD))
        while (batch := waiting.popleft().result()) is not None:
            waiting.append(reader.submit(next, batches, None))
            yield batch
