"""The neighbour graph, computed once: the map, its topics, semantic duplicates and search by example read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build import continuation
from analytics.build.map import nearest, neighbor_update
from analytics.build.map.graph import read_neighbors
from analytics.build.stage import Context, Stage
from analytics.layouts import GRAPH_NEIGHBORS

SCHEMA = pa.schema(
    [("doc_id", pa.int64()), ("rank", pa.int32()), ("neighbor_id", pa.int64()), ("similarity", pa.float32())]
)
ROWS_PER_BATCH = 65_536
COLUMNS = ["neighbor_id", "similarity"]


MAX_ADDED_SHARE = 0.25
"""When more documents than this share were added since all were searched, all are searched again."""
MIN_RECALL = 0.9
"""When the added documents have fewer of their true neighbours, all are searched again."""


def run(context: Context) -> None:
    """Write `neighbors`: the GRAPH_NEIGHBORS nearest of each document (all others when there are fewer); rank 1 is the
    nearest. Documents that were added are searched in the graph of the last build.
    """
    doc_ids, matrix = context.vectors()
    continued = _with_added(context, doc_ids, matrix)
    if continued is None:
        graph, added = nearest.neighbors(matrix, GRAPH_NEIGHBORS, context.engine.map, _report(context)), 0
    else:
        graph, added = continued
    writer = context.writer("neighbors", SCHEMA)
    for batch in _batches(doc_ids, graph):
        writer.write(batch)
    context.notes |= {
        "k": graph.ids.shape[1],
        "metric": "cosine",
        "method": graph.method,
        f"recall_at_{GRAPH_NEIGHBORS}": round(graph.recall, 4),
        "documents": len(doc_ids),
        "added_to_the_graph": added,
    }
    continuation.note_source(context, "embeddings")


def _with_added(context: Context, doc_ids: np.ndarray, matrix: np.ndarray) -> tuple[nearest.Neighbors, int] | None:
    """The graph of the last build with the documents that were added since, and how many were added since all were
    searched. None when all must be searched.
    """
    previous, files = continuation.previous_run(context, "embeddings"), context.previous("neighbors")
    if previous is None or files is None:
        return None
    notes = previous[1].notes
    old, added = notes["documents"], notes["added_to_the_graph"] + len(doc_ids) - notes["documents"]
    is_small = old < len(doc_ids) and added <= MAX_ADDED_SHARE * (len(doc_ids) - added)
    if old <= nearest.EXACT_UP_TO or notes["k"] != GRAPH_NEIGHBORS or not is_small:
        return None
    rows = (batch for file in files[0] for batch in pq.ParquetFile(file).iter_batches(ROWS_PER_BATCH, columns=COLUMNS))
    ids, similarities = read_neighbors(rows, doc_ids[:old])
    ids, similarities, recall = neighbor_update.update(matrix, ids, similarities, context.engine.map, _report(context))
    if recall < MIN_RECALL:
        return None
    recall = (notes[f"recall_at_{GRAPH_NEIGHBORS}"] * old + recall * (len(doc_ids) - old)) / len(doc_ids)
    method = f"{notes['method'].partition(';')[0]}; {added:,} added by search in the graph"
    return nearest.Neighbors(ids, similarities, method, recall), added


def _report(context: Context) -> Callable[[int, int], None]:
    return lambda done, total: context.progress(done, total, "documents")


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
