"""Ratings over snapshots: a point outside the limits is a change, and without a change few are."""

import datetime

import numpy as np
import pandas as pd

from analytics.history.control import number_history, rating_points
from analytics.history.numbers import Number, as_frame
from analytics.history.snapshot import Snapshot
from analytics.statistics.intervals import rate


def history(folder, shares, n=400, seed=0):
    """A snapshot for each share, to which as many ratings came."""
    rng = np.random.default_rng(seed)
    existing = []
    for number, share in enumerate(shares, 1):
        path = folder / f"{seed}" / f"{number:04d}"
        path.mkdir(parents=True)
        one = rate((rng.random(n) < share).astype(float))
        frame = as_frame([Number("positive_rate", "thumbs", None, None, one.value, n, one.low, one.high)])
        scopes = [frame.assign(scope="all"), *([frame.assign(scope="added")] if number > 1 else [])]
        pd.concat(scopes).to_parquet(path / "numbers.parquet")
        at = datetime.datetime(2025, 1, number % 28 + 1, tzinfo=datetime.UTC).timestamp()
        existing.append(Snapshot(number, path, {"at": at, "documents": n}))
    return existing


def test_a_drop_is_outside_the_limits(tmp_path):
    points = rating_points(history(tmp_path, [0.8] * 8 + [0.65]))
    assert points["number"].tolist() == list(range(1, 10))
    assert points["is_outside"].tolist() == [False] * 8 + [True]


def test_without_a_change_few_points_are_outside(tmp_path):
    outside = [rating_points(history(tmp_path, [0.8] * 12, seed=seed))["is_outside"] for seed in range(8)]
    assert pd.concat(outside).mean() <= 0.03


def test_the_first_snapshot_has_no_limits(tmp_path):
    first = rating_points(history(tmp_path, [0.8, 0.8])).iloc[0]
    assert np.isnan(first["lower"]) and not first["is_outside"]


def test_without_ratings_there_is_no_point():
    assert rating_points([]).empty
    assert number_history([], "positive_rate").empty
