"""Rows of a database table above a watermark: `sqlite:FILE#TABLE?watermark=COLUMN`, or a table of PostgreSQL.

The watermark is the largest value of the column in the rows that were taken. The column must grow with each new row, as
an id does: a row with an earlier value is not seen.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.errors import DataloupeError
from analytics.sql import identifier
from analytics.watch.new_files import Batch
from analytics.watch.postgres import SCHEMES, parse, reading
from analytics.watch.postgres_rows import new_rows_of
from analytics.watch.watermarks import METADATA, file_name, last_watermark, name_of, stored
from analytics.workspace.arrivals import Arrivals, content_hash

_SOURCE = re.compile(r"sqlite:(?P<file>.+)#(?P<table>[^#?]+)\?watermark=(?P<column>[^?&]+)")
PREFIX = "sqlite:"
ROWS_PER_BATCH = 1_000_000


def is_table(source: str) -> bool:
    """Whether a source is a table of a database."""
    return source.lower().startswith((PREFIX, *SCHEMES))


def new_rows(source: str, arrivals: Arrivals) -> Iterator[Batch]:
    """The rows above the last watermark as Parquet files; nothing when there are none. Each must be taken or refused
    before the next. Raises DataloupeError for a source that cannot be read.
    """
    read = _from_postgres if source.lower().startswith(SCHEMES) else _from_sqlite
    while batch := read(source, arrivals):
        yield batch


def _from_postgres(source: str, arrivals: Arrivals) -> Batch | None:
    place, name = parse(source), file_name(source)
    file = arrivals.incoming(name)
    with reading(place) as cursor:
        new = new_rows_of(cursor, place, last_watermark(arrivals, name), ROWS_PER_BATCH)
        if new is None:
            return None
        cursor.execute(new.query)
        rows = cursor.fetch_record_batch()
        schema = pa.schema([pa.field(one.name, one.type) for one in rows.schema], new.watermark.to_metadata())
        with pq.ParquetWriter(file, schema) as writer:
            for batch in rows:
                writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
    return Batch(file, content_hash(file), name)


def _from_sqlite(source: str, arrivals: Arrivals) -> Batch | None:
    matched = _SOURCE.fullmatch(source)
    if not matched:
        raise DataloupeError(f"{source} cannot be read. Write: sqlite:FILE#TABLE?watermark=COLUMN.")
    name = file_name(source)
    above = max(stored(arrivals, name), default=None)
    names, rows = _rows(matched["file"], matched["table"], matched["column"], above)
    if not rows:
        return None
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    watermark = columns[name_of(matched["column"], names, source)]
    _require_one_order([*watermark, *([] if above is None else [above])], source)
    file = arrivals.incoming(name)
    table = pa.table({one: _array(values) for one, values in columns.items()})
    pq.write_table(table.replace_schema_metadata({METADATA: json.dumps(max(watermark))}), file)
    return Batch(file, content_hash(file), name)


def _rows(file: str, table: str, column: str, above: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns, and about ROWS_PER_BATCH rows: rows with one watermark are never divided."""
    path = Path(file).expanduser()
    if not path.is_file():
        raise DataloupeError(f"{path} does not exist.")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            selected = connection.execute(f"SELECT * FROM {identifier(table)} LIMIT 0")
            names = [str(one[0]) for one in selected.description]
            key = identifier(name_of(column, names, f"{path}#{table}"))
            new = f"FROM {identifier(table)} WHERE {key} IS NOT NULL" + ("" if above is None else f" AND {key} > ?")
            values = [] if above is None else [above]
            last = connection.execute(f"SELECT {key} {new} ORDER BY {key} LIMIT 1 OFFSET {ROWS_PER_BATCH - 1}", values)
            limit = last.fetchone()
            until = "" if limit is None else f" AND {key} <= ?"
            rows = connection.execute(f"SELECT * {new}{until} ORDER BY {key}", [*values, *(limit or ())])
            return names, rows.fetchall()
    except sqlite3.Error as error:
        raise DataloupeError(f"{path} cannot be read: {error}.") from None


def _require_one_order(values: Sequence[Any], source: str) -> None:
    kinds = {"number" if isinstance(value, int | float) else type(value).__name__ for value in values}
    if kinds not in ({"number"}, {"str"}):
        raise DataloupeError(f"The watermark of {source} must hold only numbers or only texts.")


def _array(values: Sequence[Any]) -> pa.Array:
    """The values of a column. SQLite lets a column hold several types: then all become text."""
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) < 2:
        return pa.array(values)
    if kinds == {int, float}:
        return pa.array([None if value is None else float(value) for value in values])
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return None if value is None else str(value)
