"""A table or view of a DuckDB file: `crawl.duckdb::pages`, or only the file if it has one table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.errors import DataloupeError
from analytics.ingest.inputs import Input
from analytics.ingest.records import CHUNK_ROWS, Chunk, error_reason
from analytics.sql import identifier

if TYPE_CHECKING:
    import duckdb

NAME = "duckdb"
SPECIFICITY = 55
EXTENSIONS = (".duckdb", ".ddb", ".db")
MAGIC = b"DUCK"
MAGIC_OFFSET = 8
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""A view of the file is a query from anyone: it may read the file, and no other file, address or extension."""


def detect(path: Path, head: bytes) -> bool:
    """By the magic bytes: a file with the extension .db can be anything."""
    return head[MAGIC_OFFSET : MAGIC_OFFSET + len(MAGIC)] == MAGIC


def find_table(file: Path, name: str | None) -> str:
    """The table `name` of `file`, or its only one. Raises DataloupeError that lists the tables."""
    with _connect(file) as connection:
        tables = list(_tables(connection))
    listed = ", ".join(tables)
    if name is not None:
        if name not in tables:
            raise DataloupeError(f"{file.name} has no table {name!r}. It has: {listed or 'no tables'}.")
        return name
    if not tables:
        raise DataloupeError(f"{file.name} has no tables.")
    if len(tables) > 1:
        raise DataloupeError(
            f"{file.name} has {len(tables)} tables: {listed}. Name one of them, such as {file.name}::{tables[0]}."
        )
    return tables[0]


def read(source: Input) -> Iterator[Chunk]:
    """Chunks in the order of the table, numbered from 1."""
    import duckdb

    assert source.table is not None
    with _connect(source.path) as connection:
        schema, name = _tables(connection)[source.table]
        table = f"{identifier(schema)}.{identifier(name)}"
        try:
            [(total,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
            seen = 0
            for batch in connection.sql(f"SELECT * FROM {table}").to_arrow_reader(CHUNK_ROWS):
                start, seen = seen + 1, seen + len(batch)
                yield Chunk(range(start, seen + 1), batch, (), int(source.size * seen / total))
        except duckdb.Error as error:
            raise DataloupeError(f"{source.name} cannot be read: {error_reason(error)}.") from None


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """{name as people write it: (schema, name)}; tables outside `main` are `schema.name`."""
    rows = connection.execute(
        """
        SELECT table_schema, table_name FROM information_schema.tables
        WHERE table_catalog = current_database() ORDER BY ALL
        """
    ).fetchall()
    return {name if schema == "main" else f"{schema}.{name}": (schema, name) for schema, name in rows}


def _connect(file: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    try:
        return duckdb.connect(str(file), read_only=True, config=CLOSED)
    except duckdb.Error as error:
        raise DataloupeError(f"{file.name} cannot be opened as a DuckDB file: {error_reason(error)}.") from None
