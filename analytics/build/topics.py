"""What is this text about? Themes, the topics in each theme, and names from the words of their documents. The table
`map` adds the topic of each document to its position.

Topics are found once. When documents are added, the old ones keep theirs (`topic_continuation`), until somebody asks
for a new clustering. It begins with them, so that a topic changes only where others fit better.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from analytics.build import topic_changes, topic_continuation, topic_state
from analytics.build.map import communities, graph, names
from analytics.build.map.canonical import hashes
from analytics.build.map.communities import MAX_THEMES, NONE, Communities, Start
from analytics.build.map.frozen import known_share, one_row_each
from analytics.build.map.points import Points
from analytics.build.map.unplaced import ScriptTopic
from analytics.build.stage import Context, Stage
from analytics.build.topic_groups import TOPICS, Group, members_of, words_of
from analytics.build.topic_map import MAP, map_rows
from analytics.build.topics_without_vector import Unplaced, name_terms, topic_numbers, topic_rows
from analytics.workspace import TableWriter

MIN_KNOWN_SHARE = 0.5
"""When fewer of the documents have a vector that was there, such as with another encoder, all are clustered again."""


def run(context: Context) -> None:
    """Write `topics` (themes, whose parent is NULL, and the topics in them) and `map` (every document; x and y are NULL
    without a vector): from the topics of the last build where there are some, else from a clustering.

    All that has an order follows the canonical order of the vectors.
    """
    doc_ids, matrix = context.vectors()
    hashed = hashes(matrix)
    before = topic_state.read(context)
    is_same = before is not None and known_share(before.frozen.points, hashed) >= MIN_KNOWN_SHARE
    if before is not None and is_same and not context.options.get("recluster"):
        topic_continuation.run(context, before, doc_ids, matrix, hashed)
    else:
        start = topic_state.start(before, np.unique(hashed)) if before is not None and is_same else None
        _Clustering.of(context, doc_ids, matrix, start).write(hashed, before)


@dataclass(frozen=True)
class _Clustering:
    """New topics of all documents."""

    context: Context
    doc_ids: np.ndarray
    matrix: np.ndarray
    points: Points
    communities: Communities
    unplaced: np.ndarray
    without_vector: list[ScriptTopic]

    @classmethod
    def of(cls, context: Context, doc_ids: np.ndarray, matrix: np.ndarray, start: Start | None) -> _Clustering:
        ids, similarities = graph.read_neighbors(context.batches("neighbors", ["neighbor_id", "similarity"]), doc_ids)
        points = Points.of(matrix)
        with threadpool_limits(1, "blas"):  # the engine has threads
            edges = points.graph(matrix, ids, similarities, context.engine.map)
        with ThreadPoolExecutor(1) as reader:  # communities need one processor
            reading = reader.submit(_unplaced_with_topics, context, doc_ids)
            of_points = communities.two_levels(
                edges,
                points.count,
                centres=partial(points.centres, matrix),
                start=start,
                most_themes=lambda: max(MAX_THEMES - len(reading.result()[1]), MAX_THEMES // 2),
            )
            groups = of_points.expanded(points.point)
            unplaced, without_vector = reading.result()
        return cls(context, doc_ids, matrix, points, groups, unplaced.ids, without_vector)

    @property
    def themes(self) -> int:
        return int(self.communities.theme.max(initial=NONE) + 1)

    def write(self, hashed: np.ndarray, before: topic_state.State | None) -> None:
        """Write all tables; `hashed` uint64[n] are the hashes of the vectors, `before` is the last run."""
        context, groups, themes = self.context, self.communities, self.themes
        first = topic_state.next_id(before.rows) if before else 0  # no number has two meanings
        layout = pq.read_table(context.workspace.files("layout", context.manifest))
        writer, topics = context.writer("map", MAP), context.writer("topics", TOPICS)
        topic = np.where(groups.topic == NONE, NONE, groups.topic + first + themes)
        topic_of_unplaced = topic_numbers(self.without_vector, first + themes + len(groups.parent))
        placed = map_rows(context, self.doc_ids, topic, groups.reason, layout, self.unplaced, topic_of_unplaced)
        with ThreadPoolExecutor(1) as other:  # names need one processor
            written = other.submit(_write_all, writer, placed)
            rows = [_from(first, row) for row in self._topics(layout)]
            written.result()
        topics.write(pa.Table.from_pylist(rows, schema=TOPICS))
        self._write_state(rows, hashed, topic, first, before)
        context.notes |= {
            "method": "Louvain communities of the neighbour graph",
            "resolution": {"themes": communities.THEMES, "topics": communities.TOPICS},
            "names": "class-based TF-IDF of words and pairs of words, chosen for coherence (NPMI)",
            "themes": themes,
            "topics": len(groups.parent),
            "topics_without_vector": len(self.without_vector),
            "share_without_topic": round(float((topic == NONE).mean()), 4) if len(topic) else None,
            "clustered_documents": context.rows("documents"),
            "identity": context.fingerprint,
        }
        topic_continuation.note_documents(context)

    def _topics(self, layout: pa.Table) -> list[dict[str, Any]]:
        """The rows of `topics`."""
        positions = np.column_stack([layout.column("x").to_numpy(), layout.column("y").to_numpy()])
        groups = _groups(self.communities, self.points.order)
        terms = self._terms([group.members for group in groups[self.themes :]])
        labels = names.unique_names(terms + name_terms(self.without_vector))
        rows = [
            group.row(number, own_terms, label, self.doc_ids, self.matrix, positions)
            for number, (group, own_terms, label) in enumerate(zip(groups, terms, labels[: len(groups)], strict=True))
        ]
        return [*rows, *topic_rows(self.without_vector, labels[len(groups) :], len(groups))]

    def _terms(self, members: list[np.ndarray]) -> list[list[str]]:
        """The terms of each theme, then of each topic, from a sample of the documents of each topic."""
        words, topic, first_text = words_of(self.context, self.doc_ids, members)
        sizes = np.array([len(rows) for rows in members])
        theme_terms, topic_terms = names.terms(words, topic, self.communities.parent, sizes)
        for number in np.flatnonzero(self.communities.copies):
            topic_terms[number] = topic_terms[number] or names.own_words(words, int(first_text[number]))
        return theme_terms + topic_terms

    def _write_state(
        self,
        rows: list[dict[str, Any]],
        hashed: np.ndarray,
        topic: np.ndarray,
        first_id: int,
        before: topic_state.State | None,
    ) -> None:
        """Write what the next build continues from, and how these topics follow from those `before`."""
        themes, topics = self.themes, len(self.communities.parent)
        points, first = np.unique(hashed, return_index=True)
        of_points = topic[first]
        members = one_row_each(of_points - first_id - themes, first, topics)
        learnt = topic_state.learnt_columns(self.matrix, members, self.context.engine.map)
        scripts = [{"script": one.script} for one in self.without_vector for _ in range(2)]
        more: list[dict[str, Any]] = [{}] * themes + learnt + scripts
        state = [row | columns for row, columns in zip(rows, more, strict=True)]
        reason = self.communities.reason[first]
        topic_state.write(self.context, state, points, of_points, reason, np.zeros(len(points), bool))
        topic_changes.write(self.context, before, points, of_points, topic_state.labels(rows))


def _unplaced_with_topics(context: Context, doc_ids: np.ndarray) -> tuple[Unplaced, list[ScriptTopic]]:
    """The documents without a vector, and their topics, each of which is a theme too."""
    unplaced = Unplaced.after(context, doc_ids)
    return unplaced, unplaced.topics(context)


def _write_all(writer: TableWriter, tables: Iterable[pa.Table]) -> None:
    for table in tables:
        writer.write(table)


def _from(first: int, row: dict[str, Any]) -> dict[str, Any]:
    """The row of `topics` with numbers from `first` on."""
    parent = row["parent_id"]
    return row | {"topic_id": row["topic_id"] + first, "parent_id": None if parent is None else parent + first}


def _groups(communities: Communities, order: np.ndarray) -> list[Group]:
    """All themes, then all topics; the index of a group is its topic_id. `order` int64[n] are the documents in their
    canonical order.
    """
    themes = members_of(communities.theme, order, communities.theme.max(initial=NONE) + 1)
    topics = members_of(communities.topic, order, len(communities.parent))
    return [Group(members, None) for members in themes] + [
        Group(members, int(parent)) for members, parent in zip(topics, communities.parent, strict=True)
    ]


STAGE = Stage(
    name="topics",
    title="Find and name topics",
    reads=("documents", "embeddings", "neighbors", "layout"),
    writes=("topics", "map", "topic_centres", "topic_members", "topic_changes"),
    run=run,
    options=("recluster",),
)
