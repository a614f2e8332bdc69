"""Which documents are selected? One value that every page uses, that is part of the URL and can be read in words."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from analytics.ask.filters import Filter, Query, filter_to_plain, filters_from_plain
from analytics.ask.sql.query import query_doc_ids
from analytics.errors import DataloupeError
from analytics.sql import identifier

MAX_CACHED_SELECTIONS = 32
"""Answers that a connection keeps; the oldest are dropped first."""


@dataclass(frozen=True)
class Selection:
    """All documents that pass every filter; an empty selection means all documents."""

    filters: tuple[Filter, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.filters)

    def with_filter(self, one: Filter) -> Selection:
        return self if one in self.filters else Selection((*self.filters, one))

    def without_filter(self, index: int) -> Selection:
        return Selection(self.filters[:index] + self.filters[index + 1 :])

    def describe(self) -> str:
        return " and ".join(one.describe() for one in self.filters) or "all documents"

    def to_url(self) -> str:
        """Compact JSON, "" when empty; `from_url` reads it back to an equal selection."""
        if not self.filters:
            return ""
        return json.dumps([filter_to_plain(one) for one in self.filters], separators=(",", ":"))

    @classmethod
    def from_url(cls, text: str) -> Selection:
        """The selection that `to_url` wrote. Raises DataloupeError when the text is not a selection."""
        if not text:
            return cls()
        try:
            return cls(filters_from_plain(json.loads(text), "a selection"))
        except (ValueError, RecursionError) as error:
            reason = f"It is not JSON: {error}."
        except DataloupeError as error:
            reason = str(error)
        raise DataloupeError(f"The selection in the link cannot be read. {reason}")

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.to_url().encode()).hexdigest()[:16]


ALL = Selection()
_DOES_NOT_FIT = (
    duckdb.CatalogException,
    duckdb.BinderException,
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.OutOfRangeException,
)
_answering = threading.Lock()


def where(connection: duckdb.DuckDBPyConnection, selection: Selection, column: str = "doc_id") -> str:
    """A SQL condition, for this connection only, that `column` is a selected document: "true" for all.

    The selection is answered once for all cursors of a connection and cached, a bit a document: DuckDB tests the bit
    while it reads a table, in half the time of a join with the ids. Raises DataloupeError when the selection names a
    table or column that this workspace does not have.
    """
    if not selection:
        return "true"
    name = f"selection_{selection.digest}"
    if connection.execute(f"SELECT getvariable('{name}') IS NULL").fetchall() == [(True,)]:
        try:
            _load(connection, name)
        except duckdb.CatalogException:
            _answer(connection, selection, name)
    return f"get_bit(coalesce(getvariable('{name}'), error('asked elsewhere')::BIT), {identifier(column)}::INTEGER) = 1"


def doc_ids(connection: duckdb.DuckDBPyConnection, selection: Selection) -> np.ndarray:
    """The selected doc_ids, in order, as 64-bit integers."""
    rows = connection.execute(f"SELECT doc_id FROM documents WHERE {where(connection, selection)} ORDER BY doc_id")
    return rows.fetchnumpy()["doc_id"].astype(np.int64)


def _answer(connection: duckdb.DuckDBPyConnection, selection: Selection, table: str) -> None:
    """Answer the selection into `table` and load it. SQL statements of a person run first and outside the lock, as
    they can take long.
    """
    answers = _statement_answers(connection, selection)
    with _answering:
        cached = _cached_tables(connection)
        if table in cached:
            _load(connection, table)
            return
        try:
            for name, ids in answers.items():
                connection.register(name, ids)
            _create(connection, selection, table)
            _load(connection, table)
        except _DOES_NOT_FIT as error:
            reason = str(error).splitlines()[0]
            raise DataloupeError(
                f"The selection ({selection.describe()}) does not fit this workspace: {reason}"
            ) from None
        finally:
            for name in answers:
                connection.unregister(name)
        for oldest in cached[: max(0, len(cached) + 1 - MAX_CACHED_SELECTIONS)]:
            connection.execute(f"DROP TABLE IF EXISTS {oldest}")


def _statement_answers(connection: duckdb.DuckDBPyConnection, selection: Selection) -> dict[str, Any]:
    """The doc_ids of each SQL statement of the selection, by the name under which its filter reads them."""
    return {
        one.answer: query_doc_ids(connection, one.sql, doc_ids(connection, Selection(selection.filters[:index])))
        for index, one in enumerate(selection.filters)
        if isinstance(one, Query)
    }


def _create(connection: duckdb.DuckDBPyConnection, selection: Selection, table: str) -> None:
    """A table of one row and one column: a bit for each document, 1 where it is selected."""
    queries, parameters = zip(*(one.query() for one in selection.filters), strict=True)
    (count,) = connection.execute("SELECT count(*) FROM documents").fetchone() or (0,)
    size = max(count, 1)
    bits = f"coalesce(bitstring_agg(doc_id::INTEGER, 0, {size - 1}), bitstring('0', {size}))"
    connection.execute(
        f"CREATE TABLE {table} AS SELECT {bits} AS bits FROM ({' INTERSECT '.join(queries)})",
        [value for values in parameters for value in values],
    )


def _load(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make a cached answer a variable of this connection, which stays when the table is dropped. Raises
    CatalogException when there is no such table.
    """
    connection.execute(f"SET VARIABLE {table} = (SELECT bits FROM {table})").fetchall()


def _cached_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of answered selections, the oldest first."""
    rows = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'selection\\_%' ESCAPE '\\' ORDER BY table_oid"
    ).fetchall()
    return [name for (name,) in rows]
