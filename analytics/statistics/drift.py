"""Do two samples come from the same distribution? Tests of shares, means and histograms whose rows may be dependent,
and effects on one scale: the share of the rows that would have to change.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from analytics.statistics.distributions import (
    binomial_above,
    binomial_at_most,
    kolmogorov_above,
    t_above,
    t_quantile_above,
)
from analytics.statistics.intervals import CONFIDENCE, Estimate

SMALL_EXPECTED = 10.0
"""Expected counts below which shares are compared by the exact conditional test."""

PSEUDO_COUNT = 0.5
"""Added to the count of every level, so that a new level does not make the index infinite."""


class Moments(NamedTuple):
    """n values, their sum and the sum of their squares; how many times the variance of their mean is that of
    independent values; and the effective number of clusters.
    """

    n: float
    total: float
    squares: float
    design_effect: float = 1.0
    clusters: float = math.inf

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def variance_of_mean(self) -> float:
        spread = max(self.squares / self.n - self.mean**2, 0.0)
        return spread / max(self.n - 1, 1) * self.design_effect


class Test(NamedTuple):
    """A change with its interval, and the probability of one as large by chance (NaN: unknown)."""

    change: Estimate
    p: float


def compare_means(before: Moments, after: Moments) -> Test:
    """The mean after minus the mean before, by Welch's test with cluster-robust variances."""
    change = after.mean - before.mean
    parts_of_variance = (before.variance_of_mean, after.variance_of_mean)
    deviation = math.sqrt(sum(parts_of_variance))
    if deviation == 0:
        return Test(Estimate(change, change, change), 1.0 if change == 0 else math.nan)
    degrees = _welch_degrees(parts_of_variance, (before, after))
    half = float(t_quantile_above((1 - CONFIDENCE) / 2, degrees)) * deviation
    return Test(Estimate(change, change - half, change + half), float(2 * t_above(abs(change) / deviation, degrees)))


def _welch_degrees(variances: tuple[float, float], sides: tuple[Moments, Moments]) -> float:
    """Degrees of freedom of Welch and Satterthwaite, with the effective number of clusters as the sample size."""
    terms = [
        variance**2 / max(min(side.n, side.clusters) - 1, 1) for variance, side in zip(variances, sides, strict=True)
    ]
    return float(max(sum(variances) ** 2 / sum(terms), 1.0))


def p_of_share_changes(
    before: np.ndarray,
    after: np.ndarray,
    sizes: tuple[float, float],
    effects: tuple[np.ndarray, np.ndarray],
    clusters: tuple[float, float] = (math.inf, math.inf),
) -> np.ndarray:
    """Two-sided p-value for each level that its share is equal in two samples of `sizes` rows.

    `before` and `after` are counts; `effects` the design effects of each level. The score test with the pooled share
    (Student's t, with the smaller effective number of clusters); where an expected count is below SMALL_EXPECTED, the
    exact conditional test of the counts divided by their design effects.
    """
    pooled = (before + after) / (sizes[0] + sizes[1])
    variance = pooled * (1 - pooled) * (effects[0] / sizes[0] + effects[1] / sizes[1])
    change = after / sizes[1] - before / sizes[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(variance > 0, np.abs(change) / np.sqrt(variance), 0.0)
    p = 2 * t_above(z, max(min(clusters) - 1, 1))
    effect = np.maximum(*effects)
    expected = pooled * min(sizes) / effect
    rare = (expected < SMALL_EXPECTED) | ((1 - pooled) * min(sizes) / effect < SMALL_EXPECTED)
    swapped = pooled > 0.5
    x = np.where(swapped, sizes[0] - before, before) / effect
    y = np.where(swapped, sizes[1] - after, after) / effect
    exact = exact_p(x, y, sizes[1] / (sizes[0] + sizes[1]))
    return np.where(rare, exact, np.minimum(p, 1.0))


def exact_p(x: np.ndarray, y: np.ndarray, share: float) -> np.ndarray:
    """Two-sided p-value that `y` of x + y rare events are in the second sample, which has `share` of the rows: twice
    the smaller tail of the binomial distribution. Fractional counts become whole ones, the change the smaller.

    Source: Przyborowski & Wilenski 1940.
    """
    more = y * (1 - share) > x * share
    first, second = np.where(more, np.ceil(x), np.floor(x)), np.where(more, np.floor(y), np.ceil(y))
    total = first + second
    tail = np.where(more, binomial_above(second - 1, total, share), binomial_at_most(second, total, share))
    return np.where(total > 0, np.minimum(2 * tail, 1.0), 1.0)


def ks_distance(before: np.ndarray, after: np.ndarray) -> float:
    """The largest difference of the cumulative shares of two histograms with the same bins."""
    gaps = np.cumsum(after) / after.sum() - np.cumsum(before) / before.sum()
    return float(np.abs(gaps).max())


def p_of_ks(distance: float, n_before: float, n_after: float) -> float:
    """The probability of a distance at least as large by chance (Kolmogorov), conservative for binned values.
    `n_before` and `n_after` are effective numbers of rows.
    """
    n = n_before * n_after / (n_before + n_after)
    root = math.sqrt(n)
    return kolmogorov_above((root + 0.12 + 0.11 / root) * distance)


def population_stability_index(before: np.ndarray, after: np.ndarray) -> float:
    """sum of (q - p) ln(q / p) for two tables of counts: the symmetric Kullback-Leibler divergence.

    Source: Siddiqi 2006.
    """
    is_used = (before + after) > 0
    p, q = (counts[is_used] + PSEUDO_COUNT for counts in (before, after))
    p, q = p / p.sum(), q / q.sum()
    return float(np.sum((q - p) * np.log(q / p)))


class Shares(NamedTuple):
    """Shares of several levels in one sample: their counts, the rows of the sample, and the design effect of each."""

    counts: np.ndarray
    n: float
    effect: np.ndarray


def share_intervals(before: Shares, after: Shares) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The change of each share, and the ends of its interval. Source: Newcombe 1998, method 10."""
    from analytics.statistics.intervals import wilson

    ends = [wilson(side.counts / side.effect, side.n / side.effect) for side in (before, after)]
    (low, high), (low_after, high_after) = ends
    share, share_after = before.counts / before.n, after.counts / after.n
    change = share_after - share
    return (
        change,
        change - np.hypot(share_after - low_after, high - share),
        change + np.hypot(high_after - share_after, share - low),
    )


def holm(p_values: np.ndarray, level: float) -> np.ndarray:
    """Whether each claim is significant at the family-wise `level` (Holm 1979); a NaN is not."""
    order = np.argsort(np.where(np.isnan(p_values), np.inf, p_values), kind="stable")
    significant = np.zeros(len(p_values), bool)
    for rank, place in enumerate(order):
        if not p_values[place] * (len(p_values) - rank) <= level:
            break
        significant[place] = True
    return significant
