"""The texts of some documents, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from analytics.build.stage import Context


def texts_of(context: Context, ids: np.ndarray) -> Iterator[pa.RecordBatch]:
    """Batches (doc_id, text) of the documents `ids` only."""
    is_selected = np.zeros(context.rows("documents"), bool)  # ids are dense from 0
    is_selected[ids] = True
    for batch in context.batches("documents", ["doc_id", "text"]):
        selected = batch.filter(pa.array(is_selected[batch.column("doc_id").to_numpy()]))
        if len(selected):
            yield selected
