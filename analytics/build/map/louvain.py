"""Groups of the rows of a graph with many edges inside and few between: communities by modularity.

Source: Blondel et al. 2008 (Louvain).
"""

from __future__ import annotations

import numba as nb
import numpy as np
from scipy.sparse import csr_array

from analytics.build.map.grouped_graph import merged_graph

MAX_ROUNDS = 20
MAX_LEVELS = 10


def louvain(graph: csr_array, resolution: float, seed: int = 0, start: np.ndarray | None = None) -> np.ndarray:
    """int64[n]: the community of each row of `graph`; a row without edges is alone. `seed` decides the order in which
    the rows are visited. They start in the communities `start` int64[n] (below n), or each alone.
    """
    random = np.random.default_rng(seed)
    community = np.arange(graph.shape[0])
    start = community if start is None else start
    for _ in range(MAX_LEVELS):
        n = graph.shape[0]
        order = random.permutation(n)
        moved = _local_moves(graph.indptr, graph.indices, graph.data, resolution, order, start)
        _, merged = np.unique(moved, return_inverse=True)
        community = merged[community]
        if merged.max(initial=-1) + 1 == n:
            break
        graph = merged_graph(graph, merged)
        start = np.arange(graph.shape[0])
    return community


@nb.njit(cache=True, nogil=True)
def _local_moves(starts, neighbors, weights, resolution, order, start):  # type: ignore[no-untyped-def]
    """int64[n]: the community of each row. From the communities `start`, each row moves to the neighbouring community
    that raises modularity most, until no row moves.
    """
    n = len(starts) - 1
    community = start.astype(np.int32)
    touched = np.empty(n, np.int32)
    degree = np.zeros(n)
    for row in range(n):
        for edge in range(starts[row], starts[row + 1]):
            degree[row] += weights[edge]
    share = resolution / max(degree.sum(), 1e-12)
    volume = np.zeros(n)
    for row in range(n):
        volume[community[row]] += degree[row]
    weight_to = np.zeros(n)
    is_waiting = np.ones(n, np.bool_)
    for _ in range(MAX_ROUNDS):
        moves = 0
        for row in order:
            if not is_waiting[row]:
                continue
            is_waiting[row] = False
            own = community[row]
            volume[own] -= degree[row]
            count = 0
            for edge in range(starts[row], starts[row + 1]):
                if neighbors[edge] != row:
                    other = community[neighbors[edge]]
                    if weight_to[other] == 0.0:
                        touched[count] = other
                        count += 1
                    weight_to[other] += weights[edge]
            best, gain = own, weight_to[own] - share * degree[row] * volume[own]
            for other in touched[:count]:
                there = weight_to[other] - share * degree[row] * volume[other]
                if there > gain + 1e-12:
                    best, gain = other, there
            for other in touched[:count]:
                weight_to[other] = 0.0
            volume[best] += degree[row]
            if best != own:
                community[row] = best
                moves += 1
                for edge in range(starts[row], starts[row + 1]):
                    is_waiting[neighbors[edge]] |= community[neighbors[edge]] != best
        if not moves:
            break
    return community
