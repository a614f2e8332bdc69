"""Which labels are likely wrong? Confident learning (Northcutt, Jiang & Chuang 2021) on out-of-fold probabilities from
vectors.

The probabilities come from a Gaussian model of each class with one shrunk covariance for all (linear discriminant
analysis), which has a closed form: a hundred classes of ten thousand vectors take a second, and no document is judged
by a model that knows its label.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

FOLDS = 5
SHRINKAGE = 0.1
"""How much of the covariance is replaced by a multiple of the identity, so that few documents suffice."""

VOTE_OF_NONE = 0.01
"""What a class without a neighbour is given, in neighbours."""
FLOOR = 1e-12
"""A Gaussian model is too sure of itself in many dimensions: below this it counts as undecided, and the neighbours
decide.
"""


def out_of_fold(vectors: np.ndarray, labels: np.ndarray, folds: int = FOLDS, seed: int = 0) -> np.ndarray:
    """float32[n, classes]: the probability of each class for each of `vectors` (float[n, d]), from the documents of the
    other folds.

    `labels` are codes from 0, each with at least two documents; folds are drawn within each class.
    """
    fold = _folds(labels, folds, seed)
    classes = int(labels.max()) + 1
    moments = [_Moments.of(vectors[fold == number], labels[fold == number], classes) for number in range(folds)]
    found = np.empty((len(labels), classes), np.float32)
    for number in range(folds):
        found[fold == number] = _Moments.together(moments[:number] + moments[number + 1 :]).probabilities(
            vectors[fold == number]
        )
    return found


class _Moments(NamedTuple):
    """What a Gaussian model of classes needs to know of some documents: counts and sums by class, and the products of
    all vectors.
    """

    counts: np.ndarray
    sums: np.ndarray
    products: np.ndarray

    @classmethod
    def of(cls, vectors: np.ndarray, labels: np.ndarray, classes: int) -> _Moments:
        member = sparse.csr_matrix(
            (np.ones(len(labels), vectors.dtype), labels, np.arange(len(labels) + 1)), (len(labels), classes)
        )
        return cls(
            np.bincount(labels, minlength=classes),
            np.asarray(member.T @ vectors, np.float64),
            (vectors.T @ vectors).astype(np.float64),
        )

    @classmethod
    def together(cls, some: list[_Moments]) -> _Moments:
        return cls(
            np.sum([one.counts for one in some], axis=0),
            np.sum([one.sums for one in some], axis=0),
            np.sum([one.products for one in some], axis=0),
        )

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """Probabilities of the classes for `vectors`; a class without a document gets none."""
        n, d = self.counts.sum(), self.products.shape[0]
        means = self.sums / np.maximum(self.counts, 1)[:, None]
        covariance = (self.products - self.sums.T @ means) / max(n - (self.counts > 0).sum(), 1)
        covariance = (1 - SHRINKAGE) * covariance + (SHRINKAGE * np.trace(covariance) / d + 1e-9) * np.eye(d)
        directions = np.linalg.solve(covariance, means.T)
        with np.errstate(divide="ignore"):
            logits = vectors @ directions.astype(vectors.dtype) + (
                np.log(self.counts / n) - 0.5 * np.einsum("cd,dc->c", means, directions)
            ).astype(vectors.dtype)
        logits -= logits.max(axis=1, keepdims=True)
        probabilities = np.exp(logits)
        return probabilities / probabilities.sum(axis=1, keepdims=True)


def _folds(labels: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """A fold for each row, those of a class spread evenly."""
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    order = shuffled[np.argsort(labels[shuffled], kind="stable")]
    fold = np.empty(len(labels), np.int64)
    fold[order] = np.arange(len(labels)) % folds
    return fold


def neighbour_votes(
    labels: np.ndarray, classes: int, document: np.ndarray, neighbour: np.ndarray, similarity: np.ndarray
) -> np.ndarray:
    """float[n, classes]: what the labels of the nearest neighbours say, each with its similarity to the power of four.

    `document`, `neighbour` (rows) and `similarity` are the edges of the neighbour graph; a document is not its own
    neighbour.
    """
    weights = np.maximum(similarity, 0) ** 4
    votes = sparse.coo_matrix((weights, (document, labels[neighbour])), (len(labels), classes)).toarray() + np.asarray(
        VOTE_OF_NONE, weights.dtype
    )
    votes /= votes.sum(axis=1, keepdims=True)
    return votes


def combined(probabilities: np.ndarray, votes: np.ndarray) -> np.ndarray:
    """Both opinions multiplied, the neighbours' to the power of one half, as both saw the same vectors.

    On banking77 with 4 % of the labels changed, 85 % of the changed ones are then among the 4 % least likely, instead
    of 77 %.
    """
    found = np.maximum(probabilities, FLOOR) * np.sqrt(votes)
    found /= found.sum(axis=1, keepdims=True)
    return found


def thresholds(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """The mean probability of each class among the documents that carry its label: above it a document confidently
    belongs to it.
    """
    own = probabilities[np.arange(len(labels)), labels]
    counts = np.bincount(labels, minlength=probabilities.shape[1])
    return np.where(counts > 0, np.bincount(labels, own, probabilities.shape[1]) / np.maximum(counts, 1), 1.0)


def confident_class(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """int64[n]: the likeliest class among those that a document confidently belongs to, -1 where there is none.

    Counted by label and class this is the confident joint.
    """
    confident = probabilities >= thresholds(labels, probabilities)[None, :] - 1e-6
    return np.where(confident.any(axis=1), np.where(confident, probabilities, -1.0).argmax(axis=1), -1)


def issues(labels: np.ndarray, probabilities: np.ndarray, belongs_to: np.ndarray) -> np.ndarray:
    """bool[n]: labels that confident learning takes for errors: the document confidently belongs to another class,
    which is likelier too.

    `belongs_to` is the `confident_class` of each.
    """
    return (belongs_to >= 0) & (belongs_to != labels) & (probabilities.argmax(axis=1) != labels)
