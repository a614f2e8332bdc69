"""Who rates at all? The rate of those who did, the rate all would give if raters were typical, and what cannot be ruled
out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.statistics.intervals import Estimate, Rate, rate
from analytics.statistics.resampling import jackknife, random_groups


@dataclass(frozen=True)
class CoverageBounds:
    """One rate under three assumptions about those who did not rate."""

    n_turns: int
    n_rated: int
    naive: Rate
    """Those who did not rate would have rated like those who did."""
    post_stratified: Estimate
    """... like those who did in the same stratum; NaN when no stratum has ratings."""
    unreached: float
    """Share of turns in strata without a single rating, of which post-stratification knows nothing."""
    worst_case: tuple[float, float]
    """... all unhappy, or all happy: what no assumption is needed for."""

    @property
    def coverage(self) -> float:
        return self.n_rated / self.n_turns if self.n_turns else float("nan")


def coverage_bounds(
    rated: np.ndarray, values: np.ndarray, strata: np.ndarray, clusters: np.ndarray, n_strata: int
) -> CoverageBounds:
    """Naive, post-stratified and worst-case rate of all turns. One row a turn: `rated` boolean, `values` in [0, 1]
    where rated.

    Source: Holt & Smith 1979 (post-stratification); Manski 1989 (worst-case bounds); intervals clustered by user.
    """
    n_turns, n_rated = len(rated), int(np.sum(rated))
    total = float(np.sum(values[rated]))
    groups, n_groups = random_groups(clusters)
    key = groups.astype(np.int64) * n_strata + strata
    weights = (None, rated.astype(float), np.where(rated, values, 0.0))
    sums = np.stack(
        [np.bincount(key, weight, n_groups * n_strata).reshape(n_groups, n_strata) for weight in weights], axis=1
    )

    def stratified(sums: np.ndarray) -> np.ndarray:
        turns, reached, happy = sums[:, 0], sums[:, 1] > 0, sums[:, 2]
        with np.errstate(invalid="ignore", divide="ignore"):
            return (
                np.where(reached, turns * happy / sums[:, 1], 0).sum(axis=1) / np.where(reached, turns, 0).sum(axis=1)
            )[:, None]

    value, low, high = (float(one[0]) for one in jackknife(stratified, sums)) if n_turns else (float("nan"),) * 3
    turns, ratings = sums.sum(axis=0)[:2]
    return CoverageBounds(
        n_turns=n_turns,
        n_rated=n_rated,
        naive=rate(values[rated], clusters[rated]),
        post_stratified=Estimate(value, low, high),
        unreached=float(turns[ratings == 0].sum() / max(n_turns, 1)),
        worst_case=(total / n_turns, (total + n_turns - n_rated) / n_turns) if n_turns else (0.0, 1.0),
    )
