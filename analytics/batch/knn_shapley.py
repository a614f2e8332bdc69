"""What is each training document worth for a target? Exact Shapley values of a nearest-neighbour model.

The worth of a set S of training documents for one target document is the mean gain of the K documents of S that are
nearest to it: v(S) = 1/K * sum of gain(j) over the min(K, |S|) nearest j in S. A document's Shapley value is its mean
marginal contribution to v over all orders in which the documents can arrive; the values sum to the worth of all. It is
computed exactly by a recursion over the documents sorted by distance (Jia et al., "Efficient Task-Specific Data
Valuation for Nearest Neighbor Algorithms", VLDB 2019, theorem 1, whose gain is 1 for the same label).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from analytics.batch.compiled import cached

BLOCK_CELLS = 8_000_000
"""Targets times documents whose similarities are in memory at once."""


def knn_shapley(vectors: np.ndarray, target_vectors: np.ndarray, gain: Gain, k: int = 10) -> np.ndarray:
    """The value of each document (float64[n]), the mean over all targets.

    `vectors` (float[n, d]) and `target_vectors` (float[m, d]) have unit length. `gain` gives the gain of every document
    for a block of targets, from their places and the similarities. Of documents at the same distance, the first counts
    as nearer. Costs m * n * log n.
    """
    values = np.zeros(len(vectors))
    for targets, similarities in _blocks(vectors, target_vectors):
        order = np.argsort(-similarities, axis=1, kind="stable")
        _add_values(
            order, np.ascontiguousarray(gain(targets, similarities), np.float64), min(k, len(vectors)), k, values
        )
    means: np.ndarray = values / max(len(target_vectors), 1)
    return means


Gain = Callable[[slice, np.ndarray], np.ndarray]
"""From the places of targets (a slice) and their similarities (float[targets, n]) to the gains (float[targets, n])."""


def same_label(labels: np.ndarray, target_labels: np.ndarray) -> Gain:
    """The gain is 1 where the document has the label of the target."""

    def gain(targets: slice, similarities: np.ndarray) -> np.ndarray:
        same: np.ndarray = target_labels[targets, None] == labels[None]
        return same

    return gain


def closeness(targets: slice, similarities: np.ndarray) -> np.ndarray:
    """The gain is the cosine similarity to the target, 0 when it is negative: for targets without labels."""
    positive: np.ndarray = np.maximum(similarities, 0)
    return positive


def _blocks(vectors: np.ndarray, target_vectors: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    size = max(BLOCK_CELLS // max(len(vectors), 1), 1)
    for start in range(0, len(target_vectors), size):
        targets = slice(start, start + size)
        yield targets, target_vectors[targets] @ vectors.T


@cached
def _add_values(order: np.ndarray, gains: np.ndarray, reached: int, k: int, values: np.ndarray) -> None:
    """Add the Shapley values of each target to `values`. `reached` is the smaller of k and the documents."""
    n_targets, n = order.shape
    for target in range(n_targets):
        last = order[target, n - 1]
        value = gains[target, last] * reached / (k * n)
        values[last] += value
        for place in range(n - 2, -1, -1):
            nearer, farther = order[target, place], order[target, place + 1]
            rank = place + 1
            value += (gains[target, nearer] - gains[target, farther]) / k * min(k, rank) / rank
            values[nearer] += value
