"""Conditions of `Workspace.where`: values and ranges of columns, text, and SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

import duckdb

from analytics.ask.columns import SELECTABLE_TABLES, Column, columns
from analytics.ask.filters import Contains, Filter, Query, Range, Values
from analytics.errors import DataloupeError
from analytics.sql import identifier


@dataclass(frozen=True)
class Between:
    """A range of values of a column; None leaves an end open."""

    low: float | str | None
    high: float | str | None


def between(low: float | str | None = None, high: float | str | None = None) -> Between:
    """Values from `low` to `high`, both included; None leaves an end open: `where(n_words=dl.between(50, None))`."""
    return Between(low, high)


def contains(pattern: str, regex: bool = False, case: bool = False, accents: bool = True) -> Filter:
    """Documents whose text contains `pattern`, or (`regex`) matches it as an RE2 expression. With `accents=False` e is
    also é.
    """
    return Contains(pattern, regex, case, accents)


def sql(statement: str) -> Filter:
    """Documents whose doc_id a SELECT statement returns: `dl.sql("SELECT doc_id FROM signals WHERE n_words > 5")`."""
    return Query(statement)


def filters(
    connection: duckdb.DuckDBPyConnection, conditions: tuple[Filter | str, ...], values: Mapping[str, Any]
) -> Iterator[Filter]:
    """The filters of `where(*conditions, **values)`.

    A string is a SQL condition over the columns of all tables with one row for each document. Raises DataloupeError
    that names the columns there are.
    """
    there = columns(connection)
    for condition in conditions:
        if isinstance(condition, str):
            yield Query(_statement(there, condition))
        elif isinstance(condition, Filter):
            yield condition
        else:
            kind = type(condition).__name__
            raise DataloupeError(f"A condition must be a filter or the text of a SQL condition, not of type {kind}.")
    for name, value in values.items():
        column = named_column(there, name)
        if isinstance(value, Between):
            yield Range(column.table, column.name, value.low, value.high)
        else:
            many = tuple(value) if isinstance(value, (list, tuple, Set)) else (value,)
            yield Values(column.table, column.name, many)


def named_column(there: list[Column], name: str) -> Column:
    """The column with this name; of several tables, the first of `documents`, `metadata`, `signals` and so on."""
    same = [column for column in there if column.name == name]
    if not same:
        names = ", ".join(dict.fromkeys(column.name for column in there))
        raise DataloupeError(f"There is no column {name!r}. There are: {names}.")
    return min(same, key=lambda column: SELECTABLE_TABLES.index(column.table))


def _statement(there: list[Column], condition: str) -> str:
    """A SELECT of the doc_ids for which a condition holds. It joins only the tables whose columns the condition names;
    of columns with the same name, the first table's counts.
    """
    named = [named_column(there, name) for name in dict.fromkeys(column.name for column in there) if name in condition]
    tables = list(dict.fromkeys(column.table for column in named)) or ["documents"]
    first, *rest = map(identifier, tables)
    if not rest:
        return f"SELECT doc_id FROM {first} WHERE {condition}"
    shown = ", ".join(f"{identifier(one.table)}.{identifier(one.name)}" for one in named if one.name != "doc_id")
    joins = " ".join(f"JOIN {table} USING (doc_id)" for table in rest)
    return f"SELECT doc_id FROM (SELECT doc_id, {shown} FROM {first} {joins}) WHERE {condition}"
