"""Why did the rate move? Other traffic, other people who rate, or the same questions answered worse."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from math import factorial

import numpy as np
import pandas as pd

from analytics.statistics.intervals import Estimate
from analytics.statistics.resampling import jackknife, random_groups

BEFORE, AFTER = 0, 1

NOBODY = 1e-12
"""Coverage of a stratum that nobody rated: its weight vanishes, and a mean over nothing but such strata still
exists.
"""


@dataclass(frozen=True)
class Decomposition:
    """A change of the rate among those who rate, split without remainder: total = mix + who_rates + within."""

    total: Estimate
    mix: Estimate
    """The strata are asked for more or less often."""
    who_rates: Estimate
    """Within a stratum, more or fewer of the turns are rated."""
    within: Estimate
    """The same stratum is rated differently: what a model or prompt can be blamed for."""
    before: float
    after: float
    strata: pd.DataFrame
    """One row a stratum: turns, rated, rate before and after, and its part of mix, who_rates and within."""


def decompose(
    strata: np.ndarray, side: np.ndarray, rated: np.ndarray, values: np.ndarray, clusters: np.ndarray, n_strata: int
) -> Decomposition:
    """Split the change of the mean rating between two sides into traffic mix, who rates, and change within strata.

    One row a turn: `strata` codes 0..n_strata-1, `side` 0 (before) or 1 (after), `rated` boolean, `values` in [0, 1]
    (ignored where not rated), `clusters` user codes from 0 for the intervals (delete-a-group jackknife). The rate is
    sum(turns * coverage * rate) / sum(turns * coverage) over strata; each factor's part is its Shapley value, so no
    order is preferred. A stratum that one side lacks keeps the other side's coverage and rate: its coming or going is
    mix. Source: Kitagawa 1955; Shorrocks 2013.
    """
    groups, n_groups = random_groups(clusters)
    sums = np.stack(
        [
            _count(groups, n_groups, side, strata, n_strata, weight)
            for weight in (None, rated.astype(float), np.where(rated, values, 0.0))
        ],
        axis=2,
    )
    value, low, high = jackknife(_parts, sums)
    total, mix, who_rates, within = (Estimate(*map(float, three)) for three in zip(value[:4], low, high, strict=False))
    return Decomposition(
        total, mix, who_rates, within, before=float(value[4]), after=float(value[5]), strata=_table(sums.sum(axis=0))
    )


def _count(
    groups: np.ndarray, n_groups: int, side: np.ndarray, strata: np.ndarray, n_strata: int, weight: np.ndarray | None
) -> np.ndarray:
    key = (groups.astype(np.int64) * 2 + side) * n_strata + strata
    return np.bincount(key, weight, n_groups * 2 * n_strata).reshape(n_groups, 2, n_strata)


def _factors(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turns, coverage and rate, each of shape (m, side, strata), from sums of shape (m, side, 3, strata); what one side
    lacks is the other's.
    """
    turns, rated, total = sums[:, :, 0], sums[:, :, 1], sums[:, :, 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        share, coverage, rate = turns / turns.sum(axis=2, keepdims=True), rated / turns, total / rated
    coverage, rate = (np.nan_to_num(np.where(np.isnan(factor), factor[:, ::-1], factor)) for factor in (coverage, rate))
    return share, np.maximum(coverage, NOBODY), rate


def _shapley(
    figure: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
    factors: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> list[np.ndarray]:
    """How much each factor's move from before to after changes `figure`, averaged over the orders in which they may
    move.
    """
    figures = {
        sides: figure(*(factor[:, side] for factor, side in zip(factors, sides, strict=True)))
        for sides in itertools.product((BEFORE, AFTER), repeat=3)
    }
    parts = []
    for moving in range(3):
        part: np.ndarray | float = 0.0
        for sides in figures:
            if sides[moving] == BEFORE:
                moved = (*sides[:moving], AFTER, *sides[moving + 1 :])
                already = sum(sides)
                part = part + factorial(already) * factorial(2 - already) / factorial(3) * (
                    figures[moved] - figures[sides]
                )
        parts.append(np.asarray(part))
    return parts


def _mean(turns: np.ndarray, coverage: np.ndarray, rate: np.ndarray) -> np.ndarray:
    weight = turns * coverage
    return (weight * rate).sum(axis=-1) / weight.sum(axis=-1)


def _parts(sums: np.ndarray) -> np.ndarray:
    """total, mix, who_rates, within, before, after for each of m sets of sums: shape (m, 6)."""
    factors = _factors(sums)
    mix, who_rates, within = _shapley(_mean, factors)
    before, after = (_mean(*(factor[:, side] for factor in factors)) for side in (BEFORE, AFTER))
    return np.stack([after - before, mix, who_rates, within, before, after], axis=1)


def _table(sums: np.ndarray) -> pd.DataFrame:
    """The parts by stratum: a stratum's share of the rate, measured from the mean of both rates, so that a mere shift
    of weight sums right.
    """
    factors = _factors(sums[None])
    turns, rated = sums[:, 0], sums[:, 1]
    middle = np.mean([_mean(*(factor[:, side] for factor in factors)) for side in (BEFORE, AFTER)])

    def shares(turn_share: np.ndarray, coverage: np.ndarray, rate: np.ndarray) -> np.ndarray:
        weight = turn_share * coverage
        return weight / weight.sum(axis=-1, keepdims=True) * (rate - middle)

    mix, who_rates, within = (part[0] for part in _shapley(shares, factors))
    rate = np.where(rated > 0, sums[:, 2] / np.maximum(rated, 1), np.nan)
    columns = {
        "turns_before": turns[0],
        "turns_after": turns[1],
        "rated_before": rated[0],
        "rated_after": rated[1],
        "rate_before": rate[0],
        "rate_after": rate[1],
    }
    return pd.DataFrame({**columns, "mix": mix, "who_rates": who_rates, "within": within})
