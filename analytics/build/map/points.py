"""Documents with equal vectors are one point of the graph from which topics come, so many copies of a text neither
push other neighbours out nor become a group of their own by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from analytics.build.map import fuzzy
from analytics.build.map.canonical import hashes, inverse
from analytics.build.map.cells import Mapper
from analytics.build.map.exact import nearest_of_some

MIN_NEIGHBORS = 5
"""A point with fewer other points among its neighbours gets its nearest points by exact search."""
MAX_PRODUCTS = 1_000_000_000
"""Vector products of this exact search: some ten seconds. The points with most documents come first."""


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
    """The mean weight of the edges between the documents of two points."""
    edges = graph.tocoo()
    a, b = point[edges.row], point[edges.col]
    between = a != b
    shape = points, points
    sums = csr_array((edges.data[between], (a[between], b[between])), shape=shape)
    numbers = csr_array((np.ones(int(between.sum()), np.float32), (a[between], b[between])), shape=shape)
    for matrix in (sums, numbers):
        matrix.sum_duplicates()
    sums.data /= numbers.data
    return sums


def _with_nearest(graph: csr_array, points: Points, vectors: np.ndarray, k: int, mapper: Mapper) -> csr_array:
    """`graph` with edges to the nearest points of those that have fewer than MIN_NEIGHBORS."""
    m = len(points.count)
    k = min(k, m - 1)
    poor = np.flatnonzero(np.diff(graph.indptr) < min(MIN_NEIGHBORS, k))
    poor = poor[np.argsort(-points.count[poor], kind="stable")][: MAX_PRODUCTS // max(m, 1)]
    if not len(poor) or k < 1:
        return graph
    ids, similarities = nearest_of_some(vectors, np.sort(poor), k, mapper, points.first)
    weights = fuzzy.edge_weights(similarities)
    added = csr_array((weights.ravel(), (np.repeat(np.sort(poor), k), ids.ravel())), shape=(m, m))
    return graph.maximum(added).maximum(added.T.tocsr()).tocsr()
