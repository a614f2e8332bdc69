"""Ratings with the dimensions that slices are cut from, and the test of one slice against other rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.statistics.effective import effective_number
from analytics.statistics.intervals import CONFIDENCE, Estimate
from analytics.statistics.random_intercept import UserSums, intraclass_correlation

MIN_EFFECTIVE_USERS = 2.0
"""Fewer effective users have no variance that can be estimated."""

LevelCodes = tuple[tuple[str, int], ...]
"""The conditions of a slice: names of dimensions with the code of a level."""


@dataclass(frozen=True)
class SliceTest:
    """A slice against other rows: the difference of the rates of negative ratings, and how certain it is."""

    difference: Estimate
    """The difference of the two rates."""
    adjusted: Estimate
    """The difference between ratings of equally critical users; `p_value` is its p-value."""
    deviation: float
    """The standard error of `adjusted`."""
    degrees: float
    """The degrees of freedom of the p-value."""
    rest: float
    p_value: float
    n: int
    n_users: int
    effective_users: float
    """Kish's effective number of users: users with many ratings count less than their ratings."""

    def smallest_significant(self, p_value: float) -> float:
        """The smallest positive `adjusted` with at most this p-value."""
        from scipy import stats

        return float(stats.t.isf(p_value / 2, self.degrees)) * self.deviation


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

    @cached_property
    def correlation(self) -> float:
        """The correlation of two ratings of the same user."""
        return intraclass_correlation(self.negative, self.users)

    def test(self, rows: np.ndarray, outside: np.ndarray | None = None) -> SliceTest | None:
        """Whether `rows` are more negative than `outside` (default: all other rows). None when one of the two is too
        small.

        The test compares ratings of equally critical users: a random intercept per user, see `random_intercept`. Both
        variances are those of the leave-one-user-out jackknife, with the t quantile at the effective number of users
        minus one. Source: Bell & McCaffrey 2002; Cameron & Miller 2015, section VI.
        """
        from scipy import stats

        (n, y), (outside_n, outside_y) = self.sums(rows), self.sums(~rows if outside is None else outside)
        effective = float(min(effective_number(n), effective_number(outside_n)))
        user_sums = UserSums.of(n, y, outside_n, outside_y, self.correlation)
        informative = float(effective_number(user_sums.information)) if effective >= MIN_EFFECTIVE_USERS else 0.0
        if informative < MIN_EFFECTIVE_USERS:
            return None
        rest = float(outside_y.sum() / outside_n.sum())
        difference, _ = _interval(
            float(y.sum() / n.sum()) - rest, _without_each(y, n) - _without_each(outside_y, outside_n), effective
        )
        adjusted, deviation = _interval(user_sums.effect, user_sums.effects_without_each, informative)
        is_worse = deviation > 0 and adjusted.value > 0
        p_value = float(2 * stats.t.sf(adjusted.value / deviation, informative - 1)) if is_worse else 1.0
        n_ratings, n_users = int(n.sum()), int((n > 0).sum())
        return SliceTest(difference, adjusted, deviation, informative - 1, rest, p_value, n_ratings, n_users, effective)


def _without_each(y: np.ndarray, n: np.ndarray) -> np.ndarray:
    """The rate without each user."""
    rate: np.ndarray = (y.sum() - y) / (n.sum() - n)
    return rate


def _interval(value: float, replicates: np.ndarray, effective: float) -> tuple[Estimate, float]:
    """The interval of a figure from its values without each user, and its standard error."""
    from scipy import stats

    m = len(replicates)
    deviation = float(np.sqrt((m - 1) / m * ((replicates - value) ** 2).sum()))
    half = float(stats.t.isf((1 - CONFIDENCE) / 2, effective - 1)) * deviation
    return Estimate(value, value - half, value + half), deviation
