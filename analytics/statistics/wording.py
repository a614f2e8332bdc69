"""Do answers depend on the wording of a question? Answers to other wordings are compared with answers to the same one.

Two answers differ by 1 minus the product of their vectors. Only answers of the same model are compared.
"""

from __future__ import annotations

import numpy as np

from analytics.statistics.intervals import Estimate
from analytics.statistics.resampling import jackknife, random_groups

PERMUTATION_ROUNDS = (40, 360)
"""Permutations of a test, in two rounds."""

MAX_EXCEEDANCES = 10
"""A test ends when this many permutations were as extreme as the data."""


def difference_sums(vectors: np.ndarray, models: np.ndarray, wordings: np.ndarray) -> np.ndarray:
    """float[3]: the weighted differences of two answers between wordings, those within a wording, and the weights,
    summed over models.

    A model has as weight the harmonic mean of its numbers of pairs of both kinds, so that both are means over the same
    models and questions (Mantel & Haenszel 1959). Answers with unknown vectors (NaN) do not count.
    """
    known = np.isfinite(vectors).all(axis=1)
    vectors, models, wordings = vectors[known].astype(float), models[known], wordings[known]
    is_of_model = (models[:, None] == np.unique(models)).astype(float)
    difference = 1 - vectors @ vectors.T
    is_same = wordings[:, None] == wordings
    is_between, is_within = (~is_same).astype(float), (is_same & ~np.eye(len(is_same), dtype=bool)).astype(float)

    def by_model(terms: np.ndarray) -> np.ndarray:
        total: np.ndarray = (is_of_model * (terms @ is_of_model)).sum(axis=0)
        return total

    n_between, n_within = by_model(is_between), by_model(is_within)
    both = (n_between > 0) & (n_within > 0)
    n_between, n_within = n_between[both], n_within[both]
    weight = n_between * n_within / (n_between + n_within)
    between, within = by_model(difference * is_between)[both], by_model(difference * is_within)[both]
    return np.array([(weight * between / n_between).sum(), (weight * within / n_within).sum(), weight.sum()])


def mean_differences(sums: np.ndarray) -> np.ndarray:
    """(..., 3) -> (..., 3): the mean difference between wordings, within a wording, and the first minus the second."""
    with np.errstate(invalid="ignore", divide="ignore"):
        between, within = sums[..., 0] / sums[..., 2], sums[..., 1] / sums[..., 2]
    return np.stack([between, within, between - within], axis=-1)


def excess_interval(sums: np.ndarray) -> Estimate:
    """The excess over all questions, from `difference_sums` of each, with a jackknife interval over the questions.

    The interval is that of the ratio of both differences, on the logarithmic scale, where both are positive: few
    questions that depend much on the wording make the excess skewed.
    """
    excess = float(mean_differences(sums.sum(axis=0))[2])
    if len(sums) < 2 or not np.isfinite(excess):
        return Estimate(float("nan"), float("nan"), float("nan"))
    groups, n = random_groups(np.arange(len(sums)))
    totals = np.stack([np.bincount(groups, sums[:, column], n) for column in range(3)], axis=1)
    within = float(mean_differences(totals.sum(axis=0))[1])
    if (totals.sum(axis=0) - totals)[:, :2].min() <= 0:
        return Estimate(*(float(end) for end in jackknife(lambda some: mean_differences(some)[..., 2], totals)))
    _, low, high = jackknife(lambda some: np.log(some[..., 0] / some[..., 1]), totals)
    return Estimate(excess, within * float(np.expm1(low)), within * float(np.expm1(high)))


def permutation_p_value(vectors: np.ndarray, models: np.ndarray, wordings: np.ndarray, seed: int) -> float:
    """How often the answers of a model, assigned to the wordings at random, are as similar within wordings as the data.

    The test ends after MAX_EXCEEDANCES such permutations, which keeps the p-value valid (Besag & Clifford 1991). Most
    questions need few permutations.
    """
    order = np.argsort(models, kind="stable")
    vectors, models, wordings = vectors[order].astype(float), models[order], wordings[order]
    is_pair = (models[:, None] == models) & ~np.eye(len(models), dtype=bool)
    product = np.where(is_pair, vectors @ vectors.T, 0.0)
    (observed,) = _similarity_within(wordings[None], product)
    generator = np.random.default_rng(seed)
    exceeds = np.zeros(0, bool)
    for n_permutations in PERMUTATION_ROUNDS:
        keys = models + generator.random((n_permutations, len(models)))  # permutes within each model
        permuted = wordings[np.argsort(keys, axis=1)]
        exceeds = np.concatenate([exceeds, _similarity_within(permuted, product) >= observed - 1e-9])
        if exceeds.sum() >= MAX_EXCEEDANCES:
            return float(MAX_EXCEEDANCES / (np.flatnonzero(exceeds)[MAX_EXCEEDANCES - 1] + 1))
    return float((exceeds.sum() + 1) / (len(exceeds) + 1))


def _similarity_within(wordings: np.ndarray, product: np.ndarray) -> np.ndarray:
    """The sum of `product` (n, n) over all pairs of answers with equal wordings, for each row of `wordings` (m, n)."""
    masks = ((wordings == wording).astype(float) for wording in range(wordings.max() + 1))
    return np.asarray(np.sum([((mask @ product) * mask).sum(axis=1) for mask in masks], axis=0))
