"""The topics of a build that continues from the last one: documents that were there keep theirs, also its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build import topic_changes, topic_state
from analytics.build.map import graph, names
from analytics.build.map.communities import MAX_THEMES, NONE, THEMES
from analytics.build.map.frozen import Continued, continued, one_row_each
from analytics.build.stage import Context
from analytics.build.topic_groups import TOPICS, Group, members_of, words_of
from analytics.build.topic_map import MAP, kept_rows, map_rows
from analytics.build.topic_state import State
from analytics.build.topics_without_vector import LEVELS, Unplaced, name_terms, topic_numbers, topic_rows

COMPARED_TEXTS = 24
"""Texts of each old topic with which the words of new topics are compared."""
KEPT_NOTES = ("method", "resolution", "names", "clustered_documents", "identity")

Row = dict[str, Any]


def note_documents(context: Context) -> None:
    """Note from which documents, and which places on the map, the rows of this run come."""
    context.notes["document_files"] = list(context.manifest.tables["documents"].files)
    context.notes["places"] = places(context)


def places(context: Context) -> str | None:
    """What identifies the places of the layout: it stays while documents only are added."""
    record = context.manifest.stages[context.manifest.tables["layout"].stage]
    return record.notes.get("identity")


def run(context: Context, before: State, doc_ids: np.ndarray, matrix: np.ndarray, hashed: np.ndarray) -> None:
    """Write the tables of the stage from those of the last run; `hashed` uint64[n] are the hashes of the vectors."""
    ids, similarities = graph.read_neighbors(context.batches("neighbors", ["neighbor_id", "similarity"]), doc_ids)
    now = continued(before.frozen, matrix, hashed, ids, similarities, context.engine.map)
    layout = pq.read_table(context.workspace.files("layout", context.manifest))
    rows, topic_ids = _with_new_topics(context, before, now, doc_ids, matrix)
    topic_of_point = np.where(now.topic == NONE, NONE, np.append(topic_ids, NONE)[now.topic])
    covered = _covered(context, before)
    unplaced = Unplaced.after(context, doc_ids, covered)
    scripts, rows = _without_vector(context, rows, unplaced)
    sizes: dict[int, int] = {}
    writer, topic = context.writer("map", MAP), topic_of_point[now.point]
    old = kept_rows(context, covered, doc_ids, layout)
    added = map_rows(context, doc_ids, topic, now.reason[now.point], layout, unplaced.ids, scripts, covered)
    for batch in (*old, *added):
        writer.write(batch)
        numbers, counts = np.unique(batch["topic_id"].to_numpy(), return_counts=True)
        for number, n in zip(numbers.tolist(), counts.tolist(), strict=True):
            sizes[number] = sizes.get(number, 0) + n
    if not covered or before.notes.get("places") != places(context):
        rows = _moved(rows, topic, doc_ids, matrix, layout, hashed)
    write_topics(context, rows, sizes)
    topic_state.write(context, rows, now.points, topic_of_point, now.reason, now.is_added)
    topic_changes.keep(context)
    new = [row["topic_id"] for row in rows[len(before.rows) :] if row["parent_id"] is not None]
    context.notes |= {name: before.notes[name] for name in KEPT_NOTES if name in before.notes}
    context.notes |= {
        "themes": sum(row["parent_id"] is None and row["script"] is None for row in rows),
        "topics": sum(row["parent_id"] is not None and row["script"] is None for row in rows),
        "topics_without_vector": sum(row["parent_id"] is not None and row["script"] is not None for row in rows),
        "share_without_topic": round(float((topic == NONE).mean()), 4) if len(topic) else None,
        "new_topics": new,
        "new_vectors": now.added,
    }
    note_documents(context)


def _covered(context: Context, before: State) -> int:
    """How many documents the last run had, when they are the first of this one; else 0."""
    files = list(before.notes.get("document_files", []))
    if not files or list(context.manifest.tables["documents"].files[: len(files)]) != files:
        return 0
    return sum(int(pq.read_metadata(context.workspace.tables_path / name).num_rows) for name in files)


def _with_new_topics(
    context: Context, before: State, now: Continued, doc_ids: np.ndarray, matrix: np.ndarray
) -> tuple[list[Row], np.ndarray]:
    """The rows of `topic_centres` with those of new topics, and the topic_id int64[t] of each topic with a centre."""
    new = len(now.theme_weight)
    if not new:
        return list(before.rows), before.ids
    old = len(before.ids)
    _, first = np.unique(now.point, return_index=True)
    points = one_row_each(now.topic, first, old + new)
    learnt = topic_state.learnt_columns(matrix, points[old:], context.engine.map)
    parents = _parents(before, now, learnt)
    members = members_of(now.topic[now.point], np.argsort(now.point, kind="stable"), old + new)
    terms = _terms(context, doc_ids, members, old)
    with_theme = [
        (number, level) for number in range(new) for level in LEVELS if level == "topic" or parents[number] is None
    ]
    taken = [row["label"] for row in before.rows]
    labels = names.unique_names([terms[number] for number, _ in with_theme], taken)
    rows, next_id, topic_ids = list(before.rows), topic_state.next_id(before.rows), list(before.ids)
    positions = _positions(pq.read_table(context.workspace.files("layout", context.manifest)))
    for (number, level), label in zip(with_theme, labels, strict=True):
        parent = None if level == "theme" else next_id - 1 if parents[number] is None else parents[number]
        group = Group(members[old + number], parent)
        row = dict.fromkeys(topic_state.CENTRES.names) | group.row(
            next_id, terms[number], label, doc_ids, matrix, positions
        )
        if level == "topic":
            row |= learnt[number]
            topic_ids.append(next_id)
        rows.append(row)
        next_id += 1
    return rows, np.array(topic_ids, np.int64)


def _parents(before: State, now: Continued, learnt: list[Row]) -> list[int | None]:
    """The theme of each new topic: the one to which more of its edges lead than its share of all documents, None for a
    theme of its own.
    """
    of_topics = {row["topic_id"]: row["parent_id"] for row in before.rows}
    parent = np.array([of_topics[number] for number in before.ids.tolist()], np.int64)
    sizes = np.bincount(before.frozen.topic[before.frozen.topic >= 0], minlength=len(parent))
    share = sizes / max(int(sizes.sum()), 1)
    themes = np.unique(parent)
    free = MAX_THEMES - sum(row["parent_id"] is None for row in before.rows)
    parents: list[int | None] = []
    for weights, columns in zip(now.theme_weight, learnt, strict=True):
        gains = [float(weights[parent == theme].sum() - THEMES * share[parent == theme].sum()) for theme in themes]
        if gains and max(gains) > 0:
            parents.append(int(themes[int(np.argmax(gains))]))
        elif free > 0 or not len(parent):
            parents.append(None)
            free -= 1
        else:
            parents.append(int(parent[np.argmax(before.frozen.centres @ np.array(columns["centre"], np.float32))]))
    return parents


def _terms(context: Context, doc_ids: np.ndarray, members: list[np.ndarray], old: int) -> list[list[str]]:
    """The terms of the topics from the number `old` on: words that are rare in the others."""
    others = [rows[np.linspace(0, len(rows) - 1, min(COMPARED_TEXTS, len(rows))).astype(np.int64)] for rows in members]
    groups = [*members[old:], *(rows for rows in others[:old] if len(rows))]
    words, topic, first_text = words_of(context, doc_ids, groups)
    sizes = np.array([*map(len, members[old:]), *(len(rows) for rows in members[:old] if len(rows))])
    _, terms = names.terms(words, topic, np.zeros(len(groups), np.int64), sizes)
    return [terms[number] or names.own_words(words, int(first_text[number])) for number in range(len(members) - old)]


def _positions(layout: pa.Table) -> np.ndarray:
    return np.column_stack([layout.column("x").to_numpy(), layout.column("y").to_numpy()])


def _without_vector(context: Context, rows: list[Row], unplaced: Unplaced) -> tuple[dict[int, int], list[Row]]:
    """The topic_id of the documents without a vector that were added, by the script of their texts, and the rows of
    `topic_centres` with those of scripts that are new.
    """
    known = {row["script"]: row["topic_id"] for row in rows if row["script"] and row["parent_id"] is not None}
    numbers, new = unplaced.by_script(context, known)
    if not new:
        return numbers, rows
    labels = names.unique_names(name_terms(new), [row["label"] for row in rows])
    first = topic_state.next_id(rows)
    added = list(topic_rows(new, labels, first))
    scripts = [one.script for one in new for _ in LEVELS]
    empty = dict.fromkeys(topic_state.CENTRES.names)
    of_new = [empty | row | {"script": script} for row, script in zip(added, scripts, strict=True)]
    return numbers | topic_numbers(new, first), [*rows, *of_new]


def _moved(
    rows: list[Row], topic: np.ndarray, doc_ids: np.ndarray, matrix: np.ndarray, layout: pa.Table, hashed: np.ndarray
) -> list[Row]:
    """The rows with the medoids and positions of their present documents; `topic` int64[n] are topic_ids."""
    most = topic_state.next_id(rows)
    parent = np.arange(most + 1)
    for row in rows:
        if row["parent_id"] is not None:
            parent[row["topic_id"]] = row["parent_id"]
    order, positions = np.argsort(hashed, kind="stable"), _positions(layout)
    of_topics = members_of(topic, order, most)
    of_themes = members_of(np.where(topic == NONE, NONE, parent[topic]), order, most)
    moved = []
    for row in rows:
        members = (of_themes if row["parent_id"] is None else of_topics)[row["topic_id"]]
        places = Group(members, None).row(0, [], "", doc_ids, matrix, positions) if len(members) else {}
        moved.append(row | {name: places[name] for name in ("x", "y", "medoid_doc_id") if name in places})
    return moved


def write_topics(context: Context, rows: list[Row], sizes: Mapping[int, int]) -> None:
    """Write the rows of `topics` that have documents; `sizes` are the documents of each topic_id."""
    of_themes: dict[int, int] = {}
    for row in rows:
        if row["parent_id"] is not None:
            of_themes[row["parent_id"]] = of_themes.get(row["parent_id"], 0) + sizes.get(row["topic_id"], 0)
    sized = [
        {name: row.get(name) for name in TOPICS.names}
        | {"size": (of_themes if row["parent_id"] is None else sizes).get(row["topic_id"], 0)}
        for row in rows
    ]
    table = pa.Table.from_pylist([row for row in sized if row["size"]], schema=TOPICS)
    context.writer("topics", TOPICS).write(table)
