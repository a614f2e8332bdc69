"""Which columns can colour the map, and which colour class each point falls into."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np

from analytics.ask.columns import Column, columns, tables
from analytics.ask.filters import Values
from analytics.ask.map import Points
from analytics.sql import identifier

TOP = 10
"""Categories with a colour of their own; the rest share one."""
BINS = 16
"""Colour steps of a number's or a date's scale."""
TAILS = 0.01
"""Share of values beyond each end of a number's scale; they take the colour of the end."""

PROSE = {"text", "title", "url"}


@dataclass(frozen=True)
class ColourBy:
    """A column that can colour the map. `kind` is "category", "number", "date" or "boolean"."""

    table: str
    name: str
    kind: str


@dataclass(frozen=True)
class Colouring:
    """Every point's colour class: `codes` uint8 in the order of the points, an index into `names` and `counts`.

    The last class is always what is missing; a category's last but one is "other". `edges` (numbers and dates, BINS + 1
    of them) are the borders of the steps, dates in seconds since 1970. Classes follow the whole map's frequencies and
    quantiles, so that a filter never changes a colour.
    """

    by: ColourBy
    codes: np.ndarray
    names: tuple[str, ...]
    counts: tuple[int, ...]
    edges: tuple[float, ...] = ()
    logarithmic: bool = False


THEME = ColourBy("topics", "theme", "category")
TOPIC = ColourBy("topics", "topic", "category")
COPIES = ColourBy("duplicate_pairs", "copies", "number")

RATED = """
SELECT doc_id, avg(v) AS v FROM (
    SELECT doc_id, value AS v FROM feedback WHERE name = {name} AND doc_id IS NOT NULL
    UNION ALL SELECT parent_doc_id, value FROM feedback JOIN turns USING (doc_id) WHERE name = {name}
    UNION ALL SELECT turns.doc_id, value FROM turns JOIN feedback USING (conversation_id) WHERE name = {name} AND feedback.doc_id IS NULL AND feedback.message_id IS NULL
) SEMI JOIN map USING (doc_id) GROUP BY doc_id
"""
"""The mean rating of a document: its own, that of the answers to it, and that of its whole conversation."""

OF_TURNS = ("model", "prompt_version", "role", "on_path", "latency_ms", "cost")
"""What else of a turn is worth a colour; the rest tells turns apart."""

FEEDBACK_NAMES = 12


def choices(connection: duckdb.DuckDBPyConnection) -> list[ColourBy]:
    """Every column that can colour the map: theme and topic first, then documents, signals, metadata, map, copies, and
    what logs have.
    """
    there = tables(connection)
    found = [THEME, TOPIC] if "topics" in there else []
    for column in columns(connection, "documents", "signals", "content", "quality", "metadata", "map"):
        kind = _kind(column)
        if (
            kind
            and not (column.name in PROSE and column.table == "documents")
            and not (column.table == "map" and column.name != "faithfulness")
        ):
            found.append(ColourBy(column.table, column.name, kind))
    return found + ([COPIES] if "duplicate_pairs" in there else []) + _of_logs(connection)


def _of_logs(connection: duckdb.DuckDBPyConnection) -> list[ColourBy]:
    """Every kind of feedback, what answered, and how it behaved."""
    if not {"feedback", "turns"} <= tables(connection):
        return []
    names = "SELECT name FROM feedback WHERE name IS NOT NULL GROUP BY name HAVING count(value) > 0 ORDER BY count(value) DESC, name LIMIT ?"
    found = [ColourBy("feedback", name, "number") for (name,) in connection.execute(names, [FEEDBACK_NAMES]).fetchall()]
    for column in columns(connection, "turns", "behaviour"):
        kind = _kind(column)
        if kind and (column.table == "behaviour" or column.name in OF_TURNS):
            found.append(ColourBy(column.table, column.name, kind))
    return found


def colouring(connection: duckdb.DuckDBPyConnection, points: Points, by: ColourBy) -> Colouring:
    """The colour class of every point by a column."""
    paint = {"category": _categories, "number": _numbers, "date": _numbers, "boolean": _booleans}[by.kind]
    return paint(connection, points, by)


def plain(points: Points) -> Colouring:
    """All points in one class, for a map without any column."""
    return Colouring(
        ColourBy("map", "documents", "category"),
        np.zeros(len(points), np.uint8),
        ("documents", "missing"),
        (len(points), 0),
    )


def versus(points: Points, a: np.ndarray, b: np.ndarray, names: tuple[str, str]) -> Colouring:
    """Two groups, as masks over the points, in two classes; who is in both counts to the first, who is in neither is
    "missing".
    """
    codes = np.where(a, 0, np.where(b, 1, 2)).astype(np.uint8)
    counts = np.bincount(codes, minlength=3)
    return Colouring(ColourBy("", "groups", "contrast"), codes, (*names, "neither"), tuple(int(n) for n in counts))


def values(connection: duckdb.DuckDBPyConnection, by: ColourBy, n: int = 200) -> list[str]:
    """The `n` most frequent values of a column, as text, the most frequent first."""
    rows = connection.execute(
        f"SELECT CAST(v AS VARCHAR) AS value FROM ({_values(by)}) WHERE v IS NOT NULL GROUP BY value ORDER BY count(*) DESC, value LIMIT ?",
        [n],
    ).fetchall()
    return [value for (value,) in rows]


def holders(connection: duckdb.DuckDBPyConnection, by: ColourBy, value: str) -> Values:
    """The selection of the documents whose column holds `value`; a theme holds the documents of all its topics."""
    if by not in (THEME, TOPIC):
        return Values(by.table, by.name, (value,))
    named = "SELECT topic_id FROM topics WHERE label = ?"
    whole = f"{named} UNION SELECT topic_id FROM topics WHERE parent_id IN ({named})" if by == THEME else named
    rows = connection.execute(
        f"SELECT topic_id FROM ({whole}) ORDER BY 1", [value] * (2 if by == THEME else 1)
    ).fetchall()
    return Values("map", "topic_id", tuple(topic_id for (topic_id,) in rows))


def _values(by: ColourBy) -> str:
    """A query for doc_id and v, the column's value, of every document on the map."""
    if by == TOPIC:
        return "SELECT doc_id, label AS v FROM map LEFT JOIN topics USING (topic_id)"
    if by == THEME:
        return """SELECT doc_id, coalesce(theme.label, topic.label) AS v
            FROM map LEFT JOIN topics AS topic USING (topic_id) LEFT JOIN topics AS theme ON theme.topic_id = topic.parent_id"""
    if by == COPIES:
        return """SELECT doc_id, coalesce(n, 0) AS v FROM map LEFT JOIN
            (SELECT doc_id, count(*) AS n FROM (SELECT a AS doc_id FROM duplicate_pairs UNION ALL SELECT b FROM duplicate_pairs) GROUP BY doc_id) USING (doc_id)"""
    if by.table == "feedback":
        return RATED.format(name="'" + by.name.replace("'", "''") + "'")
    return f"SELECT doc_id, {identifier(by.name)} AS v FROM {identifier(by.table)} SEMI JOIN map USING (doc_id)"


def _categories(connection: duckdb.DuckDBPyConnection, points: Points, by: ColourBy) -> Colouring:
    ranked = f"""WITH valued AS (SELECT doc_id, CAST(v AS VARCHAR) AS v FROM ({_values(by)})),
        ranks AS (SELECT v, count(*) AS n, row_number() OVER (ORDER BY count(*) DESC, v) - 1 AS code FROM valued WHERE v IS NOT NULL GROUP BY v)"""
    top = connection.execute(f"{ranked} SELECT v, n FROM ranks WHERE code < {TOP} ORDER BY code").fetchall()
    other, missing = len(top), len(top) + 1
    rows = connection.execute(
        f"{ranked} SELECT doc_id, CASE WHEN v IS NULL THEN {missing} ELSE least(code, {other}) END AS code FROM valued LEFT JOIN ranks USING (v)"
    ).fetchnumpy()
    codes = _aligned(points, rows["doc_id"], rows["code"], missing)
    counts = np.bincount(codes, minlength=missing + 1)
    return Colouring(
        by,
        codes,
        (*(name for name, _ in top), "other", "no topic" if by in (THEME, TOPIC) else "missing"),
        tuple(int(n) for n in counts),
    )


def _booleans(connection: duckdb.DuckDBPyConnection, points: Points, by: ColourBy) -> Colouring:
    rows = connection.execute(
        f"SELECT doc_id, coalesce(CAST(v AS INTEGER), 2) AS code FROM ({_values(by)})"
    ).fetchnumpy()
    codes = _aligned(points, rows["doc_id"], rows["code"], 2)
    return Colouring(by, codes, ("false", "true", "missing"), tuple(int(n) for n in np.bincount(codes, minlength=3)))


def _numbers(connection: duckdb.DuckDBPyConnection, points: Points, by: ColourBy) -> Colouring:
    value = "epoch(v)" if by.kind == "date" else "CAST(v AS DOUBLE)"
    rows = connection.execute(f"SELECT doc_id, {value} AS v FROM ({_values(by)}) WHERE isfinite({value})").fetchnumpy()
    values = _aligned(points, rows["doc_id"], rows["v"], np.nan)
    known = values[np.isfinite(values)]
    low, high = np.quantile(known, [TAILS, 1 - TAILS]) if len(known) else (0.0, 1.0)
    if high <= low:
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        high = high if high > low else low + 1.0
    logarithmic = bool(by.kind == "number" and low > 0 and high / low > 50)
    edges = np.geomspace(low, high, BINS + 1) if logarithmic else np.linspace(low, high, BINS + 1)
    codes = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, BINS - 1).astype(np.uint8)
    codes[~np.isfinite(values)] = BINS
    names = tuple(f"{edges[i]:.4g} to {edges[i + 1]:.4g}" for i in range(BINS))
    return Colouring(
        by,
        codes,
        (*names, "missing"),
        tuple(int(n) for n in np.bincount(codes, minlength=BINS + 1)),
        tuple(float(edge) for edge in edges),
        logarithmic,
    )


def _aligned(points: Points, doc_ids: np.ndarray, values: np.ndarray, missing: float) -> np.ndarray:
    """`values` of `doc_ids` in the order of the points, `missing` where there is none. doc_id is dense, so an array is
    the index.
    """
    by_id = np.full(
        int(points.doc_id.max(initial=-1)) + 1, missing, np.uint8 if isinstance(missing, int) else np.float64
    )
    by_id[doc_ids] = values
    return by_id[points.doc_id]


def _kind(column: Column) -> str | None:
    if column.type == "BOOLEAN":
        return "boolean"
    if column.is_time:
        return "date"
    if column.is_number:
        return "number"
    return "category" if column.type == "VARCHAR" or column.type.startswith("ENUM") else None
