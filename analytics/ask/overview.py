"""What is in here? Sizes, what the documents are made of, what is missing, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.ask.columns import Column, columns, tables
from analytics.ask.selection import Selection, where
from analytics.ask.size import format_count
from analytics.sql import identifier


@dataclass(frozen=True)
class Summary:
    """The size of what is selected. What the scan counts is None before it ran."""

    documents: int
    sources: int
    words: int | None = None
    tokens: int | None = None
    characters: int | None = None
    median_words: float | None = None
    first_date: pd.Timestamp | None = None
    last_date: pd.Timestamp | None = None

    def summary_text(self) -> str:
        """The answer as one sentence, with every number that is known."""
        said = f"{self.documents:,} document{'s' * (self.documents != 1)} from {self.sources:,} source{'s' * (self.sources != 1)}"
        if self.words is not None and self.tokens is not None:
            said += f": {format_count(self.words)} words, about {format_count(self.tokens)} tokens"
        if self.median_words is not None:
            said += f". Half of the documents have at most {self.median_words:,.0f} words"
        if self.first_date is not None and self.last_date is not None:
            first, last = self.first_date.year, self.last_date.year
            said += f". Dated {first}" if first == last else f". Dated from {first} to {last}"
        return said + "."


def summary(connection: duckdb.DuckDBPyConnection, selection: Selection) -> Summary:
    """Documents, sources, sums of the scan's counts, and the range of dates."""
    chosen = where(connection, selection)
    row = connection.execute(
        f"SELECT count(*), count(DISTINCT source), min(created_at), max(created_at) FROM documents WHERE {chosen}"
    ).fetchone()
    documents, sources, first, last = row or (0, 0, None, None)
    dates = (pd.Timestamp(first) if first else None, pd.Timestamp(last) if last else None)
    if "signals" not in tables(connection):
        return Summary(documents, sources, None, None, None, None, *dates)
    counts = connection.execute(
        f"SELECT sum(n_words)::BIGINT, sum(n_tokens)::BIGINT, sum(n_chars)::BIGINT, median(n_words) FROM signals WHERE {chosen}"
    ).fetchone()
    words, tokens, characters, middle = counts or (None,) * 4
    return Summary(documents, sources, words, tokens, characters, middle, *dates)


def breakdown(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: Column, limit: int = 12
) -> pd.DataFrame:
    """How documents and tokens divide over the values of `column`, the most frequent first.

    One row a value with value (None = missing), documents, tokens (est., NA before the scan), and values: how many
    values the row stands for, which is above 1 only in a last row that holds all beyond the first `limit`.
    """
    counted = "signals" in tables(connection)
    tokens, join = (
        ("sum(n_tokens)", "JOIN signals USING (doc_id)")
        if counted and column.table != "signals"
        else ("sum(n_tokens)" if counted else "NULL", "")
    )
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


def timeline(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """Documents by source over time: one row a period and source with start (timestamp), source, documents.

    The period is the shortest of day, month and year that gives at most 120 of them; `attrs["period"]` names it and
    `attrs["missing"]` is the share of documents without a date. Empty when no document has one.
    """
    chosen = where(connection, selection)
    row = connection.execute(
        f"SELECT min(created_at), max(created_at), count(*), count(created_at) FROM documents WHERE {chosen}"
    ).fetchone()
    first, last, documents, dated = row or (None, None, 0, 0)
    days = (last - first).days if dated else 0
    period = "day" if days <= 120 else "month" if days <= 120 * 30 else "year"
    found = connection.execute(
        f"""SELECT date_trunc('{period}', created_at)::TIMESTAMP AS start, source, count(*) AS documents
            FROM documents WHERE created_at IS NOT NULL AND {chosen} GROUP BY ALL ORDER BY start, source"""
    ).df()
    found.attrs = {"period": period, "missing": 1 - dated / documents if documents else 0.0}
    return found


def missing(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """For each column of documents and metadata, how many of the selected documents have no value: table, column,
    missing, share.
    """
    rows = []
    for table in ("documents", "metadata"):
        names = [column.name for column in columns(connection, table) if column.name != "text"]
        if names:
            counts = ", ".join(f"count({identifier(name)})" for name in names)
            total, *present = connection.execute(
                f"SELECT count(*), {counts} FROM {table} WHERE {where(connection, selection)}"
            ).fetchone() or (0,)
            rows += [
                (table, name, total - there, (total - there) / total if total else 0.0)
                for name, there in zip(names, present, strict=True)
            ]
    return pd.DataFrame(rows, columns=["table", "column", "missing", "share"]).sort_values(
        "share", ascending=False, kind="stable", ignore_index=True
    )


def reject_reasons(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Why rows of the input are not documents: reason, rows, and in how many inputs; most frequent first."""
    if "rejects" not in tables(connection):
        return pd.DataFrame(columns=["reason", "rows", "inputs"])
    return connection.execute(
        "SELECT reason, count(*) AS rows, count(DISTINCT input) AS inputs FROM rejects GROUP BY reason ORDER BY rows DESC, reason"
    ).df()


def rejected(connection: duckdb.DuckDBPyConnection, reason: str, limit: int = 100) -> pd.DataFrame:
    """The first rows rejected for `reason`, as they came: input, row, raw (cut to 2,000 characters)."""
    return connection.execute(
        "SELECT input, row, raw[:2000] AS raw FROM rejects WHERE reason = ? ORDER BY input, row LIMIT ?",
        [reason, limit],
    ).df()
