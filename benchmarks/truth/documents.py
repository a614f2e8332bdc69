"""Do the intervals about documents and questions contain the truth: of classifiers, rules and wordings?"""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from scipy import stats

from analytics.statistics.classification import auc, balanced_accuracy
from analytics.statistics.intervals import Estimate, wilson
from analytics.statistics.wording import difference_sums, excess_interval
from benchmarks.truth._coverage import RUNS, SIZES, Covered, Figures, coverage, worst
from benchmarks.truth.table import Row

QUESTION = "Do 95 % intervals contain the truth?"
SEPARATIONS = {"weak classifier, rare positives": (0.5, 0.2), "strong classifier": (2.0, 0.5)}
"""Standard deviations between the mean scores of both classes, and the share of positives."""

FAILING = 0.05
WORDINGS, ANSWERS, DIMENSIONS = 2, 4, 8


def figures(separation: float, positives: float, n: int, seed: int) -> Figures:
    """Of n documents of both classes, or n questions."""
    rng = np.random.default_rng(seed)
    positive = np.arange(n) < max(round(positives * n), 4)
    scores = rng.normal(separation * positive, 1)
    failing = int((rng.random(n) < FAILING).sum())
    low, high = wilson(failing, n)
    middle = separation / 2
    return {
        "AUC of a classifier": (auc(scores, positive), float(stats.norm.cdf(separation / 2**0.5))),
        "balanced accuracy": (balanced_accuracy(scores, positive, middle), float(stats.norm.cdf(middle))),
        "share of documents that fail a rule": (Estimate(failing / n, float(low), float(high)), FAILING),
        "effect of the wording": (excess_interval(sums_of_questions(rng, n)), true_excess()),
    }


def sums_of_questions(rng: np.random.Generator, n: int) -> np.ndarray:
    """`difference_sums` of n questions with two wordings of four answers: few questions depend much on the wording."""
    wordings = np.repeat(np.arange(WORDINGS), ANSWERS)
    effects = rng.lognormal(-1.5, 1, n)
    sums = []
    for effect in effects:
        shift = rng.normal(0, effect, (WORDINGS, DIMENSIONS))[wordings]
        vectors = 1 + shift + rng.normal(0, 0.5, (len(wordings), DIMENSIONS))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        sums.append(difference_sums(vectors, np.zeros(len(wordings), int), wordings))
    return np.array(sums)


@cache
def true_excess() -> float:
    """From many questions."""
    return excess_interval(sums_of_questions(np.random.default_rng(10**6), 60_000)).value


def check(runs: int = RUNS) -> list[Row]:
    """Every figure in its worst generator."""
    rows: list[Row] = []
    true_excess()  # cached before the processes fork
    for n, required in SIZES.items():
        measured: list[Covered] = []
        for name, (separation, positives) in SEPARATIONS.items():
            measured += coverage(name, partial(figures, separation, positives, n), runs)
        rows += worst(QUESTION, measured, f"{n} documents or questions", required)
    return rows
