"""Are the ratings of a build outside what the earlier ones lead one to expect? A control chart over snapshots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow.dataset as ds
from scipy import stats

from analytics.history.snapshot import ADDED, ALL, Snapshot
from analytics.statistics.intervals import CONFIDENCE

LIMIT = 3.0
"""Standard errors from the centre to the limits: one point in 370 is outside by chance (Shewhart 1931)."""

MIN_RATINGS = 10
"""New ratings from which a build has a point."""

POINT_COLUMNS = ("of", "number", "at", "value", "low", "high", "n", "centre", "lower", "upper", "is_outside")


def number_history(existing: Sequence[Snapshot], number: str, group: str | None = None) -> pd.DataFrame:
    """A number in all snapshots: of, group_value, scope ("all" or "added"), value, n, low, high, snapshot, at."""
    paths = {str(one.path / "numbers.parquet"): one for one in existing}
    frames = []
    for path, one in paths.items():
        is_group = ds.field("group").is_null() if group is None else ds.field("group") == group
        table = ds.dataset(path).to_table(filter=(ds.field("number") == number) & is_group)
        frames.append(table.to_pandas().assign(snapshot=one.number, at=one.at))
    names = ["of", "group_value", "scope", "value", "n", "low", "high", "snapshot", "at"]
    return pd.concat(frames, ignore_index=True)[names] if frames else pd.DataFrame(columns=names)


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
    z = float(stats.norm.isf((1 - CONFIDENCE) / 2))
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
