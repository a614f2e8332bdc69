"""How far is a document from its neighbours in meaning?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.signals.family import Family, Tables
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

BATCH_ROWS = 1 << 18


@dataclass(frozen=True)
class Distances:
    """The distance of each document to its neighbours (float64[documents]), NaN for a document without any."""

    distances: np.ndarray

    def __call__(self, batch: pa.RecordBatch) -> dict[str, np.ndarray]:
        """The distances of these documents."""
        return {"neighbor_distance": self.distances[batch.column("doc_id").to_numpy()]}


def neighbor_distances(tables: Tables) -> Distances:
    """1 - the mean cosine of each document to its nearest neighbours."""
    import numpy as np

    total = tables.rows("documents")
    sums, counts = np.zeros(total), np.zeros(total)
    for batch in tables.batches("neighbors", ["doc_id", "similarity"], rows=BATCH_ROWS):
        doc_id, similarity = (column.to_numpy() for column in batch.columns)
        sums += np.bincount(doc_id, similarity, total)
        counts += np.bincount(doc_id, minlength=total)
    return Distances(np.where(counts > 0, 1 - sums / np.maximum(counts, 1), np.nan))


FAMILY = Family(
    (
        Signal(
            "neighbor_distance",
            "Distance to neighbours",
            "1 - mean cosine to the nearest neighbours in meaning; outliers have a large distance",
            "cosine",
            "dataloupe",
        ),
    ),
    prepare=neighbor_distances,
    reads=("neighbors",),
    order=7,
)
