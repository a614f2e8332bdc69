"""Workspaces whose duplicates were searched, for tests: the real scan and the real stages on texts of a test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.batch.scan import scan
from analytics.build import corpus_pairs, duplicates, passages
from analytics.build.corpus import fingerprints
from analytics.build.engine import Engine, ThreadEngine
from analytics.build.stage import Context
from analytics.signals.compute import kernel_columns
from analytics.signals.scan import FAMILIES
from analytics.workspace import Workspace, create_workspace
from tests.workspaces import HOSTILE, documents, write_table

SIGNATURES = ("doc_id", "raw_hash", "normalized_hash", "n_shingles", "minhash")


class SmallBatches(Context):
    """A context that reads tables a few rows at a time."""

    rows_at_once = 4096

    def batches(self, table: str, columns: list[str] | None = None, rows: int = 4096) -> Iterator[pa.RecordBatch]:
        return super().batches(table, columns, self.rows_at_once)


def prose(seed: int, words: int = 120) -> str:
    """Random text that shares no shingle with that of another seed."""
    generator = np.random.default_rng(seed)
    return " ".join(f"w{number}" for number in generator.integers(0, 1_000_000, words))


def near(seed: int, place: int) -> str:
    """The prose of a seed with the word at `place` changed."""
    words = prose(seed).split()
    return " ".join([*words[:place], "changed", *words[place + 1 :]])


CORPORA: dict[str, tuple[list[str], list[str | None]]] = {
    "none": ([prose(i) for i in range(12)], ["a", "b"] * 6),
    "only duplicates": ([prose(1)] * 6 + [near(1, 20 + i) for i in range(6)], ["a"] * 6 + ["b"] * 6),
    "wiped out": (
        [prose(i % 2) for i in range(6)] + [prose(i % 2 + 10) for i in range(2)],
        ["a"] * 2 + ["b"] * 4 + ["c"] * 2,
    ),
    "empty texts": (["", " ", "\n", "!!!", prose(1), prose(1)], ["a", None] * 3),
    "a giant": ([prose(3, 1_300_000), near(3, 7), prose(4)], ["a", "b", "b"]),
    "hostile": (
        [*HOSTILE, *HOSTILE, *(f"{HOSTILE[0]}\n\nfooter line of every page\n{prose(i)}" for i in range(8))],
        [HOSTILE[i % 3] for i in range(14)],
    ),
}
"""Corpora for which the page must be readable: texts and sources."""


def workspace_of(path: Path, texts: Sequence[str], **columns: Sequence[Any]) -> Workspace:
    """A workspace of these texts, scanned, and searched for duplicates and repeated passages."""
    workspace = create_workspace(path)
    table = documents(texts, **columns)
    write_table(workspace, "documents", table, stage="documents")
    scanned = scan(table.select(["doc_id", "text"]).combine_chunks().to_batches()[0])
    languages = {"lang_detected": pa.array(["en"] * len(scanned), pa.string())}
    signals = {"doc_id": scanned["doc_id"]} | kernel_columns(scanned, FAMILIES) | languages
    write_table(workspace, "signals", pa.table(signals), stage="scan")
    signatures = pa.Table.from_batches([scanned.select(list(SIGNATURES))])
    write_table(workspace, "signatures", signatures, stage="scan")
    find(workspace)
    return workspace


def find(workspace: Workspace, engine: Engine | None = None, rows_at_once: int = 4096) -> None:
    """Run the stages that find duplicates."""
    for stage in (duplicates.STAGE, passages.STAGE):
        context = SmallBatches(
            workspace, workspace.read_manifest(), stage, "test", {}, engine or ThreadEngine(2), lambda progress: None
        )
        context.rows_at_once = rows_at_once
        stage.run(context)
        context.commit()


def compare(workspace: Workspace, *paths: Path, engine: Engine | None = None) -> Workspace:
    """Compare the workspace with other corpora."""
    options = {corpus_pairs.OPTION: fingerprints([str(path) for path in paths])}
    manifest, engine = workspace.read_manifest(), engine or ThreadEngine(2)
    context = Context(workspace, manifest, corpus_pairs.STAGE, "test", options, engine, lambda progress: None)
    corpus_pairs.STAGE.run(context)
    context.commit()
    return workspace
