"""Which added documents make new topics? Groups whose edges lead to each other, and that are far from all topics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from analytics.build.map.cells import Mapper
from analytics.build.map.communities import DOCUMENTS_PER_RESOLUTION, NONE, THEMES, TOPICS, min_topic_size
from analytics.build.map.louvain import louvain
from analytics.build.map.radius import learnt, nearness

OWN_SHARE = 0.5
"""Added documents are a group when so much of the weight of their edges leads to documents that have no topic yet."""
MIN_ADDED_SHARE = 0.25
"""A group of documents that were added now and in earlier builds makes a topic when this share was added now."""
FAR_SHARE = 0.5
"""A group is a new topic when this share of its documents is far from the members of every topic (`radius.TYPICAL`)."""


@dataclass(frozen=True)
class OpenPoints:
    """Points without a topic that may get one or make a new one: `points` int64[m], their documents `rows` int64[m],
    the points of their neighbours int64[m, k], and the weights of these edges float32[m, k].
    """

    points: np.ndarray
    rows: np.ndarray
    neighbors: np.ndarray
    weights: np.ndarray


def new_groups(
    some: OpenPoints,
    count: np.ndarray,
    of_topics: np.ndarray,
    candidates: np.ndarray,
    near: np.ndarray,
    is_known: np.ndarray,
    vectors: np.ndarray,
    mapper: Mapper,
) -> np.ndarray:
    """int64[m]: the new topic of each open point, NONE for those that make none. They are groups whose edges lead to
    each other, and whose documents are far from the members of all topics, the new ones included. `of_topics`
    float32[t] is the TYPICAL nearness of the members of the old ones; `candidates` and `near` are those to which each
    open point is nearest.
    """
    m = len(some.points)
    kept, community = _communities(some, len(count))
    group = np.full(m, NONE)
    if not len(kept):
        return group
    best = near.argmax(axis=1)
    typical = np.append(of_topics, np.float32(2))[candidates[np.arange(m), best]]  # without topics all are far
    is_far = near[np.arange(m), best] < typical
    of_points = count[some.points[kept]]
    size = np.bincount(community, weights=of_points)
    added = np.bincount(community, weights=np.where(is_known[some.points[kept]], 0, of_points))
    far = np.bincount(community, weights=is_far[kept]) / np.bincount(community)
    is_topic = (size >= min_topic_size(int(count.sum()))) & (added >= MIN_ADDED_SHARE * size) & (far >= FAR_SHARE)
    order = np.argsort(-size, kind="stable")
    rows = [some.rows[kept[community == one]] for one in order[is_topic[order]]]
    numbers = _distinct(vectors, rows, mapper)
    for one, number in zip(order[is_topic[order]], numbers, strict=True):
        group[kept[community == one]] = number
    return group


def _communities(some: OpenPoints, points: int) -> tuple[np.ndarray, np.ndarray]:
    """The open points most of whose edges lead to open points, and the community of each in their graph."""
    m = len(some.points)
    number = np.full(points, NONE)
    number[some.points] = np.arange(m)
    target = number[some.neighbors]
    own = np.where(target >= 0, some.weights, 0).sum(axis=1)
    is_own = own >= OWN_SHARE * np.maximum(some.weights.sum(axis=1), 1e-9)
    kept = np.flatnonzero(is_own)
    if not len(kept):
        return kept, kept
    row, place = np.nonzero((target >= 0) & is_own[:, None] & is_own[np.maximum(target, 0)] & (some.weights > 0))
    edges = csr_array((some.weights[row, place], (row, target[row, place])), shape=(m, m))
    graph = edges.maximum(edges.T.tocsr())[kept][:, kept]
    fine = min(max(points / DOCUMENTS_PER_RESOLUTION, THEMES), TOPICS)
    return kept, louvain(csr_array(graph), fine * len(kept) / points)  # as fine as in the graph of all points


def _distinct(vectors: np.ndarray, groups: list[np.ndarray], mapper: Mapper) -> list[int]:
    """The number of the topic of each group, the rows of whose documents are int64[.]: that of an earlier one when most
    of its documents are as near to the members of that one as these are to each other.
    """
    _, typical = learnt(vectors, groups, mapper)
    numbers: list[int] = []
    leaders: list[int] = []
    for place, rows in enumerate(groups):
        topics = np.tile(np.array(leaders, np.int64), (len(rows), 1))
        is_near = (nearness(vectors, rows, topics, groups, mapper) >= typical[leaders]).mean(axis=0)
        if len(leaders) and is_near.max() > 1 - FAR_SHARE:
            numbers.append(int(is_near.argmax()))
        else:
            numbers.append(len(leaders))
            leaders.append(place)
    return numbers
