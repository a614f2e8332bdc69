"""A classifier of vectors that learns from a few labels within milliseconds: softmax regression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ITERATIONS = 60
"""Of L-BFGS: a few milliseconds for some hundred labels of 384 numbers."""

STRENGTH = 0.5
"""The L2 penalty of all labels together; a label has its share."""


@dataclass(frozen=True)
class Model:
    """Weights float32[d, classes] and intercepts float32[classes], for vectors minus `centre`."""

    weights: np.ndarray
    intercepts: np.ndarray
    centre: np.ndarray

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """The probability of each class, float32[n, classes]."""
        scores = (vectors - self.centre) @ self.weights + self.intercepts
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        result: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
        return result


def fit(vectors: np.ndarray, codes: np.ndarray, n_classes: int, centre: np.ndarray) -> Model:
    """A model of labelled vectors float32[n, d] with the classes `codes` int[n]. `centre` is the mean of all vectors:
    what all texts have in common decides nothing.
    """
    rows = np.ascontiguousarray(vectors - centre, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(norms > 0, norms, 1)
    weights, intercepts = _minimize(rows, np.eye(n_classes, dtype=np.float32)[codes])
    return Model(weights / max(float(norms.mean()), 1e-6), intercepts, centre.astype(np.float32))


def _minimize(rows: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weights and intercepts with the smallest mean cross entropy and penalty, by L-BFGS."""
    from scipy.optimize import minimize

    (n, width), classes = rows.shape, wanted.shape[1]
    decay = STRENGTH / n

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        weights = parameters[: width * classes].reshape(width, classes).astype(np.float32)
        scores = rows @ weights + parameters[width * classes :].astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        error = (np.exp(logs) - wanted) / n
        value = -float((logs * wanted).sum()) / n + decay / 2 * float((weights**2).sum())
        slope = np.concatenate([(rows.T @ error + decay * weights).ravel(), error.sum(axis=0)])
        return value, slope.astype(np.float64)

    start = np.zeros(width * classes + classes)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x.astype(np.float32)
    return best[: width * classes].reshape(width, classes), best[width * classes :]
