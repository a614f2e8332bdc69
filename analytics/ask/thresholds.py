"""What does one threshold cost, and where could it lie? Retention over all thresholds, the documents beside the line,
and cut-offs that the data suggest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.selection import Selection, where
from analytics.ask.verdicts import joined
from analytics.rules import Rule, Test
from analytics.sql import literal
from analytics.statistics.histogram import valley

STEPS = 200
SMALLEST_REFERENCE = 30
"""Documents that a source must have before a quantile of it suggests anything."""
EXCERPT_CHARACTERS = 1500


@dataclass(frozen=True)
class Line:
    """The documents that a rule applies to, as one of its thresholds sees them: arrays with an element a document.

    `decides`: this test decides whether the document fails; the others fail (`fails_anyway`) or pass wherever the
    threshold lies.
    """

    rule: Rule
    test: Test
    doc_id: np.ndarray = field(repr=False)
    value: np.ndarray = field(repr=False)
    tokens: np.ndarray = field(repr=False)
    decides: np.ndarray = field(repr=False)
    fails_anyway: np.ndarray = field(repr=False)

    def retention(self) -> pd.DataFrame:
        """What stays at every threshold: threshold (ascending, the present one among them), documents, tokens (shares
        of what the rule applies to; NaN where there is nothing).
        """
        order = np.argsort(self.value[self.decides], kind="stable")
        values = self.value[self.decides][order]
        grid = _grid(values[np.isfinite(values)], self.test.threshold)
        found = pd.DataFrame({"threshold": grid})
        for name, weights in (("documents", np.ones(len(self.doc_id))), ("tokens", self.tokens)):
            lost = (
                _lost(values, weights[self.decides][order], grid, self.test.operator) + weights[self.fails_anyway].sum()
            )
            found[name] = 1 - lost / weights.sum() if weights.sum() else np.nan
        return found

    def stays(self, threshold: float) -> float:
        """The share of documents that stay at another threshold; NaN where the rule applies to none."""
        fails = self.value < threshold if self.test.operator == "<" else self.value > threshold
        return 1 - float(np.mean(self.fails_anyway | (self.decides & fails))) if len(self.value) else float("nan")

    def beside(self, most: int, turn: int = 0) -> list[int]:
        """The doc_ids whose values lie next to the threshold: `most` that just fail, then `most` that just pass, the
        nearest first and equally near ones shuffled; `turn` goes on to the next ones.
        """
        known = self.decides & np.isfinite(self.value)
        ids, values = self.doc_id[known], self.value[known]
        fails = values < self.test.threshold if self.test.operator == "<" else values > self.test.threshold
        shuffled = (ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)
        found: list[int] = []
        for side in map(np.flatnonzero, (fails, ~fails)):
            distance = np.abs(values[side] - self.test.threshold)
            last = min((turn + 1) * most, len(side)) - 1
            near = (
                np.flatnonzero(distance <= np.partition(distance, last)[last]) if last >= 0 else side
            )  # to sort all of them takes ten times as long
            nearest = near[np.lexsort((shuffled[side[near]], distance[near]))]
            found += ids[side[nearest[turn * most : (turn + 1) * most]]].tolist()
        return found


@dataclass(frozen=True)
class Suggestion:
    """A cut-off that the data suggest, and how it was found, in words."""

    threshold: float
    words: str


def line(connection: duckdb.DuckDBPyConnection, selection: Selection, rule: Rule, test: int = 0) -> Line:
    """The selected documents that `rule` applies to, with the values that its `test`-th test looks at."""
    moving, others = rule.tests[test], [one.sql for place, one in enumerate(rule.tests) if place != test]
    rest = (
        f"coalesce({f' {rule.joined} '.join(f'coalesce({other}, false)' for other in others)}, false)"
        if others
        else "true"
    )
    found = connection.execute(
        f"""SELECT documents.doc_id, CAST({moving.value} AS DOUBLE) AS value, coalesce(n_tokens, 0)::DOUBLE AS tokens, {rest} AS rest
            FROM {joined(connection, [rule], "signals")} WHERE {where(connection, selection)} AND {rule.fails} IS NOT NULL"""
    ).fetchnumpy()
    value, holds = np.ma.filled(found["value"].astype(float), np.nan), found["rest"].astype(bool)
    alone = not others or rule.joined == "and"
    decides = ~np.isnan(value) & (holds if alone else ~holds)
    return Line(
        rule,
        moving,
        found["doc_id"],
        value,
        found["tokens"].astype(float),
        decides,
        np.zeros(len(value), bool) if alone else holds,
    )


def examples(connection: duckdb.DuckDBPyConnection, beside: Line, most: int = 3, turn: int = 0) -> pd.DataFrame:
    """The documents beside the line: doc_id, source, value, fails, excerpt, more (characters that the excerpt leaves
    out), in the order of `Line.beside`.
    """
    ids = beside.beside(most, turn)
    rows = connection.execute(
        f"SELECT doc_id, source, text[:{EXCERPT_CHARACTERS}], greatest(length(text) - {EXCERPT_CHARACTERS}, 0) FROM documents WHERE doc_id IN ({_listed(ids)})"
    ).fetchall()
    found = (
        pd.DataFrame(rows, columns=["doc_id", "source", "excerpt", "more"])
        .set_index("doc_id")
        .reindex(ids)
        .reset_index()
    )
    at = np.flatnonzero(np.isin(beside.doc_id, ids))
    found["value"] = pd.Series(beside.value[at], beside.doc_id[at]).reindex(ids).to_numpy()
    found["fails"] = (
        found.value < beside.test.threshold if beside.test.operator == "<" else found.value > beside.test.threshold
    )
    return found


def suggestions(connection: duckdb.DuckDBPyConnection, beside: Line, reference: str | None = None) -> list[Suggestion]:
    """Cut-offs from the data itself: the valley between two humps of the values, where there is one, and the thresholds
    that spare 99 % and 95 % of the documents of a reference source.
    """
    known = beside.value[np.isfinite(beside.value)]
    cut = valley(known)
    found = (
        []
        if cut is None
        else [Suggestion(_rounded(cut, known, beside.test.operator), "the valley between two humps of the values")]
    )
    return found + ([] if reference is None else _spared(connection, beside.test, reference))


def reference_sources(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Sources large enough for their quantiles to suggest anything, the largest first."""
    rows = connection.execute(
        f"SELECT source FROM documents WHERE source IS NOT NULL GROUP BY source HAVING count(*) >= {SMALLEST_REFERENCE} ORDER BY count(*) DESC, source"
    ).fetchall()
    return [source for (source,) in rows]


def _spared(connection: duckdb.DuckDBPyConnection, test: Test, reference: str) -> list[Suggestion]:
    shares = {0.99: "99 %", 0.95: "95 %"}
    levels = [1 - share if test.operator == "<" else share for share in shares]
    count, cuts = connection.execute(
        f"""SELECT count(v), quantile_disc(v, {levels}) FROM (
                SELECT CAST({test.value} AS DOUBLE) AS v FROM {joined(connection, [Rule("", "", (test,), "")])} WHERE source = {literal(reference)}
            ) WHERE isfinite(v)"""
    ).fetchone() or (0, None)
    return (
        [Suggestion(cut, f"spares {share} of {reference}") for cut, share in zip(cuts, shares.values(), strict=True)]
        if count >= SMALLEST_REFERENCE
        else []
    )


def _grid(values: np.ndarray, present: float) -> np.ndarray:
    """Thresholds to draw: quantiles of the ascending values and evenly spaced ones, with the present one among them."""
    if not len(values):
        return np.array([present])
    quantiles = values[np.linspace(0, len(values) - 1, STEPS).astype(int)]
    low, high = np.quantile(values, [0.002, 0.998])
    even = np.linspace(low, high, STEPS // 3)
    return np.unique(np.concatenate([quantiles, even, [present]]))


def _lost(values: np.ndarray, weights: np.ndarray, grid: np.ndarray, operator: str) -> np.ndarray:
    """The weight of the ascending `values` that fail at each threshold of `grid`."""
    below = np.concatenate([[0.0], np.cumsum(weights)])
    if operator == "<":
        return below[np.searchsorted(values, grid, side="left")]
    return below[-1] - below[np.searchsorted(values, grid, side="right")]


def _rounded(cut: float, values: np.ndarray, operator: str) -> float:
    """A cut to three digits; between whole numbers, the whole number that says the same."""
    if np.array_equal(values, np.rint(values)):
        return float(np.ceil(cut) if operator == "<" else np.floor(cut))
    return float(f"{cut:.3g}")


def _listed(ids: list[int]) -> str:
    return ", ".join(map(str, ids)) or "NULL"
