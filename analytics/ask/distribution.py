"""How is a number distributed over the documents, in total and by source? DuckDB counts; no row leaves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import Column
from analytics.ask.filters import Filter, Range, Values
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from analytics.number_text import number_text
from analytics.sql import identifier

BINS = 50
ALL_SOURCES, NO_SOURCE, OTHER = "all", "(no source)", "other"


@dataclass(frozen=True)
class Distribution:
    """The distribution of a number over the selected documents.

    `edges` are the n + 1 edges of the bins. A bin has the values above its lower edge, up to and including its upper
    edge; the first edge is just below the smallest value. `counts` has a row for each source and a column for each bin;
    sources beyond the limit are one row, "other". With a log axis, and without zeros, the bins start at the smallest
    positive value: `zeros` and `negative` are not drawn.
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
        median, p95, largest = (_format_value(value, percent) for value in (self.median, self.p95, self.largest))
        text = (
            f"Half of {self.known:,} documents have at most {median}, one in twenty more than {p95}; "
            f"the largest is {largest}."
        )
        not_drawn = " (not drawn: the axis is logarithmic)" if self.log else "" if self.draws_zeros else " (not drawn)"
        text += f" {_share(self.zeros / self.known)} are at zero{not_drawn}." if self.zeros else " None is at zero."
        if self.negative:
            text += f" {_share(self.negative / self.known)} are below zero{not_drawn}."
        if self.unknown:
            text += f" The value of {self.unknown:,} more is unknown or does not apply."
        return text

    def bar_filters(self, index: int, source: str) -> tuple[Filter, ...]:
        """The filters that select the documents of a bar: of a bin, and of one source when the bar has one.

        Raises DataloupeError when there is no such bin.
        """
        n_bars = len(self.edges) - 1
        if not 0 <= index < n_bars:
            raise DataloupeError(f"There is no bar {index}. The distribution has {n_bars} bars.")
        low, high = float(self.edges[index]), float(self.edges[index + 1])
        smallest = low + 1 if self.integer else float(np.nextafter(low, np.inf))
        values = Range(self.column.table, self.column.name, smallest, high)
        if source in (ALL_SOURCES, OTHER) or source not in self.counts.index:
            return (values,)
        return (values, Values("documents", "source", (None if source == NO_SOURCE else source,)))


class _Values(NamedTuple):
    """What one query counts of all values."""

    documents: int
    known: int
    zeros: int
    negative: int
    smallest: float | None
    largest: float | None
    smallest_positive: float | None
    integer: bool | None
    quantiles: list[float] | None


def distribution(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    column: Column,
    log: bool = False,
    with_zeros: bool | None = None,
    sources: int = 9,
    bins: int = BINS,
) -> Distribution:
    """The histogram of `column` for each of the `sources` largest sources; the others are "other".

    With `with_zeros` None, zeros are not drawn when they would hide all other bars: when they are more than half of the
    values and no value is negative.
    """
    values = _count_values(connection, selection, column)
    positive = values.smallest_positive
    log = log and positive is not None and values.largest is not None and values.largest > positive
    wanted = values.zeros <= values.known / 2 if with_zeros is None else with_zeros
    draws_zeros = not log and (positive is None or values.negative > 0 or wanted)
    smallest = values.smallest if draws_zeros else positive
    edges = _edges(smallest, values.largest, bool(values.integer), log, bins)
    median, p95 = values.quantiles or (None, None)
    return Distribution(
        column=column,
        log=log,
        draws_zeros=draws_zeros,
        integer=bool(values.integer),
        documents=values.documents,
        unknown=values.documents - values.known,
        zeros=values.zeros,
        negative=values.negative,
        median=median,
        p95=p95,
        largest=values.largest,
        edges=edges,
        counts=_bin_counts(connection, selection, column, edges, draws_zeros, sources),
    )


def value_sql(column: Column) -> str:
    """The column as a finite DOUBLE; NaN and infinities are unknown. Raises DataloupeError for another type."""
    if not column.is_number:
        raise DataloupeError(f"The column {column.name!r} is not numeric. A distribution needs a numeric column.")
    value = f"CAST({column.sql} AS DOUBLE)"
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def _count_values(connection: duckdb.DuckDBPyConnection, selection: Selection, column: Column) -> _Values:
    row = connection.execute(
        f"""SELECT count(*), count(v), count(*) FILTER (v = 0), count(*) FILTER (v < 0), min(v), max(v),
            min(v) FILTER (v > 0), bool_and(v = round(v)), quantile_disc(v, [0.5, 0.95])
        FROM (SELECT {value_sql(column)} AS v FROM {identifier(column.table)} WHERE {where(connection, selection)})"""
    ).fetchone()
    return _Values(*row) if row else _Values(0, 0, 0, 0, None, None, None, None, None)


def _bin_counts(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    column: Column,
    edges: np.ndarray,
    draws_zeros: bool,
    sources: int,
) -> pd.DataFrame:
    """Documents by source (rows, the largest first) and bin (columns)."""
    condition = where(connection, selection)
    borders = [float(edge) for edge in edges]
    values = f"SELECT doc_id, {value_sql(column)} AS v FROM {identifier(column.table)} WHERE {condition}"
    join = f"CROSS JOIN (SELECT '{ALL_SOURCES}' AS source, 1 AS place)"
    if sources:
        join = f"JOIN ({_sources_by_size(condition, sources)}) USING (doc_id)"
    rows = connection.execute(
        f"""SELECT source, histogram(v, ?::DOUBLE[]) AS bins FROM ({values}) {join}
        WHERE v {"IS NOT NULL" if draws_zeros else "> 0"} GROUP BY source, place ORDER BY place""",
        [borders],
    ).fetchall()
    counts = [[bins.get(border, 0) for border in borders[1:]] for _, bins in rows]
    return pd.DataFrame(counts, index=[source for source, _ in rows])


def _sources_by_size(condition: str, sources: int) -> str:
    """A query for doc_id, source and its place by size; the sources after the first `sources` are "other"."""
    return f"""
        WITH ranked AS (
            SELECT source, row_number() OVER (ORDER BY count(*) DESC, source) AS place
            FROM documents WHERE {condition} GROUP BY source
        )
        SELECT doc_id, least(place, {sources} + 1) AS place,
            CASE WHEN place <= {sources} THEN coalesce(documents.source, '{NO_SOURCE}') ELSE '{OTHER}' END AS source
        FROM documents JOIN ranked ON documents.source IS NOT DISTINCT FROM ranked.source WHERE {condition}"""


def _edges(low: float | None, high: float | None, integer: bool, log: bool, bins: int) -> np.ndarray:
    """Edges from just below low to high: whole numbers when the values are, even in the logarithm when `log`."""
    low, high = (0.0, 1.0) if low is None or high is None else (float(low), float(high))
    edges = np.geomspace(low, high, bins + 1) if log else np.linspace(low, high, bins + 1)
    edges[0], edges[-1] = low, high
    if integer:
        return np.concatenate([[low - 1], np.unique(np.round(edges))])
    return np.concatenate([[np.nextafter(low, -np.inf)], np.unique(edges[1:])])


def _format_value(value: float, percent: bool) -> str:
    if percent:
        return f"{value:.1%}"
    return number_text(value)


def _share(share: float) -> str:
    """A share as a percentage, which is never rounded to zero."""
    return "Less than 0.1%" if share < 0.0005 else f"{share:.1%}"
