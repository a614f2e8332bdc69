"""In which order are items labelled? Random, by group, what the classifier is unsure about, or where verdicts differ.

All orders start from a random order that a hash of the document decides, the same for everybody. The orders that learn
look at a random pool of the items that are open, so that an answer takes milliseconds however large the corpus is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.ask.labelling.predicting import Model, fit

RANDOM, BY_GROUP, UNCERTAIN, DISAGREEMENT = "random", "by group", "uncertain and diverse", "disagreement"

POOL = 4000
MIN_LABELS = 10
"""Before there are so many labels of at least two classes, orders that learn give random documents."""

EXPLORED = 3
"""One in so many items is a random one: what the classifier is wrongly sure about is seen, too. With one in ten, a rare
class of several topics takes twice the labels of a random order.
"""

NEIGHBOURS = 5
CANDIDATES = 20
"""How many times more items than wanted are looked at, of which those are chosen that stand for most of the others.
Items that are only unlike all others teach less than random ones: they are outliers.
"""


@dataclass(frozen=True)
class Labelled:
    """What is known: rows of the vectors that have a label, and the codes of the labels (from 0)."""

    rows: np.ndarray
    codes: np.ndarray
    n_classes: int

    @property
    def can_teach(self) -> bool:
        """Whether a classifier can be trained."""
        return len(self.rows) >= MIN_LABELS and len(np.unique(self.codes)) > 1


def random_order(ids: np.ndarray, seed: int) -> np.ndarray:
    """Positions of `ids` in an order that looks random and depends on nothing else (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = ids.astype(np.uint64) + np.uint64(seed % (1 << 63)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    order: np.ndarray = np.argsort(mixed ^ (mixed >> np.uint64(31)), kind="stable")
    return order


def by_group(groups: np.ndarray) -> np.ndarray:
    """Positions in turns: the first of each group, then the second of each; within a group in the given order."""
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], groups[order])
    turn = np.empty(len(groups), np.int64)
    turn[order] = np.arange(len(groups)) - starts
    result: np.ndarray = np.argsort(turn, kind="stable")
    return result


def ranked(order: str, vectors: np.ndarray, open_rows: np.ndarray, labelled: Labelled, n: int) -> np.ndarray:
    """The next `n` of the open rows of `vectors` (float32[m, d], unit length), best first; `open_rows` are in random
    order. The order must be one that learns.
    """
    pool = open_rows[:POOL]
    if len(pool) <= n:
        return pool
    if not labelled.can_teach:
        return pool[:n]
    centre = vectors[pool].mean(axis=0)
    model = fit(vectors[labelled.rows], labelled.codes, labelled.n_classes, centre)
    doubt = ORDERS[order](vectors, pool, labelled, model)
    unsure = np.argsort(-doubt, kind="stable")[: n * CANDIDATES]
    return _with_random(pool[unsure[_most_covering(vectors[pool[unsure]], n)]], pool, n)


def _uncertainty(vectors: np.ndarray, pool: np.ndarray, labelled: Labelled, model: Model) -> np.ndarray:
    """1 - the margin between the two most probable classes: 1 is undecided."""
    top = np.sort(model.probabilities(vectors[pool]), axis=1)
    result: np.ndarray = 1 - (top[:, -1] - top[:, -2])
    return result


def _disagreement(vectors: np.ndarray, pool: np.ndarray, labelled: Labelled, model: Model) -> np.ndarray:
    """How far the classifier and the nearest labelled documents differ: half the sum of the distances of their
    probabilities, and a tenth of the uncertainty, which orders equal ones.
    """
    probabilities = model.probabilities(vectors[pool])
    similarity = vectors[pool] @ vectors[labelled.rows].T
    k = min(NEIGHBOURS, len(labelled.rows))
    nearest = np.argpartition(-similarity, k - 1, axis=1)[:, :k]
    votes = np.zeros_like(probabilities)
    for place in range(k):
        np.add.at(votes, (np.arange(len(pool)), labelled.codes[nearest[:, place]]), 1 / k)
    top = np.sort(probabilities, axis=1)
    result: np.ndarray = np.abs(probabilities - votes).sum(axis=1) / 2 + 0.1 * (1 - (top[:, -1] - top[:, -2]))
    return result


ORDERS: dict[str, Callable[[np.ndarray, np.ndarray, Labelled, Model], np.ndarray]] = {
    UNCERTAIN: _uncertainty,
    DISAGREEMENT: _disagreement,
}
"""The orders that learn: how much is to be learnt from each of a pool."""

ALL_ORDERS: Sequence[str] = (RANDOM, BY_GROUP, *ORDERS)


def _most_covering(vectors: np.ndarray, n: int) -> np.ndarray:
    """Positions of `n` vectors that stand for all: each time the one that adds most similarity (facility location)."""
    similarity = np.maximum(vectors @ vectors.T, 0)
    nearest = np.zeros(len(vectors), np.float32)
    chosen: list[int] = []
    for _ in range(min(n, len(vectors))):
        gain = np.maximum(similarity - nearest[:, None], 0).sum(axis=0)
        gain[chosen] = -1
        chosen.append(int(gain.argmax()))
        nearest = np.maximum(nearest, similarity[:, chosen[-1]])
    return np.array(chosen, np.int64)


def _with_random(chosen: np.ndarray, pool: np.ndarray, n: int) -> np.ndarray:
    """The chosen rows, with one in `EXPLORED` replaced by the next of the random order."""
    others = iter(pool[~np.isin(pool, chosen)])
    mixed = [next(others, row) if place % EXPLORED == EXPLORED - 1 else row for place, row in enumerate(chosen)]
    return np.array(mixed[:n], np.int64)
