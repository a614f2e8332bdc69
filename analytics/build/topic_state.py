"""What a stage of topics must know of its last run: the topics with their centres and radii, and the topic of each
vector.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build.map.cells import Mapper
from analytics.build.map.communities import NONE, Start
from analytics.build.map.frozen import Frozen
from analytics.build.map.radius import learnt
from analytics.build.stage import Context

CENTRES = pa.schema(
    [
        ("topic_id", pa.int32()),
        ("parent_id", pa.int32()),
        ("label", pa.string()),
        ("terms", pa.list_(pa.string())),
        ("x", pa.float32()),
        ("y", pa.float32()),
        ("level", pa.string()),
        ("medoid_doc_id", pa.int64()),
        ("script", pa.string()),
        ("outermost", pa.float32()),
        ("typical", pa.float32()),
        ("centre", pa.list_(pa.float32())),
    ]
)
"""All topics that there have been since documents were clustered, also those without a document. Themes have no centre,
and topics of documents without a vector have the `script` of their texts instead.
"""
MEMBERS = pa.schema([("point", pa.uint64()), ("topic_id", pa.int32()), ("reason", pa.int8()), ("is_added", pa.bool_())])
"""The topic of each different vector, by its hash, ascending."""


@dataclass(frozen=True)
class State:
    """The last run: all rows of `topic_centres`, the topic_id int64[t] of the topics with a centre in their order,
    what they have learnt, and the notes of the run.
    """

    rows: list[dict[str, Any]]
    ids: np.ndarray
    frozen: Frozen
    notes: Mapping[str, Any]


def read(context: Context) -> State | None:
    """The last run of this stage; None when there was none, or of a version that did not write it."""
    centres, members = context.previous("topic_centres"), context.previous("topic_members")
    if centres is None or members is None or context.previous("map") is None:
        return None
    rows = pq.read_table(centres[0]).to_pylist()
    topics = [row for row in rows if row["centre"]]
    table = pq.read_table(members[0])
    if not len(table):
        return None
    ids = np.array([row["topic_id"] for row in topics], np.int64)
    topic_id = table["topic_id"].to_numpy().astype(np.int64)
    number = np.full(max(topic_id.max(initial=-1), ids.max(initial=-1)) + 2, -1)
    number[ids] = np.arange(len(ids))
    frozen = Frozen(
        np.array([row["centre"] for row in topics], np.float32).reshape(len(topics), -1),
        np.array([row["outermost"] for row in topics], np.float32),
        np.array([row["typical"] for row in topics], np.float32),
        table["point"].to_numpy(),
        number[topic_id],
        table["reason"].to_numpy().astype(np.int64),
        table["is_added"].to_numpy(zero_copy_only=False),
    )
    return State(rows, ids, frozen, centres[1].notes)


def start(state: State, points: np.ndarray) -> Start:
    """The themes and topics of the last run for the vectors with the hashes `points` uint64[p], ascending."""
    place = np.minimum(np.searchsorted(state.frozen.points, points), len(state.frozen.points) - 1)
    topic = np.where(state.frozen.points[place] == points, state.frozen.topic[place], NONE)
    parents = {row["topic_id"]: row["parent_id"] for row in state.rows}
    theme = np.array([*(parents[one] for one in state.ids.tolist()), NONE], np.int64)
    return Start(theme[topic], topic)


def labels(rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """The name of each topic."""
    return {row["topic_id"]: row["label"] for row in rows}


def next_id(rows: Sequence[Mapping[str, Any]]) -> int:
    """The first number that no topic has had."""
    return max((int(row["topic_id"]) for row in rows), default=-1) + 1


def learnt_columns(vectors: np.ndarray, members: Sequence[np.ndarray], mapper: Mapper) -> list[dict[str, Any]]:
    """The centre and the radii of each topic, from the rows of its different vectors."""
    outermost, typical = learnt(vectors, members, mapper)
    columns = []
    for rows, outer, usual in zip(members, outermost.tolist(), typical.tolist(), strict=True):
        mean = vectors[rows].mean(axis=0, dtype=np.float64)
        centre = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
        columns.append({"outermost": outer, "typical": usual, "centre": centre.tolist()})
    return columns


def write(
    context: Context,
    rows: Sequence[Mapping[str, Any]],
    points: np.ndarray,
    topic_id: np.ndarray,
    reason: np.ndarray,
    is_added: np.ndarray,
) -> None:
    """Write `topic_centres` and `topic_members`, from arrays over the hashes `points` uint64[p], ascending."""
    whole = [{name: row.get(name) for name in CENTRES.names} for row in rows]
    context.writer("topic_centres", CENTRES).write(pa.Table.from_pylist(whole, CENTRES))
    columns = [points, topic_id.astype(np.int32), reason.astype(np.int8), is_added]
    context.writer("topic_members", MEMBERS).write(pa.table(columns, schema=MEMBERS))
