"""Does the comparison turn around once both sides are asked the same things? Simpson's paradox, named with its
stratifier.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.statistics.intervals import Estimate
from analytics.statistics.resampling import jackknife, random_groups

MIN_ROWS = 10
"""Ratings that each side must have in a stratum for it to be compared."""


@dataclass(frozen=True)
class Standardised:
    """second - first as it is (`crude`) and with both sides given the same strata (`adjusted`)."""

    crude: Estimate
    adjusted: Estimate
    overlap: float
    """Share of all ratings that lie in strata where both sides can be compared; the rest is left out of `adjusted`."""
    n_strata: int

    @property
    def reversal(self) -> bool:
        """Simpson's paradox: the sign turns, and neither sign is noise."""
        return self.crude.value * self.adjusted.value < 0 and self.crude.excludes_zero and self.adjusted.excludes_zero

    @property
    def explained(self) -> bool:
        """The crude difference is real, but nothing of it is left between like and like."""
        return self.crude.excludes_zero and not self.adjusted.excludes_zero


def standardise(
    side: np.ndarray, strata: np.ndarray, values: np.ndarray, clusters: np.ndarray, n_strata: int
) -> Standardised:
    """The difference of mean `values` between side 1 and side 0, crude and directly standardised to the strata of both
    together.

    One row a rating, all integer codes from 0 (`clusters` are users). Strata in which a side has fewer than MIN_ROWS
    ratings cannot be compared and are left out; `overlap` says how much remains. Intervals by delete-a-group jackknife.
    Source: Rothman, Greenland & Lash 2008, chapter 4 (direct standardisation).
    """
    groups, n_groups = random_groups(clusters)
    key = (groups.astype(np.int64) * 2 + side) * n_strata + strata
    shape = (n_groups, 2, n_strata)
    sums = np.stack(
        [np.bincount(key, weight, 2 * n_groups * n_strata).reshape(shape) for weight in (None, values)], axis=2
    )
    rows = sums.sum(axis=0)[:, 0]
    comparable = (rows >= MIN_ROWS).all(axis=0)
    overlap = float(rows[:, comparable].sum() / max(rows.sum(), 1))

    def differences(sums: np.ndarray) -> np.ndarray:
        n, total = sums[:, :, 0], sums[:, :, 1]
        with np.errstate(invalid="ignore", divide="ignore"):
            crude = total.sum(axis=2) / n.sum(axis=2)
            rate = np.where(n > 0, total / n, 0.0)
            weight = n.sum(axis=1) * comparable * (n > 0).all(axis=1)
            adjusted = (rate * weight[:, None]).sum(axis=2) / weight.sum(axis=1)[:, None]
        return np.stack([crude[:, 1] - crude[:, 0], adjusted[:, 1] - adjusted[:, 0]], axis=1)

    value, low, high = jackknife(differences, sums)
    crude, adjusted = (Estimate(*map(float, three)) for three in zip(value, low, high, strict=True))
    return Standardised(crude, adjusted, overlap, int(comparable.sum()))
