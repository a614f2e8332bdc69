"""One probability from several models: a weighted product, with weights that make it calibrated.

The weight of a model is below one where it is overconfident, and near zero where another model knows better. A share of
labels is assumed to be random: without this assumption, a few wrong labels would make every weight small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.statistics.naive_bayes import log_normalised

MAX_CELLS = 500_000
"""Rows times classes that the weights are fitted on; more change no weight noticeably."""

FIRST_WEIGHT, FIRST_NOISE = 0.5, 0.05
MAX_LOG_WEIGHT, MAX_NOISE_LOGIT = (-6.0, 2.0), (-9.0, 0.0)


@dataclass(frozen=True)
class Stacked:
    """The `probabilities` of the classes (float32[n, classes]), the `weights` of the models, and the share of `noise`:
    labels that are random, by maximum likelihood.
    """

    probabilities: np.ndarray = field(repr=False)
    weights: np.ndarray
    noise: float


def stack(models: Sequence[np.ndarray], labels: np.ndarray, seed: int = 0) -> Stacked:
    """Combine the log-probabilities of several models (each float[n, classes], out of fold) for rows with these labels.

    Weights and noise maximise the likelihood of the labels, where p(label) = (1 - noise) p(class) + noise / classes.
    """
    classes, n_models = models[0].shape[1], len(models)
    rows = np.random.default_rng(seed).permutation(len(labels))[: max(MAX_CELLS // classes, 1)]
    sample = np.stack([model[rows] for model in models]).astype(np.float64)
    start = np.r_[np.full(n_models, np.log(FIRST_WEIGHT)), np.log(FIRST_NOISE / (1 - FIRST_NOISE))]
    bounds = [MAX_LOG_WEIGHT] * n_models + [MAX_NOISE_LOGIT]
    from scipy.optimize import minimize

    fitted = minimize(
        _negative_likelihood, start, args=(sample, labels[rows]), jac=True, method="L-BFGS-B", bounds=bounds
    ).x
    weights, noise = np.exp(fitted[:-1]), 1 / (1 + np.exp(-fitted[-1]))
    return Stacked(combined(models, weights), weights, float(noise))


def combined(models: Sequence[np.ndarray], weights: np.ndarray) -> np.ndarray:
    """The probabilities of the classes by the log-probabilities of the models, with these weights."""
    probabilities: np.ndarray = np.exp(log_normalised(_product(models, weights)))
    return probabilities


def _product(models: Sequence[np.ndarray], weights: np.ndarray) -> np.ndarray:
    """The logarithm of the product, not normalised."""
    product: np.ndarray = models[0] * models[0].dtype.type(weights[0])
    for model, weight in zip(models[1:], weights[1:], strict=True):
        product += model * model.dtype.type(weight)
    return product


def _negative_likelihood(parameters: np.ndarray, models: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Minus the mean log-likelihood of the labels and its gradient, by log-weights and the logit of the noise."""
    weights, noise = np.exp(parameters[:-1]), 1 / (1 + np.exp(-parameters[-1]))
    classes, rows = models.shape[2], np.arange(len(labels))
    probabilities = np.exp(log_normalised(np.tensordot(weights, models, 1)))
    own = probabilities[rows, labels]
    likelihood = (1 - noise) * own + noise / classes
    share = (1 - noise) * own / likelihood
    excess = models[:, rows, labels] - np.einsum("nc,mnc->mn", probabilities, models)
    by_weight = -(excess * share).mean(axis=1) * weights
    by_noise = -((1 / classes - own) / likelihood).mean() * noise * (1 - noise)
    return float(-np.log(likelihood).mean()), np.r_[by_weight, by_noise]
