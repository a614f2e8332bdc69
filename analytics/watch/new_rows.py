"""Rows of a database table above a watermark: `sqlite:FILE#TABLE?watermark=COLUMN`.

The watermark is the largest value of the column in the rows that were taken. It is stored in the file of these rows, so
the two cannot disagree. The column must grow with each new row, as an id does: a row with an earlier value is not seen.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.errors import DataloupeError
from analytics.sql import identifier
from analytics.watch.arrivals import Arrivals, content_hash
from analytics.watch.new_files import Batch

PREFIX = "sqlite:"
_SOURCE = re.compile(r"sqlite:(?P<file>.+)#(?P<table>[^#?]+)\?watermark=(?P<column>[^?&]+)")
WATERMARK = b"dataloupe.watermark"
ROWS_PER_BATCH = 1_000_000


def new_rows(source: str, arrivals: Arrivals) -> Iterator[Batch]:
    """The rows above the last watermark as a Parquet file; nothing when there are none. Raises DataloupeError for a
    source that cannot be read.
    """
    matched = _SOURCE.fullmatch(source)
    if not matched:
        raise DataloupeError(f"{source} cannot be read. Write: sqlite:FILE#TABLE?watermark=COLUMN.")
    name = f"{hashlib.sha256(source.encode()).hexdigest()[:12]}-rows.parquet"
    rows = _rows(matched["file"], matched["table"], matched["column"], _watermark(arrivals, name))
    if not rows:
        return
    file = arrivals.incoming(name)
    last = json.dumps(max(row[matched["column"]] for row in rows))
    table = pa.Table.from_pylist(rows).replace_schema_metadata({WATERMARK: last})
    pq.write_table(table, file)
    yield Batch(file, content_hash(file), name)


def _rows(file: str, table: str, column: str, above: Any) -> list[dict[str, Any]]:
    path = Path(file).expanduser()
    if not path.is_file():
        raise DataloupeError(f"{path} does not exist.")
    condition = "" if above is None else f"AND {identifier(column)} > ?"
    query = (
        f"SELECT * FROM {identifier(table)} WHERE {identifier(column)} IS NOT NULL {condition} "
        f"ORDER BY {identifier(column)} LIMIT {ROWS_PER_BATCH}"
    )
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, [] if above is None else [above])]
    except sqlite3.Error as error:
        raise DataloupeError(f"{path} cannot be read: {error}.") from None


def _watermark(arrivals: Arrivals, name: str) -> Any:
    """The largest value that was taken from this source; None where nothing was."""
    files = [file for file in (*arrivals.files(), *arrivals.refused()) if file.name.endswith(f"-{name}")]
    stored = [(pq.read_schema(file).metadata or {}).get(WATERMARK) for file in files]
    return max((json.loads(one) for one in stored if one), default=None)
