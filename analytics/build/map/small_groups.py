"""Small groups join larger ones, so that the number of groups stays readable."""

from __future__ import annotations

import heapq

import numpy as np
from scipy.sparse import csr_array

from analytics.build.map.grouped_graph import merged_graph


def absorbed(graph: csr_array, group: np.ndarray, sizes: np.ndarray, min_size: int) -> np.ndarray:
    """`group` int64[n] after each group of fewer than `min_size` documents, the smallest first, has joined the group
    to which most of its edge weight leads. A group without an edge to another stays. `sizes` int64[n] are the documents
    of each row of `graph`.
    """
    names, group = np.unique(group, return_inverse=True)
    size = np.bincount(group, weights=sizes, minlength=len(names))
    links = _links(graph, group)
    joined = np.arange(len(names))
    waiting = [(size[name], name) for name in range(len(names)) if size[name] < min_size]
    heapq.heapify(waiting)
    while waiting:
        seen_size, name = heapq.heappop(waiting)
        if joined[name] != name or size[name] != seen_size or not links[name]:
            continue
        target = max(links[name], key=lambda other: (links[name][other], -other))
        joined[name] = target
        size[target] += size[name]
        for other, weight in links[name].items():
            del links[other][name]
            if other != target:
                links[target][other] = links[other][target] = links[target].get(other, 0.0) + weight
        if size[target] < min_size:
            heapq.heappush(waiting, (size[target], target))
    while (joined[joined] != joined).any():
        joined = joined[joined]
    return np.asarray(names[joined[group]])


def _links(graph: csr_array, group: np.ndarray) -> list[dict[int, float]]:
    """For each group, the weight of its edges to each other group."""
    between = merged_graph(graph, group)
    links: list[dict[int, float]] = []
    for row in range(between.shape[0]):
        some = slice(between.indptr[row], between.indptr[row + 1])
        weights = zip(between.indices[some].tolist(), between.data[some].tolist(), strict=True)
        links.append({other: weight for other, weight in weights if other != row})
    return links


def with_most_largest(group: np.ndarray, centres: np.ndarray, most: int) -> np.ndarray:
    """`group` int64[n], numbered by size, with at most `most` groups: each of the others becomes the one of these whose
    centre in `centres` float[groups, d] is nearest. -1 stays -1.
    """
    directions = centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
    target = np.arange(len(centres))
    target[most:] = np.argmax(directions[most:] @ directions[:most].T, axis=1)
    return np.asarray(np.where(group < 0, group, target[group]))
