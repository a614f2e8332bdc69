"""Which tables are there, how large are they, and what does each of their columns mean?"""

from __future__ import annotations

import duckdb
import pandas as pd

from analytics.ask.sql.annotation_tables import ANNOTATION_TABLES
from analytics.ask.sql.corpus_tables import CORPUS_TABLES
from analytics.ask.sql.log_tables import LOG_TABLES, RAW_LOG_COLUMNS, RAW_LOG_TABLES
from analytics.sql import identifier
from analytics.workspace import Manifest
from analytics.workspace.renamed import FORMER_COLUMNS, FORMER_TABLES

TABLES = CORPUS_TABLES | LOG_TABLES | ANNOTATION_TABLES
"""The known tables. A column that they do not have is from the input."""

INPUT_COLUMN = "a column of the input, unchanged"


def table_list(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> pd.DataFrame:
    """One row for each table, in the order of the catalog: table, rows, megabytes (on disk), meaning."""
    views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    available = {name for (name,) in views} - FORMER_TABLES
    known = [name for name in (*TABLES, *RAW_LOG_TABLES) if name in available]
    rows = [
        (name, *_size(connection, manifest, name), table_meaning(name))
        for name in (*known, *sorted(available - set(known)))
    ]
    return pd.DataFrame(rows, columns=["table", "rows", "megabytes", "meaning"])


def _size(connection: duckdb.DuckDBPyConnection, manifest: Manifest, name: str) -> tuple[int, float]:
    """The rows of a table, and its megabytes: none for a view that is computed."""
    if name in manifest.tables:
        return manifest.tables[name].rows, manifest.tables[name].bytes / 1e6
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {identifier(name)}").fetchall()
    return rows, 0.0


def column_list(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    """One row for each column of `table`, in its order: column, type (in DuckDB), meaning."""
    columns = connection.execute(
        """SELECT column_name, data_type FROM duckdb_columns()
        WHERE NOT internal AND table_name = ? ORDER BY column_index""",
        [table],
    ).fetchall()
    rows = [(name, kind, column_meaning(table, name)) for name, kind in columns if (table, name) not in FORMER_COLUMNS]
    return pd.DataFrame(rows, columns=["column", "type", "meaning"])


def table_meaning(table: str) -> str:
    """What a table contains; "" for an unknown table."""
    if table in RAW_LOG_TABLES:
        return f"the log as it was read; {RAW_LOG_TABLES[table]} is made of it"
    return TABLES[table].meaning if table in TABLES else ""


def column_meaning(table: str, column: str) -> str:
    """What a column means; "" for an unknown column."""
    if table in RAW_LOG_TABLES:
        return RAW_LOG_COLUMNS.get(column) or column_meaning(RAW_LOG_TABLES[table], column)
    if table == "metadata" and column != "doc_id":
        return INPUT_COLUMN
    return TABLES[table].columns.get(column, "") if table in TABLES else ""
