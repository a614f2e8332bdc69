"""Filters on a column of a table with one row a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from analytics.ask.columns import column
from analytics.ask.filters.filter import StructFilter, column_title, map_identity, selectable
from analytics.sql import identifier

if TYPE_CHECKING:
    from analytics.workspace import Manifest

MAP_COLUMNS = ("x", "y", "topic_id")
"""Columns of `map` whose values mean something on one map only."""

SHOWN_VALUES = 3


class _ColumnFilter(StructFilter, frozen=True):
    table: str
    column: str

    def check(self, connection: duckdb.DuckDBPyConnection) -> None:
        selectable(self.table)
        column(connection, self.table, self.column)

    def identity(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> str | None:
        is_of_map = self.table == "map" and self.column in MAP_COLUMNS
        return map_identity(manifest) if is_of_map else None


class Values(_ColumnFilter, frozen=True, tag="values"):
    """Documents whose `column` has one of `values`; None among them means missing."""

    values: tuple[Any, ...]

    def query(self) -> tuple[str, list[Any]]:
        name = identifier(self.column)
        present = [value for value in self.values if value is not None]
        tests = [f"CAST({name} AS VARCHAR) IN ({', '.join('?' * len(present))})"] if present else []
        tests += [f"{name} IS NULL"] if None in self.values else []
        condition = " OR ".join(tests) or "false"
        return f"SELECT doc_id FROM {selectable(self.table)} WHERE {condition}", [_as_text(value) for value in present]

    def describe(self) -> str:
        names = ["missing" if value is None else str(value) for value in self.values]
        values = " or ".join(names) if len(names) <= SHOWN_VALUES else f"one of {len(names)} values"
        return f"{column_title(self.table, self.column)} is {values}"


class Range(_ColumnFilter, frozen=True, tag="range"):
    """Documents whose `column` is in [low, high]; None leaves that end open."""

    low: int | float | str | None = None
    high: int | float | str | None = None

    def query(self) -> tuple[str, list[Any]]:
        name = identifier(self.column)
        tests, values = [f"{name} IS NOT NULL"], []
        for bound, operator in ((self.low, ">="), (self.high, "<=")):
            if bound is not None:
                tests.append(f"{name} {operator} ?")
                values.append(bound)
        return f"SELECT doc_id FROM {selectable(self.table)} WHERE {' AND '.join(tests)}", values

    def describe(self) -> str:
        title = column_title(self.table, self.column)
        if self.low is None:
            return f"{title} at most {_number(self.high)}"
        if self.high is None:
            return f"{title} at least {_number(self.low)}"
        return f"{title} from {_number(self.low)} to {_number(self.high)}"


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: float | str | None) -> str:
    return f"{value:,.6g}" if isinstance(value, (int, float)) else str(value)
