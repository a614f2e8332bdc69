"""A stage makes tables from tables. It runs only when something that it depends on has changed."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.build.code_fingerprint import code_fingerprint
from analytics.build.engine import Engine
from analytics.system import release_memory
from analytics.workspace import Manifest, Progress, StageRecord, Table, TableWriter, Workspace, file_batches
from analytics.workspace.vector_file import read_vectors

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

BATCH_ROWS = 4096
REPORT_EVERY_SECONDS = 0.25
RELEASE_EVERY_SECONDS = 5.0
"""So often freed memory goes back to the system."""


@dataclass(frozen=True)
class Stage:
    """What a stage reads and writes, and the function that does it.

    A stage is stale when the stages that made its tables have changed, or one of the build options that `options`
    names, or the source of `run` or of a module that it depends on (`code_fingerprint`). `optional_reads` are used when
    they exist: the stage also runs without them, and their change makes it stale.
    """

    name: str
    title: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    run: Callable[[Context], None]
    options: tuple[str, ...] = ()
    optional_reads: tuple[str, ...] = ()

    def fingerprint(self, manifest: Manifest, options: Mapping[str, Any], inputs: Any = None) -> str:
        """16 hex digits over everything that decides the result: inputs, tables, options and source code."""
        tables = [name for name in (*self.reads, *self.optional_reads) if name in manifest.tables]
        dependencies = {
            "stage": self.name,
            "inputs": inputs,
            "tables": {name: manifest.stages[manifest.tables[name].stage].fingerprint for name in tables},
            "options": {name: options.get(name) for name in self.options},
            "code": code_fingerprint(self.run.__module__),
        }
        return hashlib.sha256(json.dumps(dependencies, sort_keys=True, default=str).encode()).hexdigest()[:16]


@dataclass
class Context:
    """What a running stage works with: the tables that it reads, writers for those that it makes, options, engine."""

    workspace: Workspace
    manifest: Manifest
    stage: Stage
    fingerprint: str
    options: Mapping[str, Any]
    engine: Engine
    on_progress: Callable[[Progress], None]
    notes: dict[str, Any] = field(default_factory=dict)
    """Facts about the run for the manifest, such as settings and counts: `dataloupe info` and pages show them."""

    def __post_init__(self) -> None:
        self._writers: dict[str, list[TableWriter]] = {}
        self._kept: dict[str, list[tuple[str, int]]] = {}
        self._adopted: dict[str, list[tuple[str, int]]] = {}
        self._started = time.time()
        self._reported = 0.0
        self._released = self._started

    @property
    def scratch(self) -> Path:
        """A directory for unfinished work: its files survive a kill, and the commit of the stage deletes them."""
        return self.workspace.scratch(self.stage.name, self.fingerprint)

    def rows(self, table: str) -> int:
        """The number of rows of a visible table; 0 when there is no such table."""
        return self.manifest.tables[table].rows if table in self.manifest.tables else 0

    def batches(self, table: str, columns: list[str] | None = None, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """The rows of a visible table, in doc_id order, at most `rows` at a time: memory does not grow with it."""
        for file in self.workspace.files(table, self.manifest):
            yield from file_batches(file, rows, columns)

    def vectors(self) -> tuple[np.ndarray, np.ndarray]:
        """The table `embeddings` as doc_ids int64[n], ascending, and vectors float32[n, d] of unit length."""
        return read_vectors(self.workspace, self.manifest)

    def writer(self, table: str, schema: pa.Schema) -> TableWriter:
        """A writer for a new file of `table`. The files of a table have the order of these calls."""
        writer = self.workspace.writer(table, schema)
        self._writers.setdefault(table, []).append(writer)
        return writer

    def adopt_file(self, table: str, file: Path, rows: int) -> None:
        """Make a file that a worker wrote in the scratch folder a file of `table`. It comes after those that are kept,
        in the order of these calls.
        """
        name = f"{table}-{uuid.uuid4().hex[:16]}.parquet"
        file.replace(self.workspace.tables_path / name)
        self._adopted.setdefault(table, []).append((name, rows))

    def keep_file(self, table: str, file: str, rows: int) -> None:
        """Make a file of the present table a file of the new one, unread. It comes before all new files."""
        self._kept.setdefault(table, []).append((file, rows))

    def new_files(self, table: str) -> dict[str, int]:
        """The files of `table` that this run has written until now, with their rows."""
        writers = {writer.name: writer.rows for writer in self._writers.get(table, [])}
        return dict(self._adopted.get(table, [])) | writers

    def progress(self, done: float, total: float | None = None, unit: str = "rows") -> None:
        """Show readers how much is done. Calls are cheap: only a few a second write anything."""
        now = time.time()
        if now - self._reported >= REPORT_EVERY_SECONDS or done == total:
            self._reported = now
            self.on_progress(Progress(self.stage.name, done, total, unit, self._started, now))
        if now - self._released >= RELEASE_EVERY_SECONDS:
            self._released = now
            release_memory()

    def say(self, message: str) -> None:
        """Tell the person who builds what was decided for them, in one line; `notes["messages"]` keeps it."""
        self.notes["messages"] = [*self.notes.get("messages", []), message]
        now = time.time()
        self.on_progress(Progress(self.stage.name, 0, None, "rows", self._started, now, message=message))

    def previous(self, table: str) -> tuple[list[Path], StageRecord] | None:
        """The files of `table` from the last run of this stage, and the record of that run; None when there was none.

        For a stage that continues from its last result, such as a map whose old points must not move. The rows may come
        from other documents: the notes of the record should say from which.
        """
        for tables, records in (
            (self.manifest.tables, self.manifest.stages),
            (self.manifest.outdated_tables, self.manifest.outdated_stages),
        ):
            if table in tables and self.stage.name in records:
                return [self.workspace.tables_path / file for file in tables[table].files], records[self.stage.name]
        return None

    def commit(self, outdates: Collection[str] = (), build: Mapping[str, Any] | None = None) -> Manifest:
        """Close all writers and make their tables visible, with a record of the run.

        The tables of the stages that it `outdates` are hidden at the same moment.
        """
        tables = {name: self._finish(name) for name in dict.fromkeys([*self._kept, *self._adopted, *self._writers])}
        seconds = round(time.time() - self._started, 3)
        record = StageRecord(self.fingerprint, seconds, self.engine.name, time.time(), notes=self.notes)
        return self.workspace.commit(self.stage.name, record, tables, outdates, build)

    def _finish(self, table: str) -> Table:
        """Close the writers of a table; the table, with the files that it keeps."""
        writers = self._writers.get(table, [])
        for writer in writers:
            writer.close()
        files = [
            *self._kept.get(table, []),
            *self._adopted.get(table, []),
            *((writer.name, writer.rows) for writer in writers),
        ]
        size = sum((self.workspace.tables_path / file).stat().st_size for file, _ in files)
        return Table(tuple(file for file, _ in files), sum(rows for _, rows in files), size, self.stage.name)
