"""The topics of another workspace for new documents: each gets the topic that a build would give it which adds them to
that workspace. So the steps of a recipe that name topics mean the same on new data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics import encoders
from analytics.ask.filters.filter import topics_identity
from analytics.build import encode, neighbors, topics
from analytics.build.engine import Engine, ThreadEngine
from analytics.build.map import nearest, neighbor_update
from analytics.build.map.canonical import hashes
from analytics.build.map.communities import NONE, Reason
from analytics.build.map.frozen import continued
from analytics.build.map.graph import read_neighbors
from analytics.build.map.vectors import schema
from analytics.build.stage import Context
from analytics.build.topic_continuation import write_topics
from analytics.build.topic_map import MAP, PLACES, map_rows
from analytics.build.topic_state import State, read
from analytics.build.topics_without_vector import Unplaced
from analytics.errors import DataloupeError
from analytics.layouts import GRAPH_NEIGHBORS
from analytics.workspace import Workspace

NEEDED = ("topic_centres", "topic_members", "map", "embeddings", "neighbors")
TABLES = frozenset({"map", "topics"})
"""What `place` writes; the build before it need not make them."""


@dataclass(frozen=True)
class Topics:
    """The frozen topics of a workspace, and what places documents among them."""

    context: Context
    state: State
    encoder: encoders.Encoder | None

    @classmethod
    def of(cls, workspace: Workspace) -> Topics:
        """Raises DataloupeError when the workspace has no frozen topics, or its encoder is not on this machine."""
        manifest = workspace.read_manifest()
        fingerprint = manifest.stages[topics.STAGE.name].fingerprint if topics.STAGE.name in manifest.stages else ""
        context = Context(workspace, manifest, topics.STAGE, fingerprint, {}, ThreadEngine(), lambda progress: None)
        state = read(context) if all(table in manifest.tables for table in NEEDED) else None
        if state is None:
            raise DataloupeError(
                f"{workspace.path} has no topics that new documents can join. "
                f"Build it again: dataloupe build SOURCE... --workspace {workspace.path}."
            )
        return cls(context, state, _encoder(context))

    @property
    def tables(self) -> set[str]:
        """The tables that the new documents need before they are placed."""
        return {"documents"} | (set() if self.encoder else {"embeddings"})

    def place(self, workspace: Workspace, engine: Engine | None = None) -> None:
        """Write `map` (without places) and `topics` of the documents of `workspace`."""
        engine = engine or ThreadEngine()
        with workspace.lock():
            manifest = workspace.read_manifest()
            new = Context(
                workspace, manifest, topics.STAGE, self.context.fingerprint, {}, engine, lambda progress: None
            )
            doc_ids, matrix = _encoded(new, self.encoder) if self.encoder else new.vectors()
            self._write(new, doc_ids, matrix)
            new.notes |= {
                "identity": topics_identity(self.context.manifest),
                "carried_over_from": str(self.context.workspace.path),
            }
            new.commit()

    def _write(self, new: Context, doc_ids: np.ndarray, matrix: np.ndarray) -> None:
        topic, reason = self._topics(matrix, new.engine)
        scripts = {
            row["script"]: row["topic_id"] for row in self.state.rows if row["script"] and row["parent_id"] is not None
        }
        unplaced = Unplaced.after(new, doc_ids)
        numbers, _ = unplaced.by_script(new, scripts)
        nowhere = pa.table({name: pa.nulls(len(doc_ids), pa.float32()) for name in PLACES})
        writer = new.writer("map", MAP)
        sizes: dict[int, int] = {}
        for batch in map_rows(new, doc_ids, topic, reason, nowhere, unplaced.ids, numbers):
            writer.write(batch)
            of_batch, counts = np.unique(batch["topic_id"].to_numpy(), return_counts=True)
            for number, n in zip(of_batch.tolist(), counts.tolist(), strict=True):
                sizes[number] = sizes.get(number, 0) + n
        write_topics(new, self.state.rows, sizes)

    def _topics(self, matrix: np.ndarray, engine: Engine) -> tuple[np.ndarray, np.ndarray]:
        """The topic_id and the Reason of each new vector. A group that would be a new topic has none here."""
        if not len(matrix):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        old_ids, old = self.context.vectors()
        if old.shape[1] != matrix.shape[1]:
            raise DataloupeError(
                f"The new vectors have {matrix.shape[1]} numbers, those of {self.context.workspace.path} have "
                f"{old.shape[1]}: they are of another encoder."
            )
        vectors = np.concatenate([old, matrix])
        ids, similarities = self._neighbors(old_ids, vectors, engine)
        now = continued(self.state.frozen, vectors, hashes(vectors), ids, similarities, engine.map)
        numbers = np.append(self.state.ids, NONE)
        topic, reason = now.topic[now.point[len(old) :]], now.reason[now.point[len(old) :]]
        is_known = (topic != NONE) & (topic < len(self.state.ids))
        no_reason = np.where(reason == Reason.HAS_TOPIC, int(Reason.SMALL_GROUP), reason)
        return np.where(is_known, numbers[np.where(is_known, topic, -1)], NONE), np.where(is_known, 0, no_reason)

    def _neighbors(self, old_ids: np.ndarray, vectors: np.ndarray, engine: Engine) -> tuple[np.ndarray, np.ndarray]:
        """The neighbours of all vectors, the old ones first, as of the stage `neighbors`."""
        if len(old_ids) > nearest.EXACT_UP_TO:
            rows = self.context.batches("neighbors", neighbors.COLUMNS, neighbors.ROWS_PER_BATCH)
            stored = read_neighbors(rows, old_ids)
            ids, similarities, recall = neighbor_update.update(vectors, *stored, engine.map, lambda done, total: None)
            if recall >= neighbors.MIN_RECALL:
                return ids, similarities
        graph = nearest.neighbors(vectors, GRAPH_NEIGHBORS, engine.map, lambda done, total: None)
        return graph.ids, graph.similarities


def _encoder(context: Context) -> encoders.Encoder | None:
    """The encoder of the vectors; None where they are a column of the input. Raises DataloupeError when this machine
    does not have the same one.
    """
    notes = context.manifest.stages[encode.STAGE.name].notes
    if "digest" not in notes:
        return None
    name, digest = str(notes["encoder"]), str(notes["digest"])
    try:
        same = encoders.encoder(name, None, digest)
    except DataloupeError as error:
        raise DataloupeError(
            f"The topics of {context.workspace.path} need its encoder {name}, which cannot be loaded: {error}"
        ) from None
    if same.digest != digest:
        raise DataloupeError(
            f"{context.workspace.path} was built with another version of the encoder {name}, so its topics do not fit "
            f"new documents. Build it again: dataloupe build SOURCE... --workspace {context.workspace.path}."
        )
    return same


def _encoded(new: Context, encoder: encoders.Encoder) -> tuple[np.ndarray, np.ndarray]:
    """The doc_ids int64[n] and vectors float32[n, d] of the documents that have one."""

    def batches() -> Iterator[pa.RecordBatch]:
        for file in new.workspace.files("documents", new.manifest):
            yield from pq.ParquetFile(file).iter_batches(encoder.batch_rows, columns=["doc_id", "text"])

    rows = [schema(encoder.dimensions).empty_table(), *new.engine.map(encode.EncodeTexts(encoder), batches())]
    table = pa.concat_tables(rows)
    flat = table["vector"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return table["doc_id"].to_numpy(), flat.reshape(len(table), encoder.dimensions).astype(np.float32)
