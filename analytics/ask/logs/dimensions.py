"""By which columns can answers be divided into groups? By texts with few values, and by numbers and dates in ranges."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import Column, columns
from analytics.ask.filters import PromptRange, PromptValues, Range, Values
from analytics.ask.logs.causality import ANSWER, BEFORE, UNKNOWN, RowContext, role_by_name, role_of_column
from analytics.ask.logs.derived_dimensions import period_dimension, position_dimension, topic_dimension
from analytics.ask.logs.dimension import MAX_LEVELS, Dimension
from analytics.ask.logs.row_context import columns_of_answers_only, load_rows, share_in_another_language
from analytics.number_text import number_range_text, number_text
from analytics.sql import identifier

MAX_SINGLE_NUMBERS = 8
"""A column of whole numbers with at most this many values has one level per value; other numbers have quartiles."""

COLUMNS = {
    ("turns", "model"): ("model", BEFORE),
    ("turns", "prompt_version"): ("prompt version", BEFORE),
    ("turns", "latency_ms"): ("latency (ms)", ANSWER),
    ("turns", "cost"): ("cost", ANSWER),
    ("documents", "lang"): ("language", UNKNOWN),
    ("documents", "label"): ("label", UNKNOWN),
    ("documents", "source"): ("source", BEFORE),
    ("signals", "lang_detected"): ("language (detected)", ANSWER),
    ("signals", "n_words"): ("length (words)", ANSWER),
    ("behaviour", "refused"): ("refused", ANSWER),
}
"""The columns of known tables that become dimensions, with their names and roles. Of `metadata`, every column does. The
role of UNKNOWN ones and of metadata depends on the data.
"""

PROMPT_COLUMNS = {
    ("signals", "lang_detected"): "language of the prompt",
    ("signals", "n_words"): "length of the prompt (words)",
}
"""The columns whose values for the prompt are a dimension of the answer."""

MAX_OTHER_LANGUAGE = 0.01
"""The share of answers in another language than their prompt up to which the language is one of the conversation."""

LANGUAGE, DETECTED_LANGUAGE = COLUMNS["documents", "lang"][0], COLUMNS["signals", "lang_detected"][0]
NAMES = {name for name, _ in COLUMNS.values()}


def dimensions(
    connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray, table_names: tuple[str, ...]
) -> dict[str, Dimension]:
    """All dimensions, by name, that divide these documents (sorted `doc_id`s of `turns`) into at least two groups by
    columns of the tables `table_names`.
    """
    rows, context = load_rows(connection, doc_ids)  # the queries read `rows` by its name
    derived = [position_dimension(connection, rows), period_dimension(connection, rows)]
    prompts: list[Dimension | None] = []
    if "map" in table_names:
        derived.append(topic_dimension(connection, rows, "answer"))
        if rows.prompt.notna().any():
            derived.append(topic_dimension(connection, rows, "prompt"))
            prompts = _prompt_dimensions(connection, rows)
    every = [*derived, *prompts, *_column_dimensions(connection, rows, table_names, context)]
    by_name = {one.name: one for one in every if one is not None and len(one.labels) > 1}
    if LANGUAGE in by_name:
        if share_in_another_language(connection, rows) > MAX_OTHER_LANGUAGE:
            reason = "it differs from that of the prompt"
            by_name[LANGUAGE] = replace(by_name[LANGUAGE], role=ANSWER, reason=reason)
        by_name.pop(DETECTED_LANGUAGE, None)
        if by_name[LANGUAGE].is_before:
            by_name.pop(PROMPT_COLUMNS["signals", "lang_detected"], None)
    return by_name


def _column_dimensions(
    connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, table_names: tuple[str, ...], context: RowContext
) -> list[Dimension | None]:
    candidates = [
        column
        for column in columns(connection, *table_names)
        if column.table == "metadata" or (column.table, column.name) in COLUMNS
    ]
    dimensions: list[Dimension | None] = []
    for table in dict.fromkeys(column.table for column in candidates):
        own = [column for column in candidates if column.table == table]
        divisible = _with_few_values(connection, rows, own)
        unclear = [one for one in divisible if _known_role(one) == UNKNOWN and not role_by_name(one.name)]
        answers_only = columns_of_answers_only(connection, rows, unclear)
        values = _values(connection, rows, table, divisible)
        for column, value in zip(divisible, values, strict=True):
            dimension = _number_levels(column, value) if column.is_number else _text_levels(column, value)
            dimensions.append(_with_role(dimension, column, context, column.name in answers_only))
    return dimensions


def _with_role(
    dimension: Dimension | None, column: Column, context: RowContext, answers_only: bool
) -> Dimension | None:
    role = _known_role(column)
    if dimension is None or role != UNKNOWN:
        return dimension and replace(dimension, role=role, reason="known for this column")
    role, reason = role_of_column(column.name, dimension.codes, context, answers_only)
    return replace(dimension, role=role, reason=reason)


def _known_role(column: Column) -> str:
    _, role = COLUMNS.get((column.table, column.name), ("", UNKNOWN))
    return role


def _prompt_dimensions(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> list[Dimension | None]:
    """The dimensions of the prompts of these answers."""
    prompts = rows[["prompt"]].rename(columns={"prompt": "doc_id"})
    known = prompts.dropna().drop_duplicates()
    own = [one for one in columns(connection, "signals") if (one.table, one.name) in PROMPT_COLUMNS]
    divisible = _with_few_values(connection, known, own)
    values = _values(connection, prompts, "signals", divisible)
    dimensions = []
    for column, value in zip(divisible, values, strict=True):
        one = _number_levels(column, value) if column.is_number else _text_levels(column, value)
        dimensions.append(one and _of_prompt(one, PROMPT_COLUMNS[column.table, column.name]))
    return dimensions


def _of_prompt(one: Dimension, name: str) -> Dimension:
    """The dimension with filters that select by the prompt."""
    filters = tuple(
        PromptRange(two.table, two.column, two.low, two.high)
        if isinstance(two, Range)
        else PromptValues(two.table, two.column, two.values)
        for two in one.filters
        if isinstance(two, (Range, Values))
    )
    return replace(one, name=name, filters=filters, role=BEFORE, reason="a property of the prompt")


def _values(
    connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, table: str, divisible: list[Column]
) -> list[pa.ChunkedArray]:
    """The values of these columns of one table for each document, in the order of the rows."""
    if not divisible:
        return []
    placed = rows.assign(place=np.arange(len(rows)))  # noqa: F841 - the query reads it by this name
    names = ", ".join(column.sql if column.is_number else f"{column.sql}::VARCHAR" for column in divisible)
    query = f"SELECT {names} FROM placed LEFT JOIN {identifier(table)} USING (doc_id) ORDER BY place"
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
    name, _ = COLUMNS.get((column.table, column.name), (column.name, UNKNOWN))
    is_taken = name in {*NAMES, *PROMPT_COLUMNS.values(), "turn", "period"}
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
    labels = tuple(number_text(low, 6) if low == high else number_range_text(low, high) for low, high in limits)
    filters = tuple(Range(column.table, column.name, low, high) for low, high in limits)
    return Dimension(_name(column), codes, labels, filters)
