"""A workspace with two kinds of text for a classifier, with signatures, duplicates and vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.batch.scan import scan
from analytics.workspace import Workspace
from tests.workspaces import write_table, write_workspace

N = 120
SEA = "ship sea harbour sail wave captain anchor deck storm the and of we to".split()  # noqa: SIM905
KITCHEN = "salt butter oven spoon flour sugar dough taste pan the and of you to".split()  # noqa: SIM905
SIGNATURES = ["doc_id", "raw_hash", "normalized_hash", "n_shingles", "minhash"]


def write_two_sides(path: Path) -> Workspace:
    """N letters from the sea and N notes from a kitchen, every tenth a copy of the one before it.

    Then a text with words of both sides, and one without a word.
    """
    random = np.random.default_rng(3)
    texts = [" ".join(random.choice(words, 40)) + "." for words in (SEA, KITCHEN) for _ in range(N)]
    copies = [(number - 1, number) for number in range(10, 2 * N, 10)]
    for original, copy in copies:
        texts[copy] = texts[original]
    texts += ["the storm in the oven", "!!!"]
    workspace = write_workspace(path, texts, source=["sea"] * N + ["kitchen"] * N + ["other", None])
    _write_signatures(workspace, texts)
    pairs = pa.table({"a": [a for a, _ in copies], "b": [b for _, b in copies], "kind": ["exact"] * len(copies)})
    write_table(workspace, "duplicate_pairs", pairs, stage="duplicates")
    _write_vectors(workspace, len(texts), random)
    return workspace


def _write_signatures(workspace: Workspace, texts: list[str]) -> None:
    batch = {"doc_id": pa.array(range(len(texts)), pa.int64()), "text": pa.array(texts, pa.string())}
    scanned = scan(pa.record_batch(batch))
    signals = workspace.connect().sql("SELECT * FROM signals").to_arrow_table()
    write_table(workspace, "signals", signals, stage="scan")
    write_table(workspace, "signatures", pa.Table.from_batches([scanned.select(SIGNATURES)]), stage="scan")


def _write_vectors(workspace: Workspace, n: int, random: np.random.Generator) -> None:
    """Vectors of four dimensions: the first is large for the sea, the second for the others."""
    is_sea = np.arange(n)[:, None] < N
    vectors = np.where(is_sea, [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]) + random.normal(0, 0.4, (n, 4))
    flat = pa.array((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32).ravel())
    columns = {"doc_id": range(n), "vector": pa.FixedSizeListArray.from_arrays(flat, 4)}
    write_table(workspace, "embeddings", pa.table(columns), stage="encode")
