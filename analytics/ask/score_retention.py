"""What does a keep rule on the quality score keep, by group and over the range of its value?"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.classifier import NO_SOURCE
from analytics.ask.columns import columns, tables
from analytics.ask.filters import KeptByScore
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError
from analytics.sql import identifier

GROUPS = {"source": "Source", "language": "Language", "topic": "Topic"}
MAX_ROWS = 60
BINS = 400
"""Bins of the score for curves over the range of a keep rule; the counts for one rule are exact."""

BIN_CENTRES = (np.arange(BINS) + 0.5) / BINS
ALPHAS = np.round(np.concatenate([np.arange(0, 10, 0.1), np.arange(10, 30, 0.5), np.arange(30, 101, 2.0)]), 1)
MAX_DRAWN_ALPHA = 30


def kept_by_group(
    connection: duckdb.DuckDBPyConnection, selection: Selection, rule: KeptByScore, by: str = "source"
) -> pd.DataFrame:
    """What `rule` keeps of the selected documents, for "all" (first) and each group: name, documents, kept, expected,
    tokens, kept_tokens.

    `expected` is the expected number of kept documents: for the Pareto rule the sum of its probabilities, else `kept`
    itself. Tokens are NaN before the scan.
    """
    if by not in GROUPS:
        raise DataloupeError(f"Documents cannot be grouped by {by!r}. There are: {', '.join(GROUPS)}.")
    score = identifier(rule.column)
    expected = f"coalesce(pow(2 - {score}, -{float(rule.value)!r}), 0)" if rule.rule == "pareto" else "kept::DOUBLE"
    has_tokens = "n_tokens" in {column.name for column in columns(connection, "signals")}
    return connection.execute(
        f"""
        WITH judged AS (
            SELECT doc_id, {score}, coalesce({rule.condition()}, false) AS kept
            FROM quality JOIN signatures USING (doc_id) WHERE {where(connection, selection)}
        ), grouped AS (
            SELECT kept, {expected} AS expected, {"n_tokens" if has_tokens else "NULL::BIGINT"} AS n_tokens,
                {_group_name(connection, by)} AS name
            FROM judged JOIN documents USING (doc_id) {_group_joins(connection, by)}
        )
        SELECT CASE WHEN grouping(name) = 1 THEN 'all' ELSE name END AS name, count(*) AS documents,
            count(*) FILTER (kept) AS kept, sum(expected) AS expected, sum(n_tokens)::DOUBLE AS tokens,
            coalesce(sum(n_tokens) FILTER (kept), 0)::DOUBLE AS kept_tokens
        FROM grouped GROUP BY GROUPING SETS ((), (name))
        ORDER BY grouping(name) DESC, documents DESC, name LIMIT {MAX_ROWS}
        """
    ).df()


def retention_curve(
    connection: duckdb.DuckDBPyConnection, selection: Selection, rule: str, column: str = "quality_score"
) -> pd.DataFrame:
    """The share of the selected documents that a keep rule keeps over the range of its value: value, share, liked,
    unliked.

    `liked` and `unliked` are the shares of the held-out documents of each side; NaN when there are none.
    """
    counts = _histogram(connection, selection, column)
    if rule == "pareto":
        values = ALPHAS[ALPHAS <= MAX_DRAWN_ALPHA]
        probability = (2 - BIN_CENTRES)[None, :] ** -values[:, None]
    elif rule == "threshold":
        values = np.arange(BINS + 1) / BINS
        probability = (np.arange(BINS)[None, :] >= np.arange(BINS + 1)[:, None]).astype(float)
    else:
        raise DataloupeError(f"The keep rule {rule!r} has no curve. There are: threshold, pareto.")
    with np.errstate(invalid="ignore"):
        shares = {name: probability @ bins / bins.sum() for name, bins in counts.items()}
    return pd.DataFrame({"value": values, **shares})


def fitted_alpha(connection: duckdb.DuckDBPyConnection, selection: Selection, column: str = "quality_score") -> float:
    """The alpha that the paper would choose: it keeps documents whose scores are distributed like those of the liked
    documents. Only documents that are not liked ones count as kept.

    It has the least mean distance between the two cumulative distributions (Wasserstein distance). The liked documents
    are the held-out ones; NaN when there are none, or nothing else is selected.
    """
    liked = _histogram(connection, ALL, column)["liked"]
    others = _histogram(connection, selection, column, "taught_as IS DISTINCT FROM 'like'")["share"]
    if not liked.sum() or not others.sum():
        return float("nan")
    kept = others[None, :] * (2 - BIN_CENTRES)[None, :] ** -ALPHAS[:, None]
    kept_distribution = np.cumsum(kept, axis=1) / kept.sum(axis=1, keepdims=True)
    liked_distribution = np.cumsum(liked) / liked.sum()
    distance = np.abs(kept_distribution - liked_distribution).mean(axis=1)
    return float(ALPHAS[np.argmin(distance)])


def _histogram(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: str, only: str = "true"
) -> dict[str, np.ndarray]:
    """Documents in BINS bins of the score: the selected ones for which `only` is true ("share"), and all held-out
    "liked" and "unliked" ones.
    """
    score = identifier(column)
    rows = connection.execute(
        f"""SELECT least(floor({score} * {BINS}), {BINS - 1})::INTEGER AS bin,
            count(*) FILTER ({where(connection, selection)} AND {only}),
            count(*) FILTER (held_out AND taught_as = 'like'), count(*) FILTER (held_out AND taught_as = 'unlike')
        FROM quality WHERE {score} IS NOT NULL GROUP BY 1"""
    ).fetchall()
    bins = np.zeros((3, BINS))
    for place, *counts in rows:
        bins[:, place] = counts
    return dict(zip(("share", "liked", "unliked"), bins, strict=True))


def _group_name(connection: duckdb.DuckDBPyConnection, by: str) -> str:
    """The group of a document, as SQL over `documents` and the tables of `_group_joins`."""
    if by == "topic":
        return "coalesce(topics.label, 'no topic')" if "topics" in tables(connection) else "'no topics yet'"
    if by == "language":
        return "coalesce(lang_detected, 'unknown')" if "signals" in tables(connection) else "coalesce(lang, 'unknown')"
    return f"coalesce(source, '{NO_SOURCE}')"


def _group_joins(connection: duckdb.DuckDBPyConnection, by: str) -> str:
    joins = "LEFT JOIN signals USING (doc_id)" if "signals" in tables(connection) else ""
    if by == "topic" and "topics" in tables(connection):
        joins += " LEFT JOIN map USING (doc_id) LEFT JOIN topics ON topics.topic_id = map.topic_id"
    return joins
