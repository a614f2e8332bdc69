"""Write what a recipe keeps, and why each other document was left out: all columns of the input, tags and masks, in
order of doc_id.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from analytics.ask.columns import columns
from analytics.errors import DataloupeError
from analytics.files import atomic_path
from analytics.names import unique_name
from analytics.recipe.formats import FORMATS, Writer
from analytics.recipe.outcome import Outcome, named
from analytics.recipe.steps import Mask, Tag
from analytics.sql import identifier

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_A_TIME = 16_384
"""Rows that are in memory at once: a few row groups of `documents`."""


@dataclass(frozen=True)
class Written:
    """What an export wrote: documents in each file, and how many texts personal data was masked in."""

    kept: int
    rejected: int
    masked: int


def export(
    connection: duckdb.DuckDBPyConnection,
    found: Outcome,
    out: str | os.PathLike[str],
    rejected: str | os.PathLike[str] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write the kept documents to `out` and, where a file is named, the others to `rejected` with `first_reason` and
    `all_reasons`.

    The ending of a file names its format: .parquet, .jsonl or .csv. A file appears when it is whole. The same data and
    recipe give the same bytes. Raises DataloupeError for an unknown ending, a mask of a column or kind that is not
    there, and a folder that is not there.
    """
    if rejected is not None and Path(out).absolute() == Path(rejected).absolute():
        raise DataloupeError(f"{out} cannot hold both the kept and the rejected documents - name two files")
    names = _names(connection)
    masks = _masks(found, names)
    written = Written(0, 0, 0)
    with contextlib.ExitStack() as open_files:
        kept_file = open_files.enter_context(_opened(out))
        rejected_file = open_files.enter_context(_opened(rejected)) if rejected is not None else None
        for start in range(0, max(len(found.doc_ids), 1), ROWS_AT_A_TIME):
            places = np.arange(start, min(start + ROWS_AT_A_TIME, len(found.doc_ids)))
            kept = found.kept[places]
            written = replace(
                written, kept=written.kept + int(kept.sum()), rejected=written.rejected + int((~kept).sum())
            )
            wanted = kept if rejected_file is None else np.ones(len(places), bool)  # masking takes by far the most time
            rows, changed = _masked(_chosen(_rows(connection, names, found.doc_ids[places]), wanted), masks)
            places, kept = places[wanted], kept[wanted]
            rows = _tagged(rows, found, places)
            kept_file.write(_chosen(rows, kept))
            if rejected_file is not None:
                rejected_file.write(_chosen(_with_reasons(rows, found, places), ~kept))
            written = replace(written, masked=written.masked + changed)
            if on_progress:
                on_progress(min(start + ROWS_AT_A_TIME, len(found.doc_ids)), len(found.doc_ids))
    return written


def _names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The columns to write, as SQL -> name: those of documents, then those of metadata, the latter renamed where both
    have one (without case).
    """
    chosen = {"documents.doc_id": "doc_id"}
    for one in columns(connection, "documents", "metadata"):
        chosen[one.sql] = _free_name(one.name, chosen.values(), "metadata")
    return chosen


def _free_name(name: str, taken: Iterable[str], prefix: str) -> str:
    return unique_name(name, {other.lower() for other in taken}, prefix, str.lower)


def _rows(connection: duckdb.DuckDBPyConnection, names: dict[str, str], doc_ids: np.ndarray) -> pa.Table:
    shown = ", ".join(f"{sql} AS {identifier(name)}" for sql, name in names.items())
    low, high = (int(doc_ids[0]), int(doc_ids[-1])) if len(doc_ids) else (0, -1)
    metadata = any(sql.startswith('"metadata"') for sql in names)
    join = (
        f"LEFT JOIN (SELECT * FROM metadata WHERE doc_id BETWEEN {low} AND {high}) AS metadata USING (doc_id)"
        if metadata
        else ""
    )
    return connection.sql(
        f"SELECT {shown} FROM (SELECT * FROM documents WHERE doc_id BETWEEN {low} AND {high}) AS documents {join} ORDER BY documents.doc_id"
    ).to_arrow_table()


def _masks(found: Outcome, names: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """The kinds to mask in each column."""
    from analytics.batch.pii import KINDS

    masks: dict[str, tuple[str, ...]] = {}
    for index, step in enumerate(found.recipe.steps):
        if step.active and isinstance(step.do, Mask):
            with named(index, step):
                for kind in step.do.kinds:
                    if kind not in KINDS:
                        raise DataloupeError(
                            f"there is no kind {kind!r} of personal data - there are {', '.join(KINDS)}"
                        )
                for column in step.do.columns:
                    if column not in names.values():
                        raise DataloupeError(
                            f"there is no column {column!r} to mask - there are {', '.join(names.values())}"
                        )
                    masks[column] = tuple(dict.fromkeys((*masks.get(column, ()), *step.do.kinds)))
    return masks


def _masked(rows: pa.Table, masks: dict[str, tuple[str, ...]]) -> tuple[pa.Table, int]:
    """The rows with personal data masked, and in how many of them there was some."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from analytics.batch.pii import mask_texts

    changed = np.zeros(len(rows), bool)
    for column, kinds in masks.items():
        place = rows.schema.get_field_index(column)
        if not pa.types.is_string(rows.schema.field(place).type):
            raise DataloupeError(
                f"the column {column!r} holds no text that could be masked, but {rows.schema.field(place).type}"
            )
        before = rows.column(place).combine_chunks()
        after = mask_texts(before, kinds).cast(pa.string())
        changed |= pc.fill_null(pc.not_equal(before, after), False).to_numpy(zero_copy_only=False)
        rows = rows.set_column(place, rows.schema.field(place), after)
    return rows, int(changed.sum())


def _tagged(rows: pa.Table, found: Outcome, places: np.ndarray) -> pa.Table:
    """The rows with a column `tags` (a list, empty where nothing is said), when the recipe tags."""
    import pyarrow as pa

    if not found.tagged:
        return rows
    tags = {index: step.do.tag for index, step in enumerate(found.recipe.steps) if isinstance(step.do, Tag)}
    said = [
        list(dict.fromkeys(tags[index] for index, these in found.tagged.items() if these[place])) for place in places
    ]
    return rows.append_column(_free_name("tags", rows.column_names, "dataloupe"), pa.array(said, pa.list_(pa.string())))


def _with_reasons(rows: pa.Table, found: Outcome, places: np.ndarray) -> pa.Table:
    """The rows with the reason of the step that takes each, and of all steps that would; NULL where it is kept."""
    import pyarrow as pa

    said = [f"{index + 1}. {step.why()}" for index, step in enumerate(found.recipe.steps)]
    reasons = [[said[index] for index in found.reasons(int(place))] for place in places]
    firsts = [said[first] if (first := int(found.first[place])) >= 0 else None for place in places]
    for name, values in (
        ("first_reason", pa.array(firsts, pa.string())),
        ("all_reasons", pa.array(reasons, pa.list_(pa.string()))),
    ):
        rows = rows.append_column(_free_name(name, rows.column_names, "dataloupe"), values)
    return rows


def _chosen(rows: pa.Table, these: np.ndarray) -> pa.Table:
    import pyarrow as pa

    return rows.filter(pa.array(these))


@contextlib.contextmanager
def _opened(path: str | os.PathLike[str]) -> Iterator[Writer]:
    """A writer for the file, which replaces an older one when all has been written, and leaves nothing when something
    went wrong.
    """
    target = Path(path)
    if target.suffix.lower() not in FORMATS:
        raise DataloupeError(f"{target.name} names no format that can be written - it can end in {', '.join(FORMATS)}")
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise DataloupeError(
            f"{target} cannot be written: {'it is a folder' if target.is_dir() else f'there is no folder {target.parent}'}"
        )
    with atomic_path(target) as temporary, contextlib.closing(FORMATS[target.suffix.lower()](temporary)) as writer:
        yield writer
