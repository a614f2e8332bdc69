"""The texts of some documents, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import pyarrow as pa

from analytics.build.engine import Engine


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
