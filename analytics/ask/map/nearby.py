"""Which share of the documents near a point of the map have a property? Smoothed over neighbouring points."""

from __future__ import annotations

import duckdb
import numpy as np
from scipy.ndimage import gaussian_filter

from analytics.ask.map.colours import ColourBy, value_query
from analytics.ask.map.points import Points

CELLS, SIGMA = 256, 2.5
"""Cells of a grid over the map in each direction, and the smoothing in cells: about one percent of its width."""
MIN_NEARBY = 20
"""With fewer known documents near a point, its share is unknown."""
BAD_BELOW = 0.5
"""A mean rating below this, of 0 to 1, is a low one."""


def known_values(connection: duckdb.DuckDBPyConnection, by: ColourBy) -> tuple[np.ndarray, np.ndarray]:
    """doc_id of the documents with a known value, and whether each has the property: a low rating, or a date in the
    later half of all dates.
    """
    value = "CAST(v < ? AS INTEGER)" if by.kind == "low" else "CAST(v > (SELECT median(v) FROM valued) AS INTEGER)"
    rows = connection.execute(
        f"""WITH valued AS MATERIALIZED (SELECT * FROM ({value_query(by)}) WHERE v IS NOT NULL)
        SELECT doc_id, {value} AS has FROM valued""",
        [BAD_BELOW] if by.kind == "low" else [],
    ).fetchnumpy()
    return np.asarray(rows["doc_id"], np.int64), np.asarray(rows["has"], np.float64)


def share_nearby(points: Points, doc_ids: np.ndarray, has: np.ndarray) -> np.ndarray:
    """For each point the share of the known documents near it that have the property, float64; NaN where fewer than
    MIN_NEARBY are known. Both counts are smoothed with a Gaussian on a grid.
    """
    box = points.extent
    column = np.clip(((points.x - box.x0) / (box.x1 - box.x0) * CELLS).astype(np.int64), 0, CELLS - 1)
    row = np.clip(((points.y - box.y0) / (box.y1 - box.y0) * CELLS).astype(np.int64), 0, CELLS - 1)
    cell = row * CELLS + column
    by_id = np.full(int(max(points.doc_id.max(initial=-1), doc_ids.max(initial=-1))) + 1, np.nan)
    by_id[doc_ids] = has
    value = by_id[points.doc_id]
    is_known = np.isfinite(value)
    known, having = (
        gaussian_filter(np.bincount(cell[is_known], weights, CELLS * CELLS).reshape(CELLS, CELLS), SIGMA).ravel()
        for weights in (np.ones(int(is_known.sum())), value[is_known])
    )
    is_enough = known * 4 * np.pi * SIGMA**2 >= MIN_NEARBY
    share = np.where(is_enough, having / np.maximum(known, 1e-12), np.nan)
    return np.asarray(share[cell])
