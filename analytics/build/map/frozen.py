"""Topics that stay: documents with the vectors that were there keep their topics, added ones join the topic of their
neighbours, and those that are far from all topics and together make new ones.

A topic is learnt once, from its members: their mean vector (its centre), and how near they are to each other (its
radius). Nothing that is added later moves it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from analytics.build.map import fuzzy
from analytics.build.map.cells import Mapper
from analytics.build.map.communities import MIN_OWN_WEIGHT, NONE, Reason
from analytics.build.map.new_topics import OpenPoints, new_groups
from analytics.build.map.radius import nearness

CANDIDATES = 4
"""Topics with the nearest centres to whose members an added document is compared."""


@dataclass(frozen=True)
class Frozen:
    """`count` topics numbered from 0: `centres` float32[t, d] of unit length, and the radii float32[t] (`radius`).

    `points` uint64[p] are the hashes of the vectors that were there, ascending; `topic` int64[p] and `reason` int64[p]
    (a Reason) of each; `is_added` bool[p] those that came after the topics had been found.
    """

    centres: np.ndarray
    outermost: np.ndarray
    typical: np.ndarray
    points: np.ndarray
    topic: np.ndarray
    reason: np.ndarray
    is_added: np.ndarray


@dataclass(frozen=True)
class Continued:
    """`topic` int64[p] and `reason` int64[p] of the points with the hashes `points` uint64[p], ascending; `is_added`
    as of Frozen. New topics have the numbers after the old ones; `theme_weight` float64[new, t] are the weights of the
    edges of each that lead to old topics, as shares of all. `point` int64[n] is the point of each document.
    """

    points: np.ndarray
    topic: np.ndarray
    reason: np.ndarray
    is_added: np.ndarray
    theme_weight: np.ndarray
    point: np.ndarray
    added: int
    """Points that were not there."""


def known_share(points: np.ndarray, hashed: np.ndarray) -> float:
    """The share of the documents with these hashes whose vectors are among `points`."""
    return float(np.isin(hashed, points).mean()) if len(hashed) else 0.0


def continued(
    frozen: Frozen,
    vectors: np.ndarray,
    hashed: np.ndarray,
    ids: np.ndarray,
    similarities: np.ndarray,
    mapper: Mapper,
) -> Continued:
    """The topics of all documents, from those of `frozen`. `hashed` uint64[n] are the hashes of `vectors` float32[n,
    d], `ids` int32[n, k] and `similarities` the neighbours.
    """
    points, first, point, count = np.unique(hashed, return_index=True, return_inverse=True, return_counts=True)
    place = np.minimum(np.searchsorted(frozen.points, points), len(frozen.points) - 1)
    is_known = frozen.points[place] == points
    topic = np.where(is_known, frozen.topic[place], NONE)
    reason = np.where(is_known, frozen.reason[place], int(Reason.SMALL_GROUP))
    is_added = ~is_known | frozen.is_added[place]
    is_waiting = is_known & is_added & (topic == NONE)
    members = one_row_each(topic, first, len(frozen.centres))
    some = _open(np.flatnonzero(~is_known | is_waiting), first, point, ids, similarities)
    candidates, near = _nearest_topics(frozen, vectors, some, members, topic, mapper)
    group = new_groups(some, count, frozen.typical, candidates, near, is_known, vectors, mapper)
    now = topic.copy()
    now[some.points] = np.where(group == NONE, now[some.points], group + len(frozen.centres))
    joined, why = _joined(some, now, ~is_known, frozen, candidates, near, group)
    is_new = ~is_known[some.points]
    topic[some.points[is_new]], reason[some.points[is_new]] = joined[is_new], why[is_new]
    weights = _weights_to_topics(some, topic, group, len(frozen.centres))
    return Continued(points, topic, reason, is_added, weights, point, int((~is_known).sum()))


def one_row_each(topic: np.ndarray, first: np.ndarray, topics: int) -> list[np.ndarray]:
    """The documents `first` int64[p] of the points of each topic; `topic` int64[p] are numbers below `topics`."""
    order = np.argsort(topic, kind="stable")
    bounds = np.searchsorted(topic[order], np.arange(topics + 1))
    return [np.sort(first[order[a:b]]) for a, b in itertools.pairwise(bounds)]


def _open(
    points: np.ndarray, first: np.ndarray, point: np.ndarray, ids: np.ndarray, similarities: np.ndarray
) -> OpenPoints:
    rows = first[points]
    neighbors = point[ids[rows]]
    weights = fuzzy.edge_weights(similarities[rows]) if ids.shape[1] and len(rows) else similarities[rows]
    return OpenPoints(points, rows, neighbors, np.where(neighbors == points[:, None], np.float32(0), weights))


def _votes(some: OpenPoints, topic: np.ndarray, topics: int) -> np.ndarray:
    """float64[m, topics]: the weight of the edges of each point to each topic."""
    of_neighbors = topic[some.neighbors]
    row, place = np.nonzero(of_neighbors != NONE)
    values = some.weights[row, place].astype(np.float64), (row, of_neighbors[row, place])
    return np.asarray(csr_array(values, shape=(len(some.points), topics)).toarray())


def _nearest_topics(
    frozen: Frozen,
    vectors: np.ndarray,
    some: OpenPoints,
    members: list[np.ndarray],
    topic: np.ndarray,
    mapper: Mapper,
) -> tuple[np.ndarray, np.ndarray]:
    """Topics to which each open point may belong, int64[m, c], and how near it is to their members: first the one to
    which most of its edges lead (-1 for none), then those with the nearest centres.
    """
    topics = len(frozen.centres)
    if not topics or not len(some.rows):
        return np.full((len(some.rows), 1), NONE), np.full((len(some.rows), 1), -1, np.float32)
    votes = _votes(some, topic, topics)
    voted = np.where(votes.max(axis=1) > 0, votes.argmax(axis=1), NONE)
    similarity = vectors[some.rows] @ frozen.centres.T
    nearest = np.argsort(-similarity, axis=1, kind="stable")[:, :CANDIDATES]
    candidates = np.column_stack([voted, nearest]).astype(np.int64)
    return candidates, nearness(vectors, some.rows, candidates, members, mapper)


def _joined(
    some: OpenPoints,
    now: np.ndarray,
    is_new_point: np.ndarray,
    frozen: Frozen,
    candidates: np.ndarray,
    near: np.ndarray,
    group: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """int64[m] both: the topic of each open point, and the Reason why it has none."""
    m, old = len(some.points), len(frozen.centres)
    topics = old + int(group.max(initial=NONE)) + 1
    if not m or not topics:
        return np.full(m, NONE), np.full(m, int(Reason.SMALL_GROUP))
    rows = np.arange(m)
    votes = _votes(some, now, topics)
    is_undecided = (now[some.neighbors] == NONE) & is_new_point[some.neighbors]
    decided = np.where(is_undecided, 0, some.weights).sum(axis=1)
    voted = votes.argmax(axis=1)
    has_votes = votes[rows, voted] > 0
    nearest = candidates[rows, near.argmax(axis=1)]
    topic = np.where(has_votes, voted, nearest)
    # the first candidate is the topic with most edges among the old ones
    own = np.where(has_votes & (candidates[:, 0] == topic), near[:, 0], near.max(axis=1))
    is_between = has_votes & (votes[rows, voted] < MIN_OWN_WEIGHT * np.maximum(decided, 1e-9))
    limit = np.append(frozen.outermost, np.full(topics - old + 1, -1, np.float32))[topic]
    is_far = own < limit
    reason = np.where(is_far, int(Reason.FAR), np.where(is_between, int(Reason.BETWEEN_TOPICS), 0))
    topic = np.where(reason > 0, NONE, topic)
    in_group = group != NONE
    return np.where(in_group, group + old, topic), np.where(in_group, int(Reason.HAS_TOPIC), reason)


def _weights_to_topics(some: OpenPoints, topic: np.ndarray, group: np.ndarray, old: int) -> np.ndarray:
    """float64[new, old]: the share of the edge weight of each new topic that leads to each old one."""
    new = int(group.max(initial=NONE)) + 1
    rows = np.flatnonzero(group != NONE)
    if not new:
        return np.empty((0, old))
    votes = _votes(some, np.where(topic < old, topic, NONE), old)[rows] if old else np.empty((len(rows), 0))
    sums = csr_array((np.ones(len(rows)), (group[rows], np.arange(len(rows)))), shape=(new, len(rows)))
    total = sums @ some.weights[rows].sum(axis=1)
    return np.asarray((sums @ votes) / np.maximum(total, 1e-9)[:, None])
