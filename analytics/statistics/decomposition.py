"""Why did the rate change? Different traffic, different raters, or different ratings of the same traffic."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from math import factorial

import numpy as np
import pandas as pd

from analytics.statistics.effective import effective_number
from analytics.statistics.intervals import Estimate
from analytics.statistics.resampling import jackknife, random_groups

BEFORE, AFTER = 0, 1

MIN_COVERAGE = 1e-12
"""The coverage of a stratum without ratings: its weight vanishes, but a mean over only such strata is still defined."""


@dataclass(frozen=True)
class Decomposition:
    """The change of the mean rating as a sum of three components: total = mix + who_rates + within."""

    total: Estimate
    mix: Estimate
    """The share of each stratum in the traffic changed."""
    who_rates: Estimate
    """Within a stratum, the share of turns with a rating changed."""
    within: Estimate
    """Within a stratum, the ratings changed. Only this component can be the effect of a model or a prompt."""
    before: float
    after: float
    strata: pd.DataFrame
    """One row per stratum: turns_before, turns_after, rated_before, rated_after, rate_before, rate_after, and what the
    stratum adds to mix, who_rates and within.
    """


def decompose(
    strata: np.ndarray, side: np.ndarray, rated: np.ndarray, values: np.ndarray, clusters: np.ndarray, n_strata: int
) -> Decomposition:
    """Decompose the change of the mean rating between two sides into traffic mix, who rates, and change within strata.

    One row per turn: `strata` codes 0..n_strata-1, `side` 0 (before) or 1 (after), `rated` boolean, `values` in [0, 1]
    (ignored where not rated), `clusters` user codes from 0 for the intervals (delete-a-group jackknife). The rate is
    sum(turns * coverage * rate) / sum(turns * coverage) over strata. The component of each factor is its Shapley value,
    so that the order of the factors does not matter. A stratum that is missing on one side gets the coverage and the
    rate of the other side: its appearance or disappearance counts as mix. Source: Kitagawa 1955; Shorrocks 2013.
    """
    groups, n_groups = random_groups(clusters)
    cells = (groups.astype(np.int64) * 2 + side) * n_strata + strata
    weights = (None, rated.astype(float), np.where(rated, values, 0.0))
    counts = [np.bincount(cells, weight, n_groups * 2 * n_strata) for weight in weights]
    sums = np.stack([count.reshape(n_groups, 2, n_strata) for count in counts], axis=2)
    value, low, high = jackknife(_components, sums, effective_number(sums[:, :, 1].sum(axis=2), axis=0).min())
    total, mix, who_rates, within = (
        Estimate(*map(float, ends)) for ends in zip(value[:4], low[:4], high[:4], strict=True)
    )
    by_stratum = _by_stratum(sums.sum(axis=0))
    return Decomposition(total, mix, who_rates, within, float(value[4]), float(value[5]), by_stratum)


def _factors(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share of turns, coverage and rate, each float[m, side, strata], from sums of shape (m, side, 3, strata).

    A factor that is undefined on one side takes the value of the other side.
    """
    turns, rated, total = sums[:, :, 0], sums[:, :, 1], sums[:, :, 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        share, coverage, rate = turns / turns.sum(axis=2, keepdims=True), rated / turns, total / rated
    coverage, rate = (np.nan_to_num(np.where(np.isnan(factor), factor[:, ::-1], factor)) for factor in (coverage, rate))
    return share, np.maximum(coverage, MIN_COVERAGE), rate


def _shapley(
    figure: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
    factors: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> list[np.ndarray]:
    """The Shapley value of each factor: how much its change from before to after changes `figure`, averaged over all
    orders in which the factors can change.
    """
    figures = {
        sides: figure(*(factor[:, side] for factor, side in zip(factors, sides, strict=True)))
        for sides in itertools.product((BEFORE, AFTER), repeat=3)
    }
    values = []
    for place in range(3):
        value: np.ndarray | float = 0.0
        for sides in (sides for sides in figures if sides[place] == BEFORE):
            changed = (*sides[:place], AFTER, *sides[place + 1 :])
            n_changed = sum(sides)
            weight = factorial(n_changed) * factorial(2 - n_changed) / factorial(3)
            value = value + weight * (figures[changed] - figures[sides])
        values.append(np.asarray(value))
    return values


def _mean_rating(turns: np.ndarray, coverage: np.ndarray, rate: np.ndarray) -> np.ndarray:
    weight = turns * coverage
    mean: np.ndarray = (weight * rate).sum(axis=-1) / weight.sum(axis=-1)
    return mean


def _components(sums: np.ndarray) -> np.ndarray:
    """total, mix, who_rates, within, before, after for each of m sets of sums: float[m, 6]."""
    factors = _factors(sums)
    mix, who_rates, within = _shapley(_mean_rating, factors)
    before, after = (_mean_rating(*(factor[:, side] for factor in factors)) for side in (BEFORE, AFTER))
    return np.stack([after - before, mix, who_rates, within, before, after], axis=1)


def _by_stratum(sums: np.ndarray) -> pd.DataFrame:
    """What each stratum adds to the components, from sums of shape (side, 3, strata).

    Rates are measured from the mean of the two overall rates, so that a change of weights alone adds up correctly.
    """
    factors = _factors(sums[None])
    turns, rated = sums[:, 0], sums[:, 1]
    middle = np.mean([_mean_rating(*(factor[:, side] for factor in factors)) for side in (BEFORE, AFTER)])

    def contributions(turn_share: np.ndarray, coverage: np.ndarray, rate: np.ndarray) -> np.ndarray:
        weight = turn_share * coverage
        contribution: np.ndarray = weight / weight.sum(axis=-1, keepdims=True) * (rate - middle)
        return contribution

    mix, who_rates, within = (value[0] for value in _shapley(contributions, factors))
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
