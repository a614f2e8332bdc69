"""Where are ratings negative, and is it more than chance?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.ask.filters import Filter
from analytics.ask.logs.ratings import Ratings
from analytics.statistics.slice_candidates import SliceLimits
from analytics.statistics.slices import Conditions, Slice, SliceSearch, worst_slices

ANSWER_DIMENSIONS = ("length (words)", "latency (ms)", "cost", "refused")
"""Properties of the answer itself, not of the question or the user: often a sign of a bad answer (short because
refused), rarely its cause.
"""


@dataclass(frozen=True)
class SearchSettings:
    """In which dimensions to search slices, how small they may be (in each half of the users), and which share of the
    reported slices may be false.
    """

    dimensions: tuple[str, ...]
    max_conditions: int = 2
    min_rows: int = 50
    min_users: int = 20
    false_discovery_rate: float = 0.05


@dataclass(frozen=True)
class SliceFindings:
    """The significant slices. `independent` ones are significant without the rows of each other; `explained` ones are
    not significant without the rows of an independent one.
    """

    ratings: Ratings
    search: SliceSearch

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
        """All figures of a slice: difference and interval, ratings, users, excess and q-value."""
        difference, excess = finding.difference, finding.excess
        scale, form, unit = (100, ".1f", " points") if self.ratings.is_binary else (1, ".2f", "")
        low, high = (f"{scale * end:{form}}" for end in (difference.low, difference.high))
        q_value = f"= {finding.q_value:.2g}" if finding.q_value >= 0.001 else "< 0.001"
        return (
            f"{scale * difference.value:{form}}{unit} more negative (95 % confidence interval {low} to {high}), "
            f"{finding.n:,} ratings of {finding.n_users:,} {self.ratings.user_noun}; about {excess.value:,.0f} "
            f"({excess.low:,.0f} to {excess.high:,.0f}) negative ratings beyond the rate elsewhere; q {q_value}"
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
    """The dimensions that are searched by default: everything that was known before the answer."""
    return [name for name in ratings.dimensions if name not in ANSWER_DIMENSIONS]


def search_slices(ratings: Ratings, settings: SearchSettings) -> SliceFindings:
    """Slices of one or two conditions with significantly more negative ratings than all other rows."""
    is_rated = ratings.is_rated
    dimensions = {name: ratings.dimension(name) for name in settings.dimensions}
    columns = {
        name: pd.Categorical.from_codes(dimension.codes[is_rated], categories=range(len(dimension.labels)))
        for name, dimension in dimensions.items()
    }
    search = worst_slices(
        pd.DataFrame(columns, index=range(int(is_rated.sum()))),
        1 - ratings.values[is_rated],
        np.asarray(pd.factorize(ratings.users[is_rated])[0]),
        SliceLimits(settings.min_rows, settings.min_users, settings.max_conditions),
        settings.false_discovery_rate,
    )
    return SliceFindings(ratings, search)
