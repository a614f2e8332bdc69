"""How near is a document to the members of a topic? Its mean similarity to the nearest three of them, and the radius
of a topic: how near its own members are to each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial

import numba as nb
import numpy as np
from threadpoolctl import threadpool_limits

from analytics.build.map.cells import Mapper

NEAREST = 3
"""Members whose mean similarity counts: one alone may be a copy."""
SAMPLE = 200
"""Members of a topic, evenly spread, from which its radius is learnt."""
OUTERMOST, TYPICAL = 0.02, 0.25
"""Quantiles of the similarity of members. A document that is farther away than all but OUTERMOST does not join. A group
most of whose documents are farther away than all but TYPICAL is another topic.
"""
ROWS = 256


def nearness(
    vectors: np.ndarray, rows: np.ndarray, topics: np.ndarray, members: Sequence[np.ndarray], mapper: Mapper
) -> np.ndarray:
    """float32[m, c]: how near `rows` int64[m] of `vectors` float32[n, d] are to each of their `topics` int64[m, c], in
    which a topic without members is -1. `members[t]` are the rows of topic t; a row is not compared with itself.
    """
    near = np.full(topics.shape, -1, np.float32)
    wanted = np.unique(topics)
    wanted = wanted[wanted >= 0]
    of_topic = partial(_of_topic, vectors, rows, topics, members)
    with threadpool_limits(1, "blas"):  # the mapper has threads
        for topic, own in zip(wanted, mapper(of_topic, wanted), strict=True):
            near[topics == topic] = own
    return near


def _of_topic(
    vectors: np.ndarray, rows: np.ndarray, topics: np.ndarray, members: Sequence[np.ndarray], topic: int
) -> np.ndarray:
    some, there = rows[np.nonzero(topics == topic)[0]], members[topic]
    if not len(there):
        return np.full(len(some), -1, np.float32)
    of_members = vectors[there]
    blocks = [_mean_of_nearest(vectors, some[at : at + ROWS], of_members, there) for at in range(0, len(some), ROWS)]
    return np.concatenate([np.empty(0, np.float32), *blocks])


def _mean_of_nearest(vectors: np.ndarray, rows: np.ndarray, of_members: np.ndarray, members: np.ndarray) -> np.ndarray:
    products = vectors[rows] @ of_members.T
    products[rows[:, None] == members] = -np.inf
    nearest = _largest(products, min(NEAREST, products.shape[1]))
    is_other = np.isfinite(nearest)
    mean = np.where(is_other, nearest, 0).sum(axis=1) / np.maximum(is_other.sum(axis=1), 1)
    return np.where(is_other.any(axis=1), mean, -1).astype(np.float32)


@nb.njit(cache=True, nogil=True)
def _largest(values, count):  # type: ignore[no-untyped-def]
    """float32[n, count]: the largest of each row of `values` float32[n, m], in one pass; the smallest is first."""
    largest = np.full((len(values), count), -np.inf, np.float32)
    for row in range(len(values)):
        best = largest[row]
        for column in range(values.shape[1]):
            value = values[row, column]
            if value > best[0]:
                place = 1
                while place < count and best[place] < value:
                    best[place - 1] = best[place]
                    place += 1
                best[place - 1] = value
    return largest


def learnt(vectors: np.ndarray, members: Sequence[np.ndarray], mapper: Mapper) -> tuple[np.ndarray, np.ndarray]:
    """Two float32[topics]: the OUTERMOST and the TYPICAL nearness of the members of each topic to the others; 1 where
    all members are equal.
    """
    samples = [rows[np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows))).astype(np.int64)] for rows in members]
    rows = np.concatenate([np.empty(0, np.int64), *samples])
    topic = np.repeat(np.arange(len(samples)), [len(sample) for sample in samples])
    near = nearness(vectors, rows, topic[:, None], members, mapper)[:, 0]
    ends = np.cumsum([0, *(len(sample) for sample in samples)])
    quantiles = [np.quantile(near[a:b], (OUTERMOST, TYPICAL)) for a, b in itertools.pairwise(ends)]
    of_topics = np.array(quantiles, np.float32).reshape(-1, 2)
    of_topics[[len(own) < 2 for own in members]] = 1
    return of_topics[:, 0], of_topics[:, 1]
