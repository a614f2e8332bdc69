"""A function over the rows of a table, run by the engine: workers read their rows, and write their own files.

A table is split at its row groups, so a split means the same wherever it is read. A finished split stays in the scratch
folder of the stage: after a kill, of the driver or of a worker, only the others run again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build.engines.worker import load_file, save
from analytics.build.stage import Context
from analytics.files import temporary_name, write_atomically
from analytics.workspace import TableWriter, file_batches

Rows: TypeAlias = pa.RecordBatch | pa.Table
Function = Callable[[pa.RecordBatch], Rows | tuple[Rows, ...]]
"""Gives the rows of a table, or of several, for a batch. The rows of a document do not depend on the batch."""

BATCH_ROWS = 4096
SPLITS_PER_WORKER = 4
MIN_SPLIT_ROWS, MAX_SPLIT_ROWS = 8_192, 262_144


@dataclass(frozen=True)
class Split:
    """Some row groups of a file: `groups` ascending, with `rows` rows."""

    file: str
    groups: tuple[int, ...]
    rows: int

    @property
    def name(self) -> str:
        return f"{Path(self.file).stem}-{self.groups[0]}-{self.groups[-1]}"

    def batches(self, columns: Sequence[str], rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """The rows of the split in order."""
        return file_batches(self.file, rows, columns, self.groups)


@dataclass(frozen=True)
class MapSplit:
    """A task: the function over one split. `tables` are the tables that it writes, with their schemas."""

    split: Split
    columns: tuple[str, ...]
    function: str
    tables: tuple[tuple[str, pa.Schema], ...]
    folder: str

    @property
    def name(self) -> str:
        """Of the split and the function: a stage can map several functions over the same files."""
        return f"{self.split.name}-{Path(self.function).stem}"

    @property
    def record(self) -> Path:
        """A file with {table: [file, rows]}, which is written when the split is finished."""
        return Path(self.folder) / f"{self.name}.json"

    @property
    def is_finished(self) -> bool:
        """Whether an earlier run of the task wrote all its files."""
        if not self.record.is_file():
            return False
        return all((Path(self.folder) / file).is_file() for file, _ in json.loads(self.record.read_text()).values())

    def __call__(self) -> dict[str, Any]:
        folder = Path(self.folder)
        writers = [TableWriter(folder, temporary_name(name), schema) for name, schema in self.tables]
        function: Function = load_file(self.function)
        for batch in self.split.batches(self.columns):
            given = function(batch)
            for writer, rows in zip(writers, given if isinstance(given, tuple) else (given,), strict=True):
                writer.write(rows)
        written = {}
        for writer, (name, _) in zip(writers, self.tables, strict=True):
            writer.close()
            target = folder / f"{name}-{self.name}.parquet"
            writer.path.replace(target)
            written[name] = [target.name, writer.rows]
        write_atomically(self.record, json.dumps(written))
        return written


def map_table(
    context: Context,
    function: Function,
    tables: Mapping[str, pa.Schema],
    columns: Sequence[str] = ("doc_id", "text"),
    files: Sequence[Path] | None = None,
    unit: str = "rows",
) -> dict[str, int]:
    """Write the rows that `function` gives for batches of `documents` (or of `files`) to new files of `tables`, in
    order; gives the number of new rows of each.

    With threads, the driver writes one file a table; else each split is a task. `function` is picklable.
    """
    source = context.workspace.files("documents", context.manifest) if files is None else files
    splits = splits_of(source, context.engine.workers)
    total = sum(split.rows for split in splits)
    context.progress(0, total, unit)
    if context.engine.shares_memory:
        return _in_driver(context, function, columns, tables, splits, unit)
    scratch = context.scratch
    shared, of_tables = save(function, scratch), tuple(tables.items())
    tasks = [MapSplit(split, tuple(columns), shared, of_tables, str(scratch)) for split in splits]
    left = [task for task in tasks if not task.is_finished]
    done = total - sum(task.split.rows for task in left)
    for number, _ in context.engine.run(left, scratch):
        done += left[number].split.rows
        context.progress(done, total, unit)
    return _adopt(context, [json.loads(task.record.read_text()) for task in tasks], tables)


def splits_of(files: Sequence[Path], workers: int) -> list[Split]:
    """The files in splits of whole row groups, enough of them for every worker, in order."""
    sizes = [_row_group_rows(file) for file in files]
    share = sum(map(sum, sizes)) // (SPLITS_PER_WORKER * workers)
    limit = min(max(share, MIN_SPLIT_ROWS), MAX_SPLIT_ROWS)
    return [split for file, groups in zip(files, sizes, strict=True) for split in _splits_of_file(file, groups, limit)]


def _splits_of_file(file: Path, groups: list[int], limit: int) -> Iterator[Split]:
    first = rows = 0
    for number, size in enumerate(groups):
        rows += size
        if rows >= limit or number == len(groups) - 1:
            yield Split(str(file), tuple(range(first, number + 1)), rows)
            first, rows = number + 1, 0


def _row_group_rows(file: Path) -> list[int]:
    metadata = pq.read_metadata(file)
    return [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]


def _in_driver(
    context: Context,
    function: Function,
    columns: Sequence[str],
    tables: Mapping[str, pa.Schema],
    splits: Sequence[Split],
    unit: str,
) -> dict[str, int]:
    writers = [context.writer(name, schema) for name, schema in tables.items()]
    batches = (batch for split in splits for batch in split.batches(columns))
    done, total = 0, sum(split.rows for split in splits)
    for given in context.engine.map(_Sized(function), batches):
        for writer, rows in zip(writers, given.rows, strict=True):
            writer.write(rows)
        done += given.size
        context.progress(done, total, unit)
    return {name: writer.rows for name, writer in zip(tables, writers, strict=True)}


@dataclass(frozen=True)
class _Given:
    size: int
    rows: tuple[Rows, ...]


@dataclass(frozen=True)
class _Sized:
    """The function, with the number of rows that it was given."""

    function: Function

    def __call__(self, batch: pa.RecordBatch) -> _Given:
        given = self.function(batch)
        return _Given(len(batch), given if isinstance(given, tuple) else (given,))


def _adopt(context: Context, written: Sequence[dict[str, Any]], tables: Mapping[str, pa.Schema]) -> dict[str, int]:
    """Make the files of all splits files of the new tables."""
    counts = {}
    for name, schema in tables.items():
        files = [(context.scratch / of_split[name][0], of_split[name][1]) for of_split in written]
        if not files:
            context.writer(name, schema)
        for file, rows in files:
            context.adopt_file(name, file, rows)
        counts[name] = sum(rows for _, rows in files)
    return counts
