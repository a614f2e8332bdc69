"""The rate of a property of all items, from a classifier's mark on each and people's labels of some."""

from __future__ import annotations

import numpy as np

from analytics.statistics.effective import jackknife_degrees
from analytics.statistics.intervals import CONFIDENCE, Estimate, rate


def corrected_rate(flagged: np.ndarray, labels: np.ndarray, clusters: np.ndarray) -> Estimate:
    """The share of items that people would label as 1: the share of `flagged` (0 or 1, all items), plus the mean of
    label minus flag where there is a label (`labels` is NaN elsewhere).

    It is unbiased, however bad the classifier is, if the labelled items are a random sample. The interval is
    cluster-robust (jackknife and Student's t; `clusters` are codes of users). With a label for every item, it is the
    rate of labels. Source: Angelopoulos et al. 2023, prediction-powered inference.
    """
    from scipy import stats

    is_labelled = ~np.isnan(labels)
    n, n_labelled = len(labels), int(is_labelled.sum())
    if n_labelled == n:
        whole = rate(labels, clusters)
        return Estimate(whole.value, whole.low, whole.high)
    correction = np.where(is_labelled, np.nan_to_num(labels) - flagged, 0.0)
    value = float(flagged.mean() + correction.sum() / max(n_labelled, 1))
    codes = np.unique(clusters, return_inverse=True)[1]
    changes = cluster_changes(flagged, np.ones(n, bool), codes) + cluster_changes(correction, is_labelled, codes)
    n_labelled_clusters = len(np.unique(clusters[is_labelled]))
    if n_labelled_clusters < 2:
        return Estimate(value, 0.0, 1.0)
    error = np.sqrt(len(changes) / (len(changes) - 1) * (changes**2).sum())
    # a label that never differs from the flag leaves room for one that does, as in Wilson's interval
    error = max(float(error), np.sqrt(1 / n_labelled_clusters) / (2 * np.sqrt(n_labelled_clusters)))
    degrees = min(float(jackknife_degrees(changes)), n_labelled_clusters - 1)
    half = float(stats.t.isf((1 - CONFIDENCE) / 2, degrees)) * error
    return Estimate(min(max(value, 0.0), 1.0), max(value - half, 0.0), min(value + half, 1.0))


def cluster_changes(values: np.ndarray, rows: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """How much each cluster (codes from 0) changes the mean of `values` over `rows` (boolean): the mean of all minus
    that without the cluster. Their sum of squares is the variance of the mean (jackknife).
    """
    n_clusters, n = int(codes.max(initial=-1)) + 1, max(int(rows.sum()), 1)
    mean = float(values[rows].mean()) if rows.any() else 0.0
    sums = np.bincount(codes[rows], values[rows] - mean, n_clusters)
    others: np.ndarray = n - np.bincount(codes[rows], minlength=n_clusters)
    changes: np.ndarray = sums / np.maximum(others, 1)
    return changes
