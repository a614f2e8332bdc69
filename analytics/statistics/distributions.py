"""Tails and quantiles of the normal, Student's t, the binomial and the Kolmogorov distribution, and ranks.

They are those of scipy.stats, which takes half a second of every start.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

Numbers = np.ndarray | float
"""Functions of a number give a number, those of an array an array."""


def normal_above(value: Numbers) -> Any:
    """The probability of more than `value`."""
    return special.ndtr(-np.asarray(value, float))[()]


def normal_quantile_above(p: Numbers) -> Any:
    """The value that is exceeded with probability `p`."""
    return -special.ndtri(p)


def t_above(value: Numbers, degrees: Numbers) -> Any:
    """The probability of more than `value`, with as many `degrees` of freedom (infinite: the normal distribution)."""
    value, degrees = np.asarray(value, float), np.asarray(degrees, float)
    return np.where(np.isinf(degrees), special.ndtr(-value), special.stdtr(degrees, -value))[()]


def t_quantile_above(p: Numbers, degrees: Numbers) -> Any:
    """The value that is exceeded with probability `p`, with as many `degrees` of freedom."""
    degrees = np.asarray(degrees, float)
    return np.where(np.isinf(degrees), -special.ndtri(p), -special.stdtrit(degrees, p))[()]


def binomial_above(k: np.ndarray, n: np.ndarray, share: float) -> np.ndarray:
    """The probability of more than `k` successes in `n` trials (whole numbers)."""
    inside = np.clip(k, 0, np.maximum(n - 1, 0))
    tail = special.betainc(inside + 1, np.maximum(n - inside, 1), share)
    return np.asarray(np.where(k < 0, 1.0, np.where(k >= n, 0.0, tail)))


def binomial_at_most(k: np.ndarray, n: np.ndarray, share: float) -> np.ndarray:
    """The probability of at most `k` successes in `n` trials (whole numbers)."""
    inside = np.clip(k, 0, np.maximum(n - 1, 0))
    tail = special.betaincc(inside + 1, np.maximum(n - inside, 1), share)
    return np.asarray(np.where(k < 0, 0.0, np.where(k >= n, 1.0, tail)))


def kolmogorov_above(distance: float) -> float:
    """The probability of a larger distance, scaled by the square root of n, for many values."""
    return float(special.kolmogorov(distance))


def ranks(values: np.ndarray) -> np.ndarray:
    """The ranks of float[n] from 1; equal values have the mean of their ranks."""
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    is_first = np.r_[True, ascending[1:] != ascending[:-1]]
    group = np.empty(len(values), np.int64)
    group[order] = np.cumsum(is_first)
    ends = np.r_[np.flatnonzero(is_first), len(values)]
    return np.asarray((ends[group] + ends[group - 1] + 1) / 2)
