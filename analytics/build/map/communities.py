"""Which documents belong together? Communities of the neighbour graph by modularity (Louvain: Blondel et al. 2008), in
two levels.

They come from the graph, not from the layout: another layout does not change the topics.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from analytics.build.map.grouped_graph import inner_edges, merged_graph, own_weight
from analytics.build.map.louvain import louvain
from analytics.build.map.persistence import persistent, split_where_better
from analytics.build.map.small_groups import absorbed, with_most_largest

NONE = -1
THEMES, TOPICS = 1.0, 10.0
"""Resolutions (Reichardt and Bornholdt 2006) of the themes, and of the topics in them."""
DOCUMENTS_PER_RESOLUTION = 50
"""With fewer documents than this times TOPICS, the resolution of the topics is lower, which keeps them large enough."""
DOCUMENTS_PER_GRAIN_RESOLUTION = 333
"""The same for grains: groups of about twenty documents with which the search begins. Without grains, the topics depend
more on the order in which documents are visited.
"""
MIN_SIZE = 5
MAX_MIN_SIZE = 50
"""A topic has at least a thousandth of all documents, but this minimum is between MIN_SIZE and MAX_MIN_SIZE."""
MANY_DOCUMENTS = 100_000
DOCUMENTS_PER_MIN_SIZE = MANY_DOCUMENTS // MAX_MIN_SIZE
"""With more documents, a topic of fewer than one in so many joins another one of its theme: the number of topics does
not grow with the number of documents.
"""
MAX_THEMES = 40
"""As many themes can be read. When there are more, the smallest join the theme whose mean vector is nearest."""
MIN_COPIES_SHARE, MAX_MIN_COPIES = 0.01, 200
"""Equal texts are a topic of their own from this share of all documents on, or from this number; and never below the
minimum size of a topic.
"""
MIN_OWN_WEIGHT = 1 / 4
"""A document has no topic when a smaller share of its edge weight leads to its own topic."""


class Reason(enum.IntEnum):
    """Why a document with a vector has no topic."""

    HAS_TOPIC = 0
    BETWEEN_TOPICS = 1
    SMALL_GROUP = 2
    FAR = 3


@dataclass(frozen=True)
class Start:
    """The `theme` and `topic` int64[n] from which the search for new ones begins; a point that is NONE begins alone."""

    theme: np.ndarray
    topic: np.ndarray


@dataclass(frozen=True)
class Communities:
    """`theme` and `topic` int64[n] of each point, NONE where it has none, and the `reason` int64[n], a Reason. Topic t
    is in the theme `parent[t]`. `copies` bool[topics]: whether all documents of a topic are one point.
    """

    theme: np.ndarray
    topic: np.ndarray
    reason: np.ndarray
    parent: np.ndarray
    copies: np.ndarray

    def expanded(self, point: np.ndarray) -> Communities:
        """The same for documents, whose points are `point` int64[documents]."""
        return Communities(self.theme[point], self.topic[point], self.reason[point], self.parent, self.copies)


def two_levels(
    graph: csr_array,
    count: np.ndarray | None = None,
    seed: int = 0,
    centres: Callable[[np.ndarray], np.ndarray] | None = None,
    start: Start | None = None,
    most_themes: Callable[[], int] = lambda: MAX_THEMES,
) -> Communities:
    """The themes, and the topics in each theme, of the symmetric `graph` float[n, n] of points with `count` int64[n]
    documents each (1 by default). Both are numbered by size in documents, the largest first. With `centres` (the mean
    vectors of the groups of points, from their numbers int64[n]), there are at most `most_themes()` themes; it is asked
    last, because it may wait for an answer.

    The search begins with the groups of `start`, whose inner edges count more (`persistence`), or with small groups of
    points that stay together (grains); then each point moves where modularity is higher. Both steps make topics more
    stable, and the second raises modularity.
    """
    n = graph.shape[0]
    count = np.ones(n, np.int64) if count is None else count
    documents = int(count.sum())
    theme, topic = _themes_and_topics(graph, count, seed, start)
    is_between = own_weight(graph, topic) < MIN_OWN_WEIGHT
    min_size = min_topic_size(documents)
    is_large = count >= max(min_size, min(int(documents * MIN_COPIES_SHARE), MAX_MIN_COPIES))
    topic = np.where(is_large, n + np.arange(n), np.where(is_between, NONE, topic))
    topic = _number_by_size(topic, count, min_size)
    theme = _number_by_size(np.where(topic == NONE, NONE, theme), count, 1)
    if centres is not None and theme.max(initial=NONE) >= (most := most_themes()):
        theme = _number_by_size(with_most_largest(theme, centres(theme), most), count, 1)
    n_topics = topic.max(initial=NONE) + 1
    parent, copies = np.zeros(n_topics, np.int64), np.zeros(n_topics, bool)
    has_topic = topic != NONE
    parent[topic[has_topic]] = theme[has_topic]
    copies[topic[is_large]] = True
    without = np.where(is_between, Reason.BETWEEN_TOPICS, Reason.SMALL_GROUP)
    return Communities(theme, topic, np.where(has_topic, Reason.HAS_TOPIC, without), parent, copies)


def _themes_and_topics(
    graph: csr_array, count: np.ndarray, seed: int, start: Start | None
) -> tuple[np.ndarray, np.ndarray]:
    """The theme and the topic of each point, int64[n] both."""
    n, documents = graph.shape[0], int(count.sum())
    fine = min(max(n / DOCUMENTS_PER_RESOLUTION, THEMES), TOPICS)
    of_themes = of_topics = graph
    if start is None:
        theme, topic = _from_grains(graph, fine, seed)
    else:
        of_themes, of_topics = persistent(graph, start.theme), persistent(graph, start.topic)
        theme = split_where_better(of_themes, _alone(start.theme), THEMES, seed)
        topic = split_where_better(of_topics, _alone(start.topic), fine, seed)
    theme = louvain(of_themes, THEMES, seed, theme)
    within = inner_edges(of_topics, theme)
    topic = louvain(within, fine, seed, topic)
    if documents > MANY_DOCUMENTS:
        topic = absorbed(within, topic, count, documents // DOCUMENTS_PER_MIN_SIZE)
    return theme, topic


def _from_grains(graph: csr_array, fine: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Themes and topics whose grains stay together."""
    grain = louvain(graph, max(graph.shape[0] / DOCUMENTS_PER_GRAIN_RESOLUTION, fine), seed)
    coarse = merged_graph(graph, grain)
    theme = louvain(coarse, THEMES, seed)
    topic = louvain(inner_edges(coarse, theme), fine, seed)
    return theme[grain], topic[grain]


def _alone(group: np.ndarray) -> np.ndarray:
    """`group` int64[n] from 0, with a group of its own for each point that is NONE."""
    own = group.max(initial=NONE) + 1 + np.arange(len(group))
    return np.unique(np.where(group == NONE, own, group), return_inverse=True)[1]


def min_topic_size(documents: int) -> int:
    """How many documents a topic has at least, among so many."""
    return min(max(MIN_SIZE, documents // 1000), MAX_MIN_SIZE)


def _number_by_size(group: np.ndarray, count: np.ndarray, min_size: int) -> np.ndarray:
    """Groups numbered from 0, the one with most documents first; of two equal ones, the one with the first point.
    Groups of fewer than `min_size` documents become NONE.
    """
    names, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    sizes = np.bincount(inverse, weights=count, minlength=len(names)).astype(np.int64)
    is_kept = (sizes >= min_size) & (names != NONE)
    order = np.lexsort((first, -sizes))
    order = order[is_kept[order]]
    number = np.full(len(names), NONE)
    number[order] = np.arange(len(order))
    return number[inverse]
