"""Can a classifier tell two samples of vectors from each other? Its accuracy on rows that it has not seen is a test of
whether they have the same distribution (Lopez-Paz & Oquab 2017).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from analytics.statistics.classification import auc
from analytics.statistics.distributions import normal_above
from analytics.statistics.distributions import ranks as ranks_of
from analytics.statistics.intervals import Estimate

FOLDS = 5
RIDGE = 1.0
"""Added to the variance in every direction, as a multiple of the mean variance: with few rows a direction is uncertain.
"""
PERMUTATIONS = 100
"""Random divisions of the rows into two samples, from which the chance distribution of the AUC follows."""


@dataclass(frozen=True)
class DomainClassifier:
    """The AUC of a classifier that tells the second sample from the first, in rows that it was not fitted to.

    `scores` are those of all rows, the first sample first: positive means more like the second. `p` is the probability
    of such an AUC by chance (one-sided).
    """

    auc: Estimate
    p: float
    scores: np.ndarray = field(repr=False)


def domain_classifier(first: np.ndarray, second: np.ndarray, seed: int = 0) -> DomainClassifier:
    """Fit a linear discriminant with a ridge to float[n, d] and float[m, d], by cross-validation in FOLDS folds.

    The covariance is that of both samples together, so that it is the same for every division of the rows. `p` is from
    the normal distribution with the mean and deviation of the AUC of PERMUTATIONS random divisions: the scores of the
    folds depend on each other, and the usual variance of an AUC would be too small. The interval is as much wider.
    Needs at least FOLDS rows of each sample.
    """
    vectors = np.concatenate([first, second]).astype(np.float32)
    is_second = np.arange(len(vectors)) >= len(first)
    generator = np.random.default_rng(seed)
    labels = np.stack([is_second, *(generator.permutation(is_second) for _ in range(PERMUTATIONS))], axis=1)
    scores = np.zeros(labels.shape, np.float32)
    folds = generator.permutation(len(vectors)) % FOLDS
    for fold in range(FOLDS):
        inside = folds == fold
        scores[inside] = _scores(vectors[~inside], labels[~inside], vectors[inside])
    ranks = np.stack([ranks_of(column) for column in scores.T], axis=1)
    m, n = len(first), len(second)
    aucs = ((ranks * labels).sum(axis=0) - n * (n + 1) / 2) / (m * n)
    deviation = float(aucs[1:].std(ddof=1))
    p = float(normal_above((aucs[0] - aucs[1:].mean()) / deviation)) if deviation > 0 else 1.0
    widened = max(deviation / math.sqrt((m + n + 1) / (12 * m * n)), 1.0)
    return DomainClassifier(_widened(auc(scores[:, 0], is_second), widened), p, scores[:, 0])


def _widened(estimate: Estimate, factor: float) -> Estimate:
    low, high = (estimate.value + factor * (end - estimate.value) for end in (estimate.low, estimate.high))
    return Estimate(estimate.value, max(low, 0.0), min(high, 1.0))


def _scores(vectors: np.ndarray, labels: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Standardised scores of `others` along the direction that separates the rows of each division best: a column for
    each column of `labels`.
    """
    centred = vectors - vectors.mean(axis=0)
    covariance = centred.T @ centred / len(vectors)
    size = covariance.shape[0]
    ridge = max(RIDGE * float(np.trace(covariance)) / size, 1e-12)
    sums = vectors.T @ labels.astype(np.float32)
    n_second = labels.sum(axis=0)
    rest = vectors.sum(axis=0)[:, None] - sums
    gaps = sums / np.maximum(n_second, 1) - rest / np.maximum(len(vectors) - n_second, 1)
    scores = others @ np.linalg.solve(covariance + ridge * np.eye(size, dtype=np.float32), gaps)
    spread = scores.std(axis=0)
    return np.asarray((scores - scores.mean(axis=0)) / np.where(spread > 0, spread, 1.0))
