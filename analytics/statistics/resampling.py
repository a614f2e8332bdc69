"""How would a figure differ with other users? Whole users are drawn again, or left out group by group, never single
rows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import stats

from analytics.statistics.intervals import CONFIDENCE, Estimate

RANDOM_GROUPS = 64
"""Groups of users that stand for single users: enough for a t quantile of 2.00 instead of 1.96, few enough to count in
one pass.
"""


def random_groups(clusters: np.ndarray, seed: int = 0, n_groups: int = RANDOM_GROUPS) -> tuple[np.ndarray, int]:
    """A group 0..n-1 for each row, all rows of a cluster (codes from 0) in one group, and the number n of groups.

    Groups hold equally many clusters. Source: Wolter 2007, chapter 2 (random groups).
    """
    n_clusters = int(np.max(clusters, initial=-1)) + 1
    n_groups = min(n_groups, n_clusters)
    shuffled = np.random.default_rng(seed).permutation(n_clusters) % max(n_groups, 1)
    return shuffled.astype(np.int32)[clusters], n_groups


def jackknife(
    estimate: Callable[[np.ndarray], np.ndarray], sums: np.ndarray, confidence: float = CONFIDENCE
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Value, low and high of a figure computed from sums over users, by leaving out one group of users at a time.

    `sums` has shape (groups, ...); `estimate` takes sums of shape (m, ...) and gives figures of shape (m, ...). The
    interval is the whole line (NaN) when there are fewer than two groups. Source: Kott 2001 (delete-a-group jackknife).
    """
    total = sums.sum(axis=0, keepdims=True)
    value = estimate(total)[0]
    n_groups = len(sums)
    if n_groups < 2:
        return value, np.full_like(value, np.nan, dtype=float), np.full_like(value, np.nan, dtype=float)
    left_out = estimate(total - sums)
    half = stats.t.isf((1 - confidence) / 2, n_groups - 1) * np.sqrt(
        (n_groups - 1) / n_groups * ((left_out - value) ** 2).sum(axis=0)
    )
    return value, value - half, value + half


def bootstrap_weights(n_clusters: int, resamples: int, seed: int = 0) -> np.ndarray:
    """How often each cluster is drawn in each resample: shape (resamples, n_clusters), rows add up to n_clusters.
    Source: Efron 1979.
    """
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, n_clusters, (resamples, n_clusters))
    offsets = np.arange(resamples)[:, None] * n_clusters
    return (
        np.bincount((drawn + offsets).ravel(), minlength=resamples * n_clusters)
        .reshape(resamples, n_clusters)
        .astype(float)
    )


def percentile_interval(draws: np.ndarray, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
    """The middle `confidence` of the draws along the first axis; NaN draws do not count."""
    low, high = np.nanquantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    return low, high


def bootstrap_rate(
    values: np.ndarray, clusters: np.ndarray, resamples: int = 2000, seed: int = 0, confidence: float = CONFIDENCE
) -> Estimate:
    """The mean of `values`, with a percentile interval over resampled clusters (codes from 0); a check on
    `intervals.rate`.
    """
    n_clusters = int(np.max(clusters)) + 1
    weights = bootstrap_weights(n_clusters, resamples, seed)
    totals, counts = np.bincount(clusters, values, n_clusters), np.bincount(clusters, minlength=n_clusters)
    low, high = percentile_interval(weights @ totals / (weights @ counts), confidence)
    return Estimate(float(np.mean(values)), float(low), float(high))
