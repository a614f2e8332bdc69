"""Columns of a corpus that only their values identify: the one column of dates, and the one of scores from 1 to 5."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import pyarrow as pa

SAMPLE_ROWS = 500
MIN_SCORES, MIN_DISTINCT_SCORES = 20, 3
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?|\d{1,2}[./]\d{1,2}[./]\d{4}(?: \d\d?:\d\d.*)?")
_SCORE = re.compile(r"[1-5](?:\.0+)?")


def guessed_fields(table: pa.RecordBatch, fields: Collection[str], used: Collection[str]) -> dict[str, str]:
    """{created_at, score: column} for those of `fields` that exactly one column that is not `used` can be."""
    guesses: dict[str, str] = {}
    for field, fits in (("created_at", _are_dates), ("score", _are_scores)):
        if field not in fields:
            continue
        columns = [name for name in table.schema.names if name not in used and fits(_values(table, name))]
        if len(columns) == 1:
            guesses[field] = columns[0]
    return guesses


def _values(table: pa.RecordBatch, name: str) -> list[Any]:
    """The first values of a column that are not missing; none for a column that cannot be read."""
    column = table.column(name).slice(0, SAMPLE_ROWS)
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        column = column.cast(pa.string())
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or _is_number(column.type)):
        return []
    try:
        return [value for value in column.to_pylist() if value is not None and value != ""]
    except UnicodeDecodeError:
        return []


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _are_dates(values: Sequence[Any]) -> bool:
    is_text = bool(values) and all(isinstance(value, str) for value in values)
    return is_text and len(set(values)) > 1 and all(_DATE.fullmatch(value.strip()) for value in values)


def _are_scores(values: Sequence[Any]) -> bool:
    is_grid = all(_SCORE.fullmatch(str(value).strip()) for value in values)
    return is_grid and len(values) >= MIN_SCORES and len({float(value) for value in values}) >= MIN_DISTINCT_SCORES
