"""Which texts are close to which, both ways, and which of them lead: the graph as `keep` walks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.ask.duplicates.pairs import SCORES

Prove = Callable[[np.ndarray, np.ndarray], pd.DataFrame]
"""Gives the edges that hold among pairs of texts of which nothing is stored."""

PROVED_AT_ONCE = 32
"""Kept texts of a hot group that are compared with the other kept ones of it in one step."""


@dataclass(frozen=True)
class Neighbours:
    """Edges between `n` texts in both directions: `left` -> `right` with their scores, in the order of `codes` (left *
    n + right).
    """

    n: int
    codes: np.ndarray
    table: pd.DataFrame

    @classmethod
    def of(cls, edges: pd.DataFrame, n: int) -> Neighbours:
        columns = ["left", "right", *SCORES, "linked"]
        turned = edges.rename(columns={"left": "right", "right": "left"})
        both = pd.concat([edges[columns], turned[columns]], ignore_index=True)
        codes = both.left.to_numpy(np.int64) * n + both.right.to_numpy(np.int64)
        order = np.argsort(codes)
        return cls(n, codes[order], both.iloc[order].reset_index(drop=True))

    @property
    def left(self) -> np.ndarray:
        return self.table.left.to_numpy()

    @property
    def right(self) -> np.ndarray:
        return self.table.right.to_numpy()

    def find(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """The row of each edge left -> right, -1 where there is none."""
        if not len(self.codes):
            return np.full(len(left), -1)
        wanted = np.asarray(left, np.int64) * self.n + right
        at = np.minimum(np.searchsorted(self.codes, wanted), len(self.codes) - 1)
        return np.where(self.codes[at] == wanted, at, -1)

    def and_these(self, edges: pd.DataFrame) -> Neighbours:
        """With more edges, whichever of them are new."""
        known = self.table[self.left < self.right]
        new = edges[self.find(edges.left.to_numpy(), edges.right.to_numpy()) < 0]
        return Neighbours.of(pd.concat([known, new], ignore_index=True), self.n)

    def hot_texts(self) -> np.ndarray:
        """bool[n]: texts of hot groups, between which there may be edges that are not stored."""
        hot = np.zeros(self.n, bool)
        hot[self.left[self.table.linked.to_numpy(bool)]] = True
        return hot


def kept_texts(neighbours: Neighbours, place: np.ndarray) -> np.ndarray:
    """bool[n]: the preferred text first (least `place`, which is distinct), keep each that no kept text is close to.

    Each round decides all texts without an undecided neighbour before them, which gives what one after the other would.
    """
    left, right = neighbours.left, neighbours.right
    undecided, kept = np.ones(neighbours.n, bool), np.zeros(neighbours.n, bool)
    while undecided.any():
        open_edges = undecided[left] & undecided[right]
        left, right = left[open_edges], right[open_edges]
        first = undecided.copy()
        first[left[place[right] < place[left]]] = False
        kept |= first
        undecided &= ~first
        undecided[right[first[left]]] = False
    return kept


def with_hot_groups(neighbours: Neighbours, place: np.ndarray, component: np.ndarray, prove: Prove) -> Neighbours:
    """With the edges of hot groups that decide: until no two kept texts of one component are close to each other,
    stored or not.
    """
    hot = neighbours.hot_texts()
    proved = np.empty(0, np.int64)
    while hot.any():
        kept = np.flatnonzero(kept_texts(neighbours, place) & hot)
        kept = kept[np.argsort(place[kept])]
        for start in range(0, len(kept), PROVED_AT_ONCE):
            some = kept[start : start + PROVED_AT_ONCE]
            left, right = np.repeat(some, len(kept)), np.tile(kept, len(some))
            codes = np.minimum(left, right) * neighbours.n + np.maximum(left, right)
            new = (component[left] == component[right]) & (left != right) & ~np.isin(codes, proved)
            if new.any():
                break
        else:
            break
        codes, first = np.unique(codes[new], return_index=True)
        proved = np.r_[proved, codes]
        neighbours = neighbours.and_these(prove(left[new][first], right[new][first]))
    return neighbours


def leaders(neighbours: Neighbours, kept: np.ndarray, place: np.ndarray) -> np.ndarray:
    """For each text the kept text for which it goes: of those it is close to the most similar one, itself where it is
    kept.
    """
    table = neighbours.table.assign(place=place[neighbours.right])[kept[neighbours.right] & ~kept[neighbours.left]]
    nearest = table.sort_values(["left", "jaccard", "place"], ascending=[True, False, True]).drop_duplicates("left")
    leader = np.arange(neighbours.n)
    leader[nearest.left] = nearest.right
    return leader
