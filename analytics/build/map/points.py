"""Documents with equal vectors are one point of the graph from which topics come, so many copies of a text neither
push other neighbours out nor become a group of their own by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from scipy.sparse import csr_array

from analytics.build.map import fuzzy, point_search
from analytics.build.map.canonical import hashes, inverse
from analytics.build.map.cells import Mapper
from analytics.build.map.exact import nearest_of_some

MIN_NEIGHBORS = 5
"""A point with fewer other points among its neighbours gets its nearest points by a search."""
MAX_PRODUCTS = 200_000_000
"""Vector products of this exact search: about a second. Where there would be more, the search follows the edges."""


@dataclass(frozen=True)
class Points:
    """The different vectors, in their canonical order: `point` int64[n] of each document, `count` int64[m] of documents
    of each point. `order` int64[n] are the documents, point by point.
    """

    order: np.ndarray
    point: np.ndarray
    count: np.ndarray

    @classmethod
    def of(cls, vectors: np.ndarray) -> Points:
        hashed = hashes(vectors)
        order = np.argsort(hashed, kind="stable")
        is_new = np.ones(len(order), bool)
        is_new[1:] = np.diff(hashed[order]) != 0
        point = np.empty(len(order), np.int64)
        point[order] = np.cumsum(is_new) - 1
        return cls(order, point, np.bincount(point))

    @property
    def first(self) -> np.ndarray:
        """int64[m]: the first document of each point."""
        return np.asarray(self.order[np.cumsum(self.count) - self.count])

    def centres(self, vectors: np.ndarray, group: np.ndarray) -> np.ndarray:
        """float32[groups, d]: the mean of the vectors of the documents of each group, from the groups `group` int64[m]
        of the points; -1 is no group.
        """
        of_documents = group[self.point]
        rows = np.flatnonzero(of_documents >= 0)
        members = csr_array(
            (np.ones(len(rows), np.float32), (of_documents[rows], rows)), shape=(int(group.max()) + 1, len(vectors))
        )
        return np.asarray((members @ vectors) / np.maximum(members.sum(axis=1), 1)[:, None])

    def graph(self, vectors: np.ndarray, ids: np.ndarray, similarities: np.ndarray, mapper: Mapper) -> csr_array:
        """The fuzzy graph float32[m, m] of the points, from the neighbours `ids` int32[n, k] of the documents."""
        of_documents = fuzzy.fuzzy_graph(inverse(self.order)[ids[self.order]], similarities[self.order])
        graph = _merged(of_documents, np.sort(self.point), len(self.count))
        return _with_nearest(graph, self, vectors, ids.shape[1], mapper)


def _merged(graph: csr_array, point: np.ndarray, points: int) -> csr_array:
    """The mean weight of the edges between the documents of two points, whose numbers `point` int64[n] ascend."""
    if points == len(point):
        return graph
    arrays = _merged_rows(graph.indptr, graph.indices, graph.data, point.astype(np.int32), points)
    return csr_array(arrays, shape=(points, points))


@nb.njit(cache=True, nogil=True)
def _merged_rows(starts, neighbors, weights, point, points):  # type: ignore[no-untyped-def]
    """The data, indices and starts of `_merged`: the rows of a point are adjacent."""
    sums, numbers = np.zeros(points, np.float32), np.zeros(points, np.float32)
    touched = np.empty(points, np.int32)
    data, indices = np.empty(len(weights), np.float32), np.empty(len(weights), np.int32)
    ends, filled, row = np.zeros(points + 1, np.int64), 0, 0
    for own in range(points):
        if row + 1 == len(point) or point[row + 1] != own:  # one document
            filled = _merged_row(starts, neighbors, weights, point, row, data, indices, filled)
            ends[own + 1], row = filled, row + 1
            continue
        count, is_sorted = 0, True
        while row < len(point) and point[row] == own:
            for edge in range(starts[row], starts[row + 1]):
                other = point[neighbors[edge]]
                if other == own:
                    continue
                if numbers[other] == 0:
                    is_sorted &= count == 0 or touched[count - 1] < other
                    touched[count] = other
                    count += 1
                sums[other] += weights[edge]
                numbers[other] += 1
            row += 1
        if not is_sorted:
            touched[:count].sort()
        for other in touched[:count]:
            indices[filled], data[filled] = other, sums[other] / numbers[other]
            sums[other], numbers[other] = 0, 0
            filled += 1
        ends[own + 1] = filled
    return data[:filled], indices[:filled], ends


@nb.njit(nogil=True, inline="always")
def _merged_row(starts, neighbors, weights, point, row, data, indices, filled):  # type: ignore[no-untyped-def]
    """Write the edges of the only document of a point, which are in the order of points; gives how many are filled."""
    last, same = -1, np.float32(1)
    for edge in range(starts[row], starts[row + 1]):
        other = point[neighbors[edge]]
        if other == point[row]:
            continue
        if other == last:
            data[filled - 1] += weights[edge]
            same += np.float32(1)
            continue
        if last >= 0:
            data[filled - 1] /= same
        indices[filled], data[filled], last, same = other, weights[edge], other, np.float32(1)
        filled += 1
    if last >= 0:
        data[filled - 1] /= same
    return filled


def _with_nearest(graph: csr_array, points: Points, vectors: np.ndarray, k: int, mapper: Mapper) -> csr_array:
    """`graph` with edges to the nearest points of those that have fewer than MIN_NEIGHBORS."""
    m = len(points.count)
    k = min(k, m - 1)
    poor = np.flatnonzero(np.diff(graph.indptr) < min(MIN_NEIGHBORS, k))
    if not len(poor) or k < 1:
        return graph
    if len(poor) * m <= MAX_PRODUCTS:
        ids, similarities = nearest_of_some(vectors, poor, k, mapper, points.first)
    else:
        ids, similarities = point_search.search(graph, vectors, points.first, poor, k)
    weights = fuzzy.edge_weights(similarities)
    rows, columns = np.repeat(poor, k), ids.ravel()
    added = csr_array((weights.ravel()[columns >= 0], (rows[columns >= 0], columns[columns >= 0])), shape=(m, m))
    added = added.maximum(added.T.tocsr()).tocsr()
    arrays = _larger(graph.indptr, graph.indices, graph.data, added.indptr, added.indices, added.data)
    return csr_array(arrays, shape=(m, m))


@nb.njit(cache=True, nogil=True)
def _larger(starts, neighbors, weights, more_starts, more, more_weights):  # type: ignore[no-untyped-def]
    """The data, indices and starts of a graph with the edges of both graphs, and of two weights the larger. The edges
    of a row ascend in both.
    """
    size = len(weights) + len(more_weights)
    data, indices = np.empty(size, np.float32), np.empty(size, np.int32)
    ends, filled = np.zeros(len(starts), np.int64), 0
    for row in range(len(starts) - 1):
        edge, other = starts[row], more_starts[row]
        while edge < starts[row + 1] or other < more_starts[row + 1]:
            left = neighbors[edge] if edge < starts[row + 1] else len(starts)
            right = more[other] if other < more_starts[row + 1] else len(starts)
            data[filled] = max(
                weights[edge] if left <= right else np.float32(0),
                more_weights[other] if right <= left else np.float32(0),
            )
            indices[filled] = min(left, right)
            filled += 1
            edge += left <= right
            other += right <= left
        ends[row + 1] = filled
    return data[:filled], indices[:filled], ends
