"""A DuckDB connection whose views are the tables of a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.sql import identifier, literal
from analytics.system import memory_limit
from analytics.workspace.annotations import annotation_views
from analytics.workspace.manifest import Manifest
from analytics.workspace.renamed import RENAMED, former_columns, present_columns

if TYPE_CHECKING:
    import duckdb

SETTINGS = (
    "preserve_insertion_order = true",
    "enable_progress_bar = false",  # stages report their own progress, and a server has no terminal
    "parquet_metadata_cache = true",  # no file ever changes, so its footer is read once
)

READ_FEEDBACK = """
CREATE VIEW feedback AS SELECT conversation_id, doc_id, rater, rater_kind, name, value, raw, comment, created_at,
    message_id FROM log_feedback WHERE value IS NOT NULL OR raw IS NOT NULL
"""
"""Ratings as they were read, until a build assembles the conversations: those of plain documents are complete."""


def connect(folder: Path, manifest: Manifest) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with one view for each table of `manifest` that has files in `folder`."""
    import duckdb

    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    folder = folder.resolve()
    for setting in (*SETTINGS, *_memory_settings(folder)):
        connection.execute(f"SET {setting}")
    # the SQL process reads the folder here, to see the same tables
    connection.execute("CREATE TABLE opened AS SELECT ? AS folder", [f"{folder}/"])
    for name, table in manifest.tables.items():
        if table.files:
            for view in _views(name, [folder / file for file in table.files]):
                connection.execute(view)
    read, assembled = manifest.tables.get("log_feedback"), manifest.tables.get("feedback")
    if read is not None and read.files and assembled is None:
        connection.execute(READ_FEEDBACK)
    view_annotations(connection)
    return connection


def view_annotations(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the views of the annotations, which read the file each time, once there are any."""
    ((folder,),) = connection.execute("SELECT folder FROM opened").fetchall()
    for view in annotation_views(Path(folder).parent):
        connection.execute(view)


def _memory_settings(folder: Path) -> list[str]:
    """Where the memory of this process is limited, DuckDB takes half of it, and writes what needs more to scratch."""
    limit = memory_limit()
    if limit is None:
        return []
    spilled = literal(str(folder.parent / "scratch" / "duckdb"))
    return [f"memory_limit = '{limit // 2_000_000}MB'", f"temp_directory = {spilled}"]


def _views(table: str, files: Sequence[Path]) -> Iterator[str]:
    """The statements that create the view of a table, and where it was renamed, one under its former name."""
    listed = ", ".join(literal(str(file)) for file in files)
    rows = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
    renamed = next((renamed for renamed in RENAMED if renamed.table == table), None)
    if renamed is None:
        yield f"CREATE VIEW {identifier(table)} AS SELECT * FROM {rows}"
        return
    columns = _columns(files[0])
    yield f"CREATE VIEW {identifier(table)} AS SELECT {present_columns(renamed, columns)} FROM {rows}"
    if renamed.former_table != table:
        former = identifier(renamed.former_table)
        yield f"CREATE VIEW {former} AS SELECT {former_columns(renamed, columns)} FROM {rows}"


def _columns(file: Path) -> list[str]:
    import pyarrow.parquet as pq

    return list(pq.read_schema(file).names)
