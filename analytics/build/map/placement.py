"""Where do documents go that the map does not have yet? Among their neighbours that it has, which do not move."""

from __future__ import annotations

import numpy as np

from analytics.build.map.cells import ROWS

ROUNDS = 20
OTHERS_AT_ONCE = 16_384
MAX_PRODUCTS = 1_000_000_000
"""Vector products for documents that no edge connects to a placed one: above it, only some placed documents are
compared, evenly spread.
"""


def place_among_neighbors(
    positions: np.ndarray,
    is_placed: np.ndarray,
    ids: np.ndarray,
    similarities: np.ndarray,
    vectors: np.ndarray,
    order: np.ndarray | None = None,
) -> np.ndarray:
    """`positions` float32[n, 2] of all documents. Those of the rows in `is_placed` bool[n] stay the same. The vector of
    row i is vectors[i], or vectors[order[i]].

    A document goes to the mean of its placed neighbours (`ids` int32[n, k]), weighted by similarity; its own neighbours
    follow in the next round. A document that no edge connects to a placed one goes to the document with the most
    similar vector.
    """
    positions, is_placed = positions.copy(), is_placed.copy()
    for _ in range(ROUNDS):
        waiting = np.flatnonzero(~is_placed)
        weights = _weights(is_placed, ids[waiting], similarities[waiting])
        is_ready = weights.sum(axis=1) > 0
        if not is_ready.any():
            break
        ready, weights = waiting[is_ready], weights[is_ready]
        positions[ready] = np.einsum("rk,rkd->rd", weights / weights.sum(axis=1, keepdims=True), positions[ids[ready]])
        is_placed[ready] = True
    placed, waiting = np.flatnonzero(is_placed), np.flatnonzero(~is_placed)
    if len(placed) * len(waiting) > MAX_PRODUCTS:
        placed = placed[np.linspace(0, len(placed) - 1, max(1, MAX_PRODUCTS // len(waiting))).astype(np.int64)]
    of_rows = (waiting, placed) if order is None else (order[waiting], order[placed])
    positions[waiting] = positions[placed[_most_similar(vectors, *of_rows)]]
    return positions


def _most_similar(vectors: np.ndarray, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """int64[rows]: the place in `others` of the vector that is most similar to each of `rows`, of equal ones the
    first.
    """
    best, nearest = np.full(len(rows), -np.inf, np.float32), np.zeros(len(rows), np.int64)
    for first in range(0, len(others) if len(rows) else 0, OTHERS_AT_ONCE):
        some = vectors[others[first : first + OTHERS_AT_ONCE]].T
        for start in range(0, len(rows), ROWS):
            block = slice(start, start + ROWS)
            products = vectors[rows[block]] @ some
            place = np.argmax(products, axis=1)
            similarity = products[np.arange(len(place)), place]
            is_better = similarity > best[block]
            nearest[block] = np.where(is_better, first + place, nearest[block])
            best[block] = np.maximum(similarity, best[block])
    return nearest


def _weights(is_placed: np.ndarray, ids: np.ndarray, similarities: np.ndarray) -> np.ndarray:
    """float[rows, k]: the weight of each neighbour, 0 for one without a position."""
    return np.asarray(np.where(is_placed[ids], np.maximum(similarities, 1e-6), 0))
