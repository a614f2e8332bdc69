"""Which colour class does each point of the map have?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np

from analytics.ask.map import nearby
from analytics.ask.map.colours import THEME, TOPIC, ColourBy, value_query
from analytics.ask.map.points import Points

MAX_CATEGORIES, MAX_THEMES = 10, 30
"""Categories, and themes or topics, with a colour; all others together are "other"."""
BINS = 16
"""Colour steps of a scale of numbers or dates."""
NEARBY_KINDS = ("low", "newer")
TAILS = 0.01
"""Share of the values beyond each end of a scale of numbers; they have the colour of the end."""


@dataclass(frozen=True)
class Colouring:
    """The colour class of each point: `codes` uint8 in the order of the points, an index into `names` and `counts`.

    The last class is "missing"; of a category, the last but one is "other". `edges` (only numbers and dates, BINS + 1
    of them) are the borders of the steps, dates in seconds since 1970. The classes come from the frequencies and
    quantiles of the whole map, so a filter never changes a colour.
    """

    by: ColourBy
    codes: np.ndarray
    names: tuple[str, ...]
    counts: tuple[int, ...]
    edges: tuple[float, ...] = ()
    is_logarithmic: bool = False
    middles: tuple[tuple[float, float], ...] = ()
    """Of themes and topics with a colour, the middle of each on the map."""


def colouring(connection: duckdb.DuckDBPyConnection, points: Points, by: ColourBy) -> Colouring:
    """The colour class of every point by a column."""
    if by.kind in NEARBY_KINDS:
        return _nearby(connection, points, by)
    paint = {"category": _categories, "number": _numbers, "date": _numbers, "boolean": _booleans}[by.kind]
    return paint(connection, points, by)


def one_class(points: Points) -> Colouring:
    """All points in one class, for a map without a column."""
    return Colouring(
        ColourBy("map", "documents", "category"),
        np.zeros(len(points), np.uint8),
        ("documents", "missing"),
        (len(points), 0),
    )


def compare_groups(points: Points, a: np.ndarray, b: np.ndarray, names: tuple[str, str]) -> Colouring:
    """Two groups, as masks over the points, in two classes. A point in both is in the first class, one in neither is in
    the last.
    """
    codes = np.where(a, 0, np.where(b, 1, 2)).astype(np.uint8)
    counts = np.bincount(codes, minlength=3)
    return Colouring(ColourBy("", "groups", "contrast"), codes, (*names, "neither"), tuple(int(n) for n in counts))


def _categories(connection: duckdb.DuckDBPyConnection, points: Points, by: ColourBy) -> Colouring:
    ranked = f"""WITH valued AS (SELECT doc_id, CAST(v AS VARCHAR) AS v FROM ({value_query(by)})),
        ranks AS (SELECT v, count(*) AS n, row_number() OVER (ORDER BY count(*) DESC, v) - 1 AS code
            FROM valued WHERE v IS NOT NULL GROUP BY v)"""
    limit = MAX_THEMES if by in (THEME, TOPIC) else MAX_CATEGORIES
    top = connection.execute(f"{ranked} SELECT v, n FROM ranks WHERE code < {limit} ORDER BY code").fetchall()
    other, missing = len(top), len(top) + 1
    rows = connection.execute(
        f"""{ranked} SELECT doc_id, CASE WHEN v IS NULL THEN {missing} ELSE least(code, {other}) END AS code
        FROM valued LEFT JOIN ranks USING (v)"""
    ).fetchnumpy()
    codes = _aligned(points, rows["doc_id"], rows["code"], missing)
    counts = np.bincount(codes, minlength=missing + 1)
    return Colouring(
        by,
        codes,
        (*(name for name, _ in top), "other", "no topic" if by in (THEME, TOPIC) else "missing"),
        tuple(int(n) for n in counts),
        middles=_middles(points, codes, other) if by in (THEME, TOPIC) else (),
    )


def _middles(points: Points, codes: np.ndarray, n: int) -> tuple[tuple[float, float], ...]:
    """The mean position of the points of each of the first `n` classes."""
    counts = np.maximum(np.bincount(codes, minlength=n)[:n], 1)
    x, y = (np.bincount(codes, place, minlength=n)[:n] / counts for place in (points.x, points.y))
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def _booleans(connection: duckdb.DuckDBPyConnection, points: Points, by: ColourBy) -> Colouring:
    rows = connection.execute(
        f"SELECT doc_id, coalesce(CAST(v AS INTEGER), 2) AS code FROM ({value_query(by)})"
    ).fetchnumpy()
    codes = _aligned(points, rows["doc_id"], rows["code"], 2)
    return Colouring(by, codes, ("false", "true", "missing"), tuple(int(n) for n in np.bincount(codes, minlength=3)))


def _numbers(connection: duckdb.DuckDBPyConnection, points: Points, by: ColourBy) -> Colouring:
    value = "epoch(v)" if by.kind == "date" else "CAST(v AS DOUBLE)"
    rows = connection.execute(
        f"SELECT doc_id, {value} AS v FROM ({value_query(by)}) WHERE isfinite({value})"
    ).fetchnumpy()
    values = _aligned(points, rows["doc_id"], rows["v"], np.nan)
    low, high = (0.0, 1.0) if by.table == "feedback" else _ends(values[np.isfinite(values)])
    is_logarithmic = bool(by.kind == "number" and low > 0 and high / low > 50)
    edges = np.geomspace(low, high, BINS + 1) if is_logarithmic else np.linspace(low, high, BINS + 1)
    return _scale(by, values, edges, is_logarithmic)


def _scale(by: ColourBy, values: np.ndarray, edges: np.ndarray, is_logarithmic: bool) -> Colouring:
    """The step of each value on a scale with these borders; values beyond its ends have the colour of the end."""
    codes = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, BINS - 1).astype(np.uint8)
    codes[~np.isfinite(values)] = BINS
    form = "{:.0%} to {:.0%}" if by.kind in NEARBY_KINDS else "{:.4g} to {:.4g}"
    names = (*(form.format(edges[i], edges[i + 1]) for i in range(BINS)), "missing")
    counts = tuple(int(n) for n in np.bincount(codes, minlength=BINS + 1))
    return Colouring(by, codes, names, counts, tuple(float(edge) for edge in edges), is_logarithmic)


def _nearby(connection: duckdb.DuckDBPyConnection, points: Points, by: ColourBy) -> Colouring:
    """Steps of the share nearby; the middle of the scale is the share of all documents."""
    doc_ids, has = nearby.known_values(connection, by)
    values = nearby.share_nearby(points, doc_ids, has)
    overall = float(has.mean()) if len(has) else 0.5
    reach = max(min(overall, 1 - overall), 0.01)
    return _scale(by, values, np.linspace(overall - reach, overall + reach, BINS + 1), False)


def _ends(values: np.ndarray) -> tuple[float, float]:
    """The two ends of the scale of these values, never equal."""
    if not len(values):
        return 0.0, 1.0
    low, high = np.quantile(values, [TAILS, 1 - TAILS])
    if high <= low:
        low, high = float(values.min()), float(values.max())
    return low, high if high > low else low + 1.0


def _aligned(points: Points, doc_ids: np.ndarray, values: np.ndarray, missing: float) -> np.ndarray:
    """The `values` of `doc_ids` in the order of the points, `missing` where there is none. Documents that are not on
    the map, such as empty ones, are ignored. doc_id is dense, so it can index an array.
    """
    dtype = np.uint8 if isinstance(missing, int) else np.float64
    last = int(max(points.doc_id.max(initial=-1), doc_ids.max(initial=-1)))
    by_id = np.full(last + 1, missing, dtype)
    by_id[doc_ids] = values
    return np.asarray(by_id[points.doc_id])
