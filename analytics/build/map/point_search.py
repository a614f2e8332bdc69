"""The nearest points of those that have few edges, by a search along the edges of all others.

The search is that of `neighbor_update` on a graph whose rows have any number of edges: from entries, always to the
neighbours of the best point that was not looked at. It compares a point with some thousands of others, not with all.
"""

from __future__ import annotations

import numba as nb
import numpy as np
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from analytics.build.map.best import empty_best, merge

BEAM, ENTRIES = 96, 16
"""Best points that a search remembers, and where it starts."""
LANDMARKS_PER_ROOT = 4
"""Landmarks, this times the root of the number of points, of which the nearest are the entries of a search."""
ROWS = 256


def search(
    graph: csr_array, vectors: np.ndarray, first: np.ndarray, points: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """The `k` nearest of `points` int64[p] that the search meets: ids int32[p, k], -1 where there are no more, and
    similarities. Point i of the symmetric `graph` has the vector first[i] of `vectors` float32[., d].
    """
    count = min(int(LANDMARKS_PER_ROOT * np.sqrt(len(first))), len(first))
    landmarks = np.linspace(0, len(first) - 1, count).astype(np.int64)  # points are in the order of a hash
    of_landmarks, places = vectors[first[landmarks]], landmarks.astype(np.int32)
    ids, similarities = empty_best(len(points), BEAM)
    for start in range(0, len(points), ROWS):
        some = slice(start, start + ROWS)
        rows = points[some]
        entries = empty_best(len(rows), min(ENTRIES, count))
        with threadpool_limits(1, "blas"):
            products = vectors[first[rows]] @ of_landmarks.T
        merge(products, places, rows.astype(np.int32), *entries)
        _walk(vectors, first, graph.indptr, graph.indices, rows, *entries, ids[some], similarities[some])
    return ids[:, :k], np.clip(similarities[:, :k], -1, 1)


@nb.njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def _walk(  # type: ignore[no-untyped-def]
    vectors, first, starts, neighbors, rows, entries, entry_similarities, beam_ids, beam
):
    """Search the neighbours of `rows` from their `entries` and their own edges."""
    seen = np.full(len(first), -1, np.int32)
    for row in range(len(rows)):
        is_expanded = np.zeros(beam.shape[1], np.bool_)
        own = rows[row]
        seen[own] = row
        for edge in range(starts[own], starts[own + 1]):
            _look_at(vectors, first, own, neighbors[edge], row, seen, beam_ids[row], beam[row], is_expanded)
        for entry in range(entries.shape[1]):
            if entries[row, entry] >= 0:
                _look_at(vectors, first, own, entries[row, entry], row, seen, beam_ids[row], beam[row], is_expanded)
        while True:
            place = 0
            while place < beam.shape[1] and (is_expanded[place] or beam_ids[row, place] < 0):
                place += 1
            if place == beam.shape[1]:
                break
            is_expanded[place] = True
            middle = beam_ids[row, place]
            for edge in range(starts[middle], starts[middle + 1]):
                _look_at(vectors, first, own, neighbors[edge], row, seen, beam_ids[row], beam[row], is_expanded)


@nb.njit(nogil=True, inline="always")
def _look_at(vectors, first, own, other, row, seen, ids, similarities, is_expanded):  # type: ignore[no-untyped-def]
    """Compare a point with one that it was not compared with, and remember this one where it is among the best."""
    if seen[other] == row:
        return
    seen[other] = row
    similarity = np.float32(0)
    for column in range(vectors.shape[1]):
        similarity += vectors[first[own], column] * vectors[first[other], column]
    place = len(ids) - 1
    if similarity <= similarities[place]:
        return
    while place > 0 and similarities[place - 1] < similarity:
        ids[place], similarities[place] = ids[place - 1], similarities[place - 1]
        is_expanded[place] = is_expanded[place - 1]
        place -= 1
    ids[place], similarities[place], is_expanded[place] = other, similarity, False
