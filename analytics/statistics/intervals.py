"""How sure are we of a rate? Wilson intervals, made wider where the ratings of one user hang together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse, stats

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A number with its confidence interval; NaN where the data cannot say."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Rate(Estimate):
    """A rate in [0, 1] from `n` ratings of `n_clusters` users; `design_effect` says how much their hanging together
    costs.
    """

    n: int
    n_clusters: int
    design_effect: float


def wilson(
    successes: np.ndarray | float, n: np.ndarray | float, confidence: float = CONFIDENCE
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end of Wilson's score interval for `successes` of `n` independent trials; [0, 1] where n is 0.

    Both may be arrays, and fractional (an effective sample size). Source: Wilson 1927; Brown, Cai & DasGupta 2001.
    """
    successes, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(n, float))
    z = stats.norm.isf((1 - confidence) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = successes / n
        middle = p + z * z / (2 * n)
        half = z * np.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
        low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    low, high = np.where(n > 0, low, 0.0), np.where(n > 0, high, 1.0)
    return np.clip(np.where(successes <= 0, 0.0, low), 0, 1), np.clip(
        np.where((n > 0) & (successes >= n), 1.0, high), 0, 1
    )


def rates(
    values: np.ndarray,
    groups: np.ndarray,
    n_groups: int,
    clusters: np.ndarray | None = None,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """The rate of each group 0..n_groups-1, with intervals that hold when users rate more than once.

    `values` in [0, 1], `groups` and `clusters` integer codes from 0, one a row; rows of a negative group are left out.
    One row a group with value, low, high, n, n_clusters, design_effect; value is NaN and the interval [0, 1] where
    nobody rated.

    The interval is Wilson's with the effective sample size n / design effect, where the design effect is the
    cluster-robust variance of the mean over its variance under independence, never below 1, and the sample size is
    scaled for the degrees of freedom that few clusters leave. Where all ratings agree no correlation can be seen and
    the worst one (1) is assumed. Source: Kish 1965; Korn & Graubard 1998; Dean & Pagano 2015.
    """
    clusters = np.arange(len(values)) if clusters is None else np.asarray(clusters)
    keep = np.asarray(groups) >= 0
    values, groups, clusters = np.asarray(values, float)[keep], np.asarray(groups)[keep], clusters[keep]
    shape = (n_groups, int(clusters.max(initial=0)) + 1)
    totals = sparse.coo_matrix(
        (values, (groups, clusters)), shape
    ).tocsr()  # ratings of one user in one group, added up
    counts = sparse.coo_matrix((np.ones(len(values)), (groups, clusters)), shape).tocsr()
    group = np.repeat(np.arange(n_groups), np.diff(counts.indptr))

    def per_group(of: np.ndarray) -> np.ndarray:
        return np.bincount(group, of, n_groups)

    n, n_clusters = per_group(counts.data), np.diff(counts.indptr).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = per_group(totals.data) / n
        spread = np.maximum(np.bincount(groups, values * values, n_groups) / n - mean**2, 0)
        robust = n_clusters / (n_clusters - 1) * per_group((totals.data - mean[group] * counts.data) ** 2) / n**2
        unanimous = ~(spread > 1e-12) | (n_clusters < 2)
        design_effect = np.where(unanimous, per_group(counts.data**2) / n, np.maximum(robust * (n - 1) / spread, 1))
        degrees = np.where(n_clusters > 1, (_t(n - 1, confidence) / _t(n_clusters - 1, confidence)) ** 2, 0)
        effective = n / design_effect * degrees * np.where(unanimous, 1, mean * (1 - mean) / spread)
    effective = np.where(n > 0, np.where(n == 1, 1.0, np.nan_to_num(effective)), 0.0)
    low, high = wilson(np.nan_to_num(mean) * effective, effective, confidence)
    columns = {
        "value": mean,
        "low": low,
        "high": high,
        "n": n.astype(int),
        "n_clusters": n_clusters.astype(int),
        "design_effect": design_effect,
    }
    return pd.DataFrame(columns)


def rate(values: np.ndarray, clusters: np.ndarray | None = None, confidence: float = CONFIDENCE) -> Rate:
    """The rate of all `values`; see `rates`."""
    row = rates(values, np.zeros(len(values), np.int64), 1, clusters, confidence).iloc[0]
    return Rate(
        float(row.value), float(row.low), float(row.high), int(row.n), int(row.n_clusters), float(row.design_effect)
    )


def difference(first: Estimate, second: Estimate) -> Estimate:
    """first - second for two rates of different people, from their own intervals. Source: Newcombe 1998, method 10."""
    value = first.value - second.value
    low = value - math.hypot(first.value - first.low, second.high - second.value)
    high = value + math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, low, high)


def n_to_detect(
    change: float, base: float, power: float = 0.8, confidence: float = CONFIDENCE, design_effect: float = 1.0
) -> float:
    """Ratings needed on *each* side to see a rate move from `base` by `change` (-1..1) with the given power; infinite
    when it cannot.

    Two-sided test of two proportions. Source: Fleiss, Levin & Paik 2003, section 4.2, times the design effect.
    """
    moved = base + change
    if change == 0 or not 0 <= moved <= 1:
        return math.inf
    pooled = (base + moved) / 2
    under_null = stats.norm.isf((1 - confidence) / 2) * math.sqrt(2 * pooled * (1 - pooled))
    under_change = stats.norm.isf(1 - power) * math.sqrt(base * (1 - base) + moved * (1 - moved))
    return ((under_null + under_change) / change) ** 2 * design_effect


def _t(degrees: np.ndarray, confidence: float) -> np.ndarray:
    return stats.t.isf((1 - confidence) / 2, np.maximum(degrees, 1))
