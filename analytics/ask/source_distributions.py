"""How does the distribution of a number differ between sources?"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from analytics.ask.columns import Column
from analytics.ask.distribution import ALL_SOURCES, NO_SOURCE, value_sql
from analytics.ask.selection import Selection, where
from analytics.sql import identifier

QUANTILES = [0.001, 0.005, *(percent / 100 for percent in range(1, 100)), 0.995, 0.999]


def quantiles(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: Column, sources: int = 9
) -> pd.DataFrame:
    """The quantile function of `column` for all documents ("all", first) and for the largest sources.

    Rows are sources, the largest first; columns the probabilities QUANTILES. Sources without a known value have no row.
    """
    rows = _aggregate(connection, selection, column, f"quantile_disc(v, {QUANTILES})", sources)
    return pd.DataFrame({source: values for source, values in rows if values is not None}, index=QUANTILES).T


def by_source(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: Column, sources: int = 30
) -> pd.DataFrame:
    """`column` in numbers for all documents ("all", first) and for each source: documents, unknown, zero (shares), p05,
    median, p95.
    """
    aggregates = """count(*), 1 - count(v) / count(*), count(*) FILTER (v = 0) / nullif(count(v), 0),
        quantile_disc(v, 0.05), quantile_disc(v, 0.5), quantile_disc(v, 0.95)"""
    rows = _aggregate(connection, selection, column, aggregates, sources)
    names = ["documents", "unknown", "zero", "p05", "median", "p95"]
    return pd.DataFrame([row[1:] for row in rows], index=[row[0] for row in rows], columns=names)


def _aggregate(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: Column, aggregates: str, sources: int
) -> list[tuple[Any, ...]]:
    """(source, *aggregates of v) for all documents and then for the largest sources."""
    values = f"SELECT doc_id, {value_sql(column)} AS v FROM {identifier(column.table)}"
    return connection.execute(
        f"""
        WITH valued AS (
            SELECT coalesce(source, '{NO_SOURCE}') AS source, v FROM documents
            JOIN ({values} WHERE {where(connection, selection)}) USING (doc_id)
        )
        SELECT CASE WHEN grouping(source) = 1 THEN '{ALL_SOURCES}' ELSE source END, {aggregates}
        FROM valued GROUP BY GROUPING SETS ((), (source)) HAVING count(*) > 0
        ORDER BY grouping(source) DESC, count(*) DESC, source LIMIT ?
        """,
        [sources + 1],
    ).fetchall()
