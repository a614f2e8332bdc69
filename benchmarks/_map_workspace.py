"""A workspace with a map of any size, for benchmarks: clusters of clusters, and noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.workspace import create_workspace
from tests.workspaces import documents, write_table

BASE = 100_000
"""Documents with positions of their own; the others repeat them with a small shift."""
CLUSTERS, THEMES = 48, 8
WORDS = [
    "energy",
    "solar",
    "court",
    "judge",
    "goal",
    "team",
    "oven",
    "sugar",
    "loop",
    "class",
    "virus",
    "nurse",
    "song",
    "album",
    "star",
    "orbit",
    "loan",
    "rate",
    "pupil",
    "exam",
]
SCHEMA = pa.schema(
    [
        ("topic_id", pa.int32()),
        ("parent_id", pa.int32()),
        ("label", pa.string()),
        ("size", pa.int64()),
        ("x", pa.float32()),
        ("y", pa.float32()),
    ]
)


def make(path: Path, n: int) -> Path:
    """A workspace of `n` documents with a map, topics and token counts."""
    rng = np.random.default_rng(0)
    xy, cluster, topic = _positions(rng, n)
    words = np.array(WORDS)[(cluster[:, None] * 2 + rng.integers(0, 6, (n, 12))) % len(WORDS)]
    texts = documents([" ".join(row) for row in words], source=[WORDS[c % 5] for c in cluster])
    columns = {
        "x": xy[:, 0],
        "y": xy[:, 1],
        "topic_id": topic.astype(np.int32),
        "faithfulness": rng.random(n).astype(np.float32),
    }
    workspace, ids = create_workspace(path), np.arange(n)
    write_table(workspace, "documents", texts)
    write_table(workspace, "signals", pa.table({"doc_id": ids, "n_tokens": rng.integers(10, 2000, n)}))
    write_table(workspace, "map", pa.table({"doc_id": ids, **columns}))
    write_table(workspace, "topics", _topics(topic, xy))
    return path


def _positions(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions float32[n, 2], clusters and topics of the documents; 15 % are noise without a topic."""
    themes = rng.uniform(-8, 8, (THEMES, 2))
    centres = themes[np.arange(CLUSTERS) % THEMES] + rng.normal(0, 1.6, (CLUSTERS, 2))
    cluster = rng.choice(CLUSTERS, BASE, p=rng.dirichlet(np.full(CLUSTERS, 2.0)))
    xy = centres[cluster] + rng.normal(0, 1, (BASE, 2)) * rng.uniform(0.1, 0.6, CLUSTERS)[cluster, None]
    topic = np.where(rng.random(BASE) < 0.15, -1, cluster + THEMES)
    xy[topic < 0] = rng.normal(0, 5, (int((topic < 0).sum()), 2))
    row = np.arange(n) % BASE
    shift = np.where(np.arange(n)[:, None] < BASE, 0, rng.normal(0, 0.05, (n, 2)))
    return (xy[row] + shift).astype(np.float32), cluster[row], topic[row]


def _topics(topic: np.ndarray, xy: np.ndarray) -> pa.Table:
    rows = []
    for number in range(THEMES + CLUSTERS):
        is_theme = number < THEMES
        inside = (topic >= 0) & (topic % THEMES == number if is_theme else topic == number)
        if inside.any():
            label, parent = f"{WORDS[number % len(WORDS)]} {number}", None if is_theme else number % THEMES
            rows.append((number, parent, label, int(inside.sum()), *np.median(xy[inside], axis=0)))
    return pa.table(dict(zip(SCHEMA.names, zip(*rows, strict=True), strict=True)), schema=SCHEMA)
