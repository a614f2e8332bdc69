"""Which tables and columns are there to be asked about?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from analytics.errors import DataloupeError
from analytics.sql import identifier

SELECTABLE_TABLES = ("documents", "metadata", "signals", "content", "quality", "map", "turns", "behaviour")
"""Tables with one row a document, whose columns a selection may name."""

_NUMERIC = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
    "FLOAT",
    "DOUBLE",
    "DECIMAL",
)


@dataclass(frozen=True)
class Column:
    """A column of a table with one row a document."""

    table: str
    name: str
    type: str

    @property
    def sql(self) -> str:
        """The column, qualified and quoted, for a query that reads its table under the table's own name."""
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
    """The tables that can be asked; a table that was built but holds no part is not among them."""
    return {
        name for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    }


def columns(connection: duckdb.DuckDBPyConnection, *only: str) -> list[Column]:
    """The columns of the tables with one row a document (or of `only` those tables), without doc_id, in their order."""
    wanted = only or SELECTABLE_TABLES
    rows = connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal AND list_contains(?, table_name) ORDER BY list_position(?, table_name), column_index",
        [list(wanted), list(wanted)],
    ).fetchall()
    return [Column(*row) for row in rows if row[1] != "doc_id"]


def column(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> Column:
    """The column `name` of `table`. Raises DataloupeError naming the columns there are."""
    there = {one.name: one for one in columns(connection, table)}
    if name not in there:
        raise DataloupeError(
            f"there is no column {name!r} in {table!r} - it has {', '.join(there) or 'no columns yet'}"
        )
    return there[name]
