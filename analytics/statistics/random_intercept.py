"""The difference between two groups of ratings of equally critical users: a linear model with a random intercept per
user, computed from sums per user.

A user who is always critical makes every slice that she uses look bad. The model weighs the comparison within users
and the one between users by their information, so that few users with many ratings do not dominate. Source: Laird &
Ware 1982; Liang & Zeger 1986 (the variance comes from a jackknife over users, so the model need not be right).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

MAX_CORRELATION = 0.9


class UserSums(NamedTuple):
    """The terms of the normal equations, one entry per user."""

    constant: np.ndarray
    cross: np.ndarray
    slope: np.ndarray
    constant_y: np.ndarray
    slope_y: np.ndarray

    @classmethod
    def of(
        cls, n: np.ndarray, y: np.ndarray, outside_n: np.ndarray, outside_y: np.ndarray, correlation: float
    ) -> UserSums:
        """From the ratings `n` and their sum `y` of each user inside and outside, and the correlation of two ratings of
        one user.
        """
        all_n, all_y = n + outside_n, y + outside_y
        shared = correlation / (1 - correlation + correlation * all_n)
        return cls(
            all_n - shared * all_n**2,
            n - shared * all_n * n,
            n - shared * n**2,
            all_y - shared * all_n * all_y,
            y - shared * n * all_y,
        )

    @property
    def effect(self) -> float:
        """The rate inside minus the rate outside for equally critical users; NaN when it is not determined."""
        return float(_effect(*(term.sum() for term in self)))

    @property
    def effects_without_each(self) -> np.ndarray:
        """The effect without each user."""
        return _effect(*(term.sum() - term for term in self))

    @property
    def information(self) -> np.ndarray:
        """How much each user contributes to the precision of the effect; all 0 when it is not determined."""
        share = self.cross.sum() / self.constant.sum()
        information: np.ndarray = np.maximum(self.slope - 2 * share * self.cross + share**2 * self.constant, 0)
        return information if information.sum() > 1e-9 else np.zeros_like(information)


def _effect(
    constant: np.ndarray, cross: np.ndarray, slope: np.ndarray, constant_y: np.ndarray, slope_y: np.ndarray
) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        effect: np.ndarray = (constant * slope_y - cross * constant_y) / (constant * slope - cross**2)
    return effect


def intraclass_correlation(values: np.ndarray, users: np.ndarray) -> float:
    """The correlation of two ratings of one user, at least 0: the estimator of the analysis of variance.

    `users` are codes from 0. Source: Donner 1986.
    """
    n = np.bincount(users)
    n_rows, n_users = len(values), int((n > 0).sum())
    if n_users < 2 or n_rows <= n_users:
        return 0.0
    means = np.bincount(users, values) / np.maximum(n, 1)
    between = float((n * (means - values.mean()) ** 2).sum()) / (n_users - 1)
    within = float(((values - means[users]) ** 2).sum()) / (n_rows - n_users)
    size = float(n_rows - (n**2).sum() / n_rows) / (n_users - 1)
    total = between + (size - 1) * within
    return float(np.clip((between - within) / total, 0.0, MAX_CORRELATION)) if total > 0 else 0.0
