"""SQLite: one table of a database file, read with Python's own library, never with an extension."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from analytics.errors import DataloupeError
from analytics.ingest.inputs import Input
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, MAX_RECORD_BYTES, Chunk
from analytics.sql import identifier

NAME = "sqlite"
SPECIFICITY = 57
EXTENSIONS = (".sqlite", ".sqlite3", ".db3")
MAGIC = b"SQLite format 3\0"
TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
STORED = (0, 3)
"""Columns that `table_xinfo` marks so are stored. The others are computed by an expression of the schema."""


def detect(path: Path, head: bytes) -> bool:
    """By the first bytes."""
    return head.startswith(MAGIC)


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of rows, numbered by row; of several tables, the one with the most text.

    Raises DataloupeError for a database without tables, and for one that is damaged or manipulated.
    """
    try:
        with closing(_opened(source.path)) as database:
            yield from _rows(database, source)
    except (sqlite3.Error, MemoryError, OverflowError) as error:
        reason = str(error) or "a value needs too much memory"
        raise DataloupeError(f"{source.name} cannot be read as SQLite: {reason}.") from None


def _rows(database: sqlite3.Connection, source: Input) -> Iterator[Chunk]:
    tables = [name for name, sql in database.execute(TABLES) if _has_rows(name, sql)]
    if not tables:
        raise DataloupeError(f"{source.name} has no table.")
    table = source.table or max(tables, key=lambda name: _characters(database, name))
    if table not in tables:
        raise DataloupeError(f"{source.name} has no table {table!r}. It has: {', '.join(tables)}.")
    names = [row[1] for row in database.execute(f"PRAGMA table_xinfo({identifier(table)})") if row[6] in STORED]
    rows = database.execute(f"SELECT {', '.join(map(identifier, names))} FROM {identifier(table)}")
    first, records, size = 1, [], 0
    for row in rows:
        records.append({name: _plain(value) for name, value in zip(names, row, strict=True)})
        size += sum(len(value) for value in row if isinstance(value, (str, bytes)))
        if len(records) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            yield Chunk(range(first, first + len(records)), records, (), 0)
            first, records, size = first + len(records), [], 0
    yield Chunk(range(first, first + len(records)), records, (), source.size)


def _opened(path: Path) -> sqlite3.Connection:
    """The database, in which nothing but plain reading is possible: its schema is text from anyone.

    Views, triggers, virtual tables and computed columns are never used (sqlite.org/security.html).
    """
    database = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
    database.text_factory = lambda value: value.decode("utf-8", "replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_RECORD_BYTES)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
        database.execute(f"PRAGMA {pragma}")
    database.set_authorizer(_allowed)
    return database


def _has_rows(name: str, sql: str | None) -> bool:
    """Whether a table stores rows. A virtual table runs code on what the file says; its index has tables of its own."""
    return not name.startswith("sqlite_") and not (sql or "").upper().startswith("CREATE VIRTUAL")


def _allowed(action: int, first: str | None, *_: str | None) -> int:
    """Whether SQLite may do something for a query: read, nothing else."""
    is_plain = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    is_schema = action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo"
    return sqlite3.SQLITE_OK if is_plain or is_schema else sqlite3.SQLITE_DENY


def _characters(database: sqlite3.Connection, table: str) -> int:
    """How many characters of text the first rows of a table hold."""
    rows = database.execute(f"SELECT * FROM {identifier(table)} LIMIT 200").fetchall()
    return sum(len(value) for row in rows for value in row if isinstance(value, str))


def _plain(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
