"""Is a model rated worse than another, and does the comparison reverse within the same kind of prompts?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import duckdb
import numpy as np

from analytics.ask.logs.change import change
from analytics.ask.logs.compared_groups import two_levels
from analytics.ask.logs.feedback_kinds import feedback_kinds
from analytics.ask.logs.ratings import Ratings, load_ratings
from analytics.findings.finding import POINTS, Finding, distance_from
from analytics.findings.p_values import p_of_estimate
from analytics.findings.text import name_of, points
from analytics.statistics.intervals import Estimate
from analytics.statistics.standardisation import StandardisedDifference

TABLES = ("documents", "turns", "feedback")
MODEL = "model"
MIN_RATINGS, MAX_MODELS = 100, 4


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """One candidate for each pair of the most rated models: the difference of their ratings, or its reversal."""
    kinds = feedback_kinds(connection)
    if not kinds or kinds[0].ratings < MIN_RATINGS:
        return
    ratings = load_ratings(connection, kinds[0].name)
    if MODEL not in ratings.dimensions or not ratings.is_binary or not ratings.identifies_users:
        return
    codes = ratings.dimension(MODEL).codes[ratings.is_rated]
    counts = np.bincount(codes[codes >= 0])
    most_rated = [
        int(level) for level in np.argsort(-counts, kind="stable")[:MAX_MODELS] if counts[level] >= MIN_RATINGS
    ]
    for first, second in combinations(sorted(most_rated), 2):
        yield _pair(ratings, first, second)


def _pair(ratings: Ratings, first: int, second: int) -> Finding:
    """The difference of two models. A reversal needs both the crude and the adjusted difference: its p-value is the
    larger one, times the number of columns that could have reversed it.
    """
    result = change(ratings, two_levels(ratings, MODEL, first, second), None)
    labels = ratings.dimension(MODEL).labels
    parameters = (("compare", MODEL), ("first", labels[first]), ("second", labels[second]))
    total = result.decomposition.total
    worse, better = (second, first) if total.value < 0 else (first, second)
    n = sum(one.n for one in result.rates)
    share = n / int(ratings.is_rated.sum())
    if result.reversals:
        column, reversal = next(iter(result.reversals.items()))
        return _reversal(
            column, reversal, (labels[worse], labels[better]), n, share, parameters, len(ratings.dimensions)
        )
    return Finding(
        kind="models",
        sentence=f"{name_of(labels[worse])} is rated {points(total.value)} lower than {name_of(labels[better])}.",
        value=total.value,
        low=total.low,
        high=total.high,
        n=n,
        page="change",
        share_affected=share,
        strength=distance_from(0, total.low, total.high),
        unit=POINTS,
        p_value=p_of_estimate(total),
        parameters=parameters,
    )


def _reversal(
    column: str,
    reversal: StandardisedDifference,
    names: tuple[str, str],
    n: int,
    share: float,
    parameters: tuple[tuple[str, str], ...],
    n_columns: int,
) -> Finding:
    worse, better = map(name_of, names)
    crude, sign = reversal.crude, 1 if reversal.adjusted.value > 0 else -1
    ends = sorted((sign * reversal.adjusted.low, sign * reversal.adjusted.high))
    adjusted = Estimate(sign * reversal.adjusted.value, *ends)
    return Finding(
        kind="models",
        sentence=f"Overall {worse} scores lower than {better}; for the same {column} it scores higher.",
        value=adjusted.value,
        low=adjusted.low,
        high=adjusted.high,
        n=n,
        page="change",
        share_affected=share,
        strength=min(distance_from(0, crude.low, crude.high), distance_from(0, adjusted.low, adjusted.high)),
        unit=POINTS,
        p_value=min(max(p_of_estimate(crude), p_of_estimate(adjusted)) * n_columns, 1.0),
        parameters=parameters,
    )
