"""How much would a figure vary with other users? Resampling draws or leaves out whole users, never single rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analytics.statistics.distributions import t_quantile_above
from analytics.statistics.effective import MIN_DEGREES, effective_number, jackknife_degrees
from analytics.statistics.intervals import CONFIDENCE, Estimate

RANDOM_GROUPS = 64
"""Groups of users in place of single users: enough for a t quantile of 2.00 instead of 1.96, few enough to count in one
pass.
"""


def random_groups(clusters: np.ndarray, seed: int = 0, n_groups: int = RANDOM_GROUPS) -> tuple[np.ndarray, int]:
    """A group 0..n-1 for each row, with all rows of a cluster (codes from 0) in one group, and the number n of groups.

    All groups have the same number of clusters. Source: Wolter 2007, chapter 2 (random groups).
    """
    n_clusters = int(np.max(clusters, initial=-1)) + 1
    n_groups = min(n_groups, n_clusters)
    shuffled = np.random.default_rng(seed).permutation(n_clusters) % max(n_groups, 1)
    return shuffled.astype(np.int32)[clusters], n_groups


def jackknife(
    estimate: Callable[[np.ndarray], np.ndarray],
    sums: np.ndarray,
    effective: np.ndarray | float = np.inf,
    confidence: float = CONFIDENCE,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Value, low and high of a figure that is computed from sums over users, by leaving out one group of users at a
    time.

    `sums` has shape (groups, ...); `estimate` maps sums of shape (m, ...) to figures of shape (m, ...). With fewer than
    two groups, the ends of the interval are NaN. Where few groups cause most of the variance, there are fewer degrees
    of freedom; at most as many as the `effective` number of groups, minus one. Source: Kott 2001
    (delete-a-group jackknife); Johnson & Rust 1992 (degrees of freedom).
    """
    total = sums.sum(axis=0, keepdims=True)
    value = estimate(total)[0]
    n_groups = len(sums)
    if n_groups < 2:
        return value, np.full_like(value, np.nan, dtype=float), np.full_like(value, np.nan, dtype=float)
    changes = estimate(total - sums) - value
    deviation = np.sqrt((n_groups - 1) / n_groups * (changes**2).sum(axis=0))
    degrees = np.minimum(jackknife_degrees(changes), np.maximum(np.asarray(effective) - 1, MIN_DEGREES))
    half = t_quantile_above((1 - confidence) / 2, degrees) * deviation
    return value, value - half, value + half


def clustered_difference(values: np.ndarray, is_first: np.ndarray, clusters: np.ndarray) -> Estimate:
    """The mean of the rows `is_first` minus that of the other rows, when a cluster (codes from 0) can have both kinds;
    NaN when a kind has no row.
    """
    if not is_first.any() or is_first.all():
        return Estimate(float("nan"), float("nan"), float("nan"))
    groups, n_groups = random_groups(clusters)
    cells = groups.astype(np.int64) * 2 + is_first
    counts = [np.bincount(cells, weight, 2 * n_groups).reshape(n_groups, 2) for weight in (None, values)]

    def difference(sums: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            means = sums[:, 1] / sums[:, 0]
        gap: np.ndarray = means[:, 1] - means[:, 0]
        return gap

    return Estimate(
        *(
            float(end)
            for end in jackknife(difference, np.stack(counts, axis=1), effective_number(counts[0], axis=0).min())
        )
    )


def bootstrap_weights(n_clusters: int, resamples: int, seed: int = 0) -> np.ndarray:
    """How often each cluster is drawn in each resample: float[resamples, n_clusters], rows add up to n_clusters.

    Source: Efron 1979.
    """
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, n_clusters, (resamples, n_clusters))
    offsets = np.arange(resamples)[:, None] * n_clusters
    counts = np.bincount((drawn + offsets).ravel(), minlength=resamples * n_clusters)
    return counts.reshape(resamples, n_clusters).astype(float)


def percentile_interval(draws: np.ndarray, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
    """The middle `confidence` of the draws along the first axis; NaN draws do not count."""
    low, high = np.nanquantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    return low, high
