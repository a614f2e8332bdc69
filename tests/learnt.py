"""A workspace of two kinds of text that a classifier can tell apart, with signatures, duplicates and vectors."""

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


def write_two_sides(path: Path) -> Workspace:
    """N letters from the sea (every tenth an exact copy of the one before), N notes from a kitchen, an odd document,
    and one without a word.
    """
    random = np.random.default_rng(3)
    texts = [" ".join(random.choice(words, 40)) + "." for words in (SEA, KITCHEN) for _ in range(N)]
    for number in range(10, 2 * N, 10):
        texts[number] = texts[number - 1]
    texts += ["the storm in the oven", "!!!"]
    workspace = write_workspace(path, texts, source=["sea"] * N + ["kitchen"] * N + ["other", None])
    scanned = scan(
        pa.record_batch({"doc_id": pa.array(range(len(texts)), pa.int64()), "text": pa.array(texts, pa.string())})
    )
    names = ["doc_id", "raw_hash", "normalized_hash", "n_shingles", "minhash"]
    signals = workspace.connect().sql("SELECT * FROM signals").to_arrow_table()
    write_table(workspace, "signals", signals, stage="scan")
    write_table(workspace, "signatures", pa.Table.from_batches([scanned.select(names)]), stage="scan")
    copies = [(number - 1, number) for number in range(10, 2 * N, 10)]
    pairs = pa.table({"a": [a for a, _ in copies], "b": [b for _, b in copies], "kind": ["exact"] * len(copies)})
    write_table(workspace, "duplicate_pairs", pairs, stage="duplicates")
    vectors = np.where(np.arange(len(texts))[:, None] < N, [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]) + random.normal(
        0, 0.4, (len(texts), 4)
    )
    flat = pa.array((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32).ravel())
    write_table(
        workspace,
        "embeddings",
        pa.table({"doc_id": range(len(texts)), "vector": pa.FixedSizeListArray.from_arrays(flat, 4)}),
        stage="encode",
    )
    return workspace
