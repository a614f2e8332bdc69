"""What is the true rate, where a judge gave a verdict on every item and people labelled some of them?

The judge can be a model, a rule or a button. Two corrections of the share that it flags use the same labels:

- Rogan & Gladen 1978: (flagged - false positives) / (sensitivity - false positives), with the errors measured on the
  labelled items. Its interval is Fieller's (1954), so a judge that is hardly better than chance gives a wide interval
  and not a wrong one. It stays right when the labelled items are chosen by their label.
- Prediction-powered (Angelopoulos et al. 2023): the flagged share plus the mean of label minus flag. It needs labels of
  a random sample, and is right however bad the judge is.

All variances are between clusters (users), as items of one user are alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analytics.statistics.effective import jackknife_degrees
from analytics.statistics.intervals import CONFIDENCE, Estimate, Rate, rate
from analytics.statistics.prediction_powered import cluster_changes, corrected_rate

UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class JudgeError:
    """A judge on `n` items, of which people labelled `n_labelled`.

    `raw` is the share that it flags; `sensitivity` the share of items that people label 1 that it flags, `specificity`
    the share of the others that it does not flag. `rogan_gladen` and `prediction_powered` are the share of all items
    that people would label 1. `more_labels` is how many more labels halve the interval of `prediction_powered`; None
    where labels alone cannot.
    """

    n: int
    n_labelled: int
    raw: Rate
    sensitivity: Rate
    specificity: Rate
    rogan_gladen: Estimate
    prediction_powered: Estimate
    more_labels: int | None


def judge_error(flagged: np.ndarray, labels: np.ndarray, clusters: np.ndarray) -> JudgeError:
    """The errors of a judge. `flagged` is 0 or 1 for every item, `labels` 0, 1 or NaN, `clusters` are codes from 0."""
    positive, negative = labels == 1, labels == 0
    return JudgeError(
        len(flagged),
        int((positive | negative).sum()),
        rate(flagged, clusters),
        rate(flagged[positive], _codes(clusters[positive])),
        rate(1 - flagged[negative], _codes(clusters[negative])),
        rogan_gladen(flagged, labels, clusters),
        corrected_rate(flagged, labels, clusters) if (positive | negative).any() else UNKNOWN,
        more_labels(flagged, labels, clusters),
    )


def rogan_gladen(flagged: np.ndarray, labels: np.ndarray, clusters: np.ndarray) -> Estimate:
    """The true rate by the sensitivity and specificity on the labelled items, with Fieller's interval; NaN without
    labels of both kinds, and for a judge that is no better than chance.
    """
    from scipy import stats

    positive, negative = labels == 1, labels == 0
    if not (positive.any() and negative.any()):
        return UNKNOWN
    share, sensitivity, false = flagged.mean(), flagged[positive].mean(), flagged[negative].mean()
    above, span = float(share - false), float(sensitivity - false)
    if span <= 0:
        return UNKNOWN
    codes = _codes(clusters)
    every = np.ones(len(flagged), bool)
    of_false = cluster_changes(flagged, negative, codes)
    of_above = cluster_changes(flagged, every, codes) - of_false
    of_span = cluster_changes(flagged, positive, codes) - of_false
    sums = np.stack([of_above, of_span])
    covariance = sums @ sums.T * sums.shape[1] / max(sums.shape[1] - 1, 1)
    never = _variance_of_never(sensitivity, int(positive.sum())), _variance_of_never(false, int(negative.sum()))
    covariance = covariance + np.array([[never[1], never[1]], [never[1], sum(never)]])
    value = min(max(above / span, 0.0), 1.0)
    degrees = float(jackknife_degrees(of_above - value * of_span))
    low, high = _fieller(above, span, covariance, float(stats.t.isf((1 - CONFIDENCE) / 2, degrees)))
    return Estimate(value, max(low, 0.0), min(high, 1.0))


def more_labels(flagged: np.ndarray, labels: np.ndarray, clusters: np.ndarray) -> int | None:
    """How many more labels of random items halve the prediction-powered interval; None where it stays wider than half
    even with a label for every item, or no label is there.
    """
    is_labelled = ~np.isnan(labels)
    n, n_labelled = len(labels), int(is_labelled.sum())
    if n_labelled < 2 or n_labelled == n:
        return None
    errors = labels[is_labelled] - flagged[is_labelled]
    codes = _codes(clusters)
    of_labels = np.bincount(codes[is_labelled], errors - errors.mean()) ** 2
    of_items = np.bincount(codes, flagged - flagged.mean()) ** 2
    by_label, fixed = float(of_labels.sum()) / n_labelled**2, float(of_items.sum()) / n**2
    left = (by_label + fixed) / 4 - fixed
    if left <= 0 or by_label <= 0:
        return None
    needed = math.ceil(n_labelled * by_label / left)
    return needed - n_labelled if needed <= n else None


def _fieller(above: float, span: float, covariance: np.ndarray, t: float) -> tuple[float, float]:
    """The ends of the interval of above / span; everything is possible where `span` could be 0."""
    a = span**2 - t**2 * covariance[1, 1]
    b = above * span - t**2 * covariance[0, 1]
    c = above**2 - t**2 * covariance[0, 0]
    root = b**2 - a * c
    if a <= 0 or root < 0:
        return 0.0, 1.0
    return (b - math.sqrt(root)) / a, (b + math.sqrt(root)) / a


def _variance_of_never(share: float, n: int) -> float:
    """The variance of a share of 0 or 1 in `n` items, where the items themselves show none: that of a share moved by
    two items, as in Agresti & Coull 1998.
    """
    if 0 < share < 1:
        return 0.0
    moved = 2 / (n + 4)
    return moved * (1 - moved) / (n + 4)


def _codes(clusters: np.ndarray) -> np.ndarray:
    return np.asarray(np.unique(clusters, return_inverse=True)[1])
