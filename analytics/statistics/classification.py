"""How good is a classifier on documents it has not seen? Each figure has an interval; the classes weigh the same."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analytics.statistics.distributions import normal_quantile_above
from analytics.statistics.distributions import ranks as ranks_of
from analytics.statistics.intervals import CONFIDENCE, Estimate, wilson
from analytics.statistics.resampling import bootstrap_weights, percentile_interval

BINS = 10


def auc(scores: np.ndarray, positive: np.ndarray, confidence: float = CONFIDENCE) -> Estimate:
    """The probability that a positive scores above a negative (ties count half). NaN when a class is empty.

    `positive` is bool[n]. The interval is DeLong's on the logit scale, so that it stays within [0, 1]. Source: DeLong
    et al. 1988; Sun & Xu 2014; Pepe 2003.
    """
    positives, negatives = np.asarray(scores, float)[positive], np.asarray(scores, float)[~positive]
    m, n = len(positives), len(negatives)
    if not m or not n:
        return Estimate(math.nan, math.nan, math.nan)
    ranks = ranks_of(np.concatenate([positives, negatives]))
    shares_below = (ranks[:m] - ranks_of(positives)) / n
    shares_above = 1 - (ranks[m:] - ranks_of(negatives)) / m
    value = float(shares_below.mean())
    if min(m, n) < 2 or not 0 < value < 1:  # no variance is visible: use the smaller class as the number of trials
        low, high = wilson(value * min(m, n), min(m, n), confidence)
        return Estimate(value, float(low), float(high))
    deviation = math.sqrt(shares_below.var(ddof=1) / m + shares_above.var(ddof=1) / n) / (value * (1 - value))
    half, logit = normal_quantile_above((1 - confidence) / 2) * deviation, math.log(value / (1 - value))
    return Estimate(value, _expit(logit - half), _expit(logit + half))


def balanced_accuracy(
    scores: np.ndarray, positive: np.ndarray, threshold: float = 0.5, confidence: float = CONFIDENCE
) -> Estimate:
    """The mean of the two classes' accuracies at `threshold`, with an interval from their Wilson intervals.

    Source: Newcombe 1998, method 10.
    """
    first = _share(scores[positive] >= threshold, confidence)
    second = _share(scores[~positive] < threshold, confidence)
    value = (first.value + second.value) / 2
    low = value - math.hypot(first.value - first.low, second.value - second.low) / 2
    high = value + math.hypot(first.high - first.value, second.high - second.value) / 2
    return Estimate(value, low, high)


def reliability(scores: np.ndarray, positive: np.ndarray, bins: int = BINS) -> pd.DataFrame:
    """The share of positives among documents with about the same score, one row per bin that is not empty.

    Columns: score (the mean score), share, low, high, n. Both classes have the same total weight; the interval is
    Wilson's with the effective sample size of the weights (Kish 1965).
    """
    weights, bin_codes = _class_weights(positive), _bin_codes(scores, bins)

    def bin_sums(terms: np.ndarray) -> np.ndarray:
        return np.bincount(bin_codes, terms, bins)[n > 0]

    n = np.bincount(bin_codes, minlength=bins)
    total = bin_sums(weights)
    share = bin_sums(weights * positive) / total
    effective = total**2 / bin_sums(weights**2)
    low, high = wilson(share * effective, effective)
    score = bin_sums(weights * scores) / total
    return pd.DataFrame({"score": score, "share": share, "low": low, "high": high, "n": n[n > 0]})


def calibration_error(
    scores: np.ndarray, positive: np.ndarray, bins: int = BINS, resamples: int = 500, seed: int = 0
) -> Estimate:
    """The mean distance between scores and shares of positives over the documents, with a bootstrap interval.

    This is the expected calibration error of Naeini, Cooper & Hauskrecht 2015; both classes have the same total weight.
    """
    weights, bin_codes = _class_weights(positive), _bin_codes(scores, bins)
    gaps = weights * (np.asarray(scores) - positive)

    def error(gaps: np.ndarray, total: float) -> float:
        return float(np.abs(np.bincount(bin_codes, gaps, bins)).sum() / total)

    value = error(gaps, weights.sum())
    resampled = (bootstrap_weights(len(gaps), 1, seed + number)[0] for number in range(resamples))
    draws = [error(gaps * counts, weights @ counts) for counts in resampled]
    low, high = percentile_interval(np.array(draws))
    return Estimate(value, min(float(low), value), float(high))


def _share(hits: np.ndarray, confidence: float) -> Estimate:
    n, total = len(hits), float(hits.sum())
    low, high = wilson(total, n, confidence)
    return Estimate(total / n if n else math.nan, float(low), float(high))


def _bin_codes(scores: np.ndarray, bins: int) -> np.ndarray:
    return np.asarray(np.minimum((np.asarray(scores) * bins).astype(int), bins - 1))


def _class_weights(positive: np.ndarray) -> np.ndarray:
    """A weight per row that gives both classes the same total; the weights add up to the number of rows."""
    share = float(np.mean(positive))
    return np.where(positive, 0.5 / max(share, 1e-12), 0.5 / max(1 - share, 1e-12))


def _expit(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
