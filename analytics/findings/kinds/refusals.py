"""Does a model refuse more often than the others, also among prompts of the same kind?"""

from __future__ import annotations

import math
from collections.abc import Iterator

import duckdb
import numpy as np

from analytics.ask.filters import Values
from analytics.ask.logs.behaviour import Measurement, load_answers, measure_answers, measure_by_group, overall
from analytics.findings.finding import POINTS, Finding, distance_from
from analytics.findings.p_values import p_of_estimate
from analytics.findings.text import name_of, percent
from analytics.statistics.distributions import normal_above
from analytics.statistics.intervals import Estimate

TABLES = ("documents", "turns", "behaviour")
MODEL = "model"
MIN_ANSWERS = 30
MIN_DIFFERENCE = 0.02
MAX_GROUPS = 100


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """One candidate for each model: its refusals against those of all other models. A model that only gets other
    prompts does not refuse more: the difference must remain within the groups of each dimension that is fixed before
    the answer.
    """
    answers = load_answers(connection)
    if MODEL not in answers.dimensions:
        return
    refusals = measure_answers(connection, answers, "refused")
    total = overall(refusals)
    table = measure_by_group(refusals, MODEL, 1).table
    for row in table[table.n >= MIN_ANSWERS].itertuples():
        gap = Estimate(row.difference, row.difference_low, row.difference_high)
        is_large, rest = gap.value >= MIN_DIFFERENCE, row.value - gap.value
        yield Finding(
            kind="refusals",
            sentence=f"{name_of(row.label)} refuses {percent(row.value)} of prompts, others {percent(rest)}.",
            value=gap.value,
            low=gap.low,
            high=gap.high,
            n=int(row.n),
            page="behaviour",
            share_affected=row.n / total.n,
            strength=distance_from(0, gap.low, gap.high) if is_large else 0.0,
            unit=POINTS,
            p_value=max(p_of_estimate(gap), _p_within_groups(refusals, int(row.level), float(row.design_effect))),
            affected_documents=round(row.value * row.n),
            filters=(
                *answers.dimension(MODEL).filters[row.level : row.level + 1],
                Values("behaviour", "refused", (True,)),
            ),
        )


def _p_within_groups(refusals: Measurement, level: int, design_effect: float) -> float:
    """The largest p-value of the difference within the groups of a dimension, such as the label of the prompt; 0
    without a dimension in whose groups at least half of the model's answers have others to compare with.

    The difference is the Mantel-Haenszel risk difference (Greenland and Robins 1985), its variance times the design
    effect of the users. A difference of the other sign has the p-value 1.
    """
    answers = refusals.answers
    own = answers.dimension(MODEL).codes == level
    p_values = [0.0]
    for dimension in answers.dimensions.values():
        if not dimension.is_before or dimension.name == MODEL or not 2 <= len(dimension.labels) <= MAX_GROUPS:
            continue
        known = answers.is_rated & (dimension.codes >= 0)
        (n, x), (other_n, other_x) = (
            _counts(answers.values, dimension.codes, known & side, len(dimension.labels)) for side in (own, ~own)
        )
        both = (n > 0) & (other_n > 0)
        if n[both].sum() < own.sum() / 2:
            continue
        weights = n[both] * other_n[both] / (n[both] + other_n[both])
        difference = float((weights * (x[both] / n[both] - other_x[both] / other_n[both])).sum() / weights.sum())
        variance = (weights**2 * (_variance(x[both], n[both]) + _variance(other_x[both], other_n[both]))).sum()
        error = math.sqrt(float(variance) * max(design_effect, 1.0)) / float(weights.sum())
        p_values.append(float(2 * normal_above(difference / error)) if difference > 0 else 1.0)
    return min(max(p_values), 1.0)


def _counts(values: np.ndarray, codes: np.ndarray, rows: np.ndarray, n_groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Answers and refusals of each group."""
    return np.bincount(codes[rows], minlength=n_groups), np.bincount(codes[rows], values[rows], n_groups)


def _variance(successes: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Of a share, with half a success and half a failure added: a group without refusals is not certain."""
    share: np.ndarray = (successes + 0.5) / (n + 1)
    variance: np.ndarray = share * (1 - share) / n
    return variance
