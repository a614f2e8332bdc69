"""umap-learn's own layout, on the neighbour graph of the build: there is no second search for neighbours.

UMAP.fit copies its input several times and hashes it. With `precomputed_knn` and an array as `init`, it reads only the
number of rows. So its input is the start, float32[n, 2], instead of the vectors: that saves gigabytes at a million
documents.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from analytics.build.map import descent
from analytics.layouts import Umap

MIN_DOCUMENTS = 4
"""UMAP needs three documents in each neighbourhood. Fewer documents stay where the start puts them."""
MAX_DENSMAP_DOCUMENTS = 200_000
"""densMAP stores the length of each edge in a Python dictionary: 1.8 GB in all at this size (measured)."""
DENSMAP_EPOCHS = 200
"""Epochs that umap-learn adds for densMAP."""
CONVERTED = ("n_neighbors", "n_epochs", "seed", "labels")
"""Options that are not passed to UMAP as they are."""


def epochs(layout: Umap, n: int) -> int:
    """The number of epochs: the option of the layout, or what umap-learn uses for `n` documents."""
    return layout.n_epochs or descent.default_epochs(n) + (DENSMAP_EPOCHS if layout.densmap else 0)


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

    `classes` int32[n] are the labels, -1 for none. `threads` are used only without a seed.
    """
    n, k = ids.shape
    if n < MIN_DOCUMENTS:
        return start
    from umap import UMAP

    n_neighbors = min(layout.n_neighbors, k + 1, n - 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about `transform`, which is not used, and about threads with a seed
        mapper = UMAP(
            **_same_options(layout),
            n_neighbors=n_neighbors,
            n_epochs=epochs(layout, n),
            random_state=layout.seed,
            n_jobs=threads if layout.seed is None else 1,
            metric="cosine",
            init=start,
            precomputed_knn=_with_themselves(ids, similarities, n_neighbors),
            tqdm_kwds={"disable": False, "file": _Epochs(on_progress), "bar_format": "{n_fmt}/{total_fmt}"},
        )
        placed = mapper.fit_transform(start, classes)
    return np.asarray(placed, np.float32)


def _same_options(layout: Umap) -> dict[str, Any]:
    """The options that UMAP takes as they are."""
    return {name: value for name, value in asdict(layout).items() if name not in CONVERTED}


def _with_themselves(ids: np.ndarray, similarities: np.ndarray, n_neighbors: int) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours int32[n, n_neighbors] and their cosine distances, float32. As in umap-learn, the first neighbour of a
    document is the document itself.
    """
    n, others = len(ids), n_neighbors - 1
    own = np.arange(n, dtype=np.int32)
    distances = np.maximum(np.float32(1) - similarities[:, :others], np.float32(0))
    return np.column_stack([own, ids[:, :others]]), np.column_stack([np.zeros(n, np.float32), distances])


class _Epochs:
    """A file for tqdm, which umap-learn uses to report its epochs: it passes on the numbers."""

    def __init__(self, on_progress: Callable[[int, int], None]):
        self._on_progress = on_progress

    def write(self, text: str) -> None:
        if match := re.search(r"(\d+)/(\d+)", text):
            self._on_progress(int(match[1]), int(match[2]))

    def flush(self) -> None:
        """Nothing is buffered."""
