"""What is this text about? Themes, topics in them, names from the documents' own words; and `map`, where each document
is in all this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.build.map import communities, fuzzy, graph, names, vectors
from analytics.build.map.communities import NONE, Communities
from analytics.build.map.words import words
from analytics.build.stage import Context, Stage

TOPICS = pa.schema(
    [
        ("topic_id", pa.int32()),
        ("parent_id", pa.int32()),
        ("label", pa.string()),
        ("terms", pa.list_(pa.string())),
        ("size", pa.int64()),
        ("x", pa.float32()),
        ("y", pa.float32()),
        ("level", pa.string()),
        ("medoid_doc_id", pa.int64()),
    ]
)
MAP = pa.schema(
    [
        ("doc_id", pa.int64()),
        ("x", pa.float32()),
        ("y", pa.float32()),
        ("topic_id", pa.int32()),
        ("faithfulness", pa.float32()),
    ]
)
READ = 160
"""Documents of a topic, evenly picked, whose words make its name."""


def run(context: Context) -> None:
    """Write `topics` (themes, whose parent is NULL, and the topics in them) and `map` (every document; x, y are NULL
    without a vector).
    """
    doc_ids, matrix = vectors.matrix(context.batches("embeddings"), context.rows("embeddings"))
    ids, similarities = graph.arrays(context.batches("neighbors", ["neighbor_id", "similarity"]), doc_ids)
    found = communities.two_levels(fuzzy.memberships(ids, similarities))
    layout = pq.read_table(context.workspace.files("layout", context.manifest))
    places = np.column_stack([layout.column("x").to_numpy(), layout.column("y").to_numpy()])
    groups = _groups(found)
    labels = _labels(context, doc_ids, found, groups)
    rows = [
        group.row(number, terms, doc_ids, matrix, places)
        for number, (group, terms) in enumerate(zip(groups, labels, strict=True))
    ]
    context.writer("topics", TOPICS).write(pa.Table.from_pylist(rows, schema=TOPICS))
    themes = len(groups) - len(found.parent)
    topic = np.where(found.topic == NONE, NONE, found.topic + themes)
    writer = context.writer("map", MAP)
    for batch in _map(context, doc_ids, topic, layout):
        writer.write(batch)
    context.notes |= {
        "method": "Louvain communities of the neighbours' graph",
        "resolution": {"themes": communities.THEMES, "topics": communities.TOPICS},
        "names": "class-based TF-IDF of words and pairs of words",
        "themes": themes,
        "topics": len(found.parent),
        "share_without_topic": round(float((topic == NONE).mean()), 4) if len(topic) else None,
    }


@dataclass(frozen=True)
class _Group:
    """A theme or a topic: the positions of its documents, int64[n], and the number of its theme."""

    members: np.ndarray
    parent: int | None

    def row(
        self, number: int, terms: list[str], doc_ids: np.ndarray, matrix: np.ndarray, places: np.ndarray
    ) -> dict[str, object]:
        """Its row of `topics`. It is labelled where the document nearest to the median place lies, so that the label is
        on the map.
        """
        medoid = self.members[np.argmax(matrix[self.members] @ matrix[self.members].mean(axis=0))]
        there = places[self.members]
        x, y = there[np.argmin(((there - np.median(there, axis=0)) ** 2).sum(axis=1))]
        return {
            "topic_id": number,
            "parent_id": self.parent,
            "label": names.name(terms),
            "terms": terms,
            "size": len(self.members),
            "x": x,
            "y": y,
            "level": "theme" if self.parent is None else "topic",
            "medoid_doc_id": int(doc_ids[medoid]),
        }


def _groups(found: Communities) -> list[_Group]:
    """All themes, then all topics; a group's place in the list is its topic_id."""
    themes = [
        _Group(np.flatnonzero(found.theme == number), None) for number in range(found.theme.max(initial=NONE) + 1)
    ]
    return themes + [
        _Group(np.flatnonzero(found.topic == number), int(parent)) for number, parent in enumerate(found.parent)
    ]


def _labels(context: Context, doc_ids: np.ndarray, found: Communities, groups: list[_Group]) -> list[list[str]]:
    """The terms of each group, from what a sample of each topic's documents says."""
    topics = groups[len(groups) - len(found.parent) :]
    picked = [
        group.members[np.linspace(0, len(group.members) - 1, min(READ, len(group.members))).astype(np.int64)]
        for group in topics
    ]
    read = np.sort(np.concatenate(picked)) if picked else np.empty(0, np.int64)
    said = words(pa.chunked_array(_texts(context, doc_ids[read]), pa.string()).combine_chunks())
    of_themes, of_topics = names.terms(said, found.topic[read], found.parent)
    return of_themes + of_topics


def _texts(context: Context, doc_ids: np.ndarray) -> Iterator[pa.Array]:
    """The texts of some documents, `doc_ids` ascending, a batch at a time."""
    for batch in context.batches("documents", ["doc_id", "text"]):
        here = np.flatnonzero(np.isin(batch.column("doc_id").to_numpy(), doc_ids))
        yield batch.column("text").take(pa.array(here)).cast(pa.string())


def _map(context: Context, doc_ids: np.ndarray, topic: np.ndarray, layout: pa.Table) -> Iterator[pa.Table]:
    """Rows of `map` for every document, in their order."""
    for batch in context.batches("documents", ["doc_id"], rows=65_536):
        every = batch.column("doc_id").to_numpy()
        at = np.searchsorted(doc_ids, every)
        has = at < len(doc_ids)
        has[has] = doc_ids[at[has]] == every[has]
        index = pa.array(at, mask=~has)
        topics = pc.fill_null(pa.array(topic, pa.int32()).take(index), NONE)
        columns = [layout.column(name).combine_chunks().take(index) for name in ("x", "y", "faithfulness")]
        yield pa.table([batch.column("doc_id"), columns[0], columns[1], topics, columns[2]], schema=MAP)


STAGE = Stage(
    name="topics",
    title="Find and name topics",
    reads=("documents", "embeddings", "neighbors", "layout"),
    writes=("topics", "map"),
    run=run,
)
