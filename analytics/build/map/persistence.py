"""Groups that persist: edges inside of the former groups count more, so that a point moves only where another group is
clearly better, and a group is split only where its pieces are. Source of the first: the temporal smoothness of
evolutionary clustering (Chakrabarti, Kumar and Tomkins 2006).
"""

from __future__ import annotations

import numba as nb
import numpy as np
from scipy.sparse import csr_array

from analytics.build.map.grouped_graph import inner_edges
from analytics.build.map.louvain import louvain

PERSISTENCE = 0.4
"""What an edge inside of a former group gains, as a share of its weight."""


def persistent(graph: csr_array, group: np.ndarray) -> csr_array:
    """`graph` with more weight inside of the former groups `group` int64[n]. Points without one (-1) gain nothing."""
    data = _reinforced(graph.indptr, graph.indices, graph.data, group, PERSISTENCE)
    return csr_array((data, graph.indices, graph.indptr), shape=graph.shape)


@nb.njit(cache=True, nogil=True)
def _reinforced(starts, neighbors, weights, group, gain):  # type: ignore[no-untyped-def]
    data = weights.copy()
    for row in range(len(starts) - 1):
        for edge in range(starts[row], starts[row + 1]):
            if group[row] >= 0 and group[row] == group[neighbors[edge]]:
                data[edge] *= 1 + gain
    return data


def split_where_better(graph: csr_array, group: np.ndarray, resolution: float, seed: int) -> np.ndarray:
    """int64[n]: `group` int64[n], from 0, where a group is replaced by its pieces if modularity is higher with them.
    Moves of single points never split a group: none of its points gains by being alone.
    """
    inner = inner_edges(graph, group)
    degree = np.asarray(graph.sum(axis=1), np.float64).ravel()
    total, inside = float(degree.sum()), float(inner.sum(dtype=np.float64))
    if not inside:
        return group
    piece = louvain(inner, resolution * inside / total, seed)
    gain = _scores(inner, piece, group, degree, resolution / total)
    gain -= _scores(inner, group, group, degree, resolution / total)
    names = np.where(gain[group] > 0, len(group) + piece, group)
    return np.asarray(np.unique(names, return_inverse=True)[1])


def _scores(inner: csr_array, piece: np.ndarray, group: np.ndarray, degree: np.ndarray, share: float) -> np.ndarray:
    """float64[groups]: what the pieces of each group add to modularity, times the weight of the graph."""
    within = inner_edges(inner, piece)
    weight = np.bincount(group, np.asarray(within.sum(axis=1), np.float64).ravel())
    pieces, first = np.unique(piece, return_index=True)
    volume = np.bincount(piece, degree)[pieces]
    return np.asarray(weight - share * np.bincount(group[first], volume**2, minlength=len(weight)))
