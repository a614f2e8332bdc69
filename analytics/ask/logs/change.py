"""What changed, and why? The ratings of two periods, or of two groups, compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.ask.logs.change_estimates import COMPONENT_CLAIMS, TRAFFIC_CLAIMS, ChangeEstimates
from analytics.ask.logs.compared_groups import ComparedGroups, stratifiers
from analytics.ask.logs.ratings import Ratings
from analytics.errors import DataloupeError
from analytics.statistics.decomposition import decompose
from analytics.statistics.intervals import Estimate, Rate, rate
from analytics.statistics.sample_size import sample_size_to_detect
from analytics.statistics.selection import selection_sensitivity
from analytics.statistics.standardisation import StandardisedDifference, standardise

DETECTABLE_CHANGE = 0.03
"""The change of a rate in [0, 1] for which the page states the number of ratings needed."""

EXAMPLE_RATIO = 2.0
"""The change of who rates for which the page states the result."""

NO_USERS = (
    "Whether this is chance is unknown: these logs do not identify users, and several ratings of one person would "
    "make the interval too narrow."
)


@dataclass(frozen=True)
class Change(ChangeEstimates):
    """The estimates of a change, in sentences."""

    def summary_text(self) -> str:
        """Both rates, the change, and whether it is significant."""
        names = self.pair.names
        first, second = (f"{name}: {self._rate_text(one)}" for name, one in zip(names, self.rates, strict=True))
        total = self.decomposition.total
        text = f"{second[:1].upper()}{second[1:]}; {first}. The change is {self.estimate_text(total)}."
        if not self.ratings.identifies_users:
            return f"{text} {NO_USERS}"
        return text if self.is_significant else f"{text} This is not significant."

    def decomposition_text(self) -> str:
        """How much of the change goes with the traffic, with coverage, and how much remains."""
        components = self.decomposition
        if self.stratifier is None:
            return (
                "The change is not decomposed, because no column that is fixed before the answer divides these ratings."
            )
        mix = self._component_text(components.mix, TRAFFIC_CLAIMS)
        who_rates, within = (self._component_text(one) for one in (components.who_rates, components.within))
        return (
            f"Of this, {mix} goes with a different mix of {self.stratifier}, {who_rates} with a different share of "
            f"rated {self.ratings.unit} in each {self.stratifier}, and {within} remains: different ratings within the "
            f"same {self.stratifier}."
        )

    def selection_text(self) -> str:
        """Whether what remains could be a change of who rates."""
        if not self.ratings.identifies_users:
            return "Without user ids it is unknown whether the remaining change is more than chance."
        if not self.has_remainder:
            return "The remaining change within the same strata is not significant."
        if self.selection.is_complete:
            return f"All {self.ratings.unit} are rated: who rates cannot explain the remaining change."
        low, high = (self.number_text(end) for end in (self.selection.bounds.low, self.selection.bounds.high))
        bounds = f"depending on the {self.ratings.unit} without a rating, it is between {low} and {high}"
        if self.is_quality:
            return f"Who rates cannot explain the remaining change: {bounds}."
        return (
            f"It is unknown whether the remaining change is a change of quality or of who rates: {bounds}. "
            f"{self._sensitivity_text()}"
        )

    def _sensitivity_text(self) -> str:
        """How much selection would explain what remains."""
        is_worse = self.selection.change < 0
        more, others = ("unhappy", "happy") if is_worse else ("happy", "unhappy")
        changed = self.number_text(self.selection.change_if(EXAMPLE_RATIO if is_worse else 1 / EXAMPLE_RATIO))
        text = (
            f"If {more} users became {EXAMPLE_RATIO:g} times as likely to rate as {others} ones, compared with "
            f"{self.pair.names[0]}, it would be {changed} instead of {self.number_text(self.selection.change)}"
        )
        ratio = self.selection.ratio_without_change
        if ratio is None:
            return f"{text}."
        return f"{text}; at {max(ratio, 1 / ratio):.1f} times, zero."

    def warnings(self) -> list[str]:
        """A sentence for each dimension that shows Simpson's paradox."""
        first, second = self.pair.names
        total = self.estimate_text(self.decomposition.total)
        return [
            f"Simpson's paradox: the ratings of {second} are {'worse' if one.crude.value < 0 else 'better'} than those "
            f"of {first} by {total}, but within the same {name} they are "
            f"{'better' if one.adjusted.value > 0 else 'worse'} by {self.estimate_text(one.adjusted)}."
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

    def _component_text(self, one: Estimate, claims: int = COMPONENT_CLAIMS) -> str:
        is_certain = not self.ratings.identifies_users or one.is_significant_among(claims)
        return self.estimate_text(one) + ("" if is_certain else " - not significant -")

    def _rate_text(self, one: Rate) -> str:
        ratings = self.ratings
        who = f"{one.n:,} rated {ratings.unit}" + (f" of {one.n_clusters:,} users" if ratings.has_users else "")
        return f"{one.value:.1%} of {who} positive" if ratings.is_binary else f"mean {one.value:.2f} of {who}"


def change(ratings: Ratings, pair: ComparedGroups, stratifier: str | None) -> Change:
    """Raises DataloupeError when a group has no rating, or when `stratifier` is not fixed before the answer."""
    if stratifier is not None and not ratings.dimension(stratifier).is_before:
        role = ratings.dimension(stratifier).role
        raise DataloupeError(
            f"{stratifier!r} cannot explain a change: its role is {role!r}. "
            f"Fixed before the answer: {', '.join(stratifiers(ratings, pair)) or 'none'}."
        )
    for code, name in enumerate(pair.names):
        if not ratings.is_rated[pair.codes == code].any():
            raise DataloupeError(f"There is no rating for {name}. A comparison needs ratings on both sides.")
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
        selection_sensitivity(codes, side, is_rated, values, rows.users, len(labels)),
        _reversals(rows, side, stratifiers(ratings, pair)) if ratings.identifies_users else {},
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
