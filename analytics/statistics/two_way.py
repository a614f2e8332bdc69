"""How certain is a figure of rows that belong to two kinds of clusters, such as verdicts on prompts by judges?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.statistics.distributions import t_quantile_above
from analytics.statistics.effective import effective_number, jackknife_degrees
from analytics.statistics.intervals import CONFIDENCE
from analytics.statistics.resampling import random_groups


def ways(clusters: np.ndarray, crossed: np.ndarray | None) -> list[np.ndarray]:
    """The codes (from 0) by which rows are left out: by `clusters` only, or by both kinds of clusters, and by row."""
    first = np.asarray(pd.factorize(clusters)[0])
    return [first] if crossed is None else [first, np.asarray(pd.factorize(crossed)[0]), np.arange(len(first))]


def groups_of(way: np.ndarray) -> list[np.ndarray]:
    """The places of the rows of each random group of clusters."""
    groups, n = random_groups(way)
    order = np.argsort(groups, kind="stable")
    return np.split(order, np.searchsorted(groups[order], np.arange(1, n)))


def effective_clusters(every: Sequence[np.ndarray]) -> float:
    """The effective number of clusters of the way with fewest, without the last of several ways (the rows)."""
    kinds = every[:2]
    return min((float(effective_number(np.bincount(way))) for way in kinds), default=0.0)


def interval(
    value: np.ndarray, changes: Sequence[np.ndarray], effective: float = np.inf, confidence: float = CONFIDENCE
) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the interval of `value` (float[...]) from its changes without each group, float[groups, ...] for each
    of the `ways`.

    The variances of the first two ways add up, without that of the rows, which both contain; the result is at least
    each of them. Ways with one group do not count. A change that is not defined counts as none. Source: Cameron,
    Gelbach & Miller 2011; the degrees of freedom are those of `jackknife`.
    """
    known = [np.nan_to_num(change) for change in changes if len(change) > 1]
    if not known:
        nothing = np.full_like(value, np.nan, dtype=float)
        return nothing, nothing
    variances = [(len(change) - 1) / len(change) * (change**2).sum(axis=0) for change in known]
    variance = np.maximum.reduce(variances)
    if len(known) > 2:
        variance = np.maximum(variances[0] + variances[1] - variances[2], variance)
    degrees = np.minimum.reduce([jackknife_degrees(change) for change in known])
    degrees = np.clip(np.minimum(degrees, effective - 1), 1, None)
    half = t_quantile_above((1 - confidence) / 2, degrees) * np.sqrt(variance)
    return value - half, value + half
