"""Which documents match, in which order, and what is in one of them?"""

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
from analytics.signals.registry import SIGNAL_TABLES, TEXT_TABLES
from analytics.sql import identifier

EXCERPT_CHARACTERS = 240
CONTEXT_CHARACTERS = 60
"""Characters before a match in an excerpt."""

_PLAIN_TYPES = (bool, int, float, str, datetime.date, datetime.datetime)


@dataclass(frozen=True)
class Document:
    """One document in full: its text, its other fields, its metadata, and its signals compared with the corpus.

    `signals` as of ask.percentiles; empty before the scan.
    """

    doc_id: int
    text: str
    fields: dict[str, Any]
    metadata: dict[str, Any]
    signals: pd.DataFrame = field(repr=False)


def matching(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    pattern: str,
    regex: bool = False,
    case: bool = False,
    accents: bool = True,
) -> Selection:
    """The documents of the selection whose text contains `pattern`; the selection itself for "".

    Raises DataloupeError for an invalid regular expression.
    """
    if not pattern:
        return selection
    if regex:
        _check_regex(connection, pattern)
    return selection.with_filter(Contains(pattern, regex, case, accents))


def listing(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    order: Column | None = None,
    descending: bool = False,
    limit: int = 25,
    offset: int = 0,
    match: Contains | None = None,
) -> pd.DataFrame:
    """`limit` of the selected documents from `offset`: doc_id, source, title, excerpt, words (NA before the scan), and
    `value` of the column `order`.

    Missing values come last in both directions; ties follow doc_id. The excerpt is the beginning of the text, or what
    surrounds `match`.
    """
    if order is not None and not order.is_orderable:
        raise DataloupeError(f"Documents cannot be sorted by {order.name!r}, a column of type {order.type}.")
    rows = _ordered(connection, selection, order, descending, limit, offset)
    ids = [doc_id for doc_id, _ in rows]
    documents = _excerpts(connection, ids, match).set_index("doc_id").reindex(ids).reset_index()
    if order:
        documents["value"] = [_plain_value(value) for _, value in rows]
    return documents


def document(connection: duckdb.DuckDBPyConnection, doc_id: int) -> Document:
    """The document `doc_id` in full. Raises DataloupeError when there is none."""
    result = connection.execute("SELECT * FROM documents WHERE doc_id = ?", [doc_id])
    names = [description[0] for description in result.description or []]
    values = result.fetchone()
    if values is None:
        raise DataloupeError(f"There is no document {doc_id}.")
    fields = dict(zip(names, values, strict=True))
    text = fields.pop("text")
    fields.pop("doc_id")
    signals = {
        name: value
        for table in TEXT_TABLES
        for name, value in _row(connection, table, doc_id).items()
        if name in SIGNAL_TABLES[table]
    }
    return Document(doc_id, text, fields, _row(connection, "metadata", doc_id), percentiles(connection, signals))


def _check_regex(connection: duckdb.DuckDBPyConnection, pattern: str) -> None:
    try:
        connection.execute("SELECT regexp_matches('', ?)", [pattern]).fetchone()
    except duckdb.InvalidInputException as error:
        reason = str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
        raise DataloupeError(f"The regular expression is not valid: {reason}.") from None


def _ordered(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    order: Column | None,
    descending: bool,
    limit: int,
    offset: int,
) -> list[tuple[int, Any]]:
    """doc_id and value of `order` of the documents in a page of the list."""
    table, value = (identifier(order.table), order.sql) if order else ("documents", "NULL")
    direction = "DESC" if descending else "ASC"
    by = f"{value} {direction} NULLS LAST, doc_id" if order else f"doc_id {direction}"
    return connection.execute(
        f"SELECT doc_id, {value} FROM {table} WHERE {where(connection, selection)} ORDER BY {by} LIMIT ? OFFSET ?",
        [limit, offset],
    ).fetchall()


def _excerpts(connection: duckdb.DuckDBPyConnection, doc_ids: list[int], match: Contains | None) -> pd.DataFrame:
    """doc_id, source, title, excerpt and words of these documents, in any order."""
    excerpt, parameters = _excerpt(match)
    ids = ", ".join(map(str, doc_ids)) or "NULL"
    texts = f"SELECT doc_id, source, title, text FROM documents WHERE doc_id IN ({ids})"
    words, join = "NULL::BIGINT", ""
    if "signals" in tables(connection):
        words = "n_words"
        join = f"LEFT JOIN (SELECT doc_id, n_words FROM signals WHERE doc_id IN ({ids})) USING (doc_id)"
    return connection.execute(
        f"SELECT doc_id, source, title, {excerpt} AS excerpt, {words} AS words FROM ({texts}) {join}", parameters
    ).df()


def _excerpt(match: Contains | None) -> tuple[str, list[Any]]:
    """SQL for one line of `text`, and its parameters."""
    position, parameters = "1", []
    if match:
        position = "position(regexp_extract(text, ?, 0, 's') IN text)"
        parameters = [match.expression]
    cut = f"substr(text, greatest(1, {position} - {CONTEXT_CHARACTERS}), {EXCERPT_CHARACTERS})"
    return f"trim(regexp_replace({cut}, '\\s+', ' ', 'g'))", parameters


def _row(connection: duckdb.DuckDBPyConnection, table: str, doc_id: int) -> dict[str, Any]:
    """The row of a document in a table with one row for each, without doc_id; empty when there is none."""
    names = [column.name for column in columns(connection, table)]
    if not names:
        return {}
    selected = ", ".join(map(identifier, names))
    values = connection.execute(f"SELECT {selected} FROM {identifier(table)} WHERE doc_id = ?", [doc_id]).fetchone()
    return dict(zip(names, values, strict=True)) if values else {}


def _plain_value(value: Any) -> Any:
    """The value itself when a table can show it, else its text."""
    return value if value is None or isinstance(value, _PLAIN_TYPES) else str(value)
