"""Read inputs in workers: each corpus file is a task, which numbers its documents from 0; a second task adds the number
of documents before them.

Logs are read in the driver: a conversation may continue in another file.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.build.input_reader import InputReader
from analytics.build.stage import Context
from analytics.files import temporary_name, write_atomically
from analytics.ingest import InputDescription
from analytics.ingest.metadata_writer import MetadataFile, MetadataWriter
from analytics.ingest.tables import SCHEMAS
from analytics.workspace import TableWriter, Workspace

NUMBERED = ("documents", "metadata")
"""The tables with a doc_id."""


@dataclass(frozen=True)
class ReadInput:
    """A task: read one corpus into files of `folder`; gives the facts about it. `path` is the folder of the files."""

    one: InputDescription
    folder: str

    @property
    def path(self) -> Path:
        return Path(self.folder) / f"input-{self.one.input.fingerprint}"

    @property
    def record(self) -> Path:
        """A file with the facts and the files, which is written when the input is read."""
        return self.path / "finished.pickle"

    def __call__(self) -> dict[str, Any]:
        attempt = Workspace(self.path)
        attempt.tables_path.mkdir(parents=True, exist_ok=True)
        writers = {name: attempt.writer(name, schema) for name, schema in SCHEMAS.items()}
        metadata = MetadataWriter(attempt)
        facts = InputReader(writers, metadata).read(self.one, 0)
        files = {name: [(writer.name, writer.rows)] for name, writer in writers.items()}
        for writer in writers.values():
            writer.close()
        files["metadata"] = [(file.name, file.rows) for file in metadata.close()]
        write_atomically(self.record, pickle.dumps({"facts": facts, "files": files}))
        return facts


@dataclass(frozen=True)
class NumberDocuments:
    """A task: add `first` to the doc_ids in the files of an input that was read; gives {table: [(file, rows)]}."""

    folder: str
    first: int

    def __call__(self) -> dict[str, list[tuple[str, int]]]:
        folder = Path(self.folder)
        files = pickle.loads((folder / "finished.pickle").read_bytes())["files"]
        numbered = {name: [(self._numbered(folder, file), rows) for file, rows in files[name]] for name in NUMBERED}
        return {**files, **numbered}

    def _numbered(self, folder: Path, name: str) -> str:
        """The name of the file with the final doc_ids. The name says them, so that a second run finds it."""
        target = folder / "tables" / name.replace("-", f"-{self.first}-", 1)
        if not target.is_file():
            old = pq.ParquetFile(target.with_name(name))
            writer = TableWriter(target.parent, temporary_name(target.name), old.schema_arrow)
            for batch in old.iter_batches(use_threads=False):
                shifted = pc.add(batch.column("doc_id"), self.first)
                writer.write(batch.set_column(batch.schema.get_field_index("doc_id"), "doc_id", shifted))
            writer.close()
            writer.path.replace(target)
        return target.name


def read_on_workers(
    context: Context, inputs: Sequence[InputDescription], first: int, earlier: Sequence[MetadataFile]
) -> list[dict[str, Any]]:
    """Read corpora, whose documents follow `first` earlier ones, into the tables of the stage; gives facts about each.

    `earlier` are the files of `metadata` that stay.
    """
    folder, sizes = context.scratch, [one.input.size for one in inputs]
    tasks = [ReadInput(one, str(folder)) for one in inputs]
    left = [number for number, task in enumerate(tasks) if not task.record.is_file()]
    done = sum(sizes) - sum(sizes[number] for number in left)
    context.progress(done, sum(sizes), "bytes")
    for number, _ in context.engine.run([tasks[number] for number in left], folder):
        done += sizes[left[number]]
        context.progress(done, sum(sizes), "bytes")
    facts = [pickle.loads(task.record.read_bytes())["facts"] for task in tasks]
    firsts = accumulate((fact["documents"] for fact in facts), initial=first)
    numbering = [NumberDocuments(str(task.path), start) for task, start in zip(tasks, firsts, strict=False)]
    files = dict(context.engine.run(numbering, folder))
    _adopt(context, [(task.path / "tables", files[number]) for number, task in enumerate(tasks)], earlier)
    return facts


def _adopt(
    context: Context,
    written: Sequence[tuple[Path, dict[str, list[tuple[str, int]]]]],
    earlier: Sequence[MetadataFile],
) -> None:
    """Make the files of all inputs files of the tables; those of `metadata` get the same types first."""
    metadata = list(earlier)
    for folder, files in written:
        for table in SCHEMAS:
            for name, rows in files[table]:
                context.adopt_file(table, folder / name, rows)
        for name, rows in files["metadata"]:
            if rows or not metadata:
                target = context.workspace.tables_path / name
                (folder / name).replace(target)
                metadata.append(MetadataFile(name, rows, pq.read_schema(target)))
    for file in MetadataWriter(context.workspace, metadata).close():
        context.keep_file("metadata", file.name, file.rows)
