"""Ratings with the dimensions that slices are cut from, and the test of one slice against other rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analytics.statistics.intervals import CONFIDENCE, Estimate

LevelCodes = tuple[tuple[str, int], ...]
"""The conditions of a slice: names of dimensions with the code of a level."""


@dataclass(frozen=True)
class SliceTest:
    """A slice against other rows: the difference of the rates of negative ratings, and how certain it is."""

    difference: Estimate
    rest: float
    p_value: float
    n: int
    n_users: int


class SliceRatings:
    """Ratings of some users, one row each: `codes` by dimension, `negative` (1 to 0), and `users` as codes from 0."""

    def __init__(self, codes: dict[str, np.ndarray], negative: np.ndarray, users: np.ndarray):
        self.codes, self.negative, self.users = codes, negative, pd.factorize(users)[0]
        self.n, self.n_users = len(users), int(self.users.max(initial=-1)) + 1

    def keep(self, rows: np.ndarray) -> SliceRatings:
        """Only these rows (boolean)."""
        codes = {name: code[rows] for name, code in self.codes.items()}
        return SliceRatings(codes, self.negative[rows], self.users[rows])

    def rows(self, levels: LevelCodes) -> np.ndarray:
        """Boolean, the rows of a slice."""
        is_in_slice: np.ndarray = np.logical_and.reduce([self.codes[name] == level for name, level in levels])
        return is_in_slice

    def sums(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Ratings and negative ratings of each user in `rows`."""
        users = self.users[rows]
        return np.bincount(users, minlength=self.n_users), np.bincount(users, self.negative[rows], self.n_users)

    def test(self, rows: np.ndarray, outside: np.ndarray | None = None) -> SliceTest | None:
        """Whether `rows` are more negative than `outside` (default: all other rows). None when one of the two is too
        small.
        """
        n, y = self.sums(rows)
        outside_n, outside_y = self.sums(~rows if outside is None else outside)
        n_users = int((n > 0).sum())
        if n_users < 2 or not outside_n.sum():
            return None
        mean, rest = y.sum() / n.sum(), outside_y.sum() / outside_n.sum()
        influence = (y - mean * n) / n.sum() - (outside_y - rest * outside_n) / outside_n.sum()
        involved = int(((n > 0) | (outside_n > 0)).sum())
        deviation = float(np.sqrt(involved / (involved - 1) * n_users / (n_users - 1) * (influence**2).sum()))
        value = float(mean - rest)
        half = float(stats.t.isf((1 - CONFIDENCE) / 2, n_users - 1)) * deviation
        p_value = float(2 * stats.t.sf(value / deviation, n_users - 1)) if deviation > 0 and value > 0 else 1.0
        return SliceTest(Estimate(value, value - half, value + half), float(rest), p_value, int(n.sum()), n_users)
