"""Which of the candidates make one readable name? Those that occur together: terms with a high normalized pointwise
mutual information (NPMI, Bouma 2009), counted in documents, as coherence of topics is measured (Lau et al. 2014).
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array

SEEDS = 16
"""Candidates, by weight, from each of which a name is tried."""
CORE_TERMS = 5
"""The first terms, whose coherence decides which seed is best."""
WEIGHT_POWER = 0.6
MARGIN, MIN_FIT = 0.05, 0.001
"""Terms that are independent of the others still count a little, and terms that exclude them hardly."""


def npmi(matrix: csc_array, weight: np.ndarray) -> np.ndarray:
    """float64[terms, terms]: the NPMI of the terms in `matrix` float32[texts, terms] (1: the text has the term), in
    -1 .. 1; 0 with a term that is in every text. Each text counts `weight` float64[texts] times.
    """
    total = weight.sum()
    together = (matrix.T @ matrix.multiply(weight[:, None]).tocsc()).toarray() / total
    alone = np.diag(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(together / np.outer(alone, alone)) / -np.log(together)
    values = np.where(together > 0, np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0), -1.0)
    return np.asarray(np.clip(values, -1, 1))


def choose(npmi: np.ndarray, weight: np.ndarray, same: np.ndarray, most: int) -> list[int]:
    """Up to `most` candidates that fit together, the best first. `weight` float64[c] is descending; of two that are
    the `same` bool[c, c] word, one is chosen.
    """
    value = (weight / max(float(weight.max(initial=0)), 1e-12)) ** WEIGHT_POWER
    tried = [_grow(seed, npmi, value, same, most) for seed in range(min(SEEDS, len(weight)))]
    if not tried:
        return []
    best = max(tried, key=lambda chosen: _quality(chosen[:CORE_TERMS], npmi, value))
    core = sorted(best[:CORE_TERMS])
    return core + best[CORE_TERMS:]


def _grow(seed: int, npmi: np.ndarray, value: np.ndarray, same: np.ndarray, most: int) -> list[int]:
    """The seed, and again and again the candidate that fits best to those before."""
    chosen, is_free = [seed], ~same[seed]
    while len(chosen) < most and is_free.any():
        fit = value * np.maximum(MARGIN + npmi[:, chosen].mean(axis=1), MIN_FIT)
        chosen.append(int(np.argmax(np.where(is_free, fit, -1))))
        is_free &= ~same[chosen[-1]]
    return chosen


def _quality(chosen: list[int], npmi: np.ndarray, value: np.ndarray) -> float:
    """The mean NPMI of the pairs times the mean weight."""
    inner = npmi[np.ix_(chosen, chosen)]
    pairs = len(chosen) * (len(chosen) - 1)
    mean = (inner.sum() - np.trace(inner)) / pairs if pairs else 0.0
    return float((MARGIN + max(mean, 0.0)) * value[chosen].mean())
