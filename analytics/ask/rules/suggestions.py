"""Which thresholds do the data suggest? The valley between two peaks of the values, and quantiles of a source that is
to be kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np

from analytics.ask.rules.thresholds import ThresholdValues
from analytics.ask.rules.verdict_columns import from_clause
from analytics.rules import Rule, Test
from analytics.sql import literal
from analytics.statistics.histogram import valley

MIN_REFERENCE_DOCUMENTS = 30
"""Documents of a source whose quantiles suggest a threshold."""

KEPT_SHARES = {0.99: "99 %", 0.95: "95 %"}


@dataclass(frozen=True)
class Suggestion:
    """A threshold that the data suggest, and why, in words."""

    threshold: float
    reason: str


def suggestions(
    connection: duckdb.DuckDBPyConnection, values: ThresholdValues, reference: str | None = None
) -> list[Suggestion]:
    """Thresholds from the data: the valley between two peaks of the values, where there is one, and the thresholds that
    keep 99 % and 95 % of the documents of a reference source.
    """
    known = values.value[np.isfinite(values.value)]
    cut = valley(known)
    suggested = [] if reference is None else _keeping_most(connection, values.test, reference)
    if cut is None:
        return suggested
    return [Suggestion(_rounded(cut, known, values.test.operator), "the valley between two peaks"), *suggested]


def reference_sources(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Sources with enough documents for their quantiles to suggest a threshold, the largest first."""
    rows = connection.execute(
        f"""SELECT source FROM documents WHERE source IS NOT NULL
            GROUP BY source HAVING count(*) >= {MIN_REFERENCE_DOCUMENTS} ORDER BY count(*) DESC, source"""
    ).fetchall()
    return [source for (source,) in rows]


def _keeping_most(connection: duckdb.DuckDBPyConnection, test: Test, reference: str) -> list[Suggestion]:
    levels = [1 - share if test.operator == "<" else share for share in KEPT_SHARES]
    source = from_clause(connection, [Rule("", "", (test,), "")])
    count, cuts = connection.execute(
        f"""SELECT count(v), quantile_disc(v, {levels}) FROM (
                SELECT CAST({test.value} AS DOUBLE) AS v FROM {source} WHERE source = {literal(reference)}
            ) WHERE isfinite(v)"""
    ).fetchone() or (0, None)
    if count < MIN_REFERENCE_DOCUMENTS:
        return []
    shares = KEPT_SHARES.values()
    return [Suggestion(cut, f"keeps {share} of {reference}") for cut, share in zip(cuts, shares, strict=True)]


def _rounded(cut: float, values: np.ndarray, operator: str) -> float:
    """A threshold of three digits; between whole numbers, the whole number with the same effect."""
    if np.array_equal(values, np.rint(values)):
        return float(np.ceil(cut) if operator == "<" else np.floor(cut))
    return float(f"{cut:.3g}")
