"""Compare values of a filter with a column whose type may have changed: a column of integers may be doubles, text or
booleans in other data.

Values compare as numbers where both are numbers, as times where both are times, else as text. Text that looks like a
number (`1.10`) stays text in a column of text, where `1.1` is another value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

MAX_EXACT = 2**53
"""Doubles have every whole number up to this one."""

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9]|\.0)?(?:[eE][-+]?\d+)?")
_WHOLE = re.compile(r"(-?(?:0|[1-9]\d*))(\.0)?")
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?")
_TRUTHS = ("true", "false")


Test = tuple[str, list[Any]]
"""A SQL condition and its parameters."""


def equals_any(name: str, table: str, values: Sequence[Any]) -> Test:
    """A condition that the column `name` (quoted) of `table` has one of `values`, none of which is None."""
    texts = [text_of(value) for value in values]
    tests: list[Test] = [(f"list_contains(?::VARCHAR[], CAST({name} AS VARCHAR))", [texts])]
    given_numbers = [float(value) for value in values if _is_number(value) and abs(value) <= MAX_EXACT]
    read_numbers = [number for value in values if (number := _number_of(value)) is not None]
    as_number = f"list_contains(?::DOUBLE[], TRY_CAST({name} AS DOUBLE))"
    if given_numbers:
        tests.append((f"typeof({name}) <> 'BOOLEAN' AND {as_number}", [given_numbers]))
    if read_numbers:
        tests.append((f"typeof({name}) NOT IN ('VARCHAR', 'BOOLEAN') AND {as_number}", [read_numbers]))
    tests += _of_truths(name, values) + _of_times(name, values) + _of_whole_numbers(name, table, values)
    condition = " OR ".join(f"({sql})" for sql, _ in tests)
    return condition, [parameter for _, parameters in tests for parameter in parameters]


def is_within(name: str, low: float | str | None, high: float | str | None) -> Test:
    """A condition that the column `name` (quoted) is in [low, high]; None leaves that end open."""
    tests, values = [f"{name} IS NOT NULL"], []
    for bound, operator in ((low, ">="), (high, "<=")):
        if bound is None:
            continue
        test, parameters = _bound(name, operator, bound)
        tests.append(test)
        values += parameters
    return " AND ".join(tests), values


def text_of(value: Any) -> str:
    """A value as DuckDB writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _bound(name: str, operator: str, bound: float | str) -> Test:
    if not isinstance(bound, str):
        return f"TRY_CAST({name} AS DOUBLE) {operator} ?", [bound]
    if _TIME.fullmatch(bound):
        return f"TRY_CAST({name} AS TIMESTAMP) {operator} ?::TIMESTAMP", [bound]
    as_text = f"CAST({name} AS VARCHAR) {operator} ?"
    if _number_of(bound) is None:
        return as_text, [bound]
    as_number = f"TRY_CAST({name} AS DOUBLE) {operator} ?::DOUBLE"
    return f"CASE WHEN typeof({name}) = 'VARCHAR' THEN {as_text} ELSE {as_number} END", [bound, bound]


def _of_truths(name: str, values: Sequence[Any]) -> list[Test]:
    """True and False in any spelling; a text that says so only where the column is of booleans."""
    given = [text_of(value) for value in values if isinstance(value, bool)]
    read = [value.lower() for value in values if isinstance(value, str) and value.lower() in _TRUTHS]
    spelling = f"list_contains(?::VARCHAR[], lower(CAST({name} AS VARCHAR)))"
    tests: list[Test] = [(spelling, [given])] if given else []
    return tests + ([(f"typeof({name}) = 'BOOLEAN' AND {spelling}", [read])] if read else [])


def _of_times(name: str, values: Sequence[Any]) -> list[Test]:
    times = [str(value) for value in values if isinstance(value, (str, date)) and _TIME.fullmatch(str(value))]
    return [(f"list_contains(?::TIMESTAMP[], TRY_CAST({name} AS TIMESTAMP))", [times])] if times else []


def _of_whole_numbers(name: str, table: str, values: Sequence[Any]) -> list[Test]:
    """`1.0` for `1` and `1` for `1.0` in a column that has only the other: a link writes 1.0 where the column was of
    doubles.
    """
    matches = [match for value in values if isinstance(value, str) and (match := _WHOLE.fullmatch(value))]
    if not matches:
        return []
    given, other = [match[0] for match in matches], [match[1] if match[2] else f"{match[1]}.0" for match in matches]
    present = f"SELECT CAST({name} AS VARCHAR) FROM {table} WHERE {name} IS NOT NULL"
    pairs = "SELECT unnest(?::VARCHAR[]) AS given, unnest(?::VARCHAR[]) AS other"
    absent = f"SELECT other FROM ({pairs}) WHERE given NOT IN ({present})"
    return [(f"CAST({name} AS VARCHAR) IN ({absent})", [given, other])]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number_of(value: Any) -> float | None:
    """The number of a text that is one as programs write it; not `007`, `+1` or `1.10`."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    number = float(value)
    return number if abs(number) <= MAX_EXACT else None
