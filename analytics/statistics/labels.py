"""Which labels are likely wrong? The evidence of vectors and of neighbours, and the rule that flags a label.

The vectors speak through linear discriminant analysis: a Gaussian model of each class with one shrunk covariance for
all classes. It has a closed form: a hundred classes of ten thousand vectors take a second. The model that predicts the
class of a document has not seen its label.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

FOLDS = 5
SHRINKAGE = 0.1
"""How much of the covariance is replaced by a multiple of the identity, so that few documents are enough."""

PRIOR_VOTE = 0.01
"""The vote of a class without a neighbour, in neighbours."""

MAX_OWN_PROBABILITY = 0.1
"""A label with a higher probability is never flagged."""

MIN_POSTERIOR = 0.05
"""A label is flagged when the probability that it is random is at least this.

On 4 % changed labels of nine sets, the flagged are 1.1 to 1.8 times the changed ones, and .84 to 1.0 of the changed
ones are among them; where people themselves would disagree about labels, more are flagged.
"""

MIN_NOISE = 0.02
"""The share of random labels that is assumed at least. The test sets of ten well-known benchmarks have 3.3 % wrong
labels on average (Northcutt, Athalye & Mueller 2021); wrong labels of people are often near the right class, and
less noise than this is estimated from them.
"""


def out_of_fold_probabilities(vectors: np.ndarray, labels: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """float32[n, classes]: the probability of each class for each of `vectors` (float[n, d]), from a model of the other
    folds.

    `labels` are codes from 0, each with at least two documents; `fold` is the fold of each, from 0.
    """
    classes, folds = int(labels.max()) + 1, int(fold.max()) + 1
    moments = [_Moments.of(vectors[fold == number], labels[fold == number], classes) for number in range(folds)]
    probabilities = np.empty((len(labels), classes), np.float32)
    for number in range(folds):
        other_folds = _Moments.pooled(moments[:number] + moments[number + 1 :])
        probabilities[fold == number] = other_folds.probabilities(vectors[fold == number])
    return probabilities


def gaussian_weights(vectors: np.ndarray, labels: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """The model of these vectors: weights [d, classes], and intercepts [classes], of the logits."""
    return _Moments.of(vectors, labels, classes).weights()


class _Moments(NamedTuple):
    """The sufficient statistics of a Gaussian model of classes: counts and sums by class, and the products of all
    vectors.
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
    def pooled(cls, folds: list[_Moments]) -> _Moments:
        return cls(*(np.sum(terms, axis=0) for terms in zip(*folds, strict=True)))

    def weights(self) -> tuple[np.ndarray, np.ndarray]:
        """Weights and intercepts of the logits of the classes; minus infinity for a class without documents."""
        n, d = self.counts.sum(), self.products.shape[0]
        means = self.sums / np.maximum(self.counts, 1)[:, None]
        covariance = (self.products - self.sums.T @ means) / max(n - (self.counts > 0).sum(), 1)
        covariance = (1 - SHRINKAGE) * covariance + (SHRINKAGE * np.trace(covariance) / d + 1e-9) * np.eye(d)
        directions = np.linalg.solve(covariance, means.T)
        with np.errstate(divide="ignore"):
            intercepts = np.log(self.counts / n) - 0.5 * np.einsum("cd,dc->c", means, directions)
        return directions, intercepts

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """Probabilities of the classes for `vectors`; zero for a class without documents."""
        directions, intercepts = self.weights()
        logits = vectors @ directions.astype(vectors.dtype) + intercepts.astype(vectors.dtype)
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        probabilities: np.ndarray = odds / odds.sum(axis=1, keepdims=True)
        return probabilities


def neighbour_votes(
    labels: np.ndarray, classes: int, document: np.ndarray, neighbour: np.ndarray, similarity: np.ndarray
) -> np.ndarray:
    """float[n, classes]: the share of each class among the nearest neighbours, weighted by similarity to the power of
    four.

    `document`, `neighbour` (rows) and `similarity` are the edges of the neighbour graph, without edges from a document
    to itself.
    """
    weights = np.maximum(similarity, 0) ** 4
    counts = sparse.coo_matrix((weights, (document, labels[neighbour])), (len(labels), classes)).toarray()
    votes: np.ndarray = counts + np.asarray(PRIOR_VOTE, weights.dtype)
    votes /= votes.sum(axis=1, keepdims=True)
    return votes


def class_thresholds(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """The mean probability of each class over the documents with its label: above it, a document confidently belongs to
    the class.
    """
    own = probabilities[np.arange(len(labels)), labels]
    counts = np.bincount(labels, minlength=probabilities.shape[1])
    return np.where(counts > 0, np.bincount(labels, own, probabilities.shape[1]) / np.maximum(counts, 1), 1.0)


def confident_classes(thresholds: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """int64[n]: the likeliest of the classes that a document confidently belongs to, -1 without any; by the
    `class_thresholds`.

    Counted by label and class, this is the confident joint.
    """
    is_confident = probabilities >= thresholds[None, :] - 1e-6
    likeliest = np.where(is_confident, probabilities, -1.0).argmax(axis=1)
    return np.where(is_confident.any(axis=1), likeliest, -1)


def label_issues(labels: np.ndarray, probabilities: np.ndarray, noise: float) -> np.ndarray:
    """bool[n]: labels that are likely errors: improbable, another class is the likeliest, and a random label explains
    them.

    A label is random with the probability `noise`, and then any class: Bayes' rule gives the probability that a given
    label is one of these.
    """
    classes, noise = probabilities.shape[1], max(noise, MIN_NOISE)
    own = probabilities[np.arange(len(labels)), labels]
    posterior = (noise / classes) / ((1 - noise) * own + noise / classes)
    has_issue: np.ndarray = (
        (probabilities.argmax(axis=1) != labels) & (own < MAX_OWN_PROBABILITY) & (posterior >= MIN_POSTERIOR)
    )
    return has_issue
