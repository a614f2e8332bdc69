"""After a new clustering: which topics have the documents of the old ones? The table `topic_changes`."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build.map.communities import NONE
from analytics.build.stage import Context
from analytics.build.topic_state import State, labels

SCHEMA = pa.schema(
    [
        ("old_topic_id", pa.int32()),
        ("old_label", pa.string()),
        ("new_topic_id", pa.int32()),
        ("new_label", pa.string()),
        ("documents", pa.int64()),
        ("share_of_old", pa.float32()),
        ("share_of_new", pa.float32()),
    ]
)
"""One row for each old and new topic that share documents, the largest share of an old topic first; -1 is no topic.
Equal vectors count as one document. The shares are of the documents that were there before.
"""


def keep(context: Context) -> None:
    """Keep the table of the last clustering."""
    previous = context.previous("topic_changes")
    for file in previous[0] if previous else []:
        context.keep_file("topic_changes", file.name, int(pq.read_metadata(file).num_rows))


def write(
    context: Context, state: State | None, points: np.ndarray, topic_id: np.ndarray, new_labels: dict[int, str]
) -> None:
    """Compare the topics of the vectors with the hashes `points` uint64[p] with those of the `state` before."""
    writer = context.writer("topic_changes", SCHEMA)
    if state is None:
        return
    shared, here, there = np.intersect1d(points, state.frozen.points, assume_unique=True, return_indices=True)
    if not len(shared):
        return
    number = state.frozen.topic[there]
    old = np.where(number == NONE, NONE, np.append(state.ids, NONE)[number])
    pairs, counts = np.unique(np.column_stack([old, topic_id[here]]), axis=0, return_counts=True)
    of_old, of_new = (dict(zip(*np.unique(one, return_counts=True), strict=True)) for one in (old, topic_id[here]))
    old_labels = labels(state.rows)
    rows = [
        {
            "old_topic_id": a,
            "old_label": old_labels.get(a),
            "new_topic_id": b,
            "new_label": new_labels.get(b),
            "documents": n,
            "share_of_old": n / of_old[a],
            "share_of_new": n / of_new[b],
        }
        for (a, b), n in zip(pairs.tolist(), counts.tolist(), strict=True)
    ]
    rows.sort(key=lambda row: (row["old_topic_id"], -row["documents"], row["new_topic_id"]))
    writer.write(pa.Table.from_pylist(rows, SCHEMA))
