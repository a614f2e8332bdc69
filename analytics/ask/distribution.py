"""How is a number distributed over the documents, and how does that differ between sources? Counted in DuckDB, never
shipped row by row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import Column
from analytics.ask.filters import Filter, Range, Values
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from analytics.sql import identifier

BINS = 50
QUANTILES = [0.001, 0.005, *(percent / 100 for percent in range(1, 100)), 0.995, 0.999]
ALL_SOURCES, NO_SOURCE, OTHER = "all", "(no source)", "other"


@dataclass(frozen=True)
class Distribution:
    """A number's distribution over the selected documents.

    `edges` are the n + 1 borders of the bins: a bin holds what is above its lower border, up to and including its upper
    one (the first border lies just below the smallest value). `counts` has a column a bin and a row a source (those
    beyond the limit as one, "other"). On a log axis, and without zeros, the bins begin at the smallest positive value:
    `zeros` and `negative` are not drawn.
    """

    column: Column
    log: bool
    draws_zeros: bool
    integer: bool
    documents: int
    unknown: int
    zeros: int
    negative: int
    median: float | None
    p95: float | None
    largest: float | None
    edges: np.ndarray = field(repr=False)
    counts: pd.DataFrame = field(repr=False)

    @property
    def known(self) -> int:
        return self.documents - self.unknown

    def summary_text(self, percent: bool = False) -> str:
        """The distribution in words and numbers; fractions as percentages when `percent`."""
        if self.median is None or self.p95 is None or self.largest is None:
            return f"None of {self.documents:,} documents has a known value."
        median, p95, largest = (
            f"{value:.1%}" if percent else f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
            for value in (self.median, self.p95, self.largest)
        )
        said = f"Half of {self.known:,} documents have at most {median}, one in twenty more than {p95}; the largest is {largest}."
        undrawn = " (not drawn: the axis is logarithmic)" if self.log else "" if self.draws_zeros else " (not drawn)"
        said += f" {_share(self.zeros / self.known)} are at zero{undrawn}." if self.zeros else " None is at zero."
        said += f" {_share(self.negative / self.known)} are below zero{undrawn}." if self.negative else ""
        return said + (f" For {self.unknown:,} more it is unknown or does not apply." if self.unknown else "")

    def bar(self, index: int, source: str) -> tuple[Filter, ...]:
        """The documents of a bin, of one source where the bar is a source's own, as parts of a selection. Raises
        DataloupeError when there is no such bin.
        """
        if not 0 <= index < len(self.edges) - 1:
            raise DataloupeError(f"there is no bar {index} - there are {len(self.edges) - 1}")
        low, high = float(self.edges[index]), float(self.edges[index + 1])
        part = Range(
            self.column.table, self.column.name, low + 1 if self.integer else float(np.nextafter(low, np.inf)), high
        )
        if source in (ALL_SOURCES, OTHER) or source not in self.counts.index:
            return (part,)
        return (part, Values("documents", "source", (None if source == NO_SOURCE else source,)))


def distribution(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    column: Column,
    log: bool = False,
    with_zeros: bool | None = None,
    sources: int = 9,
    bins: int = BINS,
) -> Distribution:
    """The histogram of `column` by source, for at most `sources` sources of their own; the rest are "other".

    `with_zeros` None leaves zeros out where they would dwarf everything else: more than half of the values, and none
    below them.
    """
    value, table, chosen = _value(column), identifier(column.table), where(connection, selection)
    row = connection.execute(
        f"""SELECT count(*), count(v), count(*) FILTER (v = 0), count(*) FILTER (v < 0), min(v), max(v), min(v) FILTER (v > 0), bool_and(v = round(v)),
                quantile_disc(v, [0.5, 0.95])
            FROM (SELECT {value} AS v FROM {table} WHERE {chosen})"""
    ).fetchone()
    documents, known, zeros, negative, low, high, positive, integer, middle = row or (
        0,
        0,
        0,
        0,
        None,
        None,
        None,
        None,
        None,
    )
    median, p95 = middle or (None, None)
    log = log and positive is not None and high > positive
    can_leave_out = positive is not None and not negative
    draws_zeros = not log and (not can_leave_out or (zeros <= known / 2 if with_zeros is None else with_zeros))
    edges = _edges(low if draws_zeros else positive, high, bool(integer), log, bins)
    borders = [float(edge) for edge in edges]
    each = f"""WITH ranked AS (SELECT source, row_number() OVER (ORDER BY count(*) DESC, source) AS place FROM documents WHERE {chosen} GROUP BY source)
        SELECT doc_id, CASE WHEN place <= {sources} THEN coalesce(documents.source, '{NO_SOURCE}') ELSE '{OTHER}' END AS source, least(place, {sources} + 1) AS place
        FROM documents JOIN ranked ON documents.source IS NOT DISTINCT FROM ranked.source WHERE {chosen}"""
    named = f"JOIN ({each}) USING (doc_id)" if sources else f"CROSS JOIN (SELECT '{ALL_SOURCES}' AS source, 1 AS place)"
    counts = connection.execute(
        f"""SELECT source, histogram(v, ?::DOUBLE[]) AS bins FROM (SELECT doc_id, {value} AS v FROM {table} WHERE {chosen}) {named}
            WHERE v {"IS NOT NULL" if draws_zeros else "> 0"} GROUP BY source, place ORDER BY place""",
        [borders],
    ).fetchall()
    table_of_counts = pd.DataFrame(
        [[found.get(border, 0) for border in borders[1:]] for _, found in counts],
        index=[source for source, _ in counts],
    )
    return Distribution(
        column,
        log,
        draws_zeros,
        bool(integer),
        documents,
        documents - known,
        zeros,
        negative,
        median,
        p95,
        high,
        edges,
        table_of_counts,
    )


def quantiles(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: Column, sources: int = 9
) -> pd.DataFrame:
    """The quantile function of `column` for all documents ("all", first) and for the largest sources.

    Rows are sources, in order of size; columns the probabilities `QUANTILES`. Sources without a known value are left
    out.
    """
    rows = _by_source(connection, selection, column, f"quantile_disc(v, {QUANTILES})", sources)
    return pd.DataFrame({source: found for source, found in rows if found is not None}, index=QUANTILES).T


def by_source(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: Column, sources: int = 30
) -> pd.DataFrame:
    """`column` in numbers for all documents ("all", first) and each source: documents, unknown, zero (shares), p05,
    median, p95.
    """
    aggregates = """count(*), 1 - count(v) / count(*), count(*) FILTER (v = 0) / nullif(count(v), 0),
        quantile_disc(v, 0.05), quantile_disc(v, 0.5), quantile_disc(v, 0.95)"""
    rows = _by_source(connection, selection, column, aggregates, sources)
    names = ["documents", "unknown", "zero", "p05", "median", "p95"]
    return pd.DataFrame([row[1:] for row in rows], index=[row[0] for row in rows], columns=names)


def _by_source(
    connection: duckdb.DuckDBPyConnection, selection: Selection, column: Column, aggregates: str, sources: int
) -> list[tuple[Any, ...]]:
    """(source, *aggregates of v) for all documents and then for the largest sources."""
    return connection.execute(
        f"""
        WITH valued AS (SELECT coalesce(source, '{NO_SOURCE}') AS source, v FROM documents
            JOIN (SELECT doc_id, {_value(column)} AS v FROM {identifier(column.table)} WHERE {where(connection, selection)}) USING (doc_id))
        SELECT CASE WHEN grouping(source) = 1 THEN '{ALL_SOURCES}' ELSE source END, {aggregates}
        FROM valued GROUP BY GROUPING SETS ((), (source)) HAVING count(*) > 0 ORDER BY grouping(source) DESC, count(*) DESC, source LIMIT ?
        """,
        [sources + 1],
    ).fetchall()


def _share(share: float) -> str:
    """A share that is not said to be nothing when it is little."""
    return "Less than 0.1%" if share < 0.0005 else f"{share:.1%}"


def _value(column: Column) -> str:
    """The column as a finite DOUBLE; NaN and infinities count as unknown."""
    if not column.is_number:
        raise DataloupeError(f"{column.name!r} is no number - a distribution needs one")
    value = f"CAST({column.sql} AS DOUBLE)"
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def _edges(low: float | None, high: float | None, integer: bool, log: bool, bins: int) -> np.ndarray:
    """Borders from just below low to high: whole numbers where values are, even in the logarithm when `log`."""
    low, high = (0.0, 1.0) if low is None or high is None else (float(low), float(high))
    edges = np.geomspace(low, high, bins + 1) if log else np.linspace(low, high, bins + 1)
    edges[0], edges[-1] = low, high
    if integer:
        return np.concatenate([[low - 1], np.unique(np.round(edges))])
    return np.concatenate([[np.nextafter(low, -np.inf)], np.unique(edges[1:])])
