"""Where are the documents on the map? All points are in memory, in an order whose first k points are a fair sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import columns
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError


class Box(NamedTuple):
    """A rectangle in map coordinates."""

    x0: float
    x1: float
    y0: float
    y1: float

    def grown(self, share: float) -> Box:
        """The box with `share` of its width and height added on each side."""
        dx, dy = (self.x1 - self.x0) * share, (self.y1 - self.y0) * share
        return Box(self.x0 - dx, self.x1 + dx, self.y0 - dy, self.y1 + dy)


@dataclass(frozen=True)
class Points:
    """Every document on the map: `doc_id` int64, `x` and `y` float32, all of length n and ordered by a hash of doc_id.

    In this order, the first k points of any subset are a uniform sample of it, and contain the sample for any smaller
    k. So zooming in adds points and never replaces any.
    """

    doc_id: np.ndarray
    x: np.ndarray
    y: np.ndarray
    by_id: np.ndarray
    """Indices sorted by doc_id, for a binary search."""

    def __len__(self) -> int:
        return len(self.doc_id)

    @property
    def extent(self) -> Box:
        """The smallest box around all points, with a margin; a box around the origin when there are no points."""
        if not len(self):
            return Box(-1.0, 1.0, -1.0, 1.0)
        x0, x1, y0, y1 = float(self.x.min()), float(self.x.max()), float(self.y.min()), float(self.y.max())
        spread = max(x1 - x0, y1 - y0) or 1.0
        if x1 - x0 < spread / 100:
            x0, x1 = x0 - spread / 2, x1 + spread / 2
        if y1 - y0 < spread / 100:
            y0, y1 = y0 - spread / 2, y1 + spread / 2
        return Box(x0, x1, y0, y1).grown(0.04)

    def positions(self, doc_ids: np.ndarray) -> np.ndarray:
        """The indices of these documents in the arrays, without documents that are not on the map."""
        if not len(self):
            return np.empty(0, np.int64)
        index = np.searchsorted(self.doc_id, doc_ids, sorter=self.by_id)
        candidates = self.by_id[np.minimum(index, len(self) - 1)]
        return np.asarray(candidates[self.doc_id[candidates] == doc_ids])

    def inside(self, box: Box, selected: np.ndarray | None = None) -> np.ndarray:
        """The indices of the points in `box` (and in the boolean mask `selected`), in sample order."""
        x, y = self.x, self.y
        within = (x >= box.x0) & (x <= box.x1) & (y >= box.y0) & (y <= box.y1)
        return np.flatnonzero(within if selected is None else within & selected)


def points(connection: duckdb.DuckDBPyConnection) -> Points:
    """All points of the map. Raises DataloupeError when this workspace has no map yet."""
    try:
        rows = connection.execute(
            "SELECT doc_id, x, y FROM map WHERE isfinite(x) AND isfinite(y) ORDER BY hash(doc_id)"
        ).fetchnumpy()
    except duckdb.CatalogException:
        raise DataloupeError(
            "This workspace has no map yet. Run `dataloupe build` again, with an encoder other than none."
        ) from None
    doc_id = np.asarray(rows["doc_id"], np.int64)
    return Points(doc_id, np.asarray(rows["x"], np.float32), np.asarray(rows["y"], np.float32), np.argsort(doc_id))


def mask(connection: duckdb.DuckDBPyConnection, points: Points, selection: Selection) -> np.ndarray | None:
    """Which points are selected, as booleans in the order of `points`; None when all are."""
    if not selection:
        return None
    rows = connection.execute(f"SELECT doc_id FROM map WHERE {where(connection, selection)}").fetchnumpy()
    selected = np.zeros(len(points), bool)
    selected[points.positions(np.asarray(rows["doc_id"], np.int64))] = True
    return selected


def labels(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The names on the map: topic_id, parent_id (NaN for a theme), label, size, x, y; the largest first. Empty when
    there are no topics.
    """
    try:
        return connection.execute(
            """SELECT topic_id, parent_id, label, size, x, y FROM topics
            WHERE topic_id >= 0 AND x IS NOT NULL ORDER BY size DESC, topic_id"""
        ).df()
    except duckdb.CatalogException:
        return pd.DataFrame({name: [] for name in ("topic_id", "parent_id", "label", "size", "x", "y")})


def snippet(connection: duckdb.DuckDBPyConnection, doc_id: int, characters: int = 240) -> str:
    """The first characters of a document, white space collapsed; "" when there is no such document."""
    row = connection.execute(
        "SELECT substr(text, 1, ?) FROM documents WHERE doc_id = ?", [4 * characters, doc_id]
    ).fetchone()
    text = " ".join(row[0].split()) if row else ""
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"


def sample(connection: duckdb.DuckDBPyConnection, selection: Selection, n: int = 5) -> pd.DataFrame:
    """doc_id and text (its first 400 characters) of `n` documents of a selection, the same ones each time."""
    sampled = f"SELECT doc_id FROM map WHERE {where(connection, selection)} ORDER BY hash(doc_id) LIMIT ?"
    return connection.execute(
        f"""SELECT doc_id, substr(text, 1, 400) AS text FROM documents
        WHERE doc_id IN ({sampled}) ORDER BY hash(doc_id)""",
        [n],
    ).df()


@dataclass(frozen=True)
class MapDocument:
    """A document of the map: the first characters of its `text`, and `faithfulness`, the share of its true neighbours
    that are near it on the map.
    """

    text: str
    is_whole: bool
    title: str | None
    source: str | None
    topic: str | None
    faithfulness: float | None
    no_topic_reason: str | None = None


def map_document(connection: duckdb.DuckDBPyConnection, doc_id: int, characters: int = 20_000) -> MapDocument | None:
    """A document with its topic and faithfulness; None when there is no such document."""
    row = connection.execute(
        "SELECT substr(text, 1, ?), length(text) <= ?, title, source FROM documents WHERE doc_id = ?",
        [characters, characters, doc_id],
    ).fetchone()
    if row is None:
        return None
    text, is_whole, title, source = row
    (topic_id, faithfulness, reason) = connection.execute(
        f"SELECT topic_id, faithfulness, {_reason(connection)} FROM map WHERE doc_id = ?", [doc_id]
    ).fetchone() or (None, None, None)
    named = labels(connection)
    topic = named.loc[named["topic_id"] == topic_id, "label"]
    return MapDocument(text, is_whole, title, source, str(topic.iloc[0]) if len(topic) else None, faithfulness, reason)


def _reason(connection: duckdb.DuckDBPyConnection) -> str:
    """The column with the reason for no topic, which maps of earlier builds do not have."""
    has_reason = any(column.name == "no_topic_reason" for column in columns(connection, "map"))
    return "no_topic_reason" if has_reason else _UNKNOWN_REASON


_UNKNOWN_REASON = "NULL::VARCHAR"
NO_TEXT = "the text is empty"
"""The reason of documents without text, as the build writes it."""


@dataclass(frozen=True)
class MapSummary:
    """The whole map: its documents, their mean faithfulness (None when unknown), how many have no topic, how many of
    these for which reason (the most frequent first; empty when unknown), how many have no position, and how many of
    those have no text (None when unknown).
    """

    documents: int
    faithfulness: float | None
    without_topic: int
    reasons: tuple[tuple[str, int], ...] = ()
    without_position: int = 0
    without_text: int | None = None


def summarize_map(connection: duckdb.DuckDBPyConnection) -> MapSummary:
    """The figures of the whole map."""
    row = connection.execute(
        "SELECT count(*), avg(faithfulness), count(*) FILTER (coalesce(topic_id, -1) < 0), count(*) - count(x) FROM map"
    ).fetchone()
    documents, faithfulness, without_topic, without_position = row or (0, None, 0, 0)
    reason = _reason(connection)
    reasons = connection.execute(
        f"SELECT {reason}, count(*) FROM map WHERE {reason} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    named = tuple((str(name), int(n)) for name, n in reasons)
    without_text = dict(named).get(NO_TEXT, 0) if reason != _UNKNOWN_REASON else None
    return MapSummary(documents, faithfulness, without_topic, named, without_position, without_text)
