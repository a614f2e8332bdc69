"""Which texts are kept, and which kept text represents each removed one?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.ask.duplicates.pairs import SCORES

Verify = Callable[[np.ndarray, np.ndarray], pd.DataFrame]
"""Computes the scores of pairs of texts that are not stored, and gives the edges that reach a threshold."""

VERIFIED_AT_ONCE = 32
"""Kept texts of a linked group that are compared with its other kept texts in one step."""
MIN_PAIRS_AT_ONCE = 4096
"""A step with fewer pairs also has those of the next texts: reading texts takes longer than comparing them."""


@dataclass(frozen=True)
class Neighbours:
    """The edges between `n` texts in both directions: `left` -> `right` with their scores, in the order of `codes`
    (left * n + right).
    """

    n: int
    codes: np.ndarray
    table: pd.DataFrame

    @classmethod
    def of(cls, edges: pd.DataFrame, n: int) -> Neighbours:
        columns = ["left", "right", *SCORES, "linked"]
        reverse = edges.rename(columns={"left": "right", "right": "left"})
        both = pd.concat([edges[columns], reverse[columns]], ignore_index=True)
        codes = both.left.to_numpy(np.int64) * n + both.right.to_numpy(np.int64)
        order = np.argsort(codes)
        return cls(n, codes[order], both.iloc[order].reset_index(drop=True))

    @property
    def left(self) -> np.ndarray:
        return np.asarray(self.table.left)

    @property
    def right(self) -> np.ndarray:
        return np.asarray(self.table.right)

    def find(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """The row of each edge left -> right, -1 when there is none."""
        if not len(self.codes):
            return np.full(len(left), -1)
        wanted = np.asarray(left, np.int64) * self.n + right
        at = np.minimum(np.searchsorted(self.codes, wanted), len(self.codes) - 1)
        return np.where(self.codes[at] == wanted, at, -1)

    def with_edges(self, edges: pd.DataFrame) -> Neighbours:
        """These neighbours and those of `edges` that are new."""
        known = self.table[self.left < self.right]
        new = edges[self.find(edges.left.to_numpy(), edges.right.to_numpy()) < 0]
        return Neighbours.of(pd.concat([known, new], ignore_index=True), self.n)

    def linked_texts(self) -> np.ndarray:
        """bool[n]: texts of linked groups, between which there may be edges that are not stored."""
        is_linked = np.zeros(self.n, bool)
        is_linked[self.left[self.table.linked.to_numpy(bool)]] = True
        return is_linked


def texts_to_keep(neighbours: Neighbours, ranks: np.ndarray) -> np.ndarray:
    """bool[n]: in the order of `ranks` (which are distinct), keep each text that is not close to a kept one.

    Each round decides all texts without an undecided neighbour of a lower rank. The result is the same as that of one
    text after another.
    """
    left, right = neighbours.left, neighbours.right
    undecided, kept = np.ones(neighbours.n, bool), np.zeros(neighbours.n, bool)
    while undecided.any():
        open_edges = undecided[left] & undecided[right]
        left, right = left[open_edges], right[open_edges]
        first = undecided.copy()
        first[left[ranks[right] < ranks[left]]] = False
        kept |= first
        undecided &= ~first
        undecided[right[first[left]]] = False
    return kept


def with_linked_groups(neighbours: Neighbours, ranks: np.ndarray, component: np.ndarray, verify: Verify) -> Neighbours:
    """These neighbours and the edges of linked groups that matter: it verifies pairs until no two kept texts of a
    component are close to each other, stored or not.
    """
    is_linked = neighbours.linked_texts()
    verified = np.empty(0, np.int64)
    while is_linked.any():
        kept = np.flatnonzero(texts_to_keep(neighbours, ranks) & is_linked)
        left, right, codes = _unverified_pairs(kept[np.argsort(ranks[kept])], component, neighbours.n, verified)
        if not len(codes):
            break
        verified = np.r_[verified, codes]
        neighbours = neighbours.with_edges(verify(left, right))
    return neighbours


def _unverified_pairs(
    kept: np.ndarray, component: np.ndarray, n: int, verified: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """left, right and code of pairs of kept texts of one component that are not in `verified`: those of the first
    texts of `kept`, VERIFIED_AT_ONCE texts at a time, until there are MIN_PAIRS_AT_ONCE.
    """
    lefts, rights, new_codes, total = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.int64)], 0
    for start in range(0, len(kept), VERIFIED_AT_ONCE):
        some = kept[start : start + VERIFIED_AT_ONCE]
        others = kept[np.isin(component[kept], component[some])]
        left, right = np.repeat(some, len(others)), np.tile(others, len(some))
        codes = np.minimum(left, right) * n + np.maximum(left, right)
        is_new = (component[left] == component[right]) & (left != right) & ~np.isin(codes, verified)
        lefts.append(left[is_new])
        rights.append(right[is_new])
        new_codes.append(codes[is_new])
        total += int(is_new.sum())
        if total >= MIN_PAIRS_AT_ONCE:
            break
    codes, first = np.unique(np.concatenate(new_codes), return_index=True)
    return np.concatenate(lefts)[first], np.concatenate(rights)[first], codes


def representatives(neighbours: Neighbours, kept: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """For each text the kept text that represents it: itself when it is kept, else the most similar kept neighbour."""
    candidates = neighbours.table.assign(rank=ranks[neighbours.right])
    candidates = candidates[kept[neighbours.right] & ~kept[neighbours.left]]
    nearest = candidates.sort_values(["left", "jaccard", "rank"], ascending=[True, False, True])
    nearest = nearest.drop_duplicates("left")
    representative = np.arange(neighbours.n)
    representative[nearest.left] = nearest.right
    return representative
