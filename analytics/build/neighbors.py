"""The one graph of nearest neighbours, on which the map, its topics, semantic duplicates and search by example
stand.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics.build.map import nearest, vectors
from analytics.build.stage import Context, Stage
from analytics.layouts import GRAPH_NEIGHBORS

SCHEMA = pa.schema(
    [("doc_id", pa.int64()), ("rank", pa.int32()), ("neighbor_id", pa.int64()), ("similarity", pa.float32())]
)
ROWS_AT_ONCE = 65_536


def run(context: Context) -> None:
    """Write `neighbors`: each document's GRAPH_NEIGHBORS nearest (all others, when they are fewer), the nearest with rank 1."""
    doc_ids, matrix = vectors.matrix(context.batches("embeddings"), context.rows("embeddings"))
    found = nearest.neighbors(
        matrix, GRAPH_NEIGHBORS, context.engine.map, lambda done, total: context.progress(done, total, "documents")
    )
    writer = context.writer("neighbors", SCHEMA)
    k = found.ids.shape[1]
    for start in range(0, len(doc_ids), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        some = doc_ids[rows]
        columns = [
            np.repeat(some, k),
            np.tile(np.arange(1, k + 1, dtype=np.int32), len(some)),
            doc_ids[found.ids[rows]].ravel(),
            found.similarities[rows].ravel(),
        ]
        writer.write(pa.table(columns, schema=SCHEMA))
    context.notes |= {
        "k": k,
        "metric": "cosine",
        "method": found.method,
        f"recall_at_{GRAPH_NEIGHBORS}": round(found.recall, 4),
        "documents": len(doc_ids),
    }


STAGE = Stage(
    name="neighbors",
    title="Find nearest neighbours",
    reads=("embeddings",),
    writes=("neighbors",),
    run=run,
)
