"""What the decisions came to as a table of a connection, so that any page can select what is kept or left out."""

from __future__ import annotations

import threading
from collections.abc import Callable

import duckdb

from analytics.ask.filters import Decided
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from analytics.recipe.outcome import KEPT, Outcome
from analytics.sql import identifier

KEPT_TABLES = 8
"""Outcomes that a connection keeps for selections; the oldest go first."""

_providing = threading.Lock()


def provide(connection: duckdb.DuckDBPyConnection, selection: Selection, outcome: Callable[[], Outcome]) -> None:
    """Make the tables that `Decided` parts of the selection ask for, from the `outcome` of the present decisions.

    Raises DataloupeError when a part belongs to other decisions than the present ones.
    """
    for part in selection.filters:
        if isinstance(part, Decided) and not _is_there(connection, part.recipe):
            found = outcome()
            if found.recipe.digest != part.recipe:
                raise DataloupeError(
                    "the selection belongs to decisions that have changed since - clear it, and select anew on the page Decisions"
                )
            with _providing:
                if not _is_there(connection, part.recipe):
                    _make(connection, found)


def _is_there(connection: duckdb.DuckDBPyConnection, digest: str) -> bool:
    return bool(
        connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [f"decided_{digest}"]).fetchone()
    )


def _make(connection: duckdb.DuckDBPyConnection, found: Outcome) -> None:
    import pyarrow as pa

    rows = pa.table({"doc_id": found.doc_ids, "step": pa.array(found.first, mask=found.first == KEPT)})
    connection.from_arrow(rows).create(f"decided_{found.recipe.digest}")
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'decided_') ORDER BY table_oid"
    ).fetchall()
    for (old,) in names[: max(0, len(names) - KEPT_TABLES)]:
        connection.execute(f"DROP TABLE IF EXISTS {identifier(old)}")
