"""The classes that a supervised layout keeps together: the values of one column, as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.build.stage import Context
from analytics.errors import DataloupeError
from analytics.layouts import MAX_CLASSES, NOT_CLASSES
from analytics.sql import identifier

if TYPE_CHECKING:
    import duckdb

NONE = -1
"""The class of a document without a label, as umap-learn marks it."""


def codes(context: Context, column: str, doc_ids: np.ndarray) -> np.ndarray:
    """int32[n]: the class of each of the ascending `doc_ids`, NONE for a missing value.

    Classes are numbered in the order of their first documents, so more documents do not change a number. Raises
    DataloupeError when the column does not exist, or has more than MAX_CLASSES values.
    """
    connection = context.workspace.connect(context.manifest)
    values = _values(connection, column)
    size = int(doc_ids.max(initial=NONE)) + 1
    labelled = connection.execute(
        f"""SELECT doc_id, dense_rank() OVER (ORDER BY first_doc_id) - 1 AS code
        FROM (SELECT *, min(doc_id) OVER (PARTITION BY value) AS first_doc_id FROM ({values}) WHERE value IS NOT NULL)
        WHERE doc_id < ?""",
        [size],
    ).fetchnumpy()
    by_document = np.full(size, NONE, np.int32)
    by_document[labelled["doc_id"]] = labelled["code"]
    return np.asarray(by_document[doc_ids])


def _values(connection: duckdb.DuckDBPyConnection, column: str) -> str:
    """A query for doc_id and value, the value of the column as a text."""
    rows = connection.execute("""SELECT table_name, column_name FROM duckdb_columns()
        WHERE table_name IN ('documents', 'metadata') ORDER BY table_name, column_index""").fetchall()
    tables = {name: table for table, name in reversed(rows) if name not in NOT_CLASSES}
    if column not in tables:
        raise DataloupeError(
            f"There is no column {column!r} with labels for the layout. There are: {', '.join(reversed(tables))}."
        )
    values = f"SELECT doc_id, CAST({identifier(column)} AS VARCHAR) AS value FROM {identifier(tables[column])}"
    (n,) = connection.execute(f"SELECT count(DISTINCT value) FROM ({values})").fetchone() or (0,)
    if n > MAX_CLASSES:
        raise DataloupeError(
            f"The column {column!r} has {n:,} distinct values. The labels of a layout have at most {MAX_CLASSES:,}."
        )
    return values
