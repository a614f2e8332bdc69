"""Which columns can colour the map, which values do they have, and which documents have a value?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from analytics.ask.columns import Column, columns, tables
from analytics.ask.filters import Values
from analytics.sql import identifier, literal

NOT_COLOURS = {"text", "title", "url"}
"""Columns of `documents` with a value for each document."""


@dataclass(frozen=True)
class ColourBy:
    """A column that can colour the map. `kind` is "category", "number", "date" or "boolean"; or, of the documents near
    a point, the share with "low" ratings, or with "newer" dates.
    """

    table: str
    name: str
    kind: str


THEME = ColourBy("topics", "theme", "category")
TOPIC = ColourBy("topics", "topic", "category")
COPIES = ColourBy("duplicate_pairs", "copies", "number")

RATED = """
SELECT doc_id, avg(v) AS v FROM (
    SELECT doc_id, value AS v FROM feedback WHERE name = {name} AND doc_id IS NOT NULL
    UNION ALL
    SELECT parent_doc_id, value FROM feedback JOIN turns USING (doc_id) WHERE name = {name}
    UNION ALL
    SELECT turns.doc_id, value FROM turns JOIN feedback USING (conversation_id)
    WHERE name = {name} AND feedback.doc_id IS NULL AND feedback.message_id IS NULL
) SEMI JOIN map USING (doc_id) GROUP BY doc_id
"""
"""The mean rating of a document: its own ratings, those of the answers to it, and those of its whole conversation."""

TURN_COLUMNS = ("model", "prompt_version", "role", "on_path", "latency_ms", "cost")
"""The other columns of `turns` identify a turn."""

MAX_RATINGS, MAX_NEARBY = 12, 3
"""Kinds of ratings, and of them those whose share of low values nearby can be shown: the most frequent ones."""


def choices(connection: duckdb.DuckDBPyConnection) -> list[ColourBy]:
    """Every column that can colour the map: theme and topic first, then the columns of documents, signals, metadata and
    map, the number of duplicates, and the ratings, models and behaviour of logs.
    """
    existing = tables(connection)
    topics = [THEME, TOPIC] if "topics" in existing else []
    document_columns = [
        ColourBy(column.table, column.name, kind)
        for column in columns(connection, "documents", "signals", "content", "quality", "metadata", "map")
        if (kind := _kind(column)) and _is_colour(column)
    ]
    copies = [COPIES] if "duplicate_pairs" in existing else []
    every = topics + document_columns + copies + _log_choices(connection)
    without = _without_values(connection, every)
    return [by for by in every if by not in without] + _newer(every, without)


INPUT_TABLES = ("documents", "metadata", "turns")


def _without_values(connection: duckdb.DuckDBPyConnection, every: list[ColourBy]) -> set[ColourBy]:
    """The columns of the input that are empty, and the kind of documents where all have the same."""
    without: set[ColourBy] = set()
    for table in INPUT_TABLES:
        own = [by for by in every if by.table == table]
        if own:
            counts = ", ".join(f"count({identifier(by.name)})" for by in own)
            row = connection.execute(f"SELECT {counts} FROM {identifier(table)}").fetchone() or ()
            without |= {by for by, n in zip(own, row, strict=True) if not n}
    kinds = connection.execute("SELECT count(DISTINCT kind) FROM documents").fetchone() or (0,)
    return without | ({ColourBy("documents", "kind", "category")} if kinds[0] < 2 else set())


def _newer(every: list[ColourBy], without: set[ColourBy]) -> list[ColourBy]:
    """Where newer documents are, for a column of dates with values."""
    time = ColourBy("documents", "created_at", "date")
    return [ColourBy(time.table, time.name, "newer")] if time in every and time not in without else []


def _is_colour(column: Column) -> bool:
    if column.table == "map":
        return column.name in ("faithfulness", "no_topic_reason")
    return not (column.table == "documents" and column.name in NOT_COLOURS)


def _log_choices(connection: duckdb.DuckDBPyConnection) -> list[ColourBy]:
    """Every kind of rating, what answered, and how it behaved."""
    if not {"feedback", "turns"} <= tables(connection):
        return []
    names = connection.execute(
        """SELECT name FROM feedback WHERE name IS NOT NULL
        GROUP BY name HAVING count(value) > 0 ORDER BY count(value) DESC, name LIMIT ?""",
        [MAX_RATINGS],
    ).fetchall()
    low = [ColourBy("feedback", name, "low") for (name,) in names[:MAX_NEARBY]]
    return (
        [ColourBy("feedback", name, "number") for (name,) in names]
        + low
        + [
            ColourBy(column.table, column.name, kind)
            for column in columns(connection, "turns", "behaviour")
            if (kind := _kind(column)) and (column.table == "behaviour" or column.name in TURN_COLUMNS)
        ]
    )


def values(connection: duckdb.DuckDBPyConnection, by: ColourBy, n: int = 200) -> list[str]:
    """The `n` most frequent values of a column, as text, the most frequent first."""
    rows = connection.execute(
        f"""SELECT CAST(v AS VARCHAR) AS value FROM ({value_query(by)}) WHERE v IS NOT NULL
        GROUP BY value ORDER BY count(*) DESC, value LIMIT ?""",
        [n],
    ).fetchall()
    return [value for (value,) in rows]


def filter_by_value(connection: duckdb.DuckDBPyConnection, by: ColourBy, value: str) -> Values:
    """The filter for the documents with this value; for a theme, the documents of all its topics."""
    if by not in (THEME, TOPIC):
        return Values(by.table, by.name, (value,))
    named = "SELECT topic_id FROM topics WHERE label = ?"
    whole = f"{named} UNION SELECT topic_id FROM topics WHERE parent_id IN ({named})" if by == THEME else named
    rows = connection.execute(
        f"SELECT topic_id FROM ({whole}) ORDER BY 1", [value] * (2 if by == THEME else 1)
    ).fetchall()
    return Values("map", "topic_id", tuple(topic_id for (topic_id,) in rows))


def filter_by_topic(connection: duckdb.DuckDBPyConnection, topic_id: int) -> Values:
    """The filter for the documents of a topic; for a theme, of all its topics."""
    rows = connection.execute(
        "SELECT topic_id FROM topics WHERE topic_id = $1 OR parent_id = $1 ORDER BY 1", [topic_id]
    ).fetchall()
    return Values("map", "topic_id", tuple(number for (number,) in rows))


def value_query(by: ColourBy) -> str:
    """A query for doc_id and v, the value of the column, of every document on the map."""
    if by == TOPIC:
        return "SELECT doc_id, label AS v FROM map LEFT JOIN topics USING (topic_id)"
    if by == THEME:
        return """SELECT doc_id, coalesce(theme.label, topic.label) AS v
            FROM map LEFT JOIN topics AS topic USING (topic_id)
            LEFT JOIN topics AS theme ON theme.topic_id = topic.parent_id"""
    if by == COPIES:
        return """SELECT doc_id, coalesce(n, 0) AS v FROM map LEFT JOIN
            (SELECT doc_id, count(*) AS n
            FROM (SELECT a AS doc_id FROM duplicate_pairs UNION ALL SELECT b FROM duplicate_pairs)
            GROUP BY doc_id) USING (doc_id)"""
    if by.table == "feedback":
        return RATED.format(name=literal(by.name))
    if by.table == "map":
        return f"SELECT doc_id, {identifier(by.name)} AS v FROM map"
    return f"SELECT doc_id, {identifier(by.name)} AS v FROM {identifier(by.table)} SEMI JOIN map USING (doc_id)"


def _kind(column: Column) -> str | None:
    if column.type == "BOOLEAN":
        return "boolean"
    if column.is_time:
        return "date"
    if column.is_number:
        return "number"
    return "category" if column.type == "VARCHAR" or column.type.startswith("ENUM") else None
