"""Who rates? The rate of those who rated, the rate if raters were typical, and the bounds without assumptions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.statistics.effective import effective_number
from analytics.statistics.intervals import Estimate, Rate, rate, wilson
from analytics.statistics.resampling import jackknife, random_groups


@dataclass(frozen=True)
class CoverageBounds:
    """One rate under three assumptions about the turns without a rating."""

    n_turns: int
    n_rated: int
    naive: Rate
    """Assumes that unrated turns would be rated like the rated ones."""
    post_stratified: Estimate
    """Assumes that unrated turns would be rated like the rated ones of the same stratum; NaN when nothing is rated."""
    unrated_strata_share: float
    """The share of turns in strata without any rating. Post-stratification leaves them out."""
    worst_case: tuple[float, float]
    """Assumes nothing: from all unrated turns negative to all of them positive."""

    @property
    def coverage(self) -> float:
        return self.n_rated / self.n_turns if self.n_turns else float("nan")


def coverage_bounds(
    rated: np.ndarray, values: np.ndarray, strata: np.ndarray, clusters: np.ndarray, n_strata: int
) -> CoverageBounds:
    """The naive, the post-stratified and the worst-case rate of all turns.

    One row per turn: `rated` is boolean, `values` lie in [0, 1] where rated, `strata` and `clusters` (users) are codes
    from 0. Intervals are clustered by user. Source: Holt & Smith 1979 (post-stratification); Manski 1989 (worst-case
    bounds).
    """
    n_turns, n_rated = len(rated), int(np.sum(rated))
    total = float(np.sum(values[rated]))
    sums = _group_sums(rated, values, strata, clusters, n_strata)
    turns, ratings = sums.sum(axis=0)[:2]
    naive = rate(values[rated], clusters[rated])
    return CoverageBounds(
        n_turns=n_turns,
        n_rated=n_rated,
        naive=naive,
        post_stratified=_post_stratified(sums, naive),
        unrated_strata_share=float(turns[ratings == 0].sum() / max(n_turns, 1)),
        worst_case=(total / n_turns, (total + n_turns - n_rated) / n_turns) if n_turns else (0.0, 1.0),
    )


def _group_sums(
    rated: np.ndarray, values: np.ndarray, strata: np.ndarray, clusters: np.ndarray, n_strata: int
) -> np.ndarray:
    """Turns, ratings and the sum of ratings by random group of users and stratum: float[groups, 3, strata]."""
    groups, n_groups = random_groups(clusters)
    cells = groups.astype(np.int64) * n_strata + strata
    weights = (None, rated.astype(float), np.where(rated, values, 0.0))
    sums = [np.bincount(cells, weight, n_groups * n_strata).reshape(n_groups, n_strata) for weight in weights]
    return np.stack(sums, axis=1)


def _post_stratified(sums: np.ndarray, naive: Rate) -> Estimate:
    if not len(sums):
        return Estimate(float("nan"), float("nan"), float("nan"))

    def means(sums: np.ndarray) -> np.ndarray:
        turns, has_rating, positive = sums[:, 0], sums[:, 1] > 0, sums[:, 2]
        with np.errstate(invalid="ignore", divide="ignore"):
            positive_turns = np.where(has_rating, turns * positive / sums[:, 1], 0).sum(axis=1)
            mean: np.ndarray = positive_turns / np.where(has_rating, turns, 0).sum(axis=1)
            unweighted = positive.sum(axis=1) / sums[:, 1].sum(axis=1)
        return np.stack([mean, unweighted], axis=1)

    value, low, high = jackknife(means, sums, float(effective_number(sums[:, 1].sum(axis=1))))
    with np.errstate(invalid="ignore", divide="ignore"):
        return _within_scale(float(value[0]), naive, float((high - low)[0] / (high - low)[1]))


def _within_scale(value: float, naive: Rate, inflation: float) -> Estimate:
    """Wilson's interval, which stays in [0, 1], with the effective size of the naive rate, for a standard error that is
    `inflation` times as large. Where all ratings are equal, it contains that of the naive rate.
    """
    if not np.isfinite(inflation) or inflation <= 0 or not (0 < value < 1 and 0 < naive.value < 1):
        is_known = np.isfinite(inflation) or naive.n_clusters > 1
        low, high = (min(naive.low, value), max(naive.high, value)) if is_known else (float("nan"),) * 2
        return Estimate(value, low, high)
    n = naive.effective_n / inflation**2 * value * (1 - value) / (naive.value * (1 - naive.value))
    ends = wilson(value * n, n)
    return Estimate(value, float(ends[0]), float(ends[1]))
