"""Training and evaluating the quality classifier: logistic regressions on hashed words, and on vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from scipy import sparse

from analytics.batch.features import FEATURES, bags, sigmoid
from analytics.build.examples import Examples
from analytics.build.stage import Context
from analytics.statistics.classification import auc, balanced_accuracy, calibration_error, reliability

WORDS_STRENGTH, VECTORS_STRENGTH = 30.0, 100.0
"""Inverse regularisation (scikit-learn's C)."""


def word_matrix(context: Context, texts: list[pa.RecordBatch]) -> sparse.csr_matrix:
    """One row of hashed words for each text."""
    batches = list(context.engine.map(bags, texts))
    lengths = [np.diff(batch.column("features").offsets.to_numpy()) for batch in batches]
    bounds = np.concatenate([[0], *lengths]).cumsum()
    indices = np.concatenate([batch.column("features").values.to_numpy() for batch in batches])
    values = np.concatenate([batch.column("values").values.to_numpy() for batch in batches])
    return sparse.csr_matrix((values, indices, bounds), (len(bounds) - 1, FEATURES))


def fit(rows: Any, examples: Examples, strength: float) -> tuple[np.ndarray, float]:
    """Weights and intercept of a logistic regression on the examples for training. Both sides weigh the same."""
    from sklearn.linear_model import LogisticRegression

    is_training = ~examples.held_out
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=100, tol=1e-3)
    model.fit(rows[is_training], examples.positive[is_training])
    return model.coef_[0], float(model.intercept_[0])


def evaluate(scores: np.ndarray, examples: Examples) -> dict[str, Any]:
    """How well the scores separate the held-out examples: estimates as [value, low, high], and the reliability."""
    scores, positive = scores[examples.held_out], examples.positive[examples.held_out]
    estimates = {
        "auc": auc(scores, positive),
        "accuracy": balanced_accuracy(scores, positive),
        "calibration_error": calibration_error(scores, positive),
    }
    rounded = {name: [round(value, 6) for value in (one.value, one.low, one.high)] for name, one in estimates.items()}
    return rounded | {"reliability": reliability(scores, positive).to_dict("list")}


def vector_scores(context: Context, examples: Examples) -> np.ndarray:
    """The scores of a classifier on the embeddings: float64[documents], NaN for documents without a vector.

    All are NaN when there are no embeddings, or one side has no example with a vector.
    """
    scores = np.full(context.rows("documents"), np.nan)
    if "embeddings" not in context.manifest.tables:
        return scores
    doc_ids, matrix = context.vectors()
    place = np.full(len(scores), -1)
    place[doc_ids] = np.arange(len(doc_ids))
    with_vector = examples.where(place[examples.doc_ids] >= 0)
    if not with_vector.have_both_sides:
        return scores
    context.progress(0, None, "vectors")
    weights, intercept = fit(matrix[place[with_vector.doc_ids]], with_vector, VECTORS_STRENGTH)
    scores[doc_ids] = sigmoid(matrix @ weights + intercept)
    context.notes["vectors"] = evaluate(scores[with_vector.doc_ids], with_vector)
    return scores
