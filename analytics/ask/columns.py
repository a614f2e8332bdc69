"""Which tables and columns does this workspace have?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from analytics.errors import DataloupeError
from analytics.signals.registry import SIGNAL_TABLES, TEXT_TABLES
from analytics.sql import identifier
from analytics.workspace.renamed import FORMER_COLUMNS, FORMER_TABLES, present_column

_OTHER_SIGNALS = (table for table in SIGNAL_TABLES if table not in TEXT_TABLES)
SELECTABLE_TABLES = ("documents", "metadata", *TEXT_TABLES, "map", "turns", *_OTHER_SIGNALS)
"""Tables with one row for each document, whose columns a selection may name."""

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_UNSIGNED = ("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
_NUMERIC = (*_INTEGERS, *_UNSIGNED, "FLOAT", "DOUBLE", "DECIMAL")


@dataclass(frozen=True)
class Column:
    """A column of a table with one row for each document."""

    table: str
    name: str
    type: str

    @property
    def sql(self) -> str:
        """The column, qualified and quoted, for a query that reads its table under the name of the table."""
        return f"{identifier(self.table)}.{identifier(self.name)}"

    @property
    def is_number(self) -> bool:
        return self.type.startswith(_NUMERIC) and not self.type.endswith("]")

    @property
    def is_time(self) -> bool:
        return self.type.startswith(("TIMESTAMP", "DATE"))

    @property
    def is_orderable(self) -> bool:
        return self.is_number or self.is_time or self.type in ("VARCHAR", "BOOLEAN")


def tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The tables that can be queried. A table that was built without any file is not one of them."""
    rows = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    return {name for (name,) in rows} - FORMER_TABLES


def columns(connection: duckdb.DuckDBPyConnection, *only: str) -> list[Column]:
    """The columns, without doc_id, of the tables with one row for each document, or of `only` these tables. They have
    the order of the tables.
    """
    wanted = list(only or SELECTABLE_TABLES)
    rows = connection.execute(
        """SELECT table_name, column_name, data_type FROM duckdb_columns()
        WHERE NOT internal AND list_contains(?, table_name) ORDER BY list_position(?, table_name), column_index""",
        [wanted, wanted],
    ).fetchall()
    return [Column(*row) for row in rows if row[1] != "doc_id" and row[:2] not in FORMER_COLUMNS]


def column(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> Column:
    """The column `name` of `table`. Raises DataloupeError with the names of its columns when there is none."""
    available = {column.name: column for column in columns(connection, table)}
    name = present_column(table, name)
    if name not in available:
        names = ", ".join(available) or "none yet"
        raise DataloupeError(f"There is no column {name!r} in the table {table!r}. It has: {names}.")
    return available[name]
