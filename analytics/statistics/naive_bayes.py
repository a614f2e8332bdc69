"""Multinomial naive Bayes on sparse rows, out of fold, in closed form."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy import sparse

from analytics.system import available_processors

SMOOTHING = 0.1
"""Occurrences that each feature has in each class before any is counted."""


def log_probabilities(rows: sparse.csr_matrix, labels: np.ndarray, classes: int, fold: np.ndarray) -> np.ndarray:
    """float32[n, classes]: the logarithm of the probability of each class for each of `rows` (non-negative CSR), from a
    model of the other folds.

    `labels` are codes from 0, `fold` the fold of each row. It is overconfident: its logarithms need a weight.
    """
    result = np.empty((len(labels), classes), np.float32)

    def score(number: int) -> None:
        held_out = fold == number
        result[held_out] = _scores(rows[~held_out], labels[~held_out], classes, rows[held_out])

    with ThreadPoolExecutor(available_processors()) as pool:
        list(pool.map(score, np.unique(fold).tolist()))
    return result


def _scores(rows: sparse.csr_matrix, labels: np.ndarray, classes: int, others: sparse.csr_matrix) -> np.ndarray:
    """The log-probabilities of the classes for `others`, from the classes of `rows`."""
    weights, priors = weights_of(rows, labels, classes)
    return log_normalised(others @ weights + priors)


def weights_of(rows: sparse.csr_matrix, labels: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """The model of these rows: weights float32[features, classes], and intercepts float32[classes]."""
    members = sparse.csr_matrix(
        (np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))), (classes, len(labels))
    )
    counts = (members @ rows).toarray().astype(np.float32) + np.float32(SMOOTHING)
    counts /= counts.sum(axis=1, keepdims=True)
    priors = np.log((np.bincount(labels, minlength=classes) + 1) / (len(labels) + classes))
    return np.log(counts).T.astype(np.float32), priors.astype(np.float32)


def log_normalised(scores: np.ndarray) -> np.ndarray:
    """The scores minus the logarithm of the sum of their exponentials: log-probabilities in each row."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    normalised: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return normalised
