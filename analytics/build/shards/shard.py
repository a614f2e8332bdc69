"""One shard of a corpus: a workspace that a worker builds from some of the inputs, and what is read from it."""

from __future__ import annotations

import contextlib
import pickle
import shutil
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ask.columns import columns
from analytics.build.engine import Engine, ThreadEngine
from analytics.errors import DataloupeError, NoRowsError
from analytics.files import write_atomically
from analytics.ingest import Input
from analytics.sql import identifier
from analytics.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    import duckdb

SHARD_BYTES = 256 << 20
"""Inputs are taken together up to this size on disk; a larger file is a shard of its own."""
MIN_SHARD_BYTES = 4 << 20
SHARDS_PER_WORKER = 2
MAX_FILES = 1_000


@dataclass(frozen=True)
class Shard:
    """The shard `number` in the folder `path`: its `documents` have doc_ids from 0, and in the corpus from `first`.
    `metadata` are the columns of all shards, with their types in SQL.
    """

    number: int
    path: str
    first: int
    documents: int
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.path)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection to its tables that uses one core."""
        connection = self.workspace.connect()
        connection.execute("SET threads = 1")
        if self.metadata:
            self._give_all_columns(connection)
        return connection

    def _give_all_columns(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Give the view `metadata` the columns of all shards."""
        own = {one.name.lower() for one in columns(connection, "metadata")}
        shown = ", ".join(
            f"{identifier(name) if name.lower() in own else 'NULL'}::{kind} AS {identifier(name)}"
            for name, kind in self.metadata
        )
        ((sql,),) = connection.execute("SELECT sql FROM duckdb_views() WHERE view_name = 'metadata'").fetchall()
        rows = sql[sql.index(" AS ") + 4 :].rstrip("; \n")
        connection.execute(f"CREATE OR REPLACE VIEW metadata AS SELECT doc_id, {shown} FROM ({rows})")

    def batches(self, table: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The rows of a table with the doc_ids of the corpus."""
        for file in self.workspace.files(table):
            for batch in pq.ParquetFile(file).iter_batches(4096, columns=list(columns), use_threads=False):
                place = batch.schema.get_field_index("doc_id")
                ids = pa.array(batch.column("doc_id").to_numpy() + self.first)
                yield batch.set_column(place, "doc_id", ids)

    def selected(self, table: str, columns: Sequence[str], ids: np.ndarray) -> Iterator[pa.RecordBatch]:
        """The rows of the documents `ids` (ascending, of the corpus) only."""
        is_selected = np.zeros(self.documents, bool)
        is_selected[ids - self.first] = True
        for batch in self.batches(table, columns):
            some = batch.filter(pa.array(is_selected[batch.column("doc_id").to_numpy() - self.first]))
            if len(some):
                yield some


@dataclass(frozen=True)
class BuildShard:
    """A task: build the tables of one shard; gives its number of documents."""

    inputs: tuple[Input, ...]
    options: Mapping[str, Any]
    tables: frozenset[str]
    path: str
    classifier: str | None = None

    def __call__(self) -> int:
        target = Path(self.path)
        if not target.is_dir():
            attempt = target.with_name(f"{target.name}.{uuid.uuid4().hex[:8]}.attempt")
            documents = self._build(str(attempt))
            write_atomically(attempt / "documents.pickle", pickle.dumps(documents))
            with contextlib.suppress(OSError):  # another attempt was faster
                attempt.rename(target)
            shutil.rmtree(attempt, ignore_errors=True)
        documents = pickle.loads((target / "documents.pickle").read_bytes())
        return int(documents)

    def _build(self, path: str) -> int:
        from analytics.build.carry_over import score
        from analytics.build.pipeline import build

        engine = ThreadEngine(1)
        try:
            workspace = build(path, [], self.options, engine=engine, tables=self.tables, inputs=self.inputs)
        except NoRowsError:
            return 0
        if self.classifier:
            score(workspace, open_workspace(self.classifier), engine)
        return workspace.read_manifest().tables["documents"].rows


def build_shards(
    engine: Engine,
    inputs: Sequence[Input],
    options: Mapping[str, Any],
    tables: Collection[str],
    folder: Path,
    classifier: str | None = None,
) -> list[Shard]:
    """Build all shards in `folder`, those that are there already from an earlier run excepted."""
    tasks = [
        BuildShard(tuple(some), options, frozenset(tables), str(folder / f"shard-{number:05}"), classifier)
        for number, some in enumerate(_together(inputs, engine.workers))
    ]
    counts = dict(engine.run(tasks, folder))
    documents = [counts[number] for number in range(len(tasks))]
    if not sum(documents):
        raise DataloupeError("The inputs have no documents.")
    firsts = accumulate(documents, initial=0)
    shards = zip(tasks, firsts, documents, strict=False)
    return [Shard(number, task.path, first, count) for number, (task, first, count) in enumerate(shards) if count]


def _together(inputs: Sequence[Input], workers: int) -> Iterator[list[Input]]:
    """Consecutive inputs, together up to SHARD_BYTES and MAX_FILES, or less: there are shards for all workers."""
    share = sum(one.size for one in inputs) // (SHARDS_PER_WORKER * workers)
    limit = min(SHARD_BYTES, max(MIN_SHARD_BYTES, share))
    some: list[Input] = []
    for one in inputs:
        if some and (sum(other.size for other in some) + one.size > limit or len(some) >= MAX_FILES):
            yield some
            some = []
        some.append(one)
    if some:
        yield some
