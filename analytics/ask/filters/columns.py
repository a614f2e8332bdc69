"""Filters on a column of a table with one row a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import duckdb

from analytics.ask.column_titles import title_in_sentence
from analytics.ask.columns import column
from analytics.ask.filters.comparing import equals_any, is_within
from analytics.ask.filters.filter import StructFilter, map_identity, selectable, topics_identity
from analytics.number_text import number_text
from analytics.sql import identifier

if TYPE_CHECKING:
    from analytics.workspace import Manifest

MAP_IDENTITIES = {"x": map_identity, "y": map_identity, "topic_id": topics_identity}
"""Columns of `map` whose values mean something on one map only, and what identifies it."""

SHOWN_VALUES = 3
WHOLE_DAY = re.compile(r"(?<=\d{4}-\d\d-\d\d)[ T](00:00:00(\.0+)?|23:59:59(\.9+)?)$")
"""The time of the first or last moment of a day, after its date."""


class _ColumnFilter(StructFilter, frozen=True):
    table: str
    column: str

    def check(self, connection: duckdb.DuckDBPyConnection) -> None:
        selectable(self.table)
        column(connection, self.table, self.column)

    def identity(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> str | None:
        is_of_map = self.table == "map" and self.column in MAP_IDENTITIES
        return MAP_IDENTITIES[self.column](manifest) if is_of_map else None


class Values(_ColumnFilter, frozen=True, tag="values"):
    """Documents whose `column` has one of `values`; None among them means missing."""

    values: tuple[Any, ...]

    def query(self) -> tuple[str, list[Any]]:
        name, table = identifier(self.column), selectable(self.table)
        present = [value for value in self.values if value is not None]
        condition, parameters = equals_any(name, table, present) if present else ("false", [])
        condition += f" OR {name} IS NULL" if None in self.values else ""
        return f"SELECT doc_id FROM {table} WHERE {condition}", parameters

    def describe(self) -> str:
        names = ["missing" if value is None else str(value) for value in self.values]
        values = " or ".join(names) if len(names) <= SHOWN_VALUES else f"one of {len(names)} values"
        return f"{title_in_sentence(self.table, self.column)} is {values}"


class Range(_ColumnFilter, frozen=True, tag="range"):
    """Documents whose `column` is in [low, high]; None leaves that end open."""

    low: int | float | str | None = None
    high: int | float | str | None = None

    def query(self) -> tuple[str, list[Any]]:
        condition, parameters = is_within(identifier(self.column), self.low, self.high)
        return f"SELECT doc_id FROM {selectable(self.table)} WHERE {condition}", parameters

    def describe(self) -> str:
        title = title_in_sentence(self.table, self.column)
        if self.low is None:
            return f"{title} at most {_end(self.high)}"
        if self.high is None:
            return f"{title} at least {_end(self.low)}"
        return f"{title} from {_end(self.low)} to {_end(self.high)}"


def _end(value: float | str | None) -> str:
    """An end of a range: numbers without an exponent, times that begin or end a day as the day."""
    if isinstance(value, (int, float)):
        return number_text(value, 6)
    return WHOLE_DAY.sub("", str(value))
