"""The filter of an outline on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

from analytics.ask.filters.filter import StructFilter, map_identity

if TYPE_CHECKING:
    from analytics.workspace import Manifest


class Region(StructFilter, frozen=True, tag="region"):
    """Documents inside a closed polygon on the map: `points` is ((x, y), ...) in map coordinates, even-odd rule."""

    points: tuple[tuple[float, float], ...]

    def query(self) -> tuple[str, list[Any]]:
        """A point is inside when an odd number of edges pass to its right. The edges are parameters in lists: DuckDB
        needs longer to plan them as SQL than to run the query.
        """
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        columns = [list(column) for column in zip(*self._edges(), strict=True)] or [[]] * 5
        return (
            """SELECT doc_id FROM (SELECT doc_id, x, y FROM map WHERE x BETWEEN ? AND ? AND y BETWEEN ? AND ?)
            JOIN (
                SELECT unnest(?::DOUBLE[]) AS low, unnest(?::DOUBLE[]) AS high,
                    unnest(?::DOUBLE[]) AS x1, unnest(?::DOUBLE[]) AS y1, unnest(?::DOUBLE[]) AS slope
            ) ON y >= low AND y < high AND x < x1 + (y - y1) * slope
            GROUP BY doc_id HAVING count(*) % 2 = 1""",
            [min(xs), max(xs), min(ys), max(ys), *columns],
        )

    def contains(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """bool[n]: which of these places (float32[n] each) the query selects."""
        xs, ys = zip(*self.points, strict=True)
        near = np.flatnonzero((x >= min(xs)) & (x <= max(xs)) & (y >= min(ys)) & (y <= max(ys)))
        near_x, near_y, is_odd = x[near].astype(float), y[near].astype(float), np.zeros(len(near), bool)
        for low, high, x1, y1, slope in self._edges():
            is_odd ^= (near_y >= low) & (near_y < high) & (near_x < x1 + (near_y - y1) * slope)
        inside = np.zeros(len(x), bool)
        inside[near[is_odd]] = True
        return inside

    def describe(self) -> str:
        return f"inside an outline of {len(self.points)} points on the map"

    def identity(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> str | None:
        return map_identity(manifest)

    def _edges(self) -> list[tuple[float, float, float, float, float]]:
        """For each edge that is not level: its lowest and highest y, one of its points, and the change of x with y."""
        ends = zip(self.points, (*self.points[1:], self.points[0]), strict=True)
        return [(min(y1, y2), max(y1, y2), x1, y1, (x2 - x1) / (y2 - y1)) for (x1, y1), (x2, y2) in ends if y1 != y2]
