"""Workspaces with their duplicates found, for tests: the real scan and the real stage on texts that a test plants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.batch.scan import scan
from analytics.build import duplicates, parts
from analytics.build.engine import Engine, ThreadEngine
from analytics.build.stage import Context
from analytics.workspace import Workspace, create_workspace
from tests.workspaces import documents, write_table

SIGNATURES = ("doc_id", "raw_hash", "normalized_hash", "n_shingles", "minhash")


class SmallBatches(Context):
    """A context that hands out tables a few rows at a time."""

    rows_at_once = 4096

    def batches(self, table: str, columns: list[str] | None = None, rows: int = 4096) -> Iterator[pa.RecordBatch]:
        return super().batches(table, columns, self.rows_at_once)


def prose(seed: int, words: int = 120) -> str:
    """Made-up text that shares no shingle with that of another seed."""
    generator = np.random.default_rng(seed)
    return " ".join(f"w{number}" for number in generator.integers(0, 1_000_000, words))


def workspace_of(path: Path, texts: Sequence[str], **columns: Sequence[Any]) -> Workspace:
    """A workspace of these texts, scanned, with duplicates and repeated parts found."""
    workspace = create_workspace(path)
    table = documents(texts, **columns)
    write_table(workspace, "documents", table, stage="documents")
    scanned = pa.Table.from_batches([scan(batch) for batch in table.select(["doc_id", "text"]).to_batches()])
    signals = [name for name in scanned.column_names if name not in SIGNATURES[1:]]
    write_table(workspace, "signals", scanned.select(signals), stage="scan")
    write_table(workspace, "signatures", scanned.select(list(SIGNATURES)), stage="scan")
    find(workspace)
    return workspace


def find(workspace: Workspace, engine: Engine | None = None, rows_at_once: int = 4096) -> None:
    """Run the stages that find duplicates."""
    for stage in (duplicates.STAGE, parts.STAGE):
        context = SmallBatches(workspace, workspace.read_manifest(), stage, "test", {}, engine or ThreadEngine(2), lambda progress: None)
        context.rows_at_once = rows_at_once
        stage.run(context)
        context.commit()
