"""Let me read them: find documents, put them in order, and open one in full."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from analytics.ask.columns import Column, columns, tables
from analytics.ask.filters import Contains
from analytics.ask.percentiles import percentiles
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from analytics.signals import SIGNAL_TABLES
from analytics.sql import identifier

EXCERPT_CHARACTERS = 240
CONTEXT_CHARACTERS = 60
"""Characters before a match in an excerpt."""


@dataclass(frozen=True)
class Document:
    """One document in full: its fields (without the text), its other columns, and its signals beside the corpus's.

    `signals` as of ask.percentiles; empty before the scan.
    """

    doc_id: int
    text: str
    fields: dict[str, Any]
    metadata: dict[str, Any]
    signals: pd.DataFrame = field(repr=False)


def search(
    connection: duckdb.DuckDBPyConnection, selection: Selection, pattern: str, regex: bool = False, case: bool = False
) -> Selection:
    """The selection narrowed to texts that contain `pattern`; the selection itself for "". Raises DataloupeError for a
    broken regular expression.
    """
    if not pattern:
        return selection
    if regex:
        try:
            connection.execute("SELECT regexp_matches('', ?)", [pattern]).fetchone()
        except duckdb.InvalidInputException as error:
            reason = str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
            raise DataloupeError(f"the regular expression cannot be read: {reason}") from None
    return selection.with_filter(Contains(pattern, regex, case))


def listing(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    order: Column | None = None,
    descending: bool = False,
    limit: int = 25,
    offset: int = 0,
    match: Contains | None = None,
) -> pd.DataFrame:
    """A page of the selected documents: doc_id, source, title, excerpt, words (NA before the scan), and `value` of the
    column `order`.

    Missing values come last in either direction; ties follow doc_id. The excerpt is the text's beginning, or what
    surrounds `match`.
    """
    if order is not None and not order.is_orderable:
        raise DataloupeError(f"documents cannot be sorted by {order.name!r} ({order.type})")
    table, value = (identifier(order.table), order.sql) if order else ("documents", "NULL")
    direction = "DESC" if descending else "ASC"
    page = connection.execute(
        f"""SELECT doc_id, {value} AS value FROM {table} WHERE {where(connection, selection)}
            ORDER BY {f"{value} {direction} NULLS LAST, " if order else ""}doc_id {"DESC" if descending and not order else ""} LIMIT ? OFFSET ?""",
        [limit, offset],
    ).fetchall()
    excerpt, parameters = _excerpt(match)
    counted = "signals" in tables(connection)
    ids = ", ".join(str(doc_id) for doc_id, _ in page) or "NULL"
    found = connection.execute(
        f"""SELECT doc_id, source, title, {excerpt} AS excerpt, {"n_words" if counted else "NULL::BIGINT"} AS words
            FROM (SELECT doc_id, source, title, text FROM documents WHERE doc_id IN ({ids}))
            {f"LEFT JOIN (SELECT doc_id, n_words FROM signals WHERE doc_id IN ({ids})) USING (doc_id)" if counted else ""}""",
        parameters,
    ).df()
    found = found.set_index("doc_id").reindex([doc_id for doc_id, _ in page]).reset_index()
    if order:
        found["value"] = [_plain_value(one) for _, one in page]
    return found


def document(connection: duckdb.DuckDBPyConnection, doc_id: int) -> Document:
    """The document `doc_id` in full. Raises DataloupeError when there is none."""
    row = connection.execute("SELECT * FROM documents WHERE doc_id = ?", [doc_id])
    names = [description[0] for description in row.description or []]
    values = row.fetchone()
    if values is None:
        raise DataloupeError(f"there is no document {doc_id}")
    fields = dict(zip(names, values, strict=True))
    text = fields.pop("text")
    fields.pop("doc_id")
    signals = {
        name: value
        for table, known in SIGNAL_TABLES.items()
        for name, value in _row(connection, table, doc_id).items()
        if name in known
    }
    return Document(doc_id, text, fields, _row(connection, "metadata", doc_id), percentiles(connection, signals))


def _excerpt(match: Contains | None) -> tuple[str, list[Any]]:
    """SQL for one line of `text`, and its parameters."""
    start, parameters = "1", []
    if match and match.regex:
        flags = "s" if match.case else "si"
        start, parameters = (
            f"greatest(1, position(regexp_extract(text, ?, 0, '{flags}') IN text) - {CONTEXT_CHARACTERS})",
            [match.pattern],
        )
    elif match:
        text, pattern = ("text", "?") if match.case else ("lower(text)", "lower(?)")
        start, parameters = f"greatest(1, position({pattern} IN {text}) - {CONTEXT_CHARACTERS})", [match.pattern]
    cut = f"substr(text, {start}, {EXCERPT_CHARACTERS})"
    return f"trim(regexp_replace({cut}, '\\s+', ' ', 'g'))", parameters


def _row(connection: duckdb.DuckDBPyConnection, table: str, doc_id: int) -> dict[str, Any]:
    """The row of a table with one row a document, without doc_id; empty when there is none."""
    names = [column.name for column in columns(connection, table)]
    if not names:
        return {}
    values = connection.execute(
        f"SELECT {', '.join(map(identifier, names))} FROM {identifier(table)} WHERE doc_id = ?", [doc_id]
    ).fetchone()
    return dict(zip(names, values, strict=True)) if values else {}


def _plain_value(value: Any) -> Any:
    return (
        value
        if value is None or isinstance(value, (bool, int, float, str, datetime.date, datetime.datetime))
        else str(value)
    )
