"""Vectors that the user has: a column of the input becomes the table `embeddings`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analytics.build.map import vectors
from analytics.build.stage import Context
from analytics.errors import DataloupeError
from analytics.sql import identifier

if TYPE_CHECKING:
    import duckdb

BATCH_ROWS = 4096


def write_own_vectors(context: Context, column: str) -> None:
    """Write the vectors in `column`, scaled to unit length. Most rows decide the width; others get no vector.

    Raises DataloupeError when there is no such column, or no vector in it.
    """
    connection = context.workspace.connect(context.manifest)
    _check_column(context, connection, column)
    lists = f"(SELECT doc_id, TRY_CAST({_as_list(connection, column)} AS FLOAT[]) AS vector FROM metadata)"
    widths = connection.sql(
        f"SELECT len(vector) AS width, count(*) FROM {lists} WHERE width > 0 GROUP BY width ORDER BY 2 DESC, 1"
    ).fetchall()
    if not widths:
        raise DataloupeError(f"The column {column!r} has no vectors. Choose a column of lists of numbers.")
    width, rows = widths[0]
    query = f"SELECT doc_id, vector FROM {lists} WHERE len(vector) = {width:d} ORDER BY doc_id"
    written = _write(context, connection.sql(query).to_arrow_reader(BATCH_ROWS), width, rows)
    context.notes |= {
        "encoder": f"column {column}",
        "digest": f"column {column}",
        "dimensions": width,
        "encoded_text": "vectors of the input",
        "other_width": sum(count for _, count in widths[1:]),
        "not_finite_or_zero": rows - written,
        "without_vector": context.rows("documents") - written,
    }


def _as_list(connection: duckdb.DuckDBPyConnection, column: str) -> str:
    """The column as SQL that can be cast to a list. Texts are lists as JSON, NumPy or a table writes them: "[1, 2]",
    "[1. 2.]", "1;2" and "1 2" are the same vector.
    """
    types = dict(connection.execute("SELECT column_name, data_type FROM duckdb_columns()").fetchall())
    name = identifier(column)
    if types.get(column) != "VARCHAR":
        return name
    numbers = f"trim({name}, E'[](){{}} \\t\\n\\r,;')"
    has_only_numbers = rf"regexp_full_match({numbers}, '[-+0-9.eE,;\s]+')"
    commas = rf"regexp_replace({numbers}, '[,;\s]+', ', ', 'g')"
    return f"CASE WHEN {has_only_numbers} THEN '[' || {commas} || ']' END"


def _check_column(context: Context, connection: duckdb.DuckDBPyConnection, column: str) -> None:
    if "metadata" not in context.manifest.tables:
        raise DataloupeError(
            f"The input has no column {column!r} for vectors. It has no columns other than those of documents."
        )
    names = connection.table("metadata").columns
    if column not in names:
        others = ", ".join(names[1:]) or "none"
        raise DataloupeError(f"The input has no column {column!r} for vectors. It has: {others}.")


def _write(context: Context, reader: pa.RecordBatchReader, width: int, rows: int) -> int:
    """Write the vectors that are finite and not zero; gives their number."""
    writer = context.writer("embeddings", vectors.schema(width))
    for batch in reader:
        matrix = batch.column("vector").flatten().to_numpy(zero_copy_only=False).reshape(len(batch), width)
        is_usable = np.isfinite(matrix).all(axis=1) & matrix.any(axis=1)
        doc_ids = batch.column("doc_id").to_numpy()[is_usable]
        writer.write(vectors.rows(doc_ids, vectors.unit_length(matrix[is_usable])))
        context.progress(writer.rows, rows, "documents")
    return int(writer.rows)
