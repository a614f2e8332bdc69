"""An order of vectors that depends only on the vectors. Samples, ties and seeds follow it, so the order of the rows of
the input changes neither the neighbours, nor the map, nor the topics.
"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import cached

SEED = 20_121
ROWS = 8192


def canonical_order(vectors: np.ndarray) -> np.ndarray:
    """int64[n]: the rows of `vectors` float32[n, d] by a 64-bit hash of their bytes. Equal vectors are adjacent, in
    the order of their rows.
    """
    return np.argsort(hashes(vectors), kind="stable")


def hashes(vectors: np.ndarray) -> np.ndarray:
    """uint64[n]: a multilinear hash (Lemire and Kaser 2014) of the bits of each row, scrambled."""
    factors = np.random.default_rng(SEED).integers(0, 2**63, vectors.shape[1], np.uint64) * np.uint64(2) + np.uint64(1)
    values = np.empty(len(vectors), np.uint64)
    for start in range(0, len(vectors), ROWS):
        bits = np.ascontiguousarray(vectors[start : start + ROWS], np.float32).view(np.uint32)
        values[start : start + ROWS] = _products(bits, factors)
    values = (values ^ (values >> np.uint64(32))) * np.uint64(0x9E3779B97F4A7C15)
    return np.asarray(values ^ (values >> np.uint64(29)))


@cached
def _products(bits: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """uint64[n]: the sum over each row of the products with `factors`, modulo 2^64."""
    n, d = bits.shape
    sums = np.zeros(n, np.uint64)
    for row in range(n):
        total = np.uint64(0)
        for place in range(d):
            total += np.uint64(bits[row, place]) * factors[place]
        sums[row] = total
    return sums


def inverse(order: np.ndarray) -> np.ndarray:
    """int64[n]: the place of each row in `order`."""
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return places
