"""What does one threshold remove? The share of documents kept at every threshold, and the documents near the
threshold.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.rules.verdict_columns import from_clause
from analytics.ask.selection import Selection, where
from analytics.rules import Rule, Test

GRID_POINTS = 200
EXCERPT_CHARACTERS = 1500


@dataclass(frozen=True)
class ThresholdValues:
    """The documents that a rule applies to, with what one of its tests compares with its threshold: arrays with an
    element a document.

    `decides`: this test decides whether the document fails; the others fail (`fails_anyway`) or pass at every
    threshold.
    """

    rule: Rule
    test: Test
    doc_id: np.ndarray = field(repr=False)
    value: np.ndarray = field(repr=False)
    tokens: np.ndarray = field(repr=False)
    decides: np.ndarray = field(repr=False)
    fails_anyway: np.ndarray = field(repr=False)

    def fails(self, values: np.ndarray) -> np.ndarray:
        """bool[n]: which of the values fail at the present threshold."""
        return _fails(values, self.test.operator, self.test.threshold)

    def retention(self) -> pd.DataFrame:
        """The kept share at every threshold: threshold (ascending, the present one among them), documents, tokens
        (shares of what the rule applies to; NaN where there is nothing).
        """
        order = np.argsort(self.value[self.decides], kind="stable")
        values = self.value[self.decides][order]
        grid = _grid(values[np.isfinite(values)], self.test.threshold)
        kept = pd.DataFrame({"threshold": grid})
        for name, weights in (("documents", np.ones(len(self.doc_id))), ("tokens", self.tokens)):
            failing = _failing_weight(values, weights[self.decides][order], grid, self.test.operator)
            lost = failing + weights[self.fails_anyway].sum()
            kept[name] = 1 - lost / weights.sum() if weights.sum() else np.nan
        return kept

    def kept_share(self, threshold: float) -> float:
        """The share of documents that another threshold keeps; NaN where the rule applies to none."""
        fails = _fails(self.value, self.test.operator, threshold)
        return 1 - float(np.mean(self.fails_anyway | (self.decides & fails))) if len(self.value) else float("nan")

    def nearest(self, limit: int, page: int = 0) -> list[int]:
        """The doc_ids with values next to the threshold: `limit` that just fail, then `limit` that just pass, the
        nearest first and equally near ones shuffled; `page` continues with the next ones.
        """
        is_known = self.decides & np.isfinite(self.value)
        ids, values = self.doc_id[is_known], self.value[is_known]
        fails = self.fails(values)
        shuffled = (ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)
        nearest: list[int] = []
        for side in map(np.flatnonzero, (fails, ~fails)):
            distance = np.abs(values[side] - self.test.threshold)
            near = _up_to(distance, min((page + 1) * limit, len(side)))
            ordered = near[np.lexsort((shuffled[side[near]], distance[near]))]
            nearest += ids[side[ordered[page * limit : (page + 1) * limit]]].tolist()
        return nearest


def threshold_values(
    connection: duckdb.DuckDBPyConnection, selection: Selection, rule: Rule, test: int = 0
) -> ThresholdValues:
    """The selected documents that `rule` applies to, with the values that its test number `test` compares."""
    tested, others = rule.tests[test], [one.sql for place, one in enumerate(rule.tests) if place != test]
    joined = f" {rule.joined} ".join(f"coalesce({other}, false)" for other in others)
    rest = f"coalesce({joined}, false)" if others else "true"
    rows = connection.execute(
        f"""SELECT documents.doc_id, CAST({tested.value} AS DOUBLE) AS value,
                coalesce(n_tokens, 0)::DOUBLE AS tokens, {rest} AS rest
            FROM {from_clause(connection, [rule], "signals")}
            WHERE {where(connection, selection)} AND {rule.fails} IS NOT NULL"""
    ).fetchnumpy()
    value, rest_fails = np.ma.filled(rows["value"].astype(float), np.nan), rows["rest"].astype(bool)
    needs_rest = not others or rule.joined == "and"
    decides = ~np.isnan(value) & (rest_fails if needs_rest else ~rest_fails)
    fails_anyway = np.zeros(len(value), bool) if needs_rest else rest_fails
    return ThresholdValues(rule, tested, rows["doc_id"], value, rows["tokens"].astype(float), decides, fails_anyway)


def examples(
    connection: duckdb.DuckDBPyConnection, values: ThresholdValues, limit: int = 3, page: int = 0
) -> pd.DataFrame:
    """The documents near the threshold: doc_id, source, value, fails, excerpt, more (characters after the excerpt), in
    the order of `ThresholdValues.nearest`.
    """
    ids = values.nearest(limit, page)
    rows = connection.execute(
        f"""SELECT doc_id, source, text[:{EXCERPT_CHARACTERS}], greatest(length(text) - {EXCERPT_CHARACTERS}, 0)
            FROM documents WHERE doc_id IN ({", ".join(map(str, ids)) or "NULL"})"""
    ).fetchall()
    by_id = pd.DataFrame(rows, columns=["doc_id", "source", "excerpt", "more"]).set_index("doc_id")
    table = by_id.reindex(ids).reset_index()
    at = np.flatnonzero(np.isin(values.doc_id, ids))
    table["value"] = pd.Series(values.value[at], values.doc_id[at]).reindex(ids).to_numpy()
    table["fails"] = values.fails(table.value.to_numpy())
    return table


def _fails(values: np.ndarray, operator: str, threshold: float) -> np.ndarray:
    fails: np.ndarray = values < threshold if operator == "<" else values > threshold
    return fails


def _up_to(distance: np.ndarray, count: int) -> np.ndarray:
    """The places of the `count` smallest distances, and of all that equal the largest of them: to sort all distances
    takes ten times as long.
    """
    if count == 0:
        return np.zeros(0, np.int64)
    return np.flatnonzero(distance <= np.partition(distance, count - 1)[count - 1])


def _grid(values: np.ndarray, present: float) -> np.ndarray:
    """Thresholds to draw: quantiles of the ascending values and evenly spaced ones, with the present one among them."""
    if not len(values):
        return np.array([present])
    quantiles = values[np.linspace(0, len(values) - 1, GRID_POINTS).astype(int)]
    low, high = np.quantile(values, [0.002, 0.998])
    even = np.linspace(low, high, GRID_POINTS // 3)
    return np.unique(np.concatenate([quantiles, even, [present]]))


def _failing_weight(values: np.ndarray, weights: np.ndarray, grid: np.ndarray, operator: str) -> np.ndarray:
    """The weight of the ascending `values` that fail at each threshold of `grid`."""
    below = np.concatenate([[0.0], np.cumsum(weights)])
    failing: np.ndarray
    if operator == "<":
        failing = below[np.searchsorted(values, grid, side="left")]
    else:
        failing = below[-1] - below[np.searchsorted(values, grid, side="right")]
    return failing
