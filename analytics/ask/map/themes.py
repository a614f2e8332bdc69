"""What is the text about? The themes of the map with their documents, and a sample of the points."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.ask.columns import tables

THEME = "coalesce(topics.parent_id, topics.topic_id)"


def themes(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per theme, the largest first: topic_id, label, terms (the first eight in one text), documents, share (of
    all documents), medoid_doc_id.
    """
    counts = f"SELECT {THEME} AS topic_id, count(*) AS documents FROM map JOIN topics USING (topic_id) GROUP BY 1"
    return connection.execute(
        f"""SELECT theme.topic_id, theme.label, array_to_string(theme.terms[:8], ', ') AS terms, documents,
            documents / (SELECT count(*) FROM documents) AS share, theme.medoid_doc_id
        FROM ({counts}) AS counted JOIN topics AS theme USING (topic_id)
        ORDER BY documents DESC, theme.topic_id"""
    ).df()


def themes_with_min_users(connection: duckdb.DuckDBPyConnection, min_users: int) -> set[int]:
    """The themes whose documents are turns of at least `min_users` different users."""
    rows = connection.execute(
        f"""SELECT {THEME} FROM turns JOIN map USING (doc_id) JOIN topics USING (topic_id)
        GROUP BY 1 HAVING count(DISTINCT turns.user_id) >= ?""",
        [min_users],
    ).fetchall()
    return {int(theme) for (theme,) in rows}


@dataclass(frozen=True)
class Topic:
    """A theme or topic: its name, its terms, the theme of a topic (None for a theme), its documents."""

    label: str
    terms: tuple[str, ...]
    theme: str | None
    documents: int


def topic(connection: duckdb.DuckDBPyConnection, topic_id: int) -> Topic | None:
    """The theme or topic with this number; None when there is no such topic."""
    if "topics" not in tables(connection):
        return None
    row = connection.execute(
        """SELECT topic.label, topic.terms, theme.label, topic.size FROM topics AS topic
        LEFT JOIN topics AS theme ON theme.topic_id = topic.parent_id WHERE topic.topic_id = ?""",
        [topic_id],
    ).fetchone()
    return Topic(row[0], tuple(row[1] or ()), row[2], int(row[3])) if row else None


def points(connection: duckdb.DuckDBPyConnection, n: int) -> pd.DataFrame:
    """At most `n` documents of the map, the same ones each time: x, y, theme (NA for none)."""
    return connection.execute(
        f"""SELECT map.x, map.y, {THEME} AS theme FROM map LEFT JOIN topics USING (topic_id)
        WHERE map.x IS NOT NULL ORDER BY hash(doc_id) LIMIT ?""",
        [n],
    ).df()


def beginnings(connection: duckdb.DuckDBPyConnection, doc_ids: list[int], characters: int) -> dict[int, str]:
    """The first characters of some documents, by doc_id."""
    rows = connection.execute(
        "SELECT doc_id, left(text, ?) FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))",
        [characters, doc_ids],
    ).fetchall()
    return dict(rows)
