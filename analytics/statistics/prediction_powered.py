"""The rate of a property of all items, from a classifier's mark on each and people's labels of some."""

from __future__ import annotations

import numpy as np
from scipy import stats

from analytics.statistics.intervals import CONFIDENCE, Estimate, rate


def corrected_rate(flagged: np.ndarray, labels: np.ndarray, clusters: np.ndarray) -> Estimate:
    """The share of items that people would label as 1: the share of `flagged` (0 or 1, all items), plus the mean of
    label minus flag where there is a label (`labels` is NaN elsewhere).

    It is unbiased, however bad the classifier is, if the labelled items are a random sample. The interval is
    cluster-robust (Student's t, `clusters` are codes of users). With a label for every item, it is the rate of labels.
    Source: Angelopoulos et al. 2023, prediction-powered inference.
    """
    is_labelled = ~np.isnan(labels)
    n, n_labelled = len(labels), int(is_labelled.sum())
    if n_labelled == n:
        whole = rate(labels, clusters)
        return Estimate(whole.value, whole.low, whole.high)
    correction = np.where(is_labelled, np.nan_to_num(labels) - flagged, 0.0)
    value = float(flagged.mean() + correction.sum() / max(n_labelled, 1))
    centred = (flagged - flagged.mean()) / n
    centred += np.where(is_labelled, correction - correction.sum() / max(n_labelled, 1), 0.0) / max(n_labelled, 1)
    sums = np.bincount(np.unique(clusters, return_inverse=True)[1], centred)
    n_labelled_clusters = len(np.unique(clusters[is_labelled]))
    if n_labelled_clusters < 2:
        return Estimate(value, 0.0, 1.0)
    error = np.sqrt(len(sums) / (len(sums) - 1) * (sums**2).sum())
    # a label that never differs from the flag leaves room for one that does, as in Wilson's interval
    error = max(float(error), np.sqrt(1 / n_labelled_clusters) / (2 * np.sqrt(n_labelled_clusters)))
    half = float(stats.t.isf((1 - CONFIDENCE) / 2, n_labelled_clusters - 1)) * error
    return Estimate(min(max(value, 0.0), 1.0), max(value - half, 0.0), min(value + half, 1.0))
