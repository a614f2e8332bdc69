"""Do raters agree more often than chance predicts?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.statistics.intervals import CONFIDENCE, Estimate
from analytics.statistics.resampling import random_groups
from analytics.statistics.two_way import effective_clusters, groups_of, interval, ways


@dataclass(frozen=True)
class Agreement(Estimate):
    """Chance-corrected agreement (1 is perfect, 0 is chance) over `n_units` units with at least two ratings.

    NaN when all ratings have the same value.
    """

    n_units: int


UNDEFINED = Agreement(float("nan"), float("nan"), float("nan"), 0)


def _nominal(counts: np.ndarray) -> np.ndarray:
    return 1.0 - np.broadcast_to(np.eye(counts.shape[1]), (len(counts), counts.shape[1], counts.shape[1]))


def _ordinal(counts: np.ndarray) -> np.ndarray:
    middle = np.cumsum(counts, axis=1) - counts / 2
    squared_distance: np.ndarray = (middle[:, :, None] - middle[:, None, :]) ** 2
    return squared_distance


LEVELS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"nominal": _nominal, "ordinal": _ordinal}
"""The squared distance of two values by level of measurement, from how often each value occurs: (m, values) ->
(m, values, values).
"""


def krippendorff_alpha(
    units: np.ndarray,
    values: np.ndarray,
    level: str = "nominal",
    clusters: np.ndarray | None = None,
    raters: np.ndarray | None = None,
    confidence: float = CONFIDENCE,
) -> Agreement:
    """Krippendorff's alpha of ratings in long form, any number per unit.

    `units` and `values` are integer codes from 0, one per rating; for "ordinal", the codes are in order. Units with
    one rating do not count. The interval holds for other `clusters` (of units, prompts for example; default: the units)
    and, if they are known, other `raters` (codes from 0). Source: Krippendorff 2011, "Computing Krippendorff's
    alpha-reliability"; Cameron, Gelbach & Miller 2011 (two-way clustering).
    """
    units, values = np.asarray(units), np.asarray(values)
    n_units, n_values = int(np.max(units, initial=-1)) + 1, int(np.max(values, initial=-1)) + 1
    counts = _value_counts(units, values, n_units, n_values)
    total = _coincidences(counts)
    n_paired = int((counts.sum(axis=1) > 1).sum())
    if not n_paired:
        return UNDEFINED

    def alpha(sums: np.ndarray) -> np.ndarray:
        return _alpha(sums.reshape(-1, n_values, n_values), LEVELS[level])

    value = float(alpha(total)[0])
    clusters = units if clusters is None else clusters
    every = ways(clusters, raters)
    changes = [alpha(_without_each_group(counts, units, values, way)) - value for way in every]
    return _agreement(value, changes, n_paired, effective_clusters(every), confidence)


def cohen_kappa(
    first: np.ndarray, second: np.ndarray, clusters: np.ndarray | None = None, confidence: float = CONFIDENCE
) -> Agreement:
    """Cohen's kappa of two raters on the same units (integer codes from 0), with a jackknife interval over clusters of
    units (users or prompts; default: the units).

    Source: Cohen 1960.
    """
    n = len(first)
    if not n:
        return UNDEFINED
    n_values = int(max(np.max(first), np.max(second))) + 1
    codes = np.arange(n) if clusters is None else np.asarray(pd.factorize(clusters)[0])
    groups, n_groups = random_groups(codes)
    cells = (groups.astype(np.int64) * n_values + first) * n_values + second
    tables = np.bincount(cells, minlength=n_groups * n_values**2).reshape(n_groups, n_values, n_values)
    total = tables.sum(axis=0, keepdims=True)
    value = float(_kappa(total)[0])
    return _agreement(value, [_kappa(total - tables) - value], n, effective_clusters([codes]), confidence)


def majority_kappa(
    rater: np.ndarray, units: np.ndarray, values: np.ndarray, every: list[np.ndarray], confidence: float = CONFIDENCE
) -> tuple[Agreement, float]:
    """Cohen's kappa of the majorities of two groups of raters on the same units, and the share of equal majorities.

    One row per rating: `rater` is the group (0 or 1), `units` and `values` are codes from 0. A unit without a majority
    has the value in the middle. The interval leaves out ratings, and so changes majorities, by each of `every` ways
    (see `two_way.ways`).
    """
    n_units, n_values = int(np.max(units, initial=-1)) + 1, int(np.max(values, initial=-1)) + 1
    shape = (2, n_units, n_values)
    cells = (rater * n_units + units) * n_values + values
    counts = np.bincount(cells, minlength=2 * n_units * n_values).reshape(shape)
    table = _majority_table(counts)
    value = float(_kappa(table)[0])
    changes = []
    for way in every:
        without = (counts - np.bincount(cells[rows], minlength=counts.size).reshape(shape) for rows in groups_of(way))
        changes.append(np.array([_kappa(_majority_table(one))[0] for one in without]) - value)
    share = float(np.trace(table[0]) / max(table.sum(), 1))
    return _agreement(value, changes, int(table.sum()), effective_clusters(every), confidence), share


def _majority_table(counts: np.ndarray) -> np.ndarray:
    """How often each pair of majorities occurs, int[1, values, values], of the units with ratings of both groups."""
    n_values = counts.shape[2]
    most = counts.max(axis=2)
    has_majority = (counts == most[:, :, None]).sum(axis=2) == 1
    majority = np.where(has_majority, counts.argmax(axis=2), n_values // 2)[:, (most > 0).all(axis=0)]
    table = np.bincount(majority[0] * n_values + majority[1], minlength=n_values**2)
    return table.reshape(1, n_values, n_values)


def _agreement(value: float, changes: list[np.ndarray], n_units: int, effective: float, confidence: float) -> Agreement:
    """The interval from the changes of the value without each group, for each way to group the ratings."""
    if not np.isfinite(value) or len(changes[0]) < 2:
        return Agreement(value, float("nan"), float("nan"), n_units)
    low, high = interval(np.asarray(value), changes, effective, confidence)
    return Agreement(value, max(float(low), -1.0), min(float(high), 1.0), n_units)


def _without_each_group(counts: np.ndarray, units: np.ndarray, values: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """The coincidences without the ratings of each random group of clusters: float[groups, values * values]."""
    groups, n_groups = random_groups(clusters)
    total = _coincidences(counts)
    order = np.argsort(groups, kind="stable")
    limits = np.searchsorted(groups[order], np.arange(n_groups + 1))
    without = np.empty((n_groups, len(total)))
    for group in range(n_groups):
        rows = order[limits[group] : limits[group + 1]]
        affected, place = np.unique(units[rows], return_inverse=True)
        before = counts[affected]
        after = before - _value_counts(place, values[rows], len(affected), counts.shape[1])
        without[group] = total - _coincidences(before) + _coincidences(after)
    return without


def _value_counts(units: np.ndarray, values: np.ndarray, n_units: int, n_values: int) -> np.ndarray:
    """How often each unit has each value: float[units, values]."""
    counts = np.bincount(np.asarray(units) * n_values + values, minlength=n_units * n_values)
    return counts.reshape(n_units, n_values).astype(float)


def _coincidences(counts: np.ndarray) -> np.ndarray:
    """Pairs of values within the units, each unit weighted by its number of ratings: float[values * values]."""
    n = counts.sum(axis=1)
    paired, weights = counts[n > 1], 1 / (n[n > 1] - 1)
    pairs = (paired * weights[:, None]).T @ paired
    pairs[np.diag_indices_from(pairs)] -= weights @ paired
    return np.asarray(pairs).ravel()


def _alpha(observed: np.ndarray, squared_distance: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Alpha of each coincidence matrix in float[m, values, values]: 1 - observed / expected disagreement."""
    totals = observed.sum(axis=2)
    distance, n = squared_distance(totals), totals.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = (totals[:, :, None] * totals[:, None, :] * distance).sum(axis=(1, 2)) / (n - 1)
        alpha: np.ndarray = 1 - (observed * distance).sum(axis=(1, 2)) / expected
    return alpha


def _kappa(tables: np.ndarray) -> np.ndarray:
    """Kappa of each table of counts in [m, values, values]: agreement beyond chance."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = tables / tables.sum(axis=(1, 2), keepdims=True)
    observed = np.trace(shares, axis1=1, axis2=2)
    expected = (shares.sum(axis=2) * shares.sum(axis=1)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        kappa: np.ndarray = (observed - expected) / (1 - expected)
    return kappa
