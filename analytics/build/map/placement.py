"""Where do documents go that a map did not have? Among their neighbours that are on it, which do not move."""

from __future__ import annotations

import numpy as np

from analytics.build.map.nearest import ROWS

ROUNDS = 20


def among_neighbors(
    positions: np.ndarray, placed: np.ndarray, ids: np.ndarray, similarities: np.ndarray, vectors: np.ndarray
) -> np.ndarray:
    """`positions` float32[n, 2] with every row placed; rows where `placed` bool[n] holds stay as they are.

    A document goes to the mean of its placed neighbours (`ids` int32[n, k]) weighted by similarity. Neighbours of newly
    placed documents follow; whoever is tied to none, in the end, goes to the placed document whose vector is nearest.
    """
    positions, placed = positions.copy(), placed.copy()
    for _ in range(ROUNDS):
        waiting = np.flatnonzero(~placed)
        weights = (
            np.where(placed[ids[waiting]], np.maximum(similarities[waiting], 1e-6), 0)
            if ids.shape[1]
            else np.zeros((len(waiting), 0))
        )
        tied = weights.sum(axis=1) > 0
        if not tied.any():
            break
        ready, weights = waiting[tied], weights[tied]
        positions[ready] = np.einsum("rk,rkd->rd", weights / weights.sum(axis=1, keepdims=True), positions[ids[ready]])
        placed[ready] = True
    there = np.flatnonzero(placed)
    for start in range(0, len(waiting := np.flatnonzero(~placed)), ROWS):
        rows = waiting[start : start + ROWS]
        positions[rows] = positions[there[np.argmax(vectors[rows] @ vectors[there].T, axis=1)]]
    return positions
