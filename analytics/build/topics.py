"""What is this text about? Themes, the topics in each theme, and names from the words of their documents. The table
`map` adds the topic of each document to its position.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from analytics.build.map import communities, graph, names
from analytics.build.map.communities import NONE, Communities, Reason
from analytics.build.map.points import Points
from analytics.build.map.unplaced import ScriptTopic
from analytics.build.map.words import split_words
from analytics.build.stage import Context, Stage
from analytics.build.text_batches import texts_of
from analytics.build.topics_without_vector import name_terms, topic_numbers, topic_rows, topics_without_vector

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
        ("no_topic_reason", pa.string()),
    ]
)
REASONS = {
    Reason.HAS_TOPIC: None,
    Reason.BETWEEN_TOPICS: "its neighbours are in many topics",
    Reason.SMALL_GROUP: "its group is too small for a topic",
}
EMPTY, UNKNOWN = "the text is empty", "the text has no vector"
"""Why a document without a vector has no topic."""
NAME_SAMPLE, MIN_NAME_SAMPLE, NAME_TEXTS = 160, 40, 64_000
"""Documents of a topic, evenly spread, whose words make its name: fewer where there are many topics, so that their
number is about NAME_TEXTS.
"""
ROWS_PER_BATCH = 65_536


def run(context: Context) -> None:
    """Write `topics` (themes, whose parent is NULL, and the topics in them) and `map` (every document; x and y are NULL
    without a vector).

    All that has an order follows the canonical order of the vectors.
    """
    doc_ids, matrix = context.vectors()
    ids, similarities = graph.read_neighbors(context.batches("neighbors", ["neighbor_id", "similarity"]), doc_ids)
    points = Points.of(matrix)
    with threadpool_limits(1, "blas"):  # the engine has threads
        edges = points.graph(matrix, ids, similarities, context.engine.map)
    of_points = communities.two_levels(edges, points.count, centres=partial(points.centres, matrix))
    groups = of_points.expanded(points.point)
    layout = pq.read_table(context.workspace.files("layout", context.manifest))
    without_vector = topics_without_vector(context, doc_ids)
    _write_topics(context, doc_ids, matrix, groups, points, layout, without_vector)
    themes = groups.theme.max(initial=NONE) + 1
    topic = np.where(groups.topic == NONE, NONE, groups.topic + themes)
    topic_of_unplaced = topic_numbers(without_vector, themes + len(groups.parent))
    writer = context.writer("map", MAP)
    for batch in _map(context, doc_ids, topic, groups.reason, layout, topic_of_unplaced):
        writer.write(batch)
    context.notes |= {
        "method": "Louvain communities of the neighbour graph",
        "resolution": {"themes": communities.THEMES, "topics": communities.TOPICS},
        "names": "class-based TF-IDF of words and pairs of words, chosen for coherence (NPMI)",
        "themes": int(themes),
        "topics": len(groups.parent),
        "topics_without_vector": len(without_vector),
        "share_without_topic": round(float((topic == NONE).mean()), 4) if len(topic) else None,
    }


def _write_topics(
    context: Context,
    doc_ids: np.ndarray,
    matrix: np.ndarray,
    communities: Communities,
    points: Points,
    layout: pa.Table,
    without_vector: list[ScriptTopic],
) -> None:
    positions = np.column_stack([layout.column("x").to_numpy(), layout.column("y").to_numpy()])
    groups = _groups(communities, points.order)
    terms = _terms(context, doc_ids, communities, groups)
    labels = names.unique_names(terms + name_terms(without_vector))
    rows = [
        group.row(number, own_terms, label, doc_ids, matrix, positions)
        for number, (group, own_terms, label) in enumerate(zip(groups, terms, labels[: len(groups)], strict=True))
    ]
    rows += topic_rows(without_vector, labels[len(groups) :], len(groups))
    context.writer("topics", TOPICS).write(pa.Table.from_pylist(rows, schema=TOPICS))


@dataclass(frozen=True)
class _Group:
    """A theme or a topic: the rows of its documents, int64[n], in canonical order, and the number of its theme."""

    members: np.ndarray
    parent: int | None

    def row(
        self,
        number: int,
        terms: list[str],
        label: str,
        doc_ids: np.ndarray,
        matrix: np.ndarray,
        positions: np.ndarray,
    ) -> dict[str, object]:
        """Its row of `topics`. The label is at the document nearest to the median position, never in an empty place."""
        medoid = self.members[np.argmax(matrix[self.members] @ matrix[self.members].mean(axis=0))]
        own = positions[self.members]
        x, y = own[np.argmin(((own - np.median(own, axis=0)) ** 2).sum(axis=1))]
        return {
            "topic_id": number,
            "parent_id": self.parent,
            "label": label,
            "terms": terms,
            "size": len(self.members),
            "x": x,
            "y": y,
            "level": "theme" if self.parent is None else "topic",
            "medoid_doc_id": int(doc_ids[medoid]),
        }


def _groups(communities: Communities, order: np.ndarray) -> list[_Group]:
    """All themes, then all topics; the index of a group is its topic_id. `order` int64[n] are the documents in their
    canonical order.
    """
    themes = _members(communities.theme, order, communities.theme.max(initial=NONE) + 1)
    topics = _members(communities.topic, order, len(communities.parent))
    return [_Group(members, None) for members in themes] + [
        _Group(members, int(parent)) for members, parent in zip(topics, communities.parent, strict=True)
    ]


def _members(group: np.ndarray, order: np.ndarray, groups: int) -> list[np.ndarray]:
    """The documents of each group, in this order."""
    sorted_rows = order[np.argsort(group[order], kind="stable")]
    starts = np.searchsorted(group[sorted_rows], np.arange(groups + 1))
    return [sorted_rows[start:stop] for start, stop in itertools.pairwise(starts)]


def _terms(context: Context, doc_ids: np.ndarray, communities: Communities, groups: list[_Group]) -> list[list[str]]:
    """The terms of each group, from a sample of the documents of each topic."""
    topics = groups[len(groups) - len(communities.parent) :]
    most = min(NAME_SAMPLE, max(MIN_NAME_SAMPLE, NAME_TEXTS // max(len(topics), 1)))
    samples = [
        group.members[np.linspace(0, len(group.members) - 1, min(most, len(group.members))).astype(np.int64)]
        for group in topics
    ]
    rows = np.concatenate([np.empty(0, np.int64), *samples])
    ascending = np.sort(rows)
    batches = texts_of(context, doc_ids[ascending])
    texts = pa.chunked_array((batch["text"].cast(pa.string()) for batch in batches), pa.string()).combine_chunks()
    words = split_words(texts.take(pa.array(np.searchsorted(ascending, rows))))  # in the canonical order
    sizes = np.array([len(group.members) for group in topics])
    theme_terms, topic_terms = names.terms(words, communities.topic[rows], communities.parent, sizes)
    first_text = np.cumsum([0, *(len(sample) for sample in samples)])
    for number in np.flatnonzero(communities.copies):
        topic_terms[number] = topic_terms[number] or names.own_words(words, int(first_text[number]))
    return theme_terms + topic_terms


def _map(
    context: Context,
    doc_ids: np.ndarray,
    topic: np.ndarray,
    reason: np.ndarray,
    layout: pa.Table,
    topic_of_unplaced: dict[int, int],
) -> Iterator[pa.Table]:
    """The rows of `map` for every document, in their order."""
    reasons = pa.array([REASONS[one] for one in Reason], pa.string()).take(pa.array(reason))
    for batch in context.batches("documents", ["doc_id", "text"], rows=ROWS_PER_BATCH):
        all_ids = batch.column("doc_id").to_numpy()
        row = np.searchsorted(doc_ids, all_ids)
        is_placed = row < len(doc_ids)
        is_placed[is_placed] = doc_ids[row[is_placed]] == all_ids[is_placed]
        index = pa.array(row, mask=~is_placed)
        of_unplaced = [topic_of_unplaced.get(doc_id, NONE) for doc_id in all_ids[~is_placed].tolist()]
        topics = pa.array(topic, pa.int32()).take(index)
        topics = pc.replace_with_mask(topics, pa.array(~is_placed), pa.array(of_unplaced, pa.int32()))
        columns = [layout.column(name).combine_chunks().take(index) for name in ("x", "y", "faithfulness")]
        is_blank = pc.equal(pc.utf8_trim_whitespace(batch.column("text")), "")
        why = pc.if_else(pa.array(is_placed), reasons.take(index), pc.if_else(is_blank, EMPTY, UNKNOWN))
        why = pc.if_else(pc.equal(topics, NONE), why, None)
        yield pa.table([batch.column("doc_id"), columns[0], columns[1], topics, columns[2], why], schema=MAP)


STAGE = Stage(
    name="topics",
    title="Find and name topics",
    reads=("documents", "embeddings", "neighbors", "layout"),
    writes=("topics", "map"),
    run=run,
)
