"""Where are users unhappy, and is it real?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.ask.filters import Filter
from analytics.ask.logs.ratings import Ratings
from analytics.statistics.slice_candidates import SliceLimits
from analytics.statistics.slices import Conditions, Slice, SliceSearch, worst_slices

OF_THE_ANSWER = ("length (words)", "latency (ms)", "cost", "refused")
"""What an answer turned out to be, not what was asked of whom: often a sign of a bad answer (short, because refused),
seldom its cause.
"""


@dataclass(frozen=True)
class Search:
    """How slices are looked for: in which dimensions, how small they may be (in each half of the users), and how many
    may be wrong.
    """

    dimensions: tuple[str, ...]
    conditions: int = 2
    min_rows: int = 50
    min_users: int = 20
    false_discovery_rate: float = 0.05


@dataclass(frozen=True)
class Findings:
    """What survived the search. `own` are findings for themselves, `explained` show nothing any more without the rows
    of one of those.
    """

    ratings: Ratings
    found: SliceSearch

    @property
    def own(self) -> list[Slice]:
        return [one for one in self.found.slices if one.explained_by is None]

    @property
    def explained(self) -> list[Slice]:
        return [one for one in self.found.slices if one.explained_by is not None]

    def describe(self, conditions: Conditions) -> str:
        """`model is b and topic is x`."""
        return " and ".join(
            f"{name} is {self.ratings.dimensions[name].labels[level] or '(empty)'}" for name, level in conditions
        )

    def filters(self, one: Slice) -> tuple[Filter, ...]:
        """What selects the slice."""
        return tuple(self.ratings.dimensions[name].filters[level] for name, level in one.conditions)

    def summary_text(self) -> str:
        """The answer in words and numbers; plainly, when nothing survives."""
        found = self.found
        looked = f"of {found.n_searched:,} slices looked at on one half of the {self.ratings.people}, {found.n_tested:,} looked bad enough to be tested on the other half"
        if not self.found.slices:
            return f"Nothing that would hold up: {looked}, and none of them is unhappier there beyond chance."
        first = self.own[0]
        others = len(self.own) - 1
        more = f", and {others} other finding{'s hold' if others > 1 else ' holds'} up" if others else ""
        return f"Most where {self.describe(first.conditions)}: {self.evidence(first)}{more} ({looked})."

    def evidence(self, one: Slice) -> str:
        """`61% unhappy against 31% elsewhere`."""
        if self.ratings.binary:
            return f"{one.rate.value:.0%} unhappy against {one.rest:.0%} elsewhere"
        return f"mean rating {1 - one.rate.value:.2f} against {1 - one.rest:.2f} elsewhere"

    def figures(self, one: Slice) -> str:
        """All numbers of a slice: interval, ratings, users, excess, and how sure."""
        difference, excess = one.difference, one.excess
        points = 100 if self.ratings.binary else 1
        unit = " points" if self.ratings.binary else ""
        shown = ".1f" if self.ratings.binary else ".2f"
        return (
            f"{points * difference.value:{shown}}{unit} unhappier (95 % interval {points * difference.low:{shown}} to {points * difference.high:{shown}}), "
            f"{one.n:,} ratings of {one.n_users:,} {self.ratings.people}; about {excess.value:,.0f} ({excess.low:,.0f} to {excess.high:,.0f}) unhappy ratings "
            f"more than elsewhere explains; q {f'= {one.q_value:.2g}' if one.q_value >= 0.001 else '< 0.001'}"
        )

    def table(self) -> pd.DataFrame:
        """The findings for a picture of excess unhappy ratings: label, value, low, high, hover."""
        rows = [
            (
                self.describe(one.conditions),
                one.excess.value,
                one.excess.low,
                one.excess.high,
                f"{one.n:,} ratings, {one.n_users:,} {self.ratings.people}",
            )
            for one in self.own
        ]
        return pd.DataFrame(rows, columns=["label", "value", "low", "high", "hover"])


def dimensions(of: Ratings) -> list[str]:
    """What is searched unless told otherwise: everything that was there before the answer was."""
    return [name for name in of.dimensions if name not in OF_THE_ANSWER]


def worst(of: Ratings, search: Search) -> Findings:
    """Slices of one or two conditions whose users are unhappier than all others, as far as that survives the search for
    them.
    """
    rated = of.rated
    codes = {name: of.dimension(name) for name in search.dimensions}
    columns = {
        name: pd.Categorical.from_codes(one.codes[rated], categories=range(len(one.labels)))
        for name, one in codes.items()
    }
    found = worst_slices(
        pd.DataFrame(columns, index=range(int(rated.sum()))),
        1 - of.values[rated],
        np.asarray(pd.factorize(of.users[rated])[0]),
        SliceLimits(search.min_rows, search.min_users, search.conditions),
        false_discovery_rate=search.false_discovery_rate,
    )
    return Findings(of, found)
