"""A small workspace with a map, for tests: four topics in the corners, two themes, vectors that agree with both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.workspace import Workspace
from tests.workspaces import HOSTILE, days, write_table, write_workspace

TOPICS = ("solar panels", "wind turbines", "butter cake", "tomato soup")
CORNERS = np.array([(-5.0, 5.0), (5.0, 5.0), (-5.0, -5.0), (5.0, -5.0)], np.float32)
FIRST_TOPIC = 2
"""topic_id of the first topic; the themes have the ids before it."""
THEMES = ("energy", "food")
TOPICS_SCHEMA = pa.schema(
    [
        ("topic_id", pa.int32()),
        ("parent_id", pa.int32()),
        ("label", pa.string()),
        ("terms", pa.list_(pa.string())),
        ("size", pa.int64()),
        ("x", pa.float32()),
        ("y", pa.float32()),
        ("medoid_doc_id", pa.int64()),
    ]
)


def write_map(
    workspace: Workspace, x: Sequence[float], y: Sequence[float], topic_id: Sequence[int], faithfulness: Sequence[float]
) -> None:
    """The table `map` of documents 0 to n - 1."""
    ids = pa.array(range(len(x)), pa.int64())
    columns = {
        "x": pa.array(x, pa.float32()),
        "y": pa.array(y, pa.float32()),
        "topic_id": pa.array(topic_id, pa.int32()),
    }
    write_table(
        workspace, "map", pa.table({"doc_id": ids, **columns, "faithfulness": pa.array(faithfulness, pa.float32())})
    )


TOPIC_COLUMNS = {
    "topic_id": pa.int32(),
    "parent_id": pa.int32(),
    "label": pa.string(),
    "terms": pa.list_(pa.string()),
    "size": pa.int64(),
    "x": pa.float32(),
    "y": pa.float32(),
    "medoid_doc_id": pa.int64(),
}


def write_topics(workspace: Workspace, topic_id: np.ndarray, xy: np.ndarray, names: Sequence[str] = TOPICS) -> None:
    """The table `topics`: the themes energy and food, with two topics each."""
    theme_of = (topic_id - FIRST_TOPIC) // 2
    rows = [
        (theme, None, name, [name], *_summary((topic_id >= FIRST_TOPIC) & (theme_of == theme), xy))
        for theme, name in enumerate(("energy", "food"))
    ]
    rows += [
        (topic + FIRST_TOPIC, topic // 2, name, name.split(), *_summary(topic_id == topic + FIRST_TOPIC, xy))
        for topic, name in enumerate(names)
    ]
    columns = zip(TOPIC_COLUMNS.items(), zip(*rows, strict=True), strict=True)
    write_table(workspace, "topics", pa.table({name: pa.array(values, kind) for (name, kind), values in columns}))


def _summary(is_member: np.ndarray, xy: np.ndarray) -> tuple[int, float, float, int]:
    """Size, place and first document of a group."""
    x, y = xy[is_member].mean(axis=0)
    return int(is_member.sum()), x, y, int(np.flatnonzero(is_member)[0])


def write_vectors(workspace: Workspace, matrix: np.ndarray, k: int = 5) -> None:
    """The tables `embeddings` and `neighbors` (exact) of these vectors, brought to unit length."""
    unit = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)
    ids = np.arange(len(unit))
    write_table(
        workspace,
        "embeddings",
        pa.table({"doc_id": ids, "vector": pa.FixedSizeListArray.from_arrays(pa.array(unit.ravel()), unit.shape[1])}),
    )
    similarity = unit @ unit.T
    np.fill_diagonal(similarity, -2)
    nearest = np.argsort(-similarity, axis=1)[:, :k]
    columns = {
        "doc_id": np.repeat(ids, k),
        "rank": np.tile(np.arange(1, k + 1, dtype=np.int32), len(ids)),
        "neighbor_id": nearest.ravel(),
    }
    write_table(
        workspace, "neighbors", pa.table({**columns, "similarity": np.take_along_axis(similarity, nearest, 1).ravel()})
    )


def write_mapped(path: Path, n: int = 400, seed: int = 0) -> Workspace:
    """`n` documents, a tenth of them without a topic; every 50th text is hostile, every third without a label."""
    rng = np.random.default_rng(seed)
    topic = rng.integers(0, 4, n)
    texts = [
        f"{TOPICS[t]} and more, number {i}" + (f" {HOSTILE[i % 3]}" if i % 50 == 0 else "") for i, t in enumerate(topic)
    ]
    workspace = write_workspace(
        path,
        texts,
        metadata={"long": [i % 2 == 0 for i in range(n)], 'na"me': [f"v{i % 13}" for i in range(n)]},
        scanned=False,
        source=[("web", "books")[t % 2] for t in topic],
        label=[None if i % 3 == 0 else f"label {i % 2}" for i in range(n)],
        created_at=days(n),
        score=[float(i) for i in range(n)],
    )
    xy = CORNERS[topic] + rng.normal(0, 0.5, (n, 2)).astype(np.float32)
    topic_id = np.where(np.arange(n) % 10 == 9, -1, topic + FIRST_TOPIC)
    write_map(workspace, xy[:, 0], xy[:, 1], topic_id, np.full(n, 0.5))
    write_topics(workspace, topic_id, xy)
    write_vectors(workspace, np.eye(4)[topic] + rng.normal(0, 0.1, (n, 4)))
    return workspace
