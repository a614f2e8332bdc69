"""Which documents are we talking about? One value that every page honours, that lives in the URL and reads as plain
words.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb
import numpy as np

from analytics.ask.filters import FILTERS, Filter, Query
from analytics.ask.sql import query as sql_query
from analytics.errors import DataloupeError
from analytics.sql import identifier

KEPT_SELECTIONS = 32
"""How many answered selections a connection keeps; the oldest go first."""


@dataclass(frozen=True)
class Selection:
    """All documents for which every part holds; an empty selection means all documents."""

    filters: tuple[Filter, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.filters)

    def with_filter(self, part: Filter) -> Selection:
        return self if part in self.filters else Selection((*self.filters, part))

    def without_filter(self, index: int) -> Selection:
        return Selection(self.filters[:index] + self.filters[index + 1 :])

    def describe(self) -> str:
        return " and ".join(part.describe() for part in self.filters) or "all documents"

    def to_url(self) -> str:
        """Compact JSON, "" when empty; `from_url` reads it back to an equal selection."""
        if not self.filters:
            return ""
        plain = [{"is": one.kind, **asdict(one)} for one in self.filters]  # type: ignore[call-overload]
        return json.dumps(plain, separators=(",", ":"))

    @classmethod
    def from_url(cls, text: str) -> Selection:
        """The selection that `to_url` wrote. Raises DataloupeError when the text is no selection."""
        if not text:
            return cls()
        try:
            selection = cls(
                tuple(
                    FILTERS[raw.pop("is")](**{name: _tuples(value) for name, value in raw.items()})
                    for raw in json.loads(text)
                )
            )
            for part in selection.filters:
                part.query()  # a part of the wrong shape cannot say what it means
                part.describe()
            return selection
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise DataloupeError(
                f"the selection in the link cannot be read ({type(error).__name__}: {error}) - its parts can be {', '.join(FILTERS)}"
            ) from None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.to_url().encode()).hexdigest()[:16]


ALL = Selection()
_answering = threading.Lock()


def where(connection: duckdb.DuckDBPyConnection, selection: Selection, column: str = "doc_id") -> str:
    """A SQL condition, for this connection only, that `column` is a selected document: "true" for all.

    The selection is answered once for all cursors of a connection and kept, a bit a document: DuckDB tests it while it
    reads a table, in half the time of a join with the ids. Raises DataloupeError when the selection names a table or
    column that this workspace has not.
    """
    if not selection:
        return "true"
    name = f"selection_{selection.digest}"
    if connection.execute(f"SELECT getvariable('{name}') IS NULL").fetchall() == [(True,)]:
        try:
            _take(connection, name)
        except duckdb.CatalogException:
            _answer(connection, selection, name)
    return f"get_bit(coalesce(getvariable('{name}'), error('asked elsewhere')::BIT), {identifier(column)}::INTEGER) = 1"


def doc_ids(connection: duckdb.DuckDBPyConnection, selection: Selection) -> np.ndarray:
    """The selected doc_ids, in order, as 64-bit integers."""
    return (
        connection.execute(f"SELECT doc_id FROM documents WHERE {where(connection, selection)} ORDER BY doc_id")
        .fetchnumpy()["doc_id"]
        .astype(np.int64)
    )


def _answer(connection: duckdb.DuckDBPyConnection, selection: Selection, table: str) -> None:
    """Answer the selection into `table` and take it, what people wrote in SQL first and outside the lock: it may take
    its time.
    """
    answers = {
        part.answer: sql_query.doc_ids(connection, part.sql, doc_ids(connection, Selection(selection.filters[:index])))
        for index, part in enumerate(selection.filters)
        if isinstance(part, Query)
    }
    queries, values = zip(*(part.query() for part in selection.filters), strict=True)
    with _answering:
        kept = _kept(connection)
        if table in kept:
            _take(connection, table)
            return
        try:
            for name, ids in answers.items():
                connection.register(name, ids)
            (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone() or (0,)
            bits = f"coalesce(bitstring_agg(doc_id::INTEGER, 0, {max(documents, 1) - 1}), bitstring('0', {max(documents, 1)}))"
            found = " INTERSECT ".join(queries)
            connection.execute(
                f"CREATE TABLE {table} AS SELECT {bits} AS bits FROM ({found})",
                [value for some in values for value in some],
            )
            _take(connection, table)
        except (
            duckdb.CatalogException,
            duckdb.BinderException,
            duckdb.ConversionException,
            duckdb.InvalidInputException,
            duckdb.OutOfRangeException,
        ) as error:
            raise DataloupeError(
                f"the selection ({selection.describe()}) does not fit this workspace: {str(error).splitlines()[0]}"
            ) from None
        finally:
            for name in answers:
                connection.unregister(name)
        for old in kept[: max(0, len(kept) + 1 - KEPT_SELECTIONS)]:
            connection.execute(f"DROP TABLE IF EXISTS {old}")


def _take(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make a kept answer this connection's variable, which stays when the table is dropped. Raises CatalogException
    when there is no such table.
    """
    connection.execute(f"SET VARIABLE {table} = (SELECT bits FROM {table})").fetchall()


def _kept(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of answered selections, the oldest first."""
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'selection\\_%' ESCAPE '\\' ORDER BY table_oid"
    ).fetchall()
    return [name for (name,) in found]


def _tuples(value: Any) -> Any:
    return (
        tuple(_tuples(item) for item in value) if isinstance(value, Sequence) and not isinstance(value, str) else value
    )
