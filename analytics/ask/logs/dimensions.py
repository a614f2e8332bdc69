"""By which columns can answers be divided into groups? By texts with few values, and by numbers and dates in ranges."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import Column, columns
from analytics.ask.filters import Range, Values
from analytics.ask.logs.derived_dimensions import period_dimension, position_dimension, topic_dimension
from analytics.ask.logs.dimension import MAX_LEVELS, Dimension
from analytics.sql import identifier

MAX_SINGLE_NUMBERS = 8
"""A column of whole numbers with at most this many values has one level per value; other numbers have quartiles."""

COLUMNS = {
    ("turns", "model"): "model",
    ("turns", "prompt_version"): "prompt version",
    ("turns", "latency_ms"): "latency (ms)",
    ("turns", "cost"): "cost",
    ("documents", "lang"): "language",
    ("documents", "label"): "label",
    ("documents", "source"): "source",
    ("signals", "lang_detected"): "language (detected)",
    ("signals", "n_words"): "length (words)",
    ("behaviour", "refused"): "refused",
}
"""The columns of known tables that become dimensions, with their names. Of `metadata`, every column does."""

LANGUAGE, DETECTED_LANGUAGE = COLUMNS["documents", "lang"], COLUMNS["signals", "lang_detected"]


def dimensions(
    connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray, table_names: tuple[str, ...]
) -> dict[str, Dimension]:
    """All dimensions, by name, that divide these documents (sorted `doc_id`s of `turns`) into at least two groups by
    columns of the tables `table_names`.
    """
    rows = pd.DataFrame({"doc_id": doc_ids})  # the queries read it by this name
    derived = [position_dimension(connection, rows), period_dimension(connection, rows)]
    if "map" in table_names:
        derived.append(topic_dimension(connection, rows))
    every = [*derived, *_column_dimensions(connection, rows, table_names)]
    by_name = {one.name: one for one in every if one is not None and len(one.labels) > 1}
    if LANGUAGE in by_name:
        by_name.pop(DETECTED_LANGUAGE, None)
    return by_name


def _column_dimensions(
    connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, table_names: tuple[str, ...]
) -> list[Dimension | None]:
    candidates = [
        column
        for column in columns(connection, *table_names)
        if column.table == "metadata" or (column.table, column.name) in COLUMNS
    ]
    dimensions = []
    for table in dict.fromkeys(column.table for column in candidates):
        own = [column for column in candidates if column.table == table]
        divisible = _with_few_values(connection, rows, own)
        values = _values(connection, rows, table, divisible)
        for column, value in zip(divisible, values, strict=True):
            dimensions.append(_number_levels(column, value) if column.is_number else _text_levels(column, value))
    return dimensions


def _values(
    connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, table: str, divisible: list[Column]
) -> list[pa.ChunkedArray]:
    """The values of these columns of one table for each document."""
    if not divisible:
        return []
    names = ", ".join(column.sql if column.is_number else f"{column.sql}::VARCHAR" for column in divisible)
    query = f"SELECT {names} FROM rows LEFT JOIN {identifier(table)} USING (doc_id) ORDER BY rows.doc_id"
    values: list[pa.ChunkedArray] = connection.sql(query).to_arrow_table().columns
    return values


def _with_few_values(
    connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, candidates: list[Column]
) -> list[Column]:
    """The columns of one table that can be a dimension: numbers with at least two values, and texts and booleans with
    two to MAX_LEVELS.
    """
    candidates = [column for column in candidates if column.is_number or column.type in ("VARCHAR", "BOOLEAN")]
    if not candidates:
        return []
    counts = ", ".join(f"approx_count_distinct({column.sql})" for column in candidates)
    table = identifier(candidates[0].table)
    (row,) = connection.execute(f"SELECT {counts} FROM {table} WHERE doc_id IN (SELECT doc_id FROM rows)").fetchall()
    return [
        column for column, n in zip(candidates, row, strict=True) if n > 1 and (n <= MAX_LEVELS or column.is_number)
    ]


def _name(column: Column) -> str:
    name = COLUMNS.get((column.table, column.name), column.name)
    is_taken = name in {*COLUMNS.values(), "turn", "period"}
    return f"{name} (metadata)" if column.table == "metadata" and is_taken else name


def _text_levels(column: Column, values: pa.ChunkedArray) -> Dimension:
    encoded = values.combine_chunks().dictionary_encode()
    labels = encoded.dictionary.to_pylist()
    order = np.argsort(np.array(labels, dtype=object)) if labels else np.empty(0, int)
    place = np.append(np.argsort(order), -1).astype(np.int32)  # the last entry serves the code -1
    codes = place[np.asarray(encoded.indices.fill_null(-1), np.int32)]
    filters = tuple(Values(column.table, column.name, (labels[i],)) for i in order)
    return Dimension(_name(column), codes, tuple(labels[i] for i in order), filters)


def _number_levels(column: Column, values: pa.ChunkedArray) -> Dimension | None:
    """A level per value for a few whole numbers, else quartiles. Their limits are values that occur, so that no value
    belongs to two levels.
    """
    numbers = values.cast(pa.float64(), safe=False).to_numpy().astype(float)
    known = np.isfinite(numbers)
    distinct = np.unique(numbers[known])
    if len(distinct) < 2:
        return None
    is_whole = bool((distinct == np.round(distinct)).all())
    quartiles = np.unique([distinct[0], *np.quantile(numbers[known], (0.25, 0.5, 0.75), method="higher")])
    lows = distinct if len(distinct) <= MAX_SINGLE_NUMBERS and is_whole else quartiles
    place = np.searchsorted(lows, np.where(known, numbers, lows[0]), side="right") - 1
    codes = np.where(known, place, -1).astype(np.int32)
    highs = [*(float(distinct[np.searchsorted(distinct, low) - 1]) for low in lows[1:]), float(distinct[-1])]
    limits = [(float(low), high) for low, high in zip(lows, highs, strict=True)]
    labels = tuple(f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}" for low, high in limits)
    filters = tuple(Range(column.table, column.name, low, high) for low, high in limits)
    return Dimension(_name(column), codes, labels, filters)
