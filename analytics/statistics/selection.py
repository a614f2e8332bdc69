"""Could who rates explain a change of the ratings? Bounds without assumptions, and how much selection it would take."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analytics.statistics.effective import effective_number
from analytics.statistics.intervals import Estimate
from analytics.statistics.resampling import jackknife, random_groups

MAX_RATIO = 100.0
"""Larger ratios are not searched."""

MAX_VALUES = 64
"""Ratings with more different values are rounded to this many."""


@dataclass(frozen=True)
class SelectionSensitivity:
    """The change of the mean of *all* rows of the same strata, rated or not, under assumptions about who rates."""

    change: float
    """Assumes that within a stratum the unrated rows are like the rated ones."""
    bounds: Estimate
    """Assumes nothing about the unrated rows: `low` and `high` include sampling error. `value` is NaN."""
    is_complete: bool
    """Whether all rows are rated, so that nobody selects."""
    counts: np.ndarray = field(repr=False)
    """Ratings of the second side: float[strata, values]."""
    values: np.ndarray = field(repr=False)
    weights: np.ndarray = field(repr=False)
    """The share of each stratum."""
    first_mean: float

    @property
    def is_beyond_selection(self) -> bool:
        """Whether no behaviour of the users without a rating could turn the change around."""
        return self.bounds.excludes_zero

    def change_if(self, ratio: float) -> float:
        """The change if unhappy users became `ratio` times as likely to rate as happy ones, compared with the first
        side.
        """
        weight = self.counts * ratio ** (self.values - 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = (weight * self.values).sum(axis=1) / weight.sum(axis=1)
        return float((self.weights * np.nan_to_num(mean)).sum() - self.first_mean)

    @property
    def ratio_without_change(self) -> float | None:
        """The ratio at which the change is 0; None when none up to MAX_RATIO does."""
        from scipy import optimize

        low, high = self.change_if(1 / MAX_RATIO), self.change_if(MAX_RATIO)
        if not low < 0 < high:
            return None
        log_ratio = optimize.brentq(
            lambda log: self.change_if(float(np.exp(log))), -np.log(MAX_RATIO), np.log(MAX_RATIO), xtol=1e-4
        )
        return float(np.exp(log_ratio))


def selection_sensitivity(
    strata: np.ndarray, side: np.ndarray, rated: np.ndarray, values: np.ndarray, clusters: np.ndarray, n_strata: int
) -> SelectionSensitivity:
    """Arguments as of `decompose`. Strata without ratings on one of the sides do not count.

    Both sides have the same strata, each with the mean of its two shares. Source: Manski 1989 (bounds); Rosenbaum 2002,
    chapter 4 (sensitivity: how strong an unknown selection would have to be); Scharfstein, Rotnitzky & Robins 1999
    (exponential tilt).
    """
    groups, n_groups = random_groups(clusters)
    cells = (groups.astype(np.int64) * 2 + side) * n_strata + strata
    columns = (None, rated.astype(float), np.where(rated, values, 0.0))
    counts = [np.bincount(cells, column, n_groups * 2 * n_strata) for column in columns]
    sums = np.stack([count.reshape(n_groups, 2, n_strata) for count in counts], axis=2)
    total = sums.sum(axis=0)
    has_both = (total[:, 1] > 0).all(axis=0)
    low, high = _bound_interval(sums, has_both)
    weights = _weights(total[None], has_both)[0]
    means = total[:, 2] / np.maximum(total[:, 1], 1)
    ratings, levels = _value_counts(strata, side, rated, values, n_strata)
    first_mean = float((weights * means[0]).sum())
    return SelectionSensitivity(
        change=float((weights * means[1]).sum()) - first_mean,
        bounds=Estimate(float("nan"), low, high),
        is_complete=bool(rated.all()),
        counts=ratings,
        values=levels,
        weights=weights,
        first_mean=first_mean,
    )


def _weights(sums: np.ndarray, has_both: np.ndarray) -> np.ndarray:
    """The mean of the shares of each stratum on both sides, for each of m sets of sums (m, side, 3, strata)."""
    turns = sums[:, :, 0] * has_both
    with np.errstate(invalid="ignore", divide="ignore"):
        weights: np.ndarray = np.nan_to_num((turns / turns.sum(axis=2, keepdims=True)).mean(axis=1))
    return weights


def _bound_interval(sums: np.ndarray, has_both: np.ndarray) -> tuple[float, float]:
    """The low end of the interval of the lower bound and the high end of that of the upper bound."""

    def bounds(sums: np.ndarray) -> np.ndarray:
        turns, rated, total = sums[:, :, 0], sums[:, :, 1], sums[:, :, 2]
        with np.errstate(invalid="ignore", divide="ignore"):
            worst, best = np.nan_to_num(total / turns), np.nan_to_num((total + turns - rated) / turns)
        weights = _weights(sums, has_both)
        least = (weights * (worst[:, 1] - best[:, 0])).sum(axis=1)
        most = (weights * (best[:, 1] - worst[:, 0])).sum(axis=1)
        return np.stack([least, most], axis=1)

    _, low, high = jackknife(bounds, sums, effective_number(sums[:, :, 0].sum(axis=2), axis=0).min())
    return float(low[0]), float(high[1])


def _value_counts(
    strata: np.ndarray, side: np.ndarray, rated: np.ndarray, values: np.ndarray, n_strata: int
) -> tuple[np.ndarray, np.ndarray]:
    """How often each stratum has each value on the second side, and the values."""
    rows = rated & (side == 1)
    known = values[rows]
    levels, codes = np.unique(known, return_inverse=True)
    if len(levels) > MAX_VALUES:
        levels, codes = np.unique(np.round(known * (MAX_VALUES - 1)) / (MAX_VALUES - 1), return_inverse=True)
    cells = strata[rows].astype(np.int64) * len(levels) + codes
    counts = np.bincount(cells, minlength=n_strata * len(levels)).reshape(n_strata, len(levels))
    return counts.astype(float), levels
