"""What does the quality classifier think, how far can it be trusted, and what does a keep rule on its score keep?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import columns, tables
from analytics.ask.filters import KEEP_RULES, KeptByScore
from analytics.ask.selection import Selection, where
from analytics.ask.workspaces.served import Manifest
from analytics.errors import DataloupeError
from analytics.sql import identifier
from analytics.statistics.intervals import Estimate

NO_SOURCE = "(no source)"
GROUPS = {"source": "Source", "language": "Language", "topic": "Topic"}
STEPS = 400
"""Bins of the score in which curves over a keep rule are computed; sums for one rule are exact."""
ALPHAS = np.round(np.concatenate([np.arange(0, 10, 0.1), np.arange(10, 30, 0.5), np.arange(30, 101, 2.0)]), 1)


@dataclass(frozen=True)
class Examination:
    """What documents that a classifier never saw say of it. `reliability` as of statistics.classification."""

    auc: Estimate
    accuracy: Estimate
    calibration_error: Estimate
    reliability: pd.DataFrame = field(repr=False)

    @classmethod
    def of(cls, notes: Mapping[str, Any]) -> Examination:
        auc, accuracy, error = (Estimate(*notes[name]) for name in ("auc", "accuracy", "calibration_error"))
        return cls(auc, accuracy, error, pd.DataFrame(notes["reliability"]))


@dataclass(frozen=True)
class Training:
    """What the present scores were learnt from."""

    like: str
    unlike: str
    taught: tuple[int, int]
    held_out: tuple[int, int]
    both_sides: int
    repeats: int
    seconds: float
    words: Examination
    vectors: Examination | None

    def summary_text(self) -> str:
        auc, accuracy = self.words.auc, self.words.accuracy
        return (
            f"Of {sum(self.held_out):,} documents it had never seen, it puts {accuracy.value:.1%} ({accuracy.low:.1%} to {accuracy.high:.1%}) on the right side; "
            f"a liked one scores above an unliked one in {auc.value:.2%} of pairs ({auc.low:.2%} to {auc.high:.2%})."
        )


def training(manifest: Manifest) -> Training | None:
    """The training that made the scores that are visible now; None when there are none."""
    if "classifier" not in manifest.stages or "quality" not in manifest.tables:
        return None
    record = manifest.stages["classifier"]
    notes = record.notes
    return Training(
        notes["like"],
        notes["unlike"],
        (notes["like_taught"], notes["unlike_taught"]),
        (notes["like_held_out"], notes["unlike_held_out"]),
        notes["both_sides"],
        notes["repeats"],
        record.seconds,
        Examination.of(notes["words"]),
        Examination.of(notes["vectors"]) if "vectors" in notes else None,
    )


def sources(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[str | None]:
    """The sources of the selected documents, the largest first; None where it is missing."""
    rows = connection.execute(
        f"SELECT source FROM documents WHERE {where(connection, selection)} GROUP BY 1 ORDER BY count(*) DESC, source"
    ).fetchall()
    return [source for (source,) in rows]


def top_features(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """The words that speak most for and against: word, weight, parts, like_share, unlike_share; they depend on no
    selection.
    """
    return connection.execute("SELECT * FROM classifier_words ORDER BY parts DESC").df()


def scores_by_source(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: str = "quality_score"
) -> pd.DataFrame:
    """The middle and the spread of a score in each source: source, documents, p05, p25, median, p75, p95, the highest
    median first.
    """
    return connection.execute(
        f"""SELECT coalesce(source, '{NO_SOURCE}') AS source, count(v) AS documents, q[1] AS p05, q[2] AS p25, q[3] AS median, q[4] AS p75, q[5] AS p95
            FROM (SELECT source, any_value(v) AS v, count(v) AS documents, quantile_disc(v, [0.05, 0.25, 0.5, 0.75, 0.95]) AS q
                FROM (SELECT doc_id, {identifier(column)} AS v FROM quality WHERE {where(connection, selection)}) JOIN documents USING (doc_id)
                WHERE v IS NOT NULL GROUP BY source)
            GROUP BY ALL ORDER BY median DESC, source LIMIT 30"""
    ).df()


def kept_by(
    connection: duckdb.DuckDBPyConnection, selection: Selection, rule: KeptByScore, by: str = "source"
) -> pd.DataFrame:
    """What `rule` keeps of the selected documents, "all" first, then by group: documents, kept, expected, tokens,
    kept_tokens.

    `expected` is the number by formula (for the Pareto rule the sum of its probabilities, else `kept` itself); tokens
    are NaN before the scan.
    """
    if by not in GROUPS:
        raise DataloupeError(f"there are no groups by {by!r} - there are {', '.join(GROUPS)}")
    score = identifier(rule.column)
    expected = f"coalesce(pow(2 - {score}, -{float(rule.value)!r}), 0)" if rule.rule == "pareto" else "kept::DOUBLE"
    n_tokens = "n_tokens" in {column.name for column in columns(connection, "signals")}
    return connection.execute(
        f"""WITH judged AS (SELECT doc_id, {score}, coalesce({rule.condition()}, false) AS kept FROM quality JOIN signatures USING (doc_id)
                WHERE {where(connection, selection)}),
            grouped AS (SELECT kept, {expected} AS expected, {"n_tokens" if n_tokens else "NULL::BIGINT"} AS n_tokens, {_group(connection, by)} AS name
                FROM judged JOIN documents USING (doc_id) {"LEFT JOIN signals USING (doc_id)" if "signals" in tables(connection) else ""} {_joins(connection, by)})
        SELECT CASE WHEN grouping(name) = 1 THEN 'all' ELSE name END AS name, count(*) AS documents, count(*) FILTER (kept) AS kept, sum(expected) AS expected,
            sum(n_tokens)::DOUBLE AS tokens, coalesce(sum(n_tokens) FILTER (kept), 0)::DOUBLE AS kept_tokens
        FROM grouped GROUP BY GROUPING SETS ((), (name)) ORDER BY grouping(name) DESC, documents DESC, name LIMIT 60"""
    ).df()


def retention(
    connection: duckdb.DuckDBPyConnection, selection: Selection, rule: str, column: str = "quality_score"
) -> pd.DataFrame:
    """The share of selected documents that a keep rule keeps over its whole range: value, share, liked, unliked.

    `liked` and `unliked` are the shares of the documents that were kept back from the training; NaN where there are
    none.
    """
    counts = _histogram(connection, selection, column)
    middles = (np.arange(STEPS) + 0.5) / STEPS
    if rule == "pareto":
        values = ALPHAS[ALPHAS <= 30]
        keeps = (2 - middles)[None, :] ** -values[:, None]
    elif rule == "threshold":
        values = np.arange(STEPS + 1) / STEPS
        keeps = (np.arange(STEPS)[None, :] >= np.arange(STEPS + 1)[:, None]).astype(float)
    else:
        raise DataloupeError(
            f"there is no curve over {rule!r} - there are those over threshold and pareto, of {', '.join(KEEP_RULES)}"
        )
    with np.errstate(invalid="ignore"):
        shares = {name: keeps @ some / some.sum() for name, some in counts.items()}
    return pd.DataFrame({"value": values, **shares})


def fitted_alpha(connection: duckdb.DuckDBPyConnection, selection: Selection, column: str = "quality_score") -> float:
    """The alpha that the paper would choose: of the documents that are not among the liked, those it keeps have scores
    like the liked ones'.

    Like are two distributions whose cumulative shares lie nearest on average (Wasserstein distance). The liked ones are
    those kept back from the training; NaN when there are none, or nothing else is selected.
    """
    liked = _histogram(connection, Selection(), column)["liked"]
    other = _histogram(connection, selection, column, "taught_as IS DISTINCT FROM 'like'")["share"]
    if not liked.sum() or not other.sum():
        return float("nan")
    middles = (np.arange(STEPS) + 0.5) / STEPS
    kept = other[None, :] * (2 - middles)[None, :] ** -ALPHAS[:, None]
    far = np.abs(np.cumsum(kept, axis=1) / kept.sum(axis=1, keepdims=True) - np.cumsum(liked) / liked.sum()).mean(
        axis=1
    )
    return float(ALPHAS[np.argmin(far)])


def _histogram(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: str, only: str = "true"
) -> dict[str, np.ndarray]:
    """Documents by score in STEPS bins: all that are selected ("share"), and all liked and unliked ones that were kept
    back.
    """
    score = identifier(column)
    rows = connection.execute(
        f"""SELECT least(floor({score} * {STEPS}), {STEPS - 1})::INTEGER AS bin, count(*) FILTER ({where(connection, selection)} AND {only}),
                count(*) FILTER (held_out AND taught_as = 'like'), count(*) FILTER (held_out AND taught_as = 'unlike')
            FROM quality WHERE {score} IS NOT NULL GROUP BY 1"""
    ).fetchall()
    found = np.zeros((3, STEPS))
    for place, *counts in rows:
        found[:, place] = counts
    return dict(zip(("share", "liked", "unliked"), found, strict=True))


def _group(connection: duckdb.DuckDBPyConnection, by: str) -> str:
    if by == "topic":
        return "coalesce(topics.label, 'no topic')" if "topics" in tables(connection) else "'no topics yet'"
    if by == "language":
        return "coalesce(lang_detected, 'unknown')" if "signals" in tables(connection) else "coalesce(lang, 'unknown')"
    return f"coalesce(source, '{NO_SOURCE}')"


def _joins(connection: duckdb.DuckDBPyConnection, by: str) -> str:
    return (
        "LEFT JOIN map USING (doc_id) LEFT JOIN topics ON topics.topic_id = map.topic_id"
        if by == "topic" and "topics" in tables(connection)
        else ""
    )
