"""Where are ratings negative, and is it more than chance?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.ask.filters import Filter
from analytics.ask.logs.dimension import Dimension
from analytics.ask.logs.ratings import Ratings
from analytics.statistics.slice_candidates import SliceLimits
from analytics.statistics.slices import Conditions, Slice, SliceSearch, worst_slices

NO_USERS = (
    "No slice is tested, because these logs do not identify users. Several conversations of one person cannot be "
    "recognised, and in simulated logs without any true difference, tests by conversation reported a slice in half of "
    "the cases or more. Add a column with user ids (--map user=COLUMN) to test slices."
)
MAX_DESCRIBED = 8


@dataclass(frozen=True)
class SearchSettings:
    """In which dimensions to search slices, how small they may be (in each half of the users), and the level of the
    Benjamini-Hochberg procedure.
    """

    dimensions: tuple[str, ...]
    max_conditions: int = 2
    min_rows: int = 50
    min_users: int = 20
    false_discovery_rate: float = 0.05


@dataclass(frozen=True)
class SliceDescription:
    """A group of ratings that is described, not tested: its rate of negative ratings among `n` ratings."""

    text: str
    negative: float
    n: int


@dataclass(frozen=True)
class SliceFindings:
    """The significant slices. `independent` ones are significant without the rows of each other; `explained` ones are
    not significant without the rows of an independent one.
    """

    ratings: Ratings
    search: SliceSearch
    untested: tuple[SliceDescription, ...] = ()
    """Without known users, the groups with the most negative ratings, for description only."""

    @property
    def is_tested(self) -> bool:
        """Whether slices were tested: only ratings of known users can be."""
        return self.ratings.has_users

    @property
    def independent(self) -> list[Slice]:
        return [one for one in self.search.slices if one.explained_by is None]

    @property
    def explained(self) -> list[Slice]:
        return [one for one in self.search.slices if one.explained_by is not None]

    def describe(self, conditions: Conditions) -> str:
        """`model is b and topic is x`."""
        labels = {name: self.ratings.dimensions[name].labels for name, _ in conditions}
        return " and ".join(f"{name} is {labels[name][level] or '(empty)'}" for name, level in conditions)

    def filters(self, finding: Slice) -> tuple[Filter, ...]:
        """The filters that select the slice."""
        return tuple(self.ratings.dimensions[name].filters[level] for name, level in finding.conditions)

    def summary_text(self) -> str:
        """The worst slice with its evidence, or that no slice is significant."""
        if not self.is_tested:
            return NO_USERS
        searched = f"{self.search.n_searched:,} slices searched on one half of the {self.ratings.user_noun}"
        tested = f"{self.search.n_tested:,} tested on the other half"
        if not self.search.slices:
            return f"No slice has significantly more negative ratings ({searched}, {tested})."
        worst, *others = self.independent
        n = len(others)
        more = f"; {n} other independent finding{'s' * (n > 1)}" if n else ""
        return (
            f"Worst where {self.describe(worst.conditions)}: {self.evidence_text(worst)}{more} ({searched}, {tested})."
        )

    def evidence_text(self, finding: Slice) -> str:
        """`61% negative, 31% elsewhere`."""
        if self.ratings.is_binary:
            return f"{finding.rate.value:.0%} negative, {finding.rest:.0%} elsewhere"
        return f"mean rating {1 - finding.rate.value:.2f}, {1 - finding.rest:.2f} elsewhere"

    def figures_text(self, finding: Slice) -> str:
        """All figures of a slice: differences and interval, ratings, users, excess and q-value."""
        excess = finding.excess
        scale, form, unit = (100, ".1f", " points") if self.ratings.is_binary else (1, ".2f", "")
        raw, adjusted, low, high, shrunk = (
            f"{scale * number:{form}}"
            for number in (
                finding.difference.value,
                finding.adjusted.value,
                finding.adjusted.low,
                finding.adjusted.high,
                finding.shrunk,
            )
        )
        q_value = f"= {finding.q_value:.2g}" if finding.q_value >= 0.001 else "< 0.001"
        return (
            f"{raw}{unit} more negative; {adjusted} between equally critical users (95 % confidence interval {low} to "
            f"{high}); {shrunk} after correction for reporting only significant slices. {finding.n:,} ratings of "
            f"{finding.n_users:,} users (tested on half of them, as informative as {finding.effective_users:,.0f} "
            f"users with equal numbers of ratings); about {excess.value:,.0f} ({excess.low:,.0f} to "
            f"{excess.high:,.0f}) more negative ratings than equally critical users give elsewhere; q {q_value}"
        )

    def selection_text(self, finding: Slice) -> str:
        """Whether who rates could explain the slice."""
        ratings = self.ratings
        rows = np.logical_and.reduce([ratings.dimension(name).codes == level for name, level in finding.conditions])
        inside, outside = (float(ratings.is_rated[side].mean()) for side in (rows, ~rows))
        if inside == outside == 1:
            return f"All {ratings.unit} are rated."
        coverage = f"{inside:.1%} of these {ratings.unit} are rated, {outside:.1%} of the others."
        value, rest = finding.rate.value, finding.rest
        if value * inside > rest * outside + 1 - outside:
            return f"{coverage} Who rates cannot explain the difference."
        if not (ratings.is_binary and 0 < rest < value < 1):
            return f"{coverage} It is unknown whether users are less happy or only rate differently."
        ratio = value / (1 - value) / (rest / (1 - rest))
        return (
            f"{coverage} It is unknown whether users are less happy or only rate differently: if unhappy users were "
            f"{ratio:.1f} times as likely to rate as happy ones here, compared with elsewhere, there would be no "
            "difference."
        )

    def table(self) -> pd.DataFrame:
        """The independent findings with their excess negative ratings: label, value, low, high, hover."""
        user_noun = self.ratings.user_noun
        rows = [
            {
                "label": self.describe(finding.conditions),
                "value": finding.excess.value,
                "low": finding.excess.low,
                "high": finding.excess.high,
                "hover": f"{finding.n:,} ratings, {finding.n_users:,} {user_noun}",
            }
            for finding in self.independent
        ]
        return pd.DataFrame(rows, columns=["label", "value", "low", "high", "hover"])


def default_dimensions(ratings: Ratings) -> list[str]:
    """The dimensions that are searched by default: everything that is fixed before the answer."""
    return [name for name, dimension in ratings.dimensions.items() if dimension.is_before]


def search_slices(ratings: Ratings, settings: SearchSettings) -> SliceFindings:
    """Slices of one or two conditions with significantly more negative ratings than all other rows.

    Only ratings of known users are tested. When most users are unknown, nothing is tested: conversations of the same
    person cannot be recognised, and a column that depends on the person would look significant by chance.
    """
    dimensions = {name: ratings.dimension(name) for name in settings.dimensions}
    if not ratings.has_users:
        n_rated = int(ratings.is_rated.sum())
        search = SliceSearch((), 0, 0, n_rated, 0, settings.false_discovery_rate)
        return SliceFindings(ratings, search, _describe_untested(ratings, list(dimensions.values()), settings.min_rows))
    rows = ratings.is_rated & ratings.is_user_known
    columns = {
        name: pd.Categorical.from_codes(dimension.codes[rows], categories=range(len(dimension.labels)))
        for name, dimension in dimensions.items()
    }
    search = worst_slices(
        pd.DataFrame(columns, index=range(int(rows.sum()))),
        1 - ratings.values[rows],
        np.asarray(pd.factorize(ratings.users[rows])[0]),
        SliceLimits(settings.min_rows, settings.min_users, settings.max_conditions),
        settings.false_discovery_rate,
    )
    return SliceFindings(ratings, search)


def _describe_untested(ratings: Ratings, dimensions: list[Dimension], min_rows: int) -> tuple[SliceDescription, ...]:
    """The groups of one condition with the largest rates of negative ratings."""
    is_rated = ratings.is_rated
    negative = 1 - ratings.values[is_rated]
    descriptions = []
    for dimension in dimensions:
        codes = dimension.codes[is_rated]
        known = codes >= 0
        n = np.bincount(codes[known], minlength=len(dimension.labels))
        total = np.bincount(codes[known], negative[known], len(dimension.labels))
        descriptions += [
            SliceDescription(f"{dimension.name} is {label or '(empty)'}", total[code] / n[code], int(n[code]))
            for code, label in enumerate(dimension.labels)
            if n[code] >= min_rows
        ]
    return tuple(sorted(descriptions, key=lambda one: -one.negative)[:MAX_DESCRIBED])
