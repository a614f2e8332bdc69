"""Does a comparison reverse when both sides have the same strata? This detects Simpson's paradox."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.statistics.effective import effective_number
from analytics.statistics.intervals import Estimate
from analytics.statistics.resampling import jackknife, random_groups

MIN_RATINGS = 10
"""Ratings that each side needs in a stratum for a comparison."""


@dataclass(frozen=True)
class StandardisedDifference:
    """second - first, `crude` and `adjusted` to the same strata on both sides."""

    crude: Estimate
    adjusted: Estimate
    overlap: float
    """The share of all ratings in strata where both sides can be compared; `adjusted` leaves out the others."""
    n_strata: int

    @property
    def is_reversed(self) -> bool:
        """Simpson's paradox: the sign changes, and both differences are significant."""
        has_other_sign = self.crude.value * self.adjusted.value < 0
        return has_other_sign and self.crude.excludes_zero and self.adjusted.excludes_zero


def standardise(
    side: np.ndarray, strata: np.ndarray, values: np.ndarray, clusters: np.ndarray, n_strata: int
) -> StandardisedDifference:
    """The difference of mean `values` between side 1 and side 0, crude and directly standardised to the strata of both
    sides together.

    One row per rating; `side`, `strata` and `clusters` (users) are integer codes from 0. Strata where a side has fewer
    than MIN_RATINGS ratings are left out of `adjusted`. Intervals by delete-a-group jackknife. Source: Rothman,
    Greenland & Lash 2008, chapter 4 (direct standardisation).
    """
    groups, n_groups = random_groups(clusters)
    cells = (groups.astype(np.int64) * 2 + side) * n_strata + strata
    shape = (n_groups, 2, n_strata)
    counts = [np.bincount(cells, weight, 2 * n_groups * n_strata).reshape(shape) for weight in (None, values)]
    sums = np.stack(counts, axis=2)
    n = sums.sum(axis=0)[:, 0]
    is_comparable = (n >= MIN_RATINGS).all(axis=0)
    effective = effective_number(sums[:, :, 0].sum(axis=2), axis=0).min()
    value, low, high = jackknife(lambda sums: _differences(sums, is_comparable), sums, effective)
    crude, adjusted = (Estimate(*map(float, ends)) for ends in zip(value, low, high, strict=True))
    overlap = float(n[:, is_comparable].sum() / max(n.sum(), 1))
    return StandardisedDifference(crude, adjusted, overlap, int(is_comparable.sum()))


def _differences(sums: np.ndarray, is_comparable: np.ndarray) -> np.ndarray:
    """The crude and the adjusted difference for each of m sets of sums: (m, side, 2, strata) -> float[m, 2]."""
    n, total = sums[:, :, 0], sums[:, :, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        crude = total.sum(axis=2) / n.sum(axis=2)
        rate = np.where(n > 0, total / n, 0.0)
        weight = n.sum(axis=1) * is_comparable * (n > 0).all(axis=1)
        adjusted = (rate * weight[:, None]).sum(axis=2) / weight.sum(axis=1)[:, None]
    return np.stack([crude[:, 1] - crude[:, 0], adjusted[:, 1] - adjusted[:, 0]], axis=1)
