"""Which layout does the map show, and which columns can label another one?"""

from __future__ import annotations

import duckdb

from analytics.ask.columns import columns
from analytics.layouts import MAX_CLASSES, NOT_CLASSES, Fast, Layout, make_layout
from analytics.sql import identifier
from analytics.workspace import Manifest

CLASS_TYPES = ("VARCHAR", "BOOLEAN", "ENUM", "TINYINT", "SMALLINT", "INTEGER", "BIGINT")


def shown_layout(manifest: Manifest) -> Layout | None:
    """The layout of the map; None when no build made it."""
    record = manifest.stages.get("layout")
    if record is None:
        return None
    name = record.notes.get("layout", Fast.name)
    return make_layout(name, {} if name == Fast.name else record.notes["settings"])


def label_columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of `documents` and `metadata` with 2 to MAX_CLASSES different values (an estimate: HyperLogLog)."""
    candidates = [
        column
        for column in columns(connection, "documents", "metadata")
        if column.type.startswith(CLASS_TYPES) and not column.type.endswith("]") and column.name not in NOT_CLASSES
    ]
    names: list[str] = []
    for table in ("documents", "metadata"):
        own = [column.name for column in candidates if column.table == table and column.name not in names]
        if own:
            counts = ", ".join(f"approx_count_distinct({identifier(name)})" for name in own)
            values = connection.execute(f"SELECT {counts} FROM {identifier(table)}").fetchone() or ()
            names += [name for name, n in zip(own, values, strict=True) if 2 <= n <= MAX_CLASSES]
    return names
