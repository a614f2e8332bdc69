"""What changed, and why? The ratings of two periods, or of two groups, compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.ask.logs.compared_groups import ComparedGroups, stratifiers
from analytics.ask.logs.ratings import Ratings
from analytics.errors import DataloupeError
from analytics.statistics.decomposition import Decomposition, decompose
from analytics.statistics.intervals import Estimate, Rate, rate
from analytics.statistics.sample_size import sample_size_to_detect
from analytics.statistics.standardisation import StandardisedDifference, standardise

DETECTABLE_CHANGE = 0.03
"""The change of a rate in [0, 1] for which the page states the number of ratings needed."""


@dataclass(frozen=True)
class Change:
    """The second group minus the first.

    `decomposition` splits the change of the rate by the dimension `stratifier`. `reversals` are the dimensions for
    which the standardised difference has the other sign (Simpson's paradox), the largest first.
    """

    ratings: Ratings
    pair: ComparedGroups
    rates: tuple[Rate, Rate]
    stratifier: str | None
    decomposition: Decomposition
    standardised: StandardisedDifference
    reversals: dict[str, StandardisedDifference]

    def summary_text(self) -> str:
        """Both rates, the change, and whether it is significant."""
        names = self.pair.names
        first, second = (f"{name}: {self._rate_text(one)}" for name, one in zip(names, self.rates, strict=True))
        total = self.decomposition.total
        text = f"{second[:1].upper()}{second[1:]}; {first}. The change is {self.estimate_text(total)}."
        return text if total.excludes_zero else f"{text} This is not significant."

    def decomposition_text(self) -> str:
        """How much of the change each component contributes."""
        components = self.decomposition
        if self.stratifier is None:
            return "No column divides these ratings, so the change cannot be decomposed."
        return (
            f"Of this, {self.estimate_text(components.mix)} comes from different traffic, "
            f"{self.estimate_text(components.who_rates)} from who rates, and "
            f"{self.estimate_text(components.within)} from different ratings within the same {self.stratifier}."
        )

    def warnings(self) -> list[str]:
        """A sentence for each dimension that shows Simpson's paradox."""
        first, second = self.pair.names
        total = self.estimate_text(self.decomposition.total)
        return [
            f"Simpson's paradox: {second} is {'worse' if one.crude.value < 0 else 'better'} than {first} by {total}, "
            f"but within the same {name} it is {'better' if one.adjusted.value > 0 else 'worse'} "
            f"by {self.estimate_text(one.adjusted)}."
            for name, one in self.reversals.items()
        ]

    def sample_size_text(self) -> str:
        """How many ratings detect a change of DETECTABLE_CHANGE."""
        base = self.rates[0]
        change = DETECTABLE_CHANGE if base.value + DETECTABLE_CHANGE <= 1 else -DETECTABLE_CHANGE
        n = sample_size_to_detect(change, base.value, design_effect=base.design_effect)
        size = "3 points" if self.ratings.is_binary else f"{DETECTABLE_CHANGE} of the scale"
        return (
            f"To detect a change of {size} with a power of 80 %, each side needs about {n:,.0f} rated "
            f"{self.ratings.unit}; they have {' and '.join(f'{one.n:,}' for one in self.rates)}."
        )

    def components(self) -> pd.DataFrame:
        """The change and its components: label, value, low, high, hover."""
        components = {
            "total change": self.decomposition.total,
            "traffic mix": self.decomposition.mix,
            "who rates": self.decomposition.who_rates,
            f"within the same {self.stratifier}": self.decomposition.within,
        }
        rows = [(label, one.value, one.low, one.high, self.estimate_text(one)) for label, one in components.items()]
        return pd.DataFrame(rows, columns=["label", "value", "low", "high", "hover"])

    def strata(self) -> pd.DataFrame:
        """The components by stratum, as in statistics.decomposition, with `label`; the largest first."""
        _, labels = self.ratings.strata(self.stratifier)
        strata = self.decomposition.strata.assign(label=list(labels))
        strata = strata[(strata.turns_before > 0) | (strata.turns_after > 0)]
        size = (strata.mix + strata.who_rates + strata.within).abs()
        return strata.loc[size.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)

    def estimate_text(self, one: Estimate) -> str:
        """`+3.1 points (95 % confidence interval +0.4 to +5.8)`; `+0.03` when the ratings are not binary."""
        scale, form, unit = (100, "+.1f", " points") if self.ratings.is_binary else (1, "+.2f", "")
        value, low, high = (f"{scale * end:{form}}" for end in (one.value, one.low, one.high))
        return f"{value}{unit} (95 % confidence interval {low} to {high})"

    def _rate_text(self, one: Rate) -> str:
        ratings = self.ratings
        who = f"{one.n:,} rated {ratings.unit}" + (f" of {one.n_clusters:,} users" if ratings.has_users else "")
        return f"{one.value:.1%} of {who} positive" if ratings.is_binary else f"mean {one.value:.2f} of {who}"


def change(ratings: Ratings, pair: ComparedGroups, stratifier: str | None) -> Change:
    """Raises DataloupeError when a group has no rating."""
    for code, name in enumerate(pair.names):
        if not ratings.is_rated[pair.codes == code].any():
            raise DataloupeError(f"there is no rating for {name}, so it cannot be compared")
    rows, side = ratings.keep(pair.codes >= 0), pair.codes[pair.codes >= 0]
    is_rated = rows.is_rated
    codes, labels = rows.strata(stratifier)
    values = np.where(is_rated, rows.values, 0.0)
    return Change(
        rows,
        pair,
        (_rate(rows, is_rated & (side == 0)), _rate(rows, is_rated & (side == 1))),
        stratifier,
        decompose(codes, side, is_rated, values, rows.users, len(labels)),
        _standardised(rows, side, stratifier),
        _reversals(rows, side, stratifiers(ratings, pair)),
    )


def _rate(ratings: Ratings, rows: np.ndarray) -> Rate:
    return rate(ratings.values[rows], ratings.users[rows])


def _reversals(ratings: Ratings, side: np.ndarray, names: list[str]) -> dict[str, StandardisedDifference]:
    differences = {name: _standardised(ratings, side, name) for name in names}
    reversals = [(name, one) for name, one in differences.items() if one.is_reversed]
    return dict(sorted(reversals, key=lambda item: -abs(item[1].adjusted.value)))


def _standardised(ratings: Ratings, side: np.ndarray, stratifier: str | None) -> StandardisedDifference:
    is_rated = ratings.is_rated
    codes, labels = ratings.strata(stratifier)
    users = np.asarray(pd.factorize(ratings.users[is_rated])[0])
    return standardise(side[is_rated], codes[is_rated], ratings.values[is_rated], users, len(labels))
