"""Tables written as one JSON object: {columns, data}, a list for each column, or an object of row numbers for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HEADERS = ("columns", "header", "headers", "fields")
BODIES = ("data", "rows", "values", "records")
MIN_ROWS = 3


def rows_of(record: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The rows of a table in one object, as a whole file contains it; None for any other object."""
    return _split_table(record) or _lists(record) or _numbered(record)


def _split_table(record: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """{"columns": ["a", "b"], "data": [[1, 2], ...]}"""
    names = next((record[key] for key in HEADERS if isinstance(record.get(key), list)), None)
    rows = next((record[key] for key in BODIES if isinstance(record.get(key), list)), None)
    if not names or not rows or not all(isinstance(name, str) for name in names):
        return None
    if not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        return None
    return [dict(zip(names, row, strict=True)) for row in rows]


def _lists(record: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """{"text": ["a", "b"], "label": [0, 1]}: lists of plain values of one length."""
    columns = list(record.values())
    if len(columns) < 2 or not all(isinstance(column, list) for column in columns):
        return None
    length = len(columns[0])
    is_even = length >= MIN_ROWS and all(len(column) == length for column in columns)
    if not is_even or any(isinstance(value, (dict, list)) for column in columns for value in column):
        return None
    return [dict(zip(record, row, strict=True)) for row in zip(*columns, strict=True)]


def _numbered(record: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """{"text": {"0": "a", "1": "b"}, "label": {"0": 0, "1": 1}}: objects with the same row numbers."""
    columns = list(record.values())
    if len(columns) < 2 or not all(isinstance(column, dict) and len(column) >= MIN_ROWS for column in columns):
        return None
    keys = list(columns[0])
    if not all(key.isdigit() for key in keys) or any(list(column) != keys for column in columns):
        return None
    return [{name: column[key] for name, column in record.items()} for key in keys]
