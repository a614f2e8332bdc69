"""What is in this corpus? Sizes, values, dates, what is missing, and which rows were rejected."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pandas as pd

from analytics.ask.columns import Column, columns, tables
from analytics.ask.selection import Selection, where
from analytics.ask.size import ESTIMATED, format_count, token_unit
from analytics.sql import identifier

MAX_PERIODS = 120


@dataclass(frozen=True)
class Summary:
    """The size of the selection. What the scan counts is None before the scan."""

    documents: int
    sources: int
    words: int | None = None
    tokens: int | None = None
    characters: int | None = None
    median_words: float | None = None
    first_date: pd.Timestamp | None = None
    last_date: pd.Timestamp | None = None
    unit: str = ESTIMATED

    def summary_text(self) -> str:
        """The summary in words, with every number that is known."""
        text = _count(self.documents, "document") + " from " + _count(self.sources, "source")
        if self.words is not None and self.tokens is not None:
            is_exact = self.unit != ESTIMATED
            tokens = f"{format_count(self.tokens)} {self.unit if is_exact else 'tokens'}"
            text += f": {format_count(self.words)} words, {'' if is_exact else 'about '}{tokens}"
        if self.median_words is not None:
            text += f". Half of the documents have at most {self.median_words:,.0f} words"
        if self.first_date is not None and self.last_date is not None:
            first, last = self.first_date.year, self.last_date.year
            text += f". Dated {first}" if first == last else f". Dated from {first} to {last}"
        return text + "."


@dataclass(frozen=True)
class Timeline:
    """Documents over time. `period` is "day", "month" or "year", `undated` the share of documents without a date.

    `counts` has one row for each period and source: start (timestamp), source, documents. It is empty when no document
    has a date.
    """

    period: str
    undated: float
    counts: pd.DataFrame = field(repr=False)


def summary(connection: duckdb.DuckDBPyConnection, selection: Selection) -> Summary:
    """Documents, sources, sums of the counts of the scan, and the range of dates."""
    condition = where(connection, selection)
    row = connection.execute(
        f"SELECT count(*), count(DISTINCT source), min(created_at), max(created_at) FROM documents WHERE {condition}"
    ).fetchone()
    documents, sources, first, last = row or (0, 0, None, None)
    dates = (pd.Timestamp(first) if first else None, pd.Timestamp(last) if last else None)
    if "signals" not in tables(connection):
        return Summary(documents, sources, None, None, None, None, *dates)
    counts = connection.execute(
        f"""SELECT sum(n_words)::BIGINT, sum(n_tokens)::BIGINT, sum(n_chars)::BIGINT, median(n_words)
        FROM signals WHERE {condition}"""
    ).fetchone()
    words, tokens, characters, median = counts or (None,) * 4
    return Summary(documents, sources, words, tokens, characters, median, *dates, token_unit(connection))


def breakdown(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: Column, limit: int = 12
) -> pd.DataFrame:
    """How documents and tokens divide over the values of `column`, the most frequent value first.

    One row for each value: value (None = missing), documents, tokens (estimated; NA before the scan), and values: the
    number of values of the row. It is above 1 only in a last row for all values beyond the first `limit`.
    """
    tokens, join = "NULL", ""
    if "signals" in tables(connection):
        tokens = "sum(n_tokens)"
        join = "" if column.table == "signals" else "JOIN signals USING (doc_id)"
    return connection.execute(
        f"""
        WITH each_value AS (
            SELECT CAST({column.sql} AS VARCHAR) AS value, count(*) AS documents, {tokens} AS tokens
            FROM {identifier(column.table)} {join} WHERE {where(connection, selection)} GROUP BY 1
        ), ranked AS (
            SELECT *, row_number() OVER (ORDER BY value IS NULL, documents DESC, value) AS place FROM each_value
        )
        SELECT CASE WHEN count(*) = 1 THEN any_value(value) ELSE 'other' END AS value,
            sum(documents)::BIGINT AS documents, sum(tokens)::BIGINT AS tokens, count(*)::INTEGER AS values
        FROM ranked GROUP BY ranked.value IS NULL, least(place, $limit + 1) ORDER BY ranked.value IS NULL, min(place)
        """,
        {"limit": limit},
    ).df()


def counts_of(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: Column, values: tuple[str | None, ...]
) -> list[int]:
    """How many of the selected documents have each of these values of `column` (None: missing)."""
    rows = connection.execute(
        f"""SELECT CAST({column.sql} AS VARCHAR), count(*) FROM {identifier(column.table)}
        WHERE {where(connection, selection)} GROUP BY 1"""
    ).fetchall()
    counts = dict(rows)
    return [counts.get(value, 0) for value in values]


def timeline(connection: duckdb.DuckDBPyConnection, selection: Selection) -> Timeline:
    """Documents by source over time, in the shortest period that gives at most MAX_PERIODS of them."""
    condition = where(connection, selection)
    row = connection.execute(
        f"SELECT min(created_at), max(created_at), count(*), count(created_at) FROM documents WHERE {condition}"
    ).fetchone()
    first, last, documents, dated = row or (None, None, 0, 0)
    days = (last - first).days if dated else 0
    period = "day" if days <= MAX_PERIODS else "month" if days <= 30 * MAX_PERIODS else "year"
    counts = connection.execute(
        f"""SELECT date_trunc('{period}', created_at)::TIMESTAMP AS start, source, count(*) AS documents
        FROM documents WHERE created_at IS NOT NULL AND {condition} GROUP BY ALL ORDER BY start, source"""
    ).df()
    return Timeline(period, 1 - dated / documents if documents else 0.0, counts)


def missing(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """How many of the selected documents have no value in each column of documents and metadata: table, column,
    missing, share.
    """
    rows: list[tuple[str, str, int, float]] = []
    for table in ("documents", "metadata"):
        names = [column.name for column in columns(connection, table) if column.name != "text"]
        if names:
            counts = ", ".join(f"count({identifier(name)})" for name in names)
            total, *present = connection.execute(
                f"SELECT count(*), {counts} FROM {table} WHERE {where(connection, selection)}"
            ).fetchone() or (0,)
            absent = [total - count for count in present]
            rows += [
                (table, name, count, count / total if total else 0.0) for name, count in zip(names, absent, strict=True)
            ]
    table_of_missing = pd.DataFrame(rows, columns=["table", "column", "missing", "share"])
    return table_of_missing.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def reject_reasons(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Why rows of the input were rejected: reason, rows, inputs (how many have such rows); the most frequent first."""
    if "rejects" not in tables(connection):
        return pd.DataFrame(columns=["reason", "rows", "inputs"])
    return connection.execute(
        """SELECT reason, count(*) AS rows, count(DISTINCT input) AS inputs
        FROM rejects GROUP BY reason ORDER BY rows DESC, reason"""
    ).df()


def rejected(connection: duckdb.DuckDBPyConnection, reason: str, limit: int = 100) -> pd.DataFrame:
    """The first rows that were rejected for `reason`, unchanged: input, row, raw (cut to 2,000 characters)."""
    return connection.execute(
        "SELECT input, row, raw[:2000] AS raw FROM rejects WHERE reason = ? ORDER BY input, row LIMIT ?",
        [reason, limit],
    ).df()


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
