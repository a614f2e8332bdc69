"""Two models on the same items: is one better?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analytics.statistics.intervals import CONFIDENCE, Estimate

MAX_EXACT = 2_000
"""Pairs of scores that are not only 0 and 1 are compared by signs of at most this many random exchanges."""


@dataclass(frozen=True)
class Paired:
    """`difference` of mean scores, first minus second, on `n` items that both answered; `first_only` items only the
    first answers better, `second_only` only the second. `p_value`: McNemar's exact test where scores are 0 and 1, else
    an exchange test.
    """

    difference: Estimate
    first_only: int
    second_only: int
    n: int
    p_value: float


def paired(first: np.ndarray, second: np.ndarray, seed: int = 0) -> Paired:
    """Compare two arrays of scores (0..1, NaN: no result) of the same items. NaN figures without a common item.

    The interval for 0 and 1 is that of Bonett & Price 2012 (adjusted Wald); for other scores, Student's t of the
    differences. Source of the test: McNemar 1947, exact by the binomial distribution.
    """
    from scipy import stats

    both = ~(np.isnan(first) | np.isnan(second))
    first, second = first[both], second[both]
    n = len(first)
    wins, losses = int((first > second).sum()), int((second > first).sum())
    if not n:
        return Paired(Estimate(math.nan, math.nan, math.nan), 0, 0, 0, math.nan)
    if np.isin(first, (0, 1)).all() and np.isin(second, (0, 1)).all():
        p_value = float(stats.binomtest(wins, wins + losses, 0.5).pvalue) if wins + losses else 1.0
        return Paired(_binary(wins, losses, n), wins, losses, n, p_value)
    gaps = first - second
    mean, error = float(gaps.mean()), float(stats.sem(gaps)) if n > 1 else math.nan
    half = float(stats.t.isf((1 - CONFIDENCE) / 2, n - 1)) * error if n > 1 else math.nan
    return Paired(Estimate(mean, mean - half, mean + half), wins, losses, n, _exchange_p(gaps, seed))


def _binary(wins: int, losses: int, n: int) -> Estimate:
    from scipy import stats

    better, worse = (wins + 1) / (n + 2), (losses + 1) / (n + 2)
    middle = better - worse
    half = stats.norm.isf((1 - CONFIDENCE) / 2) * math.sqrt((better + worse - middle**2) / (n + 2))
    return Estimate((wins - losses) / n, max(middle - half, -1.0), min(middle + half, 1.0))


def _exchange_p(gaps: np.ndarray, seed: int) -> float:
    """The share of random exchanges of both models on each item with a difference at least as large."""
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), (MAX_EXACT, len(gaps)))
    extreme = np.abs(signs @ gaps) >= abs(gaps.sum()) - 1e-12
    return float((extreme.sum() + 1) / (MAX_EXACT + 1))
