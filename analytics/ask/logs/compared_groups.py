"""Which two groups of answers can be compared? Two periods, or two levels of a dimension."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics.ask.logs.ratings import Ratings

PERIODS = ("week", "month", "year")
"""Dimensions that follow from the time."""


@dataclass(frozen=True)
class ComparedGroups:
    """Two groups of rows. `codes` are 0 or 1, one per row, and -1 for rows in neither group; `names` are those of the
    groups; `dimension` is the one whose levels they are, None for two periods.
    """

    codes: np.ndarray = field(repr=False)
    names: tuple[str, str]
    dimension: str | None


def before_and_after(ratings: Ratings, day: datetime.date) -> ComparedGroups:
    """The rows before `day`, and the rows from then on; rows without a time are in neither group."""
    is_after = ratings.times >= np.datetime64(day)
    codes = np.where(np.isnat(ratings.times), -1, is_after.astype(int))
    return ComparedGroups(codes, (f"before {day:%d %b %Y}", f"from {day:%d %b %Y} on"), None)


def two_levels(ratings: Ratings, name: str, first: int, second: int) -> ComparedGroups:
    """Two levels of a dimension."""
    dimension = ratings.dimension(name)
    codes = np.select([dimension.codes == first, dimension.codes == second], [0, 1], -1)
    return ComparedGroups(codes, (f"{name} {dimension.labels[first]}", f"{name} {dimension.labels[second]}"), name)


def rated_days(ratings: Ratings) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day with a rated row; None when they are not two days."""
    times = ratings.times[ratings.is_rated & ~np.isnat(ratings.times)]
    if not len(times) or times.min().astype("datetime64[D]") == times.max().astype("datetime64[D]"):
        return None
    return pd.Timestamp(times.min()).date(), pd.Timestamp(times.max()).date()


def comparable_levels(ratings: Ratings) -> dict[str, list[int]]:
    """The dimensions that are fixed before the answer and have ratings in at least two levels, and those levels.
    Periods are compared by a day instead.
    """
    rated_levels = {
        name: np.unique(dimension.codes[ratings.is_rated & (dimension.codes >= 0)]).tolist()
        for name, dimension in ratings.dimensions.items()
        if name not in PERIODS and dimension.is_before
    }
    return {name: levels for name, levels in rated_levels.items() if len(levels) > 1}


def stratifiers(ratings: Ratings, pair: ComparedGroups) -> list[str]:
    """The dimensions within which the groups can be compared: without the one whose levels they are, without periods
    when they are periods, and only those that are fixed before the answer: a property of the answer never explains it.
    """
    excluded = {pair.dimension, *(PERIODS if pair.dimension is None else ())}
    return [name for name, one in ratings.dimensions.items() if one.is_before and name not in excluded]
