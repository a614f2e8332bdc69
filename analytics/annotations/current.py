"""Which annotations count now: the last one of each person about each item, without those that were taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.annotations.counting import counting
from analytics.annotations.events import NO_ANNOTATOR, Event, read_events
from analytics.annotations.excluded import Excluded, excluded
from analytics.annotations.files import read_schemas
from analytics.annotations.qualification import with_passed_tests
from analytics.workspace import Workspace

if TYPE_CHECKING:
    import duckdb

COLUMNS = (
    "annotation_id",
    "schema",
    "doc_id",
    "other_doc_id",
    "annotator",
    "value",
    "text",
    "seconds",
    "created_at",
    "is_gold",
    "text_md5",
    "origin",
)


def current(
    where: duckdb.DuckDBPyConnection | Workspace | Path, schema: str | None = None, without: Excluded | None = None
) -> pd.DataFrame:
    """One row for each annotation that counts, in the order in which they were made; columns as `COLUMNS`.

    `value` is what was answered (a string, a number, a list), `text` the same as a string. `is_gold` marks answers that
    others are compared with. Annotators that a recipe step excludes are not in it (`without`: others than those of the
    recipe of the workspace), nor are those who have not passed the test of a schema. With a connection, documents whose
    text has moved to another doc_id get that one by the hash of their text, and those whose text has changed are not in
    the table.
    """
    folder = folder_of(where)
    events = counting(read_events(folder), excluded(folder) if without is None else without)
    events = with_passed_tests(events, read_schemas(folder))
    table = as_table(one for one in events if schema in (None, one.annotation_schema))
    return table if isinstance(where, (Path, Workspace)) else _placed(where, table)


def as_table(events: Iterable[Event]) -> pd.DataFrame:
    """Events as a table."""
    rows = [
        (
            one.annotation_id,
            one.annotation_schema,
            one.doc_id,
            one.other_doc_id,
            one.annotator or NO_ANNOTATOR,
            one.value,
            as_text(one.value),
            one.seconds,
            one.created_at,
            one.is_gold,
            one.text_md5,
            one.origin,
        )
        for one in events
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    kinds = {"doc_id": "int64", "other_doc_id": "Int64", "seconds": "float64", "is_gold": bool, "value": object}
    return table.astype(kinds).assign(created_at=pd.to_datetime(table.created_at, unit="s"))


def as_text(value: Any) -> str:
    """An answer as a string, as the table `annotations` has it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def folder_of(where: duckdb.DuckDBPyConnection | Workspace | Path) -> Path:
    """The folder of a workspace, of a connection to it, or the folder itself."""
    if isinstance(where, Path):
        return where
    if isinstance(where, Workspace):
        return where.path
    ((tables,),) = where.execute("SELECT folder FROM opened").fetchall()
    return Path(tables).parent


def _placed(connection: duckdb.DuckDBPyConnection, table: pd.DataFrame) -> pd.DataFrame:
    """The annotations with the doc_id that the text has now."""
    texts = table.text_md5.dropna().unique().tolist()
    if not texts:
        return table
    rows = connection.execute(
        """SELECT doc_id, md5(text) FROM documents
        WHERE doc_id IN (SELECT unnest(?::BIGINT[])) OR md5(text) IN (SELECT unnest(?::VARCHAR[]))""",
        [table.doc_id.unique().tolist(), texts],
    ).fetchall()
    text_of = dict(rows)
    place = {text: doc_id for doc_id, text in reversed(rows)}
    moved = [
        doc_id if text is None or text_of.get(doc_id) == text else place.get(text, -1)
        for doc_id, text in zip(table.doc_id, table.text_md5, strict=True)
    ]
    return table.assign(doc_id=moved)[pd.Series(moved, index=table.index) >= 0].reset_index(drop=True)
