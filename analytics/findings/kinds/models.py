"""Is a model rated worse than another, and does the comparison reverse within the same kind of prompts?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import duckdb
import numpy as np

from analytics.ask.comparison.column_differences import cramers_v
from analytics.ask.logs.change import change
from analytics.ask.logs.compared_groups import ComparedGroups, stratifiers, two_levels
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
    """The difference of two models, or its reversal within the column that differs most between them. The column is
    chosen without the ratings, so its p-value needs no correction for the choice; a reversal needs both differences, so
    its p-value is the larger one.
    """
    pair = two_levels(ratings, MODEL, first, second)
    result = change(ratings, pair, None)
    labels = ratings.dimension(MODEL).labels
    parameters = (("compare", MODEL), ("first", labels[first]), ("second", labels[second]))
    total = result.decomposition.total
    worse, better = (second, first) if total.value < 0 else (first, second)
    n = sum(one.n for one in result.rates)
    share = n / int(ratings.is_rated.sum())
    column = _most_different(ratings, pair)
    if column in result.reversals:
        names = labels[worse], labels[better]
        return _reversal(column, result.reversals[column], names, n, share, parameters)
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


def _most_different(ratings: Ratings, pair: ComparedGroups) -> str:
    """The column, fixed before the answer, whose values differ most between the answers of two models (Cramér's V)."""
    rows = pair.codes >= 0
    association = {"": -1.0}
    for name in stratifiers(ratings, pair):
        codes, labels = ratings.strata(name)
        cells = np.bincount(pair.codes[rows] * len(labels) + codes[rows], minlength=2 * len(labels))
        table = cells.reshape(2, len(labels))
        association[name] = cramers_v(table[:, table.any(axis=0)])
    return max(association, key=lambda name: association[name])


def _reversal(
    column: str,
    reversal: StandardisedDifference,
    names: tuple[str, str],
    n: int,
    share: float,
    parameters: tuple[tuple[str, str], ...],
) -> Finding:
    worse, better = map(name_of, names)
    crude, sign = reversal.crude, 1 if reversal.adjusted.value > 0 else -1
    ends = sorted((sign * reversal.adjusted.low, sign * reversal.adjusted.high))
    adjusted = Estimate(sign * reversal.adjusted.value, *ends)
    return Finding(
        kind="models",
        sentence=f"Overall {worse} is rated lower than {better}, but higher within each {column}.",
        value=adjusted.value,
        low=adjusted.low,
        high=adjusted.high,
        n=n,
        page="change",
        share_affected=share,
        strength=min(distance_from(0, crude.low, crude.high), distance_from(0, adjusted.low, adjusted.high)),
        unit=POINTS,
        p_value=max(p_of_estimate(crude), p_of_estimate(adjusted)),
        parameters=parameters,
    )
