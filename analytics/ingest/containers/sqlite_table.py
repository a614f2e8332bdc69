"""SQLite: one table of a database file, read with Python's own library, never with an extension."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from analytics.errors import DataloupeError
from analytics.ingest.inputs import Input
from analytics.ingest.records import CHUNK_ROWS, Chunk
from analytics.sql import identifier

NAME = "sqlite"
SPECIFICITY = 57
EXTENSIONS = (".sqlite", ".sqlite3", ".db3")
MAGIC = b"SQLite format 3\0"


def detect(path: Path, head: bytes) -> bool:
    """By the first bytes."""
    return head.startswith(MAGIC)


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of rows, numbered by row; of several tables, the one that holds most text."""
    with _opened(source.path) as database:
        tables = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        if not tables:
            raise DataloupeError(f"{source.name} has no table.")
        table = source.table or max(tables, key=lambda name: _characters(database, name))
        if table not in tables:
            raise DataloupeError(f"{source.name} has no table {table!r}. It has: {', '.join(tables)}.")
        cursor = database.execute(f"SELECT * FROM {identifier(table)}")
        names = [column[0] for column in cursor.description]
        first = 1
        while rows := cursor.fetchmany(CHUNK_ROWS):
            records = [{name: _plain(value) for name, value in zip(names, row, strict=True)} for row in rows]
            yield Chunk(range(first, first + len(rows)), records, (), 0)
            first += len(rows)
        yield Chunk([], [], (), source.size)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)


def _characters(database: sqlite3.Connection, table: str) -> int:
    """How many characters of text the first rows of a table hold."""
    rows = database.execute(f"SELECT * FROM {identifier(table)} LIMIT 200").fetchall()
    return sum(len(value) for row in rows for value in row if isinstance(value, str))


def _plain(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
