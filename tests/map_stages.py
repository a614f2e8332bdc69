"""Workspaces for tests of the map's stages: groups of texts on different subjects, and an encoder without model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build import encode, layout, neighbors, topics
from analytics.build.engine import Engine, ThreadEngine
from analytics.build.stage import Context, Stage
from analytics.workspace import Workspace, create_workspace
from tests.workspaces import documents, write_table

STAGES = {stage.name: stage for stage in (encode.STAGE, neighbors.STAGE, layout.STAGE, topics.STAGE)}
SUBJECTS = {
    "astronomy": "star planet galaxy telescope orbit comet nebula moon eclipse",
    "cooking": "butter flour oven recipe dough sugar cinnamon kitchen bake",
    "football": "goal striker referee penalty league stadium coach midfield tackle",
    "banking": "loan interest mortgage deposit account credit savings branch teller",
}


class BagOfWords:
    """Each word has a random direction: texts that share words are near."""

    name, dimensions, encoded_text, digest, batch_rows = "fake", 32, "the whole text", "fake-1", 64

    def __init__(self):
        self.encoded: list[str] = []

    def encode(self, texts):
        self.encoded += texts
        sums = np.array(
            [np.sum([self.direction(word) for word in text.lower().split()], axis=0) for text in texts], np.float32
        )
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def direction(self, word):
        return np.random.default_rng(list(word.encode())).normal(size=self.dimensions)


def texts_about(subjects: Sequence[str] = tuple(SUBJECTS), each: int = 60, seed: int = 0) -> list[str]:
    """`each` short texts about each subject, subject after subject, all different."""
    random = np.random.default_rng(seed)
    return [
        f"the {' and the '.join(random.choice(SUBJECTS[subject].split(), 5))} {n}"
        for subject in subjects
        for n in range(each)
    ]


def write_documents(path: Path, *texts_of_files: Sequence[str]) -> Workspace:
    """A workspace whose table `documents` has one file for each of `texts_of_files`, in this order."""
    workspace = create_workspace(path)
    append_documents(workspace, *texts_of_files)
    return workspace


def append_documents(workspace: Workspace, *texts_of_files: Sequence[str]) -> None:
    """Add files to `documents`, as the build does: earlier files stay as they are."""
    stage = Stage("documents", "Read", (), ("documents",), lambda context: None)
    adding = Context(
        workspace, workspace.read_manifest(), stage, "documents", {}, ThreadEngine(1), lambda progress: None
    )
    done = adding.rows("documents")
    for file in workspace.read_manifest().tables["documents"].files if done else ():
        adding.keep_file("documents", file, pq.read_metadata(workspace.tables_path / file).num_rows)
    for texts in texts_of_files:
        table = documents(texts, doc_id=range(done, done + len(texts)))
        adding.writer("documents", table.schema).write(table)
        done += len(texts)
    adding.commit(outdates=set(STAGES))


def context(workspace: Workspace, name: str, engine: Engine | None = None, **options: Any) -> Context:
    """What the stage `name` of the map works with."""
    manifest = workspace.read_manifest()
    fingerprint = STAGES[name].fingerprint(manifest, options)
    return Context(
        workspace, manifest, STAGES[name], fingerprint, options, engine or ThreadEngine(2), lambda progress: None
    )


def run(workspace: Workspace, *names: str, **options: Any) -> dict[str, Any]:
    """Run these stages (default: all of the map's) and give the last one's notes."""
    notes: dict[str, Any] = {}
    for name in names or STAGES:
        running = context(workspace, name, **options)
        STAGES[name].run(running)
        running.commit()
        notes = running.notes
    return notes


def write_vectors(workspace: Workspace, matrix: np.ndarray, doc_ids: Sequence[int] | None = None) -> None:
    """The table `embeddings` of these vectors, brought to unit length, for documents 0 to n - 1, or `doc_ids`."""
    unit = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)
    flat = pa.FixedSizeListArray.from_arrays(pa.array(unit.ravel()), unit.shape[1])
    ids = pa.array(range(len(unit)) if doc_ids is None else doc_ids, pa.int64())
    write_table(workspace, "embeddings", pa.table({"doc_id": ids, "vector": flat}))
