"""The weights of the neighbour graph: the fuzzy simplicial set of UMAP (McInnes, Healy and Melville 2018, section 3.1).

umap-learn's own function gives the same numbers (a test compares them), but every process compiles it again, which
takes longer than the rest of the layout.
"""

from __future__ import annotations

import numba as nb
import numpy as np
from scipy.sparse import csr_array

STEPS = 64
TOLERANCE = 1e-5
MIN_SCALE = 1e-3
"""The scale of a document is at least this share of the mean distance."""


def fuzzy_graph(ids: np.ndarray, similarities: np.ndarray, rows: np.ndarray | None = None) -> csr_array:
    """The symmetric graph float32[n, n] of k nearest neighbours: `ids` int32[n, k], cosine `similarities` float32[n,
    k], nearest first. With `rows`, all edges of these, and some of the others.

    Where the directed edges between two documents have the weights a and b, their edge has the weight a + b - a b.
    """
    n, k = ids.shape
    if not k:
        return csr_array((n, n), dtype=np.float32)
    if rows is None:
        weights = edge_weights(similarities)
    else:  # only edges from or to these rows are weighed
        is_wanted = np.zeros(n, bool)
        is_wanted[rows] = True
        is_wanted |= _leads_to(ids, is_wanted)
        weights = np.zeros(ids.shape, np.float32)
        weights[is_wanted] = edge_weights(similarities, is_wanted)
    data, indices, starts = _union(ids, weights, *_transposed(ids, weights))
    return csr_array((data, indices, starts.astype(np.int32) if len(data) < 2**31 else starts), shape=(n, n))


@nb.njit(cache=True, nogil=True)
def _transposed(ids, weights):  # type: ignore[no-untyped-def]
    """The edges to each document, sorted by where they come from: their starts, these documents, the weights."""
    n, k = ids.shape
    starts = np.zeros(n + 2, np.int64)
    for row in range(n):
        for place in range(k):
            starts[ids[row, place] + 2] += 1
    for row in range(2, n + 2):
        starts[row] += starts[row - 1]
    owners, of_owners = np.empty(n * k, np.int32), np.empty(n * k, np.float32)
    for row in range(n):
        for place in range(k):
            at = starts[ids[row, place] + 1]
            owners[at], of_owners[at] = row, weights[row, place]
            starts[ids[row, place] + 1] += 1
    return starts, owners, of_owners


@nb.njit(cache=True, nogil=True)
def _union(ids, weights, starts, owners, of_owners):  # type: ignore[no-untyped-def]
    """Data, indices and starts of the symmetric graph. An edge of weight 0 is none."""
    n, k = ids.shape
    data, indices = np.empty(2 * n * k, np.float32), np.empty(2 * n * k, np.int32)
    ends, filled = np.zeros(n + 1, np.int64), 0
    for row in range(n):
        order = np.argsort(ids[row])
        own, other = 0, starts[row]
        while own < k or other < starts[row + 1]:
            left = ids[row, order[own]] if own < k else n
            right = owners[other] if other < starts[row + 1] else n
            a = weights[row, order[own]] if left <= right else np.float32(0)
            b = of_owners[other] if right <= left else np.float32(0)
            weight = (a + b) - a * b
            if weight != 0:
                indices[filled], data[filled] = min(left, right), weight
                filled += 1
            own += left <= right
            other += right <= left
        ends[row + 1] = filled
    return data[:filled].copy(), indices[:filled].copy(), ends


@nb.njit(cache=True, nogil=True)
def _leads_to(ids, is_wanted):  # type: ignore[no-untyped-def]
    """bool[n]: whether a row has one of these as a neighbour."""
    n, k = ids.shape
    leads = np.zeros(n, np.bool_)
    for row in range(n):
        for place in range(k):
            if is_wanted[ids[row, place]]:
                leads[row] = True
                break
    return leads


def edge_weights(similarities: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
    """float32[n, k]: the weight of the directed edge to each neighbour, from cosine `similarities` float32[n, k]; only
    of these `rows`, if any are named.
    """
    k = similarities.shape[1]
    distances = np.maximum(np.float32(1) - similarities, np.float32(0))
    mean_of_all = np.float32(np.mean(distances) * k / (k + 1))
    return np.asarray(_weights(distances if rows is None else distances[rows], mean_of_all))


@nb.njit(cache=True)
def _weights(distances, mean_of_all):  # type: ignore[no-untyped-def]
    """float32[n, k]: exp(-(distance - nearest) / scale). The scale of each row makes its weights sum to log2(k + 1)."""
    n, k = distances.shape
    weights = np.empty((n, k), np.float32)
    target = np.log2(k + 1)
    for row in range(n):
        nearest = np.float32(0)
        for j in range(k):
            if distances[row, j] > 0:
                nearest = distances[row, j]
                break
        low, high, scale = 0.0, np.inf, 1.0
        for _ in range(STEPS):
            total = 0.0
            for j in range(k):
                beyond = distances[row, j] - nearest
                total += np.exp(-beyond / scale) if beyond > 0 else 1.0
            if abs(total - target) < TOLERANCE:
                break
            if total > target:
                high = scale
                scale = (low + high) / 2
            else:
                low = scale
                scale = scale * 2 if high == np.inf else (low + high) / 2
        mean = np.mean(distances[row]) * k / (k + 1) if nearest > 0 else mean_of_all
        scale = max(scale, MIN_SCALE * mean)
        for j in range(k):
            beyond = distances[row, j] - nearest
            weights[row, j] = np.exp(-beyond / scale) if beyond > 0 and scale > 0 else 1.0
    return weights
