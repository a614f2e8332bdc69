"""Do raters agree more often than chance predicts?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.statistics.intervals import CONFIDENCE, Estimate
from analytics.statistics.resampling import bootstrap_weights, percentile_interval

RESAMPLES = 500


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
    resamples: int = RESAMPLES,
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> Agreement:
    """Krippendorff's alpha of ratings in long form, any number per unit, with a bootstrap interval over units.

    `units` and `values` are integer codes from 0, one per rating; for "ordinal", the codes are in order. Units with
    one rating do not count. Source: Krippendorff 2011, "Computing Krippendorff's alpha-reliability".
    """
    counts = _value_counts(units, values)
    counts = counts[counts.sum(axis=1) > 1]
    if not len(counts):
        return UNDEFINED
    coincidences, n_values = _coincidences(counts), counts.shape[1]

    def alpha(weights: np.ndarray) -> np.ndarray:
        return _alpha((weights @ coincidences).reshape(len(weights), n_values, n_values), LEVELS[level])

    value = alpha(np.ones((1, len(counts))))[0]
    draws = alpha(bootstrap_weights(len(counts), resamples, seed))
    return _agreement(value, draws, len(counts), confidence)


def cohen_kappa(
    first: np.ndarray, second: np.ndarray, resamples: int = RESAMPLES, seed: int = 0, confidence: float = CONFIDENCE
) -> Agreement:
    """Cohen's kappa of two raters on the same units (integer codes from 0), with a bootstrap interval over units.

    Source: Cohen 1960.
    """
    n = len(first)
    if not n:
        return UNDEFINED
    n_values = int(max(np.max(first), np.max(second))) + 1
    table = np.bincount(np.asarray(first) * n_values + second, minlength=n_values**2)
    resampled = np.random.default_rng(seed).multinomial(n, table / n, resamples)  # resampled units are resampled cells
    kappas = _kappa(np.vstack([table, resampled]).reshape(-1, n_values, n_values) / n)
    return _agreement(kappas[0], kappas[1:], n, confidence)


def _agreement(value: float, draws: np.ndarray, n_units: int, confidence: float) -> Agreement:
    if not np.isfinite(value):
        return Agreement(float(value), float("nan"), float("nan"), n_units)
    low, high = percentile_interval(draws, confidence)
    return Agreement(float(value), float(low), float(high), n_units)


def _value_counts(units: np.ndarray, values: np.ndarray) -> np.ndarray:
    """How often each unit has each value: float[units, values]."""
    n_units, n_values = int(np.max(units, initial=-1)) + 1, int(np.max(values, initial=-1)) + 1
    counts = np.bincount(np.asarray(units) * n_values + values, minlength=n_units * n_values)
    return counts.reshape(n_units, n_values).astype(float)


def _coincidences(counts: np.ndarray) -> np.ndarray:
    """Pairs of values within each unit, each unit weighted by its number of ratings: float[units, values * values]."""
    n_values = counts.shape[1]
    pairs = counts[:, :, None] * counts[:, None, :]
    pairs[:, np.arange(n_values), np.arange(n_values)] -= counts
    weighted: np.ndarray = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return weighted.reshape(len(counts), -1)


def _alpha(observed: np.ndarray, squared_distance: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Alpha of each coincidence matrix in float[m, values, values]: 1 - observed / expected disagreement."""
    totals = observed.sum(axis=2)
    distance, n = squared_distance(totals), totals.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = (totals[:, :, None] * totals[:, None, :] * distance).sum(axis=(1, 2)) / (n - 1)
        alpha: np.ndarray = 1 - (observed * distance).sum(axis=(1, 2)) / expected
    return alpha


def _kappa(shares: np.ndarray) -> np.ndarray:
    """Kappa of each table of shares in float[m, values, values]: agreement beyond chance."""
    observed = np.trace(shares, axis1=1, axis2=2)
    expected = (shares.sum(axis=2) * shares.sum(axis=1)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        kappa: np.ndarray = (observed - expected) / (1 - expected)
    return kappa
