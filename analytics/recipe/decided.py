"""The outcome of the decisions as a table of a connection: every page can select what is kept or removed."""

from __future__ import annotations

import threading
from collections.abc import Callable

import duckdb

from analytics.ask.filters import Decided
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from analytics.recipe.outcome import KEPT, Outcome
from analytics.sql import identifier

MAX_CACHED_OUTCOMES = 8
"""Outcomes that a connection keeps for selections; the oldest are dropped first."""

_providing = threading.Lock()


def provide(connection: duckdb.DuckDBPyConnection, selection: Selection, outcome: Callable[[], Outcome]) -> None:
    """Make the tables that `Decided` filters of the selection need, from the `outcome` of the present decisions.

    Raises DataloupeError when a filter belongs to other decisions than the present ones.
    """
    for one in selection.filters:
        if isinstance(one, Decided) and not _exists(connection, one.recipe):
            present = outcome()
            if present.recipe.digest != one.recipe:
                raise DataloupeError(
                    "The selection refers to an earlier version of the recipe. "
                    "Clear it, and select again on the Decisions page."
                )
            with _providing:
                if not _exists(connection, one.recipe):
                    _create(connection, present)


def _exists(connection: duckdb.DuckDBPyConnection, digest: str) -> bool:
    return bool(
        connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [f"decided_{digest}"]).fetchone()
    )


def _create(connection: duckdb.DuckDBPyConnection, outcome: Outcome) -> None:
    import pyarrow as pa

    rows = pa.table({"doc_id": outcome.doc_ids, "step": pa.array(outcome.first, mask=outcome.first == KEPT)})
    connection.from_arrow(rows).create(f"decided_{outcome.recipe.digest}")
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'decided_') ORDER BY table_oid"
    ).fetchall()
    for (oldest,) in names[: max(0, len(names) - MAX_CACHED_OUTCOMES)]:
        connection.execute(f"DROP TABLE IF EXISTS {identifier(oldest)}")
