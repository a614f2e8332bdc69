"""The neighbour graph, computed once: the map, its topics, semantic duplicates and search by example read it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from analytics.build.map import nearest, vectors
from analytics.build.stage import Context, Stage
from analytics.layouts import GRAPH_NEIGHBORS

SCHEMA = pa.schema(
    [("doc_id", pa.int64()), ("rank", pa.int32()), ("neighbor_id", pa.int64()), ("similarity", pa.float32())]
)
ROWS_PER_BATCH = 65_536


def run(context: Context) -> None:
    """Write `neighbors`: the GRAPH_NEIGHBORS nearest of each document (all others when there are fewer); rank 1 is the
    nearest.
    """
    doc_ids, matrix = vectors.matrix(context.batches("embeddings"), context.rows("embeddings"))
    graph = nearest.neighbors(
        matrix, GRAPH_NEIGHBORS, context.engine.map, lambda done, total: context.progress(done, total, "documents")
    )
    writer = context.writer("neighbors", SCHEMA)
    for batch in _batches(doc_ids, graph):
        writer.write(batch)
    context.notes |= {
        "k": graph.ids.shape[1],
        "metric": "cosine",
        "method": graph.method,
        f"recall_at_{GRAPH_NEIGHBORS}": round(graph.recall, 4),
        "documents": len(doc_ids),
    }


def _batches(doc_ids: np.ndarray, graph: nearest.Neighbors) -> Iterator[pa.Table]:
    k = graph.ids.shape[1]
    for start in range(0, len(doc_ids), ROWS_PER_BATCH):
        rows = slice(start, start + ROWS_PER_BATCH)
        some = doc_ids[rows]
        columns = [
            np.repeat(some, k),
            np.tile(np.arange(1, k + 1, dtype=np.int32), len(some)),
            doc_ids[graph.ids[rows]].ravel(),
            graph.similarities[rows].ravel(),
        ]
        yield pa.table(columns, schema=SCHEMA)


STAGE = Stage(
    name="neighbors",
    title="Find nearest neighbours",
    reads=("embeddings",),
    writes=("neighbors",),
    run=run,
)
