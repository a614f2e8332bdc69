"""How good is a classifier on documents it has not seen? Every figure with its interval, both classes weighing the
same.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats

from analytics.statistics.intervals import CONFIDENCE, Estimate, wilson
from analytics.statistics.resampling import bootstrap_weights, percentile_interval

BINS = 10


def auc(scores: np.ndarray, positive: np.ndarray, confidence: float = CONFIDENCE) -> Estimate:
    """The probability that a positive scores above a negative (ties half). `positive` is bool[n]; NaN when a class is
    empty.

    The interval is DeLong's on the logit scale, so that it stays within [0, 1]. Source: DeLong et al. 1988; Sun & Xu
    2014; Pepe 2003.
    """
    ones, zeros = np.asarray(scores, float)[positive], np.asarray(scores, float)[~positive]
    m, n = len(ones), len(zeros)
    if not m or not n:
        return Estimate(math.nan, math.nan, math.nan)
    ranks = stats.rankdata(np.concatenate([ones, zeros]))
    of_ones = (ranks[:m] - stats.rankdata(ones)) / n
    of_zeros = 1 - (ranks[m:] - stats.rankdata(zeros)) / m
    value = float(of_ones.mean())
    if min(m, n) < 2 or not 0 < value < 1:
        ends = wilson(
            value * min(m, n), min(m, n), confidence
        )  # no spread is seen: as if each of the fewer were one trial
        return Estimate(value, float(ends[0]), float(ends[1]))
    error = math.sqrt(of_ones.var(ddof=1) / m + of_zeros.var(ddof=1) / n) / (value * (1 - value))
    half, logit = stats.norm.isf((1 - confidence) / 2) * error, math.log(value / (1 - value))
    return Estimate(value, *(1 / (1 + math.exp(-end)) for end in (logit - half, logit + half)))


def balanced_accuracy(
    scores: np.ndarray, positive: np.ndarray, threshold: float = 0.5, confidence: float = CONFIDENCE
) -> Estimate:
    """The mean of both classes' shares on the right side of `threshold`, from their Wilson intervals. Source: Newcombe
    1998, method 10.
    """
    rates = []
    for scored, right in (
        (scores[positive], lambda some: some >= threshold),
        (scores[~positive], lambda some: some < threshold),
    ):
        n = len(scored)
        hits = float(right(scored).sum())
        ends = wilson(hits, n, confidence)
        rates.append((hits / n if n else math.nan, float(ends[0]), float(ends[1])))
    value = (rates[0][0] + rates[1][0]) / 2
    low = value - math.hypot(*(rate - low for rate, low, _ in rates)) / 2
    high = value + math.hypot(*(high - rate for rate, _, high in rates)) / 2
    return Estimate(value, low, high)


def reliability(scores: np.ndarray, positive: np.ndarray, bins: int = BINS) -> pd.DataFrame:
    """Of documents with about the same score, how many are positive: score (their mean), share, low, high, n of each
    bin that is not empty.

    The classes weigh the same, whatever their sizes; the interval is Wilson's with the effective sample size of the
    weights (Kish 1965).
    """
    weights = _balanced(positive)
    bin_of = np.minimum((np.asarray(scores) * bins).astype(int), bins - 1)
    total, squares, hits, sums = (
        np.bincount(bin_of, some, bins) for some in (weights, weights**2, weights * positive, weights * scores)
    )
    there = total > 0
    total, squares, hits, sums = total[there], squares[there], hits[there], sums[there]
    effective = total**2 / squares
    low, high = wilson(hits / total * effective, effective)
    return pd.DataFrame(
        {
            "score": sums / total,
            "share": hits / total,
            "low": low,
            "high": high,
            "n": np.bincount(bin_of, minlength=bins)[there],
        }
    )


def calibration_error(
    scores: np.ndarray, positive: np.ndarray, bins: int = BINS, resamples: int = 500, seed: int = 0
) -> Estimate:
    """How far scores are from shares on average over the documents (expected calibration error), with a bootstrap
    interval.

    Source: Naeini, Cooper & Hauskrecht 2015; both classes weigh the same.
    """
    weights = _balanced(positive)
    bin_of = np.minimum((np.asarray(scores) * bins).astype(int), bins - 1)
    gaps = weights * (np.asarray(scores) - positive)
    value = float(np.abs(np.bincount(bin_of, gaps, bins)).sum() / weights.sum())
    drawn = []
    for start in range(resamples):
        times = bootstrap_weights(len(gaps), 1, seed + start)[0]
        drawn.append(np.abs(np.bincount(bin_of, gaps * times, bins)).sum() / (weights @ times))
    low, high = percentile_interval(np.array(drawn))
    return Estimate(value, min(float(low), value), float(high))


def _balanced(positive: np.ndarray) -> np.ndarray:
    """A weight for each row that makes both classes count the same; they add up to the number of rows."""
    share = np.mean(positive)
    return np.where(positive, 0.5 / max(share, 1e-12), 0.5 / max(1 - share, 1e-12))
