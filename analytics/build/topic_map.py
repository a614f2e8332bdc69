"""The table `map`: the position of each document, its topic, or why it has none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.build.map.communities import NONE, Reason
from analytics.build.stage import Context

MAP = pa.schema(
    [
        ("doc_id", pa.int64()),
        ("x", pa.float32()),
        ("y", pa.float32()),
        ("topic_id", pa.int32()),
        ("faithfulness", pa.float32()),
        ("no_topic_reason", pa.string()),
    ]
)
REASONS = {
    Reason.HAS_TOPIC: None,
    Reason.BETWEEN_TOPICS: "its neighbours are in many topics",
    Reason.SMALL_GROUP: "its group is too small for a topic",
    Reason.FAR: "it is far from every topic",
}
EMPTY, UNKNOWN = "the text is empty", "the text has no vector"
"""Why a document without a vector has no topic."""
PLACES = ("x", "y", "faithfulness")
ROWS_PER_BATCH = 65_536


def map_rows(
    context: Context,
    doc_ids: np.ndarray,
    topic: np.ndarray,
    reason: np.ndarray,
    layout: pa.Table,
    unplaced: np.ndarray,
    topic_of_unplaced: dict[int, int],
    covered: int = 0,
) -> Iterator[pa.Table]:
    """The rows of `map` for every document after the first `covered`, in their order. `unplaced` int64[.], ascending,
    are the documents that have words but no vector.
    """
    reasons = pa.array([REASONS[one] for one in Reason], pa.string()).take(pa.array(reason))
    for batch in documents_after(context, covered, ROWS_PER_BATCH, ["doc_id"]):
        all_ids = batch.column("doc_id").to_numpy()
        index, has_vector = _rows_of(all_ids, doc_ids)
        of_unplaced = [topic_of_unplaced.get(doc_id, NONE) for doc_id in all_ids[~has_vector].tolist()]
        topics = pa.array(topic, pa.int32()).take(index)
        topics = pc.replace_with_mask(topics, pa.array(~has_vector), pa.array(of_unplaced, pa.int32()))
        columns = _places(layout, index)
        has_text = pa.array(is_placed(all_ids, unplaced))
        why = pc.if_else(pa.array(has_vector), reasons.take(index), pc.if_else(has_text, UNKNOWN, EMPTY))
        why = pc.if_else(pc.equal(topics, NONE), why, None)
        yield pa.table([batch.column("doc_id"), columns[0], columns[1], topics, columns[2], why], schema=MAP)


def kept_rows(context: Context, covered: int, doc_ids: np.ndarray, layout: pa.Table) -> Iterator[pa.Table]:
    """The rows of the last `map` for its `covered` documents, at their present places."""
    previous = context.previous("map")
    for file in previous[0] if previous and covered else []:
        for batch in pq.ParquetFile(file).iter_batches(ROWS_PER_BATCH, use_threads=False):
            index, _ = _rows_of(batch.column("doc_id").to_numpy(), doc_ids)
            places = _places(layout, index)
            columns = dict(zip(PLACES, places, strict=True))
            yield pa.table({name: columns.get(name, batch.column(name)) for name in MAP.names}, schema=MAP)


def documents_after(context: Context, covered: int, rows: int, columns: list[str]) -> Iterator[pa.RecordBatch]:
    """Batches of the documents in the files after the first `covered` documents."""
    for file in context.workspace.files("documents", context.manifest):
        parquet = pq.ParquetFile(file)
        if covered < parquet.metadata.num_rows:
            yield from parquet.iter_batches(rows, columns=columns, use_threads=False)
        covered = max(0, covered - parquet.metadata.num_rows)


def _rows_of(some: np.ndarray, doc_ids: np.ndarray) -> tuple[pa.Array, np.ndarray]:
    """The rows of documents among `doc_ids`, NULL where they have no vector, and bool[n] whether they have one."""
    has_vector = is_placed(some, doc_ids)
    return pa.array(np.searchsorted(doc_ids, some), mask=~has_vector), has_vector


def is_placed(some: np.ndarray, doc_ids: np.ndarray) -> np.ndarray:
    """bool[n]: which documents are among the ascending `doc_ids`."""
    row = np.searchsorted(doc_ids, some)
    placed = row < len(doc_ids)
    placed[placed] = doc_ids[row[placed]] == some[placed]
    return placed


def _places(layout: pa.Table, index: pa.Array) -> list[pa.Array]:
    return [layout.column(name).combine_chunks().take(index) for name in PLACES]
