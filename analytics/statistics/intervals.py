"""How certain is a rate? Wilson intervals, wider where ratings of the same user are correlated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from analytics.statistics.distributions import normal_quantile_above, t_quantile_above

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A number with its confidence interval; NaN where the data do not determine it."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0

    def is_significant_among(self, n: int) -> bool:
        """Whether zero is outside the interval, when `n` estimates are judged together (Bonferroni): the interval is
        widened to that many times less error.
        """
        wider = normal_quantile_above((1 - CONFIDENCE) / (2 * n)) / normal_quantile_above((1 - CONFIDENCE) / 2)
        return bool(
            self.value + wider * (self.low - self.value) > 0 or self.value + wider * (self.high - self.value) < 0
        )


@dataclass(frozen=True)
class Rate(Estimate):
    """A rate in [0, 1] from `n` ratings of `n_clusters` users.

    `design_effect` is the variance inflation from ratings of the same user.
    """

    n: int
    n_clusters: int
    design_effect: float
    effective_n: float = float("nan")
    """How many independent ratings would give an interval of this width."""


def wilson(
    successes: np.ndarray | float, n: np.ndarray | float, confidence: float = CONFIDENCE
) -> tuple[np.ndarray, np.ndarray]:
    """The ends of Wilson's score interval for `successes` in `n` independent trials; [0, 1] where n is 0.

    Both can be arrays, and fractional (an effective sample size). Source: Wilson 1927; Brown, Cai & DasGupta 2001.
    """
    successes, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(n, float))
    z = normal_quantile_above((1 - confidence) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = successes / n
        middle = p + z * z / (2 * n)
        half = z * np.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
        low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    low = np.where((n <= 0) | (successes <= 0), 0.0, low)
    high = np.where((n <= 0) | (successes >= n), 1.0, high)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def rates(
    values: np.ndarray,
    groups: np.ndarray,
    n_groups: int,
    clusters: np.ndarray | None = None,
    confidence: float = CONFIDENCE,
    crossed: np.ndarray | None = None,
) -> pd.DataFrame:
    """The rate of each group 0..n_groups-1, with intervals that stay valid when users rate more than once.

    `values` in [0, 1], `groups` and `clusters` integer codes from 0, one per row; rows of a negative group are left
    out. One row per group: value, low, high, n, n_clusters, design_effect, effective_n; without ratings, value is NaN
    and the interval is [0, 1].

    The interval is Wilson's with an effective sample size: n times the variance under independence over the larger of
    two variances, scaled for few degrees of freedom (Kish's effective number of clusters minus one). One variance is
    that of the leave-one-cluster-out jackknife. The other follows from the correlation of two ratings of one cluster:
    where few users give most ratings and happen to be alike, the jackknife is too small, just when the mean is wrong.
    The design effect is the cluster-robust variance over the variance under independence, at least 1. Where all
    ratings are equal, no correlation can be estimated and the maximum (1) is assumed. `crossed` are codes of a second
    kind of clusters (judges besides prompts): the variances of both kinds add up, without that of the rows, which both
    contain. Source: Kish 1965; Korn & Graubard 1998; Bell & McCaffrey 2002; Dean & Pagano 2015; Cameron, Gelbach &
    Miller 2011.
    """
    clusters = np.arange(len(values)) if clusters is None else np.asarray(clusters)
    keep = np.asarray(groups) >= 0
    values, groups, clusters = np.asarray(values, float)[keep], np.asarray(groups)[keep], clusters[keep]
    sums = _cluster_sums(values, groups, clusters, n_groups)
    mean, effective, design_effect = _effective_size(sums, confidence)
    if crossed is not None:
        others = (_cluster_sums(values, groups, codes, n_groups) for codes in (crossed[keep], np.arange(len(values))))
        effective = _crossed_size(effective, *(_effective_size(other, confidence)[1] for other in others))
    low, high = wilson(np.nan_to_num(mean) * effective, effective, confidence)
    columns = {
        "value": mean,
        "low": low,
        "high": high,
        "n": sums.n.astype(int),
        "n_clusters": sums.n_clusters.astype(int),
        "design_effect": design_effect,
        "effective_n": effective,
    }
    return pd.DataFrame(columns)


def rate(
    values: np.ndarray,
    clusters: np.ndarray | None = None,
    confidence: float = CONFIDENCE,
    crossed: np.ndarray | None = None,
) -> Rate:
    """The rate of all `values`; see `rates`."""
    row = rates(values, np.zeros(len(values), np.int64), 1, clusters, confidence, crossed).iloc[0]
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    effects = (float(row["design_effect"]), float(row["effective_n"]))
    return Rate(value, low, high, int(row["n"]), int(row["n_clusters"]), *effects)


def difference(first: Estimate, second: Estimate) -> Estimate:
    """first - second for two rates of different users, from their intervals. Source: Newcombe 1998, method 10."""
    value = first.value - second.value
    low = value - math.hypot(first.value - first.low, second.high - second.value)
    high = value + math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, low, high)


class _ClusterSums(NamedTuple):
    """Ratings by group, and by group and cluster. `group`, `counts`, `totals` and `times` have one entry per pair of
    group and cluster with ratings, or per kind of pairs that are alike, of which there are `times`; the others one per
    group.
    """

    group: np.ndarray
    counts: np.ndarray
    totals: np.ndarray
    times: np.ndarray
    squares: np.ndarray
    n: np.ndarray
    n_clusters: np.ndarray

    def by_group(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self.group, values * self.times, len(self.n))


def _cluster_sums(values: np.ndarray, groups: np.ndarray, clusters: np.ndarray, n_groups: int) -> _ClusterSums:
    squares = np.bincount(groups, values * values, n_groups)
    if (np.diff(clusters) > 0).all():  # each row is a cluster of its own
        return _single_ratings(values, groups, n_groups, squares)
    shape = (n_groups, int(clusters.max(initial=0)) + 1)
    totals = sparse.coo_matrix((values, (groups, clusters)), shape).tocsr()
    counts = sparse.coo_matrix((np.ones(len(values)), (groups, clusters)), shape).tocsr()
    group = np.repeat(np.arange(n_groups), np.diff(counts.indptr))
    n = np.bincount(group, counts.data, n_groups)
    times = np.ones(len(group))
    return _ClusterSums(group, counts.data, totals.data, times, squares, n, np.diff(counts.indptr).astype(float))


def _single_ratings(values: np.ndarray, groups: np.ndarray, n_groups: int, squares: np.ndarray) -> _ClusterSums:
    """The sums where each row is a cluster of its own; rows that say yes (1) or no (0) are of two kinds in a group."""
    n = np.bincount(groups, minlength=n_groups).astype(float)
    is_yes = values == 1
    if not (is_yes | (values == 0)).all():
        ones = np.ones(len(values))
        return _ClusterSums(groups, ones, values, ones, squares, n, n)
    times = np.bincount(2 * groups + is_yes, minlength=2 * n_groups)
    kinds = np.flatnonzero(times)
    totals = (kinds % 2).astype(float)
    return _ClusterSums(kinds // 2, np.ones(len(kinds)), totals, times[kinds], squares, n, n)


def _effective_size(sums: _ClusterSums, confidence: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, effective sample size and design effect of each group."""
    n, n_clusters = sums.n, sums.n_clusters
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums.by_group(sums.totals) / n
        spread = np.maximum(sums.squares / n - mean**2, 0)
        residuals = sums.totals - mean[sums.group] * sums.counts
        robust = n_clusters / (n_clusters - 1) * sums.by_group(residuals**2) / n**2
        changes = residuals / (n[sums.group] - sums.counts)  # of the mean without each cluster
        jackknife = (n_clusters - 1) / n_clusters * sums.by_group(changes**2)
        is_unanimous = ~(spread > 1e-12) | (n_clusters < 2)
        worst_effect = sums.by_group(sums.counts**2) / n
        design_effect, by_jackknife = (
            np.where(is_unanimous, worst_effect, np.maximum(variance * (n - 1) / spread, 1))
            for variance in (robust, jackknife)
        )
        inflation = np.fmax(by_jackknife, 1 + _correlation(sums, spread) * (worst_effect - 1))
        kish = n**2 / sums.by_group(sums.counts**2) - 1
        degrees = np.where(n_clusters > 1, (_t(n - 1, confidence) / _t(kish, confidence)) ** 2, 0)
        effective = n / inflation * degrees * np.where(is_unanimous, 1, mean * (1 - mean) / spread)
    effective = np.where(n > 0, np.where(n == 1, 1.0, np.nan_to_num(effective)), 0.0)
    return mean, effective, design_effect


def _crossed_size(first: np.ndarray, second: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The effective sample size for two kinds of clusters, from that for each of them and for single rows."""
    with np.errstate(invalid="ignore", divide="ignore"):
        inverse = np.fmax(1 / first + 1 / second - 1 / rows, np.fmax(1 / first, 1 / second))
        size: np.ndarray = np.where(first > 0, 1 / inverse, 0.0)
    return size


def _correlation(sums: _ClusterSums, spread: np.ndarray) -> np.ndarray:
    """The correlation of two ratings of one cluster, at least 0, in each group: the estimator of the analysis of
    variance (Donner 1986).
    """
    n, n_clusters = sums.n, sums.n_clusters
    within = np.maximum(sums.squares - sums.by_group(sums.totals**2 / sums.counts), 0)
    between = np.maximum(spread * n - within, 0) / (n_clusters - 1)
    within = within / (n - n_clusters)
    size = (n - sums.by_group(sums.counts**2) / n) / (n_clusters - 1)
    correlation = np.clip((between - within) / (between + (size - 1) * within), 0, 1)
    return np.where(n > n_clusters, np.nan_to_num(correlation), 0.0)


def _t(degrees: np.ndarray, confidence: float) -> np.ndarray:
    return np.asarray(t_quantile_above((1 - confidence) / 2, np.maximum(degrees, 1)))
