"""umap-learn's own layout, on the neighbour graph that the build has already made: no second search for neighbours.

UMAP.fit copies its input several times and hashes it, but with `precomputed_knn` and a start as an array it reads only
the number of rows. So it gets the start, float32[n, 2], in place of the vectors: at a million documents that saves four
gigabytes.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable

import numpy as np

from analytics.build.map import descent
from analytics.layouts import Umap

MIN_DOCUMENTS = 4
"""UMAP needs two neighbours of each document and one more document. Fewer documents stay where the start puts them."""
MAX_DENSMAP_DOCUMENTS = 200_000
"""densMAP keeps each edge's length in a Python dictionary, about 150 bytes an edge: 0.5 GB at this size."""
DENSMAP_EPOCHS = 200
"""What densMAP adds."""


def epochs(layout: Umap, n: int) -> int:
    """As many as umap-learn takes for `n` documents, when the layout does not say how many."""
    return layout.n_epochs or descent.epochs(n) + (DENSMAP_EPOCHS if layout.densmap else 0)


def positions(
    start: np.ndarray,
    ids: np.ndarray,
    similarities: np.ndarray,
    layout: Umap,
    classes: np.ndarray | None,
    on_progress: Callable[[int, int], None],
    threads: int = 1,
) -> np.ndarray:
    """float32[n, 2] from `start` float32[n, 2] and each document's neighbours `ids` int32[n, k], nearest first.

    `classes` int32[n] are the labels, -1 where there is none. Without a seed, `threads` of them work.
    """
    n, k = ids.shape
    if n < MIN_DOCUMENTS:
        return start
    from umap import UMAP

    n_neighbors = min(layout.n_neighbors, k + 1, n - 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of transform, which nobody calls, and of threads that a seed rules out
        mapper = UMAP(
            n_neighbors=n_neighbors,
            min_dist=layout.min_dist,
            spread=layout.spread,
            repulsion_strength=layout.repulsion_strength,
            negative_sample_rate=layout.negative_sample_rate,
            n_epochs=epochs(layout, n),
            densmap=layout.densmap,
            dens_lambda=layout.dens_lambda,
            target_weight=layout.target_weight,
            random_state=layout.seed,
            n_jobs=threads if layout.seed is None else 1,
            metric="cosine",
            init=start,
            precomputed_knn=_with_themselves(ids, similarities, n_neighbors),
            tqdm_kwds={"disable": False, "file": _Epochs(on_progress), "bar_format": "{n_fmt}/{total_fmt}"},
        )
        placed = mapper.fit_transform(start, classes)
    return np.asarray(placed, np.float32)


def _with_themselves(ids: np.ndarray, similarities: np.ndarray, n_neighbors: int) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours int32[n, n_neighbors] and cosine distances float32 of the same shape, each document its own first
    neighbour as umap-learn has it.
    """
    n, others = len(ids), n_neighbors - 1
    own = np.arange(n, dtype=np.int32)
    distances = np.maximum(np.float32(1) - similarities[:, :others], np.float32(0))
    return np.column_stack([own, ids[:, :others]]), np.column_stack([np.zeros(n, np.float32), distances])


class _Epochs:
    """A file for tqdm, through which umap-learn reports its epochs; it passes on the numbers."""

    def __init__(self, on_progress: Callable[[int, int], None]):
        self._on_progress = on_progress

    def write(self, text: str) -> None:
        if match := re.search(r"(\d+)/(\d+)", text):
            self._on_progress(int(match[1]), int(match[2]))

    def flush(self) -> None:
        """Nothing waits."""
