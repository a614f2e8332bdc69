"""Which documents belong together? Communities of the neighbours' graph by modularity (Louvain: Blondel et al. 2008),
in two levels.

They are found in the graph, not in the picture of it, so that another seed of the layout does not change what the text
is about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from scipy.sparse import csr_array

NONE = -1
THEMES, TOPICS = 1.0, 10.0
"""Resolutions (Reichardt and Bornholdt 2006), for themes and for topics in them."""
DOCUMENTS_A_RESOLUTION = 50
"""Fewer documents than this times TOPICS are divided at a lower resolution, so that topics do not fall to pieces."""
DOCUMENTS_A_GRAIN_RESOLUTION = 333
"""Likewise for grains, groups of some twenty documents that stay together: without them, two orders of visiting agree
less on topics.
"""
SMALLEST = 5
LARGEST_SMALLEST = 50
OWN_TIES = 1 / 3
"""Share of a document's ties, by strength, that must lead into its own topic; with less it belongs to none."""
ROUNDS = 20
LEVELS = 10


@dataclass(frozen=True)
class Communities:
    """`theme` and `topic` int64[n] of each document, NONE where it belongs to none; topic t lies in the theme
    `parent[t]`.
    """

    theme: np.ndarray
    topic: np.ndarray
    parent: np.ndarray


def two_levels(graph: csr_array, seed: int = 0) -> Communities:
    """Themes, and the topics into which they divide, of the symmetric `graph` float[n, n]; both numbered by size, the
    largest first.
    """
    n = graph.shape[0]
    fine = min(max(n / DOCUMENTS_A_RESOLUTION, THEMES), TOPICS)
    grain = _louvain(graph, max(n / DOCUMENTS_A_GRAIN_RESOLUTION, fine), seed)
    coarse = _merged(graph, grain)
    theme = _louvain(coarse, THEMES, seed)
    topic = _louvain(_inside(coarse, theme), fine, seed)[grain]
    theme = theme[grain]
    topic = np.where(_own_share(graph, topic) >= OWN_TIES, topic, NONE)
    topic = _by_size(topic, min(max(SMALLEST, n // 1000), LARGEST_SMALLEST))
    theme = _by_size(np.where(topic == NONE, NONE, theme), 1)
    parent = np.zeros(topic.max(initial=NONE) + 1, np.int64)
    parent[topic[topic != NONE]] = theme[topic != NONE]
    return Communities(theme, topic, parent)


def _louvain(graph: csr_array, resolution: float, seed: int) -> np.ndarray:
    """int64[n]: the community of each row of `graph`. Rows are visited in an order that `seed` decides; a row without
    ties is alone.
    """
    random = np.random.default_rng(seed)
    found = np.arange(graph.shape[0])
    for _ in range(LEVELS):
        n = graph.shape[0]
        _, moved = np.unique(
            _moved(graph.indptr, graph.indices, graph.data.astype(np.float64), resolution, random.permutation(n)),
            return_inverse=True,
        )
        found = moved[found]
        if moved.max(initial=-1) + 1 == n:
            break
        graph = _merged(graph, moved)
    return found


def _merged(graph: csr_array, group: np.ndarray) -> csr_array:
    """The graph of groups: the ties between two groups are the sum of those between their members."""
    members = csr_array(
        (np.ones(len(group)), (group, np.arange(len(group)))), shape=(group.max(initial=-1) + 1, len(group))
    )
    return (members @ graph @ members.T).tocsr()


def _inside(graph: csr_array, group: np.ndarray) -> csr_array:
    """The graph without its ties between groups."""
    ties = graph.tocoo()
    same = group[ties.row] == group[ties.col]
    return csr_array((ties.data[same], (ties.row[same], ties.col[same])), shape=graph.shape)


def _own_share(graph: csr_array, group: np.ndarray) -> np.ndarray:
    """float64[n]: what share of each row's ties, by strength, stays in its own group."""
    own, every = _inside(graph, group).sum(axis=1), graph.sum(axis=1)
    return own / np.maximum(every, 1e-12)


def _by_size(group: np.ndarray, smallest: int) -> np.ndarray:
    """Groups numbered from 0, the largest first (of two as large, the one with the first document); those under
    `smallest` become NONE.
    """
    names, first, of, sizes = np.unique(group, return_index=True, return_inverse=True, return_counts=True)
    kept = (sizes >= smallest) & (names != NONE)
    order = np.lexsort((first, -sizes))
    order = order[kept[order]]
    number = np.full(len(names), NONE)
    number[order] = np.arange(len(order))
    return number[of]


@nb.njit(cache=True, nogil=True)
def _moved(starts, neighbors, weights, resolution, order):  # type: ignore[no-untyped-def]
    """Move each row to the community, of those it is tied to, that raises modularity most, until no row moves:
    int64[n].
    """
    n = len(starts) - 1
    community = np.arange(n)
    degree = np.zeros(n)
    for row in range(n):
        for edge in range(starts[row], starts[row + 1]):
            degree[row] += weights[edge]
    share = resolution / max(degree.sum(), 1e-12)
    volume = degree.copy()
    ties = np.zeros(n)
    waiting = np.ones(n, np.bool_)
    for _ in range(ROUNDS):
        moves = 0
        for row in order:
            if not waiting[row]:
                continue
            waiting[row] = False
            own = community[row]
            volume[own] -= degree[row]
            for edge in range(starts[row], starts[row + 1]):
                if neighbors[edge] != row:
                    ties[community[neighbors[edge]]] += weights[edge]
            best, gain = own, ties[own] - share * degree[row] * volume[own]
            for edge in range(starts[row], starts[row + 1]):
                other = community[neighbors[edge]]
                there = ties[other] - share * degree[row] * volume[other]
                if there > gain + 1e-12:
                    best, gain = other, there
            for edge in range(starts[row], starts[row + 1]):
                ties[community[neighbors[edge]]] = 0.0
            volume[best] += degree[row]
            if best != own:
                community[row] = best
                moves += 1
                for edge in range(starts[row], starts[row + 1]):
                    waiting[neighbors[edge]] |= community[neighbors[edge]] != best
        if not moves:
            break
    return community
