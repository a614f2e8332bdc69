"""A table or view of a DuckDB file: `crawl.duckdb::pages`, or just the file when it holds one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.errors import DataloupeError
from analytics.ingest.records import CHUNK_ROWS, Chunk
from analytics.sql import identifier

if TYPE_CHECKING:
    import duckdb

    from analytics.ingest.inputs import Input

EXTENSIONS = (".duckdb", ".ddb", ".db")
MAGIC = b"DUCK"
MAGIC_OFFSET = 8


def detect(path: Path, head: bytes) -> bool:
    """By the magic bytes: files named .db may be anything."""
    return head[MAGIC_OFFSET : MAGIC_OFFSET + len(MAGIC)] == MAGIC


def find_table(file: Path, name: str | None) -> str:
    """The table `name` of `file`, or its only one. Raises DataloupeError naming the tables there are."""
    with _connect(file) as connection:
        tables = _tables(connection)
    if name is None:
        if len(tables) == 1:
            return next(iter(tables))
        what = (
            f"holds {len(tables)} tables - name one, such as {file.name}::{next(iter(tables))} (there are {', '.join(tables)})"
            if tables
            else "holds no tables"
        )
        raise DataloupeError(f"{file.name} {what}")
    if name not in tables:
        raise DataloupeError(f"{file.name} has no table {name!r} - it has {', '.join(tables) or 'none'}")
    return name


def read(source: Input) -> Iterator[Chunk]:
    """Chunks in the order in which the table holds them, numbered from 1."""
    import duckdb

    assert source.table is not None
    with _connect(source.path) as connection:
        schema, table = _tables(connection)[source.table]
        try:
            [(total,)] = connection.execute(f"SELECT count(*) FROM {identifier(schema)}.{identifier(table)}").fetchall()
            seen = 0
            for batch in connection.sql(f"SELECT * FROM {identifier(schema)}.{identifier(table)}").to_arrow_reader(
                CHUNK_ROWS
            ):
                yield Chunk(
                    range(seen + 1, seen + 1 + len(batch)), batch, (), int(source.size * (seen + len(batch)) / total)
                )
                seen += len(batch)
        except duckdb.Error as error:
            raise DataloupeError(f"{source.name} cannot be read: {str(error).splitlines()[0]}") from None


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Name as people write it -> (schema, name); tables outside `main` are `schema.name`."""
    found = connection.execute(
        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = current_database() ORDER BY ALL"
    ).fetchall()
    return {name if schema == "main" else f"{schema}.{name}": (schema, name) for schema, name in found}


def _connect(file: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    try:
        return duckdb.connect(str(file), read_only=True)
    except duckdb.Error as error:
        raise DataloupeError(f"{file.name} cannot be opened as a DuckDB file: {str(error).splitlines()[0]}") from None
