"""What changed, and why? Two periods, or two groups, held against one another."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics.ask.logs.ratings import Ratings
from analytics.ask.logs.slices import OF_THE_ANSWER
from analytics.errors import DataloupeError
from analytics.statistics.decomposition import Decomposition, decompose
from analytics.statistics.intervals import Estimate, Rate, rate, sample_size_to_detect
from analytics.statistics.standardisation import StandardisedDifference, standardise

PERIODS = ("week", "month", "year")
DETECTED = 0.03
"""The change (of a rate in [0, 1]) for which the ratings needed are told."""


@dataclass(frozen=True)
class Sides:
    """Which rows are compared: `side` 0 or 1, one a row, -1 for rows left out; what the sides are called; and the
    dimension they divide, if any.
    """

    side: np.ndarray = field(repr=False)
    names: tuple[str, str]
    dimension: str | None


@dataclass(frozen=True)
class Change:
    """The second side against the first. `parts` splits the change of the rate by the dimension `stratum`; `reversals`
    are the dimensions in which the sign turns once like is held against like (Simpson's paradox), the largest first.
    """

    ratings: Ratings
    sides: Sides
    rates: tuple[Rate, Rate]
    stratum: str | None
    parts: Decomposition
    standardised: StandardisedDifference
    reversals: dict[str, StandardisedDifference]

    def summary_text(self) -> str:
        """The answer in words and numbers."""
        first, second = (f"{name}: {self._level(one)}" for one, name in zip(self.rates, self.sides.names, strict=True))
        total = self.parts.total
        said = f"{second[:1].upper()}{second[1:]}; {first}. That is {self.points(total)}."
        if not total.excludes_zero:
            said += " That may be chance."
        return said

    def why(self) -> str:
        """The split in words."""
        parts = self.parts
        if self.stratum is None:
            return "Nothing divides these ratings, so the change cannot be split."
        within = f"within the same {self.stratum} {self.points(parts.within)}"
        return f"Of this, {self.points(parts.mix)} comes from other traffic, {self.points(parts.who_rates)} from who rates, and {within}."

    def warnings(self) -> list[str]:
        """Simpson's paradox in words, a sentence for each stratifier."""
        first, second = self.sides.names
        return [
            f"Simpson's paradox: {second} looks {'worse' if one.crude.value < 0 else 'better'} than {first}, by {self.points(self.parts.total)}, yet within the "
            f"same {name} it is {'better' if one.adjusted.value > 0 else 'worse'}, by {self.points(one.adjusted)}."
            for name, one in self.reversals.items()
        ]

    def needed(self) -> str:
        """How many ratings would show a change of DETECTED."""
        base = self.rates[0]
        change = DETECTED if base.value + DETECTED <= 1 else -DETECTED
        n = sample_size_to_detect(change, base.value, design_effect=base.design_effect)
        have = " and ".join(f"{one.n:,}" for one in self.rates)
        what = "3 points" if self.ratings.binary else f"{DETECTED} of the scale"
        return f"To see a change of {what} four times out of five, each side needs about {n:,.0f} rated {self.ratings.unit}; there are {have}."

    def table(self) -> pd.DataFrame:
        """The change and its parts for a picture: label, value, low, high, hover."""
        rows = [
            ("whole change", self.parts.total),
            ("other traffic (mix)", self.parts.mix),
            ("who rates", self.parts.who_rates),
        ]
        rows.append((f"within the same {self.stratum}", self.parts.within))
        return pd.DataFrame(
            [(label, one.value, one.low, one.high, self.points(one)) for label, one in rows],
            columns=["label", "value", "low", "high", "hover"],
        )

    def strata(self) -> pd.DataFrame:
        """The parts by stratum, as in statistics.decomposition, with `label`; the largest first."""
        _, labels = self.ratings.strata(self.stratum)
        found = self.parts.strata.assign(label=list(labels))
        found = found[(found.turns_before > 0) | (found.turns_after > 0)]
        order = (found.mix + found.who_rates + found.within).abs().sort_values(ascending=False, kind="stable").index
        return found.loc[order].reset_index(drop=True)

    def points(self, one: Estimate) -> str:
        """`+3.1 points (0.4 to 5.8)`; on a scale that is no share, `+0.03 (0.00 to 0.06)`."""
        scale, shown, unit = (100, ".1f", " points") if self.ratings.binary else (1, ".2f", "")
        return f"{scale * one.value:+{shown}}{unit} (95 % interval {scale * one.low:+{shown}} to {scale * one.high:+{shown}})"

    def _level(self, one: Rate) -> str:
        of = self.ratings
        who = f"{one.n:,} rated {of.unit}" + (f" of {one.n_clusters:,} users" if of.users_known else "")
        return f"{one.value:.1%} of {who} positive" if of.binary else f"{one.value:.2f} on average over {who}"


def split(of: Ratings, day: datetime.date) -> Sides:
    """All before `day` against all from then on; rows without a time are left out."""
    side = np.where(np.isnat(of.times), -1, (of.times >= np.datetime64(day)).astype(int))
    return Sides(side, (f"before {day:%d %b %Y}", f"from {day:%d %b %Y} on"), None)


def days(of: Ratings) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day with a rated row; None where there are not two."""
    times = of.times[of.rated & ~np.isnat(of.times)]
    if not len(times) or times.min().astype("datetime64[D]") == times.max().astype("datetime64[D]"):
        return None
    return pd.Timestamp(times.min()).date(), pd.Timestamp(times.max()).date()


def comparable(of: Ratings) -> dict[str, list[int]]:
    """The dimensions with ratings in at least two levels, and those levels. Periods are compared by a day instead."""
    found = {
        name: np.unique(one.codes[of.rated & (one.codes >= 0)]).tolist()
        for name, one in of.dimensions.items()
        if name not in PERIODS
    }
    return {name: rated for name, rated in found.items() if len(rated) > 1}


def levels(of: Ratings, name: str, first: int, second: int) -> Sides:
    """One level of a dimension against another."""
    dimension = of.dimension(name)
    side = np.select([dimension.codes == first, dimension.codes == second], [0, 1], -1)
    return Sides(side, (f"{name} {dimension.labels[first]}", f"{name} {dimension.labels[second]}"), name)


def stratifiers(of: Ratings, sides: Sides) -> list[str]:
    """The dimensions within which the sides can be compared: not the one that divides them, no times where times are
    compared, and nothing that an answer turned out to be.
    """
    return [
        name
        for name in of.dimensions
        if name not in (sides.dimension, *OF_THE_ANSWER, *(PERIODS if sides.dimension is None else ()))
    ]


def change(of: Ratings, sides: Sides, stratum: str | None) -> Change:
    """Raises DataloupeError when a side has no rating."""
    for number, name in enumerate(sides.names):
        if not of.rated[sides.side == number].any():
            raise DataloupeError(f"there is no rating for {name}, so nothing can be compared with it")
    rows, side = of.keep(sides.side >= 0), sides.side[sides.side >= 0]
    rated = rows.rated
    rates = (
        rate(rows.values[rated & (side == 0)], rows.users[rated & (side == 0)]),
        rate(rows.values[rated & (side == 1)], rows.users[rated & (side == 1)]),
    )
    codes, labels = rows.strata(stratum)
    parts = decompose(codes, side, rated, np.where(rated, rows.values, 0.0), rows.users, len(labels))
    compared = {name: _standardised(rows, side, name) for name in stratifiers(of, sides)}
    reversals = {name: one for name, one in compared.items() if one.is_reversed}
    ordered = dict(sorted(reversals.items(), key=lambda item: -abs(item[1].adjusted.value)))
    return Change(rows, sides, rates, stratum, parts, _standardised(rows, side, stratum), ordered)


def _standardised(rows: Ratings, side: np.ndarray, stratum: str | None) -> StandardisedDifference:
    rated = rows.rated
    codes, labels = rows.strata(stratum)
    return standardise(side[rated], codes[rated], rows.values[rated], pd.factorize(rows.users[rated])[0], len(labels))
