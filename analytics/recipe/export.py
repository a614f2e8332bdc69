"""Write the documents that a recipe keeps, and the reasons why each other document is removed: all columns of the
input, tags and masks, in order of doc_id.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from analytics.errors import DataloupeError
from analytics.files import atomic_path
from analytics.recipe.columns import exported_columns, free_name
from analytics.recipe.formats import Format, format_of
from analytics.recipe.model import naming_step
from analytics.recipe.outcome import Outcome
from analytics.sql import identifier

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 16_384
"""Rows in memory at once: a few row groups of `documents`."""


@dataclass(frozen=True)
class Written:
    """What an export wrote: documents in each file, documents in which personal data was masked, and cells with an
    apostrophe, because a spreadsheet would run them.
    """

    kept: int = 0
    rejected: int = 0
    masked: int = 0
    escaped: int = 0

    def __add__(self, other: Written) -> Written:
        kept, rejected, masked = self.kept + other.kept, self.rejected + other.rejected, self.masked + other.masked
        return Written(kept, rejected, masked, self.escaped + other.escaped)


def export(
    connection: duckdb.DuckDBPyConnection,
    outcome: Outcome,
    out: str | os.PathLike[str],
    rejected: str | os.PathLike[str] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    first_doc_id: int = 0,
) -> Written:
    """Write the kept documents to `out`, and where `rejected` is given the others to it, with the columns
    `first_reason` and `all_reasons`.

    The ending of a file names its format. A file appears when it is complete. The same data and recipe give the same
    bytes. `first_doc_id` is added to the doc_id of each row. Raises DataloupeError for an unknown ending, a mask of an
    unknown column or kind, and an unknown folder.
    """
    if rejected is not None and Path(out).absolute() == Path(rejected).absolute():
        raise DataloupeError(f"{out} cannot contain both the kept and the removed documents. Choose two files.")
    names = exported_columns(connection)
    if first_doc_id:
        names = {f"{sql} + {first_doc_id}" if sql == "documents.doc_id" else sql: name for sql, name in names.items()}
    _check_steps(outcome, list(names.values()))
    written, count = Written(), len(outcome.doc_ids)
    with contextlib.ExitStack() as open_files:
        kept_file = open_files.enter_context(_opened(out))
        rejected_file = open_files.enter_context(_opened(rejected)) if rejected is not None else None
        for start in range(0, max(count, 1), BATCH_ROWS):
            places = np.arange(start, min(start + BATCH_ROWS, count))
            written += _write_batch(connection, outcome, names, places, kept_file, rejected_file)
            if on_progress:
                on_progress(min(start + BATCH_ROWS, count), count)
        return written + Written(escaped=kept_file.escaped + (rejected_file.escaped if rejected_file else 0))


def _write_batch(
    connection: duckdb.DuckDBPyConnection,
    outcome: Outcome,
    names: dict[str, str],
    places: np.ndarray,
    kept_file: Format,
    rejected_file: Format | None,
) -> Written:
    """Write the documents at `places`. Rows that no file receives are dropped first: masking takes by far the most
    time.
    """
    kept = outcome.kept[places]
    rows = _rows(connection, names, outcome.doc_ids[places])
    needed = kept if rejected_file is None else np.ones(len(places), bool)
    rows, masked = _after_steps(_only(rows, needed), outcome, places[needed], list(names.values()))
    kept_file.write(_only(rows, kept[needed]))
    if rejected_file is not None:
        rejected_file.write(_only(_with_reasons(rows, outcome, places), ~kept))
    return Written(int(kept.sum()), int((~kept).sum()), masked)


def _rows(connection: duckdb.DuckDBPyConnection, names: dict[str, str], doc_ids: np.ndarray) -> pa.Table:
    shown = ", ".join(f"{sql} AS {identifier(name)}" for sql, name in names.items())
    low, high = (int(doc_ids[0]), int(doc_ids[-1])) if len(doc_ids) else (0, -1)
    has_metadata = any(sql.startswith('"metadata"') for sql in names)
    metadata = f"(SELECT * FROM metadata WHERE doc_id BETWEEN {low} AND {high}) AS metadata"
    return connection.sql(
        f"""SELECT {shown} FROM (SELECT * FROM documents WHERE doc_id BETWEEN {low} AND {high}) AS documents
            {f"LEFT JOIN {metadata} USING (doc_id)" if has_metadata else ""} ORDER BY documents.doc_id"""
    ).to_arrow_table()


def _check_steps(outcome: Outcome, columns: list[str]) -> None:
    for index, step in enumerate(outcome.recipe.steps):
        if step.active:
            with naming_step(index, step):
                step.action.check_export(columns)


def _after_steps(rows: pa.Table, outcome: Outcome, places: np.ndarray, columns: list[str]) -> tuple[pa.Table, int]:
    """The rows as every active step leaves them, and in how many of them a step edited a column of the input."""
    edited = np.zeros(len(rows), bool)
    for index, step in enumerate(outcome.recipe.steps):
        if step.active:
            affected = outcome.alone[index][places] if index in outcome.alone else None
            with naming_step(index, step):
                rows, changed = step.action.export(rows, affected, columns)
            edited |= changed
    return rows, int(edited.sum())


def _with_reasons(rows: pa.Table, outcome: Outcome, places: np.ndarray) -> pa.Table:
    """The rows with the reason of the step that removes each, and of all steps that would; NULL for a kept document."""
    import pyarrow as pa

    reason = [f"{index + 1}. {step.why()}" for index, step in enumerate(outcome.recipe.steps)]
    all_reasons = [[reason[index] for index in outcome.reasons(int(place))] for place in places]
    first_reasons = [reason[first] if (first := int(outcome.first[place])) >= 0 else None for place in places]
    for name, values in (
        ("first_reason", pa.array(first_reasons, pa.string())),
        ("all_reasons", pa.array(all_reasons, pa.list_(pa.string()))),
    ):
        rows = rows.append_column(free_name(name, rows.column_names, "dataloupe"), values)
    return rows


def _only(rows: pa.Table, chosen: np.ndarray) -> pa.Table:
    import pyarrow as pa

    return rows.filter(pa.array(chosen))


@contextlib.contextmanager
def _opened(path: str | os.PathLike[str]) -> Iterator[Format]:
    """A writer for the file. It replaces an older file when it is complete, and leaves nothing after an error."""
    target = Path(path)
    kind = format_of(target)
    if target.is_dir():
        raise DataloupeError(f"{target} cannot be written: it is a folder.")
    if not target.absolute().parent.is_dir():
        raise DataloupeError(f"{target} cannot be written: the folder {target.parent} does not exist.")
    with atomic_path(target) as temporary, contextlib.closing(kind(temporary)) as writer:
        yield writer
