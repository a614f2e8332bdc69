"""Logistic regression of paired comparisons, fitted by Newton's method."""

from __future__ import annotations

import numpy as np

MAX_STEPS = 50
MAX_STEP = 2.0
MAX_STRENGTH = 15.0
"""Limit of the strengths, in logits: in a resample where a model only wins, the maximum is not finite."""

TOLERANCE = 1e-8


class PairedRegression:
    """log odds that a wins = strength of a - strength of b + covariates @ coefficients, one row per comparison."""

    def __init__(self, a: np.ndarray, b: np.ndarray, outcome: np.ndarray, covariates: np.ndarray, n_models: int):
        self.a, self.b, self.outcome, self.covariates, self.n_models = a, b, outcome, covariates, n_models

    def fit(self, weights: np.ndarray, start: np.ndarray | None = None, max_steps: int = MAX_STEPS) -> np.ndarray:
        """The maximum likelihood estimate: n_models strengths that add up to 0, then one coefficient per covariate."""
        m = self.n_models
        coefficients = np.zeros(m + self.covariates.shape[1]) if start is None else start.copy()
        for _ in range(max_steps):
            logit = coefficients[self.a] - coefficients[self.b] + self.covariates @ coefficients[m:]
            probability = 1 / (1 + np.exp(-logit))
            information = self._information(weights * probability * (1 - probability))
            information[:m, :m] += 1.0  # fixes the sum of the strengths, which the likelihood does not determine
            score = self._per_coefficient(weights * (self.outcome - probability))
            step = np.linalg.lstsq(information, score, rcond=None)[0]
            updated = np.clip(coefficients + np.clip(step, -MAX_STEP, MAX_STEP), -MAX_STRENGTH, MAX_STRENGTH)
            has_converged = np.abs(updated - coefficients).max() < TOLERANCE
            coefficients = updated
            if has_converged:
                break
        coefficients[:m] -= coefficients[:m].mean()
        return coefficients

    def _per_coefficient(self, values: np.ndarray) -> np.ndarray:
        """The transposed design matrix times one value per row."""
        m = self.n_models
        strengths = np.bincount(self.a, values, m) - np.bincount(self.b, values, m)
        return np.concatenate([strengths, self.covariates.T @ values])

    def _information(self, variance: np.ndarray) -> np.ndarray:
        m = self.n_models
        pairs = np.bincount(self.a * m + self.b, variance, m * m).reshape(m, m)
        pairs = pairs + pairs.T
        columns = [self._per_coefficient(variance * covariate) for covariate in self.covariates.T]
        information = np.zeros((m + len(columns),) * 2)
        information[:m, :m] = np.diag(pairs.sum(axis=1)) - pairs
        for i, column in enumerate(columns, start=m):
            information[:, i] = information[i, :] = column
        return information
