"""Which vectors are nearest to each vector? Few vectors: exact search. Many: NN-descent, with a measured recall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numba as nb
import numpy as np
from threadpoolctl import threadpool_limits

from analytics.build.map.best import empty_best
from analytics.build.map.canonical import hashes, inverse
from analytics.build.map.cells import Mapper
from analytics.build.map.exact import nearest_of_all
from analytics.build.map.neighbor_descent import descend

Progress = Callable[[int, int], None]

EXACT_UP_TO = 16_384


@dataclass(frozen=True)
class Neighbors:
    """`ids` int32[n, k] and cosine `similarities` float32[n, k], nearest first, ties in the canonical order. No row
    contains its own id.
    """

    ids: np.ndarray
    similarities: np.ndarray
    method: str
    recall: float
    """Share of true neighbours in the result, measured on a sample that decided nothing. Another neighbour that is
    exactly as near counts as a true one.
    """


def neighbors(vectors: np.ndarray, k: int, mapper: Mapper, on_progress: Progress) -> Neighbors:
    """The `k` nearest by cosine of each of `vectors` float32[n, d] of unit length; all others when there are fewer.

    The vectors are compared in their canonical order, and one thread computes each product. So the result depends
    neither on the order of the rows nor on the number of threads behind `mapper`.
    """
    n = len(vectors)
    k = min(k, max(n - 1, 0))
    if not k:
        return Neighbors(*empty_best(n, 0), "exact", 1.0)
    hashed = hashes(vectors)
    order = np.argsort(hashed, kind="stable")
    with threadpool_limits(1, "blas"):
        if n <= EXACT_UP_TO:
            ordered = Neighbors(*nearest_of_all(vectors[order], k, mapper), "exact", 1.0)
        else:
            is_first = np.append(True, np.diff(hashed[order]) != 0)
            starts = np.append(np.flatnonzero(is_first), n)
            ordered = _of_copies(_of_different(vectors, order[starts[:-1]], k, mapper, on_progress), starts, k)
    place = inverse(order)
    on_progress(n, n)
    ids = order.astype(np.int32)[ordered.ids[place]]
    return Neighbors(ids, ordered.similarities[place], ordered.method, ordered.recall)


def _of_different(vectors: np.ndarray, rows: np.ndarray, k: int, mapper: Mapper, on_progress: Progress) -> Neighbors:
    """The neighbours of the rows `rows` of `vectors`, which are all different, among them."""
    if len(rows) <= EXACT_UP_TO:
        return Neighbors(*nearest_of_all(vectors[rows], min(k, len(rows) - 1), mapper), "exact", 1.0)
    ids, similarities, rounds, recall = descend(vectors, rows, k, mapper, on_progress)
    return Neighbors(ids, similarities, f"NN-descent, {rounds} rounds", recall)


def _of_copies(graph: Neighbors, starts: np.ndarray, k: int) -> Neighbors:
    """The neighbours of all documents, from those of the different vectors: vector g is that of the documents
    starts[g]:starts[g + 1]. Copies come first, in their order.
    """
    ids, similarities = empty_best(starts[-1], k)
    _expand(graph.ids, graph.similarities, starts, ids, similarities)
    return Neighbors(ids, similarities, graph.method, graph.recall)


@nb.njit(cache=True, nogil=True)
def _expand(of_vectors, similarities_of_vectors, starts, ids, similarities):  # type: ignore[no-untyped-def]
    k = ids.shape[1]
    for vector in range(len(starts) - 1):
        for row in range(starts[vector], starts[vector + 1]):
            filled = 0
            for place in range(-1, of_vectors.shape[1]):
                other = vector if place < 0 else of_vectors[vector, place]
                similarity = np.float32(1) if place < 0 else similarities_of_vectors[vector, place]
                for copy in range(starts[other], min(starts[other + 1], starts[other] + k + 1)):
                    if copy != row and filled < k:
                        ids[row, filled], similarities[row, filled] = copy, similarity
                        filled += 1
