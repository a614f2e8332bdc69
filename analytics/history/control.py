"""Are the ratings of a build outside what the earlier ones lead one to expect? A control chart over snapshots."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd

from analytics.history.snapshot import ADDED, ALL, Snapshot
from analytics.statistics.distributions import normal_quantile_above
from analytics.statistics.intervals import CONFIDENCE

LIMIT = 3.0
"""Standard errors from the centre to the limits: one point in 370 is outside by chance (Shewhart 1931)."""

MIN_RATINGS = 10
"""New ratings from which a build has a point."""

POINT_COLUMNS = ("of", "number", "at", "value", "low", "high", "n", "centre", "lower", "upper", "is_outside")


def number_history(existing: Sequence[Snapshot], number: str, group: str | None = None) -> pd.DataFrame:
    """A number in all snapshots: of, group_value, scope ("all" or "added"), value, n, low, high, snapshot, at."""
    names = ["of", "group_value", "scope", "value", "n", "low", "high", "snapshot", "at"]
    if not existing:
        return pd.DataFrame(columns=names)
    by_path = {str(one.path / "numbers.parquet"): one for one in existing}
    rows = (
        duckdb.connect()
        .execute(
            """SELECT "of", group_value, scope, value, n, low, high, filename
        FROM read_parquet(?, union_by_name = true, filename = true, file_row_number = true)
        WHERE number = ? AND CAST("group" AS VARCHAR) IS NOT DISTINCT FROM ? ORDER BY filename, file_row_number""",
            [list(by_path), number, group],
        )
        .df()
    )
    snapshots = [by_path[path] for path in rows["filename"]]
    rows = rows.assign(snapshot=[one.number for one in snapshots], at=[one.at for one in snapshots])
    return rows.sort_values("snapshot", kind="stable", ignore_index=True)[names]


def rating_points(existing: Sequence[Snapshot]) -> pd.DataFrame:
    """One row for each kind of feedback and build: the mean of the new ratings (of the first build all), its interval,
    and the limits that follow from all earlier ratings. Columns: POINT_COLUMNS; `number` is that of the snapshot.

    The centre is the mean of the earlier points, weighted by how certain they are. The limits are 3 standard errors
    of the difference from it, with those errors that the intervals have: wider where users rate more than once.
    """
    rows = number_history(existing, "positive_rate")
    first = min((one.number for one in existing), default=0)
    chosen = rows[(rows["scope"] == ADDED) | ((rows["scope"] == ALL) & (rows["snapshot"] == first))]
    chosen = chosen[chosen["n"] >= MIN_RATINGS].sort_values(["of", "snapshot"])
    points = [_with_limits(group) for _, group in chosen.groupby("of", sort=False)]
    frame = pd.concat(points, ignore_index=True) if points else pd.DataFrame(columns=list(POINT_COLUMNS))
    return frame[list(POINT_COLUMNS)]


def _with_limits(rows: pd.DataFrame) -> pd.DataFrame:
    """The points of one kind of feedback, in order, with centre and limits from those before each."""
    z = float(normal_quantile_above((1 - CONFIDENCE) / 2))
    error = np.maximum((rows["high"] - rows["low"]).to_numpy(float) / (2 * z), 1e-9)
    values, weights = rows["value"].to_numpy(float), 1 / error**2
    with np.errstate(invalid="ignore", divide="ignore"):
        before = np.concatenate([[0.0], np.cumsum(weights)[:-1]])
        centre = np.concatenate([[0.0], np.cumsum(weights * values)[:-1]]) / before
        half = LIMIT * np.sqrt(error**2 + 1 / before)
    half[0] = np.nan
    limits = {"centre": centre, "lower": np.maximum(centre - half, 0), "upper": np.minimum(centre + half, 1)}
    outside = (values < limits["lower"]) | (values > limits["upper"])
    return rows.rename(columns={"snapshot": "number"}).assign(**limits, is_outside=outside)
