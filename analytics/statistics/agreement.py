"""Do those who judge agree, beyond what chance would give?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.statistics.intervals import CONFIDENCE, Estimate
from analytics.statistics.resampling import bootstrap_weights, percentile_interval

RESAMPLES = 500


@dataclass(frozen=True)
class Agreement(Estimate):
    """Chance-corrected agreement (1 perfect, 0 chance) over `n_units` judged at least twice; NaN when all judgements
    are one value.
    """

    n_units: int


def _nominal(counts: np.ndarray) -> np.ndarray:
    return 1.0 - np.broadcast_to(np.eye(counts.shape[1]), (len(counts), counts.shape[1], counts.shape[1]))


def _ordinal(counts: np.ndarray) -> np.ndarray:
    middle = np.cumsum(counts, axis=1) - counts / 2
    return (middle[:, :, None] - middle[:, None, :]) ** 2


LEVELS = {"nominal": _nominal, "ordinal": _ordinal}
"""Squared distance of two values by level of measurement, from how often each value occurs: (m, values) -> (m, values,
values).
"""


def krippendorff_alpha(
    units: np.ndarray,
    values: np.ndarray,
    level: str = "nominal",
    resamples: int = RESAMPLES,
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> Agreement:
    """Krippendorff's alpha of judgements given in long form, any number a unit; interval by bootstrap over units.

    `units` and `values` are integer codes from 0, one a judgement; for "ordinal" the codes are in order. Units judged
    once say nothing. Source: Krippendorff 2011, "Computing Krippendorff's alpha-reliability".
    """
    n_units, n_values = int(np.max(units, initial=-1)) + 1, int(np.max(values, initial=-1)) + 1
    counts = (
        np.bincount(np.asarray(units) * n_values + values, minlength=n_units * n_values)
        .reshape(n_units, n_values)
        .astype(float)
    )
    judgements = counts.sum(axis=1)
    counts, judgements = counts[judgements > 1], judgements[judgements > 1]
    if not len(counts):
        return Agreement(float("nan"), float("nan"), float("nan"), 0)
    coincidences = counts[:, :, None] * counts[:, None, :]
    coincidences[:, np.arange(n_values), np.arange(n_values)] -= counts
    coincidences = (coincidences / (judgements - 1)[:, None, None]).reshape(len(counts), -1)

    def alpha(weights: np.ndarray) -> np.ndarray:
        observed = (weights @ coincidences).reshape(-1, n_values, n_values)
        totals = observed.sum(axis=2)
        distance = LEVELS[level](totals)
        n = totals.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            expected = (totals[:, :, None] * totals[:, None, :] * distance).sum(axis=(1, 2)) / (n - 1)
            return 1 - (observed * distance).sum(axis=(1, 2)) / expected

    value = alpha(np.ones((1, len(counts))))[0]
    low, high = (
        percentile_interval(alpha(bootstrap_weights(len(counts), resamples, seed)), confidence)
        if np.isfinite(value)
        else (np.nan, np.nan)
    )
    return Agreement(float(value), float(low), float(high), len(counts))


def cohen_kappa(
    first: np.ndarray, second: np.ndarray, resamples: int = RESAMPLES, seed: int = 0, confidence: float = CONFIDENCE
) -> Agreement:
    """Cohen's kappa of two judges on the same units (integer codes from 0); interval by bootstrap over units. Source:
    Cohen 1960.
    """
    n_values = int(max(np.max(first, initial=-1), np.max(second, initial=-1))) + 1
    if not len(first):
        return Agreement(float("nan"), float("nan"), float("nan"), 0)
    cells = np.asarray(first) * n_values + second
    n = len(cells)
    tables = [np.bincount(cells, minlength=n_values**2)]
    generator = np.random.default_rng(seed)
    tables += list(generator.multinomial(n, tables[0] / n, resamples))  # resampling units is resampling cells
    shares = np.array(tables).reshape(-1, n_values, n_values) / n
    observed = np.trace(shares, axis1=1, axis2=2)
    expected = (shares.sum(axis=2) * shares.sum(axis=1)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        kappas = (observed - expected) / (1 - expected)
    low, high = percentile_interval(kappas[1:], confidence) if np.isfinite(kappas[0]) else (np.nan, np.nan)
    return Agreement(float(kappas[0]), float(low), float(high), n)
