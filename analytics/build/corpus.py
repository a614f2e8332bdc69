"""Another corpus: a workspace whose stored signatures are the index with which new documents are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.batch.scan import scan
from analytics.build.distinct_texts import KEYS, representatives
from analytics.build.engine import Engine
from analytics.build.stage import BATCH_ROWS, Context
from analytics.errors import DataloupeError
from analytics.workspace import Manifest, Workspace, file_batches, open_workspace

MINHASH = pa.binary(512)
CHECKED_TEXTS = 16
"""Texts whose signatures are computed again: they show whether the stored ones are of this version."""


def is_workspace(path: str) -> bool:
    """Whether a path is a workspace, and no file with evaluation items."""
    return (Path(path) / "manifest.json").is_file()


def fingerprints(paths: Sequence[str], target: str | None = None) -> list[list[str]]:
    """Each path made absolute, with a fingerprint of its documents and signatures.

    Raises DataloupeError for a workspace that no documents can be compared with, such as the `target` itself.
    """
    corpora = [[str(Path(path).absolute()), Corpus.open(path).fingerprint] for path in paths]
    for path, _ in corpora:
        if target is not None and Path(path).resolve() == Path(target).resolve():
            raise DataloupeError(f"{path} cannot be compared with itself. --against takes another workspace.")
    return corpora


@dataclass(frozen=True)
class Corpus:
    """The documents and signatures of another workspace."""

    workspace: Workspace
    manifest: Manifest

    @classmethod
    def open(cls, path: str) -> Corpus:
        """Raises DataloupeError for a workspace without signatures."""
        workspace = open_workspace(path)
        corpus = cls(workspace, workspace.read_manifest())
        for table in ("documents", "signatures"):
            if table not in corpus.manifest.tables:
                raise DataloupeError(
                    f"{path} has no table {table!r}, so no documents can be compared with it. "
                    f"Complete it with: dataloupe build SOURCE... --workspace {path}."
                )
        return corpus

    @property
    def name(self) -> str:
        return self.workspace.path.name

    @property
    def fingerprint(self) -> str:
        stages = {self.manifest.tables[table].stage for table in ("documents", "signatures")}
        return " ".join(self.manifest.stages[stage].fingerprint for stage in sorted(stages))

    @property
    def documents(self) -> int:
        return self.manifest.tables["documents"].rows

    @cached_property
    def keys(self) -> pa.Table:
        """KEYS of all documents, in doc_id order."""
        return pa.Table.from_batches(self.batches("signatures", KEYS))

    @cached_property
    def leaders(self) -> np.ndarray:
        """The rows of `keys` that represent a text, in the order of their content."""
        return representatives(self.keys)[0]

    @property
    def is_compared(self) -> np.ndarray:
        """bool, one a document: whether it represents a text that has shingles."""
        compared = np.zeros(self.documents, bool)
        compared[self.leaders] = True
        return np.asarray(compared & (self.keys["n_shingles"].to_numpy() > 0))

    def batches(self, table: str, columns: list[str], rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """The rows of a table, in doc_id order."""
        for file in self.workspace.files(table, self.manifest):
            yield from file_batches(file, rows, columns)

    def selected(self, table: str, columns: list[str], chosen: np.ndarray) -> Iterator[pa.RecordBatch]:
        """The rows of the documents that are `chosen` (bool) only."""
        for batch in self.batches(table, columns):
            some = batch.filter(pa.array(chosen[batch.column("doc_id").to_numpy()]))
            if len(some):
                yield some

    def check(self) -> None:
        """Raises DataloupeError when the stored signatures are not those that this version computes."""
        stored = next(self.batches("signatures", [*KEYS, "minhash"], CHECKED_TEXTS), None)
        if stored is None:
            return
        texts = next(self.batches("documents", ["doc_id", "text"], CHECKED_TEXTS))
        computed = scan(texts).select([*KEYS, "minhash"])
        if stored.schema.field("minhash").type != MINHASH or not stored.equals(computed.cast(stored.schema)):
            raise DataloupeError(
                f"{self.workspace.path} has signatures of another version of dataloupe. "
                f"Build it again: dataloupe build SOURCE... --workspace {self.workspace.path}."
            )


@dataclass(frozen=True)
class Both:
    """The documents of a build and those of another corpus as one: the doc_ids of the corpus come after the others."""

    context: Context
    corpus: Corpus

    @property
    def engine(self) -> Engine:
        return self.context.engine

    @property
    def first(self) -> int:
        """The doc_id that the first document of the corpus has here."""
        return self.context.rows("documents")

    def rows(self, table: str) -> int:
        return self.first + self.corpus.documents

    def batches(self, table: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        yield from self.context.batches(table, columns)
        for batch in self.corpus.batches(table, columns or ["doc_id", "text"]):
            place = batch.schema.get_field_index("doc_id")
            yield batch.set_column(place, "doc_id", pa.array(batch.column(place).to_numpy() + self.first))

    def progress(self, done: float, total: float | None = None, unit: str = "rows") -> None:
        self.context.progress(done, total, unit)
