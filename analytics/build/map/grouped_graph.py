"""A graph whose rows are in groups: the graph of the groups, the edges inside, and how much of a row stays inside."""

from __future__ import annotations

import numba as nb
import numpy as np
from scipy.sparse import csr_array


def merged_graph(graph: csr_array, group: np.ndarray) -> csr_array:
    """The graph of the groups `group` int64[n]: an edge has the summed weight of all edges between the members of two
    groups, float64; edges inside a group are its edge to itself.
    """
    groups = int(group.max(initial=-1)) + 1
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group, minlength=groups)
    arrays = _merged_rows(graph.indptr, graph.indices, graph.data, group.astype(np.int32), order, np.cumsum(sizes))
    return csr_array(arrays, shape=(groups, groups))


@nb.njit(cache=True, nogil=True)
def _merged_rows(starts, neighbors, weights, group, order, ends):  # type: ignore[no-untyped-def]
    """The data, indices and starts of `merged_graph`. The rows of group g are those of `order` up to ends[g]."""
    groups = len(ends)
    sums, seen = np.zeros(groups), np.full(groups, -1, np.int32)
    touched = np.empty(groups, np.int32)
    data, indices = np.empty(len(weights)), np.empty(len(weights), np.int32)
    new_starts, filled, place = np.zeros(groups + 1, np.int32), 0, 0
    for own in range(groups):
        count = 0
        while place < ends[own]:
            row = order[place]
            for edge in range(starts[row], starts[row + 1]):
                other = group[neighbors[edge]]
                if seen[other] != own:
                    seen[other] = own
                    sums[other] = 0
                    touched[count] = other
                    count += 1
                sums[other] += weights[edge]
            place += 1
        touched[:count].sort()
        for other in touched[:count]:
            indices[filled], data[filled] = other, sums[other]
            filled += 1
        new_starts[own + 1] = filled
    return data[:filled].copy(), indices[:filled].copy(), new_starts


def inner_edges(graph: csr_array, group: np.ndarray) -> csr_array:
    """The graph without the edges between different groups."""
    arrays = _inner_edges(graph.indptr, graph.indices, graph.data, group)
    return csr_array(arrays, shape=graph.shape)


@nb.njit(cache=True, nogil=True)
def _inner_edges(starts, neighbors, weights, group):  # type: ignore[no-untyped-def]
    """The data, indices and starts of `inner_edges`, in the order of the edges."""
    count = 0
    for row in range(len(starts) - 1):
        for edge in range(starts[row], starts[row + 1]):
            count += group[neighbors[edge]] == group[row]
    data, indices = np.empty(count, weights.dtype), np.empty(count, np.int32)
    new_starts, filled = np.zeros(len(starts), np.int32), 0
    for row in range(len(starts) - 1):
        for edge in range(starts[row], starts[row + 1]):
            if group[neighbors[edge]] == group[row]:
                indices[filled], data[filled] = neighbors[edge], weights[edge]
                filled += 1
        new_starts[row + 1] = filled
    return data, indices, new_starts


def own_weight(graph: csr_array, group: np.ndarray) -> np.ndarray:
    """float64[n]: the share of each row's edge weight that stays in its own group."""
    return np.asarray(_own_weights(graph.indptr, graph.indices, graph.data, group))


@nb.njit(cache=True, nogil=True)
def _own_weights(starts, neighbors, weights, group):  # type: ignore[no-untyped-def]
    shares = np.empty(len(starts) - 1)
    for row in range(len(shares)):
        own, total = 0.0, 0.0
        for edge in range(starts[row], starts[row + 1]):
            total += weights[edge]
            if group[neighbors[edge]] == group[row]:
                own += weights[edge]
        shares[row] = own / max(total, 1e-12)
    return shares
