"""The fast layout of many documents, level by level: a sample first, then all.

Every level starts from the map of one document in SAMPLED_EVERY: its large structure is there, and only the small one
has to be made. On 98,000 documents this keeps 23 % of the neighbours where the descent from principal components keeps
21 %, in less than half the time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analytics.build.map import descent, fuzzy, placement
from analytics.build.map.cells import Mapper
from analytics.build.map.sampled_graph import among_sample

MAX_AT_ONCE = 50_000
"""As many documents are laid out from their principal components."""
SAMPLED_EVERY = 8
EPOCHS, FIRST_RATE = 60, 0.5
"""Epochs of a level after its sample, and the first step as a share of that of a whole descent."""
APART = 0.01
"""The standard deviation of a noise that separates documents with equal positions."""


def lay_out(
    vectors: np.ndarray,
    ids: np.ndarray,
    similarities: np.ndarray,
    mapper: Mapper,
    on_progress: Callable[[int, int], None],
    order: np.ndarray | None = None,
) -> tuple[np.ndarray, int]:
    """float32[n, 2]: positions of n documents with the neighbours `ids` int32[n, k]; and the number of epochs. The
    vector of document i is vectors[order[i]], where `vectors` is float32[n, d]; that of its own row by default.
    """
    n = len(vectors)
    order = np.arange(n) if order is None else order
    if n <= MAX_AT_ONCE:
        start, epochs = descent.principal_components(vectors[order]), descent.default_epochs(n)
        edges = fuzzy.fuzzy_graph(ids, similarities)
        return descent.descend(start, edges, np.arange(n), epochs, mapper, on_progress), epochs
    rows = np.arange(0, n, SAMPLED_EVERY)
    of_rows = vectors[order[rows]]
    coarse, epochs = lay_out(of_rows, *among_sample(of_rows, ids, rows, mapper), mapper, on_progress)
    del of_rows
    start = _around(coarse, rows, vectors, order, ids, similarities)
    edges = fuzzy.fuzzy_graph(ids, similarities)
    fine = descent.descend(start, edges, np.arange(n), EPOCHS, mapper, on_progress, FIRST_RATE)
    return fine, epochs + EPOCHS


def _around(
    coarse: np.ndarray,
    rows: np.ndarray,
    vectors: np.ndarray,
    order: np.ndarray,
    ids: np.ndarray,
    similarities: np.ndarray,
) -> np.ndarray:
    """The start of a level: the `coarse` map of its `rows`, wide enough for all, and the others among neighbours."""
    n = len(vectors)
    positions, is_placed = np.zeros((n, 2), np.float32), np.zeros(n, bool)
    positions[rows], is_placed[rows] = coarse * np.float32(np.sqrt(n / len(rows))), True
    positions = placement.place_among_neighbors(positions, is_placed, ids, similarities, vectors, order)
    noise = np.random.default_rng(descent.SEED).normal(scale=APART, size=positions.shape)
    return np.asarray(positions + noise.astype(np.float32))
