"""By how much did the ratings change, and what is certain about it? The estimates behind the sentences of `change`."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.ask.logs.compared_groups import ComparedGroups
from analytics.ask.logs.ratings import Ratings
from analytics.statistics.decomposition import Decomposition
from analytics.statistics.intervals import Estimate, Rate
from analytics.statistics.selection import SelectionSensitivity
from analytics.statistics.standardisation import StandardisedDifference

TOTAL_CLAIMS, COMPONENT_CLAIMS = 2, 4
"""With how many estimates the total and each component are judged together, so that logs without any change rarely have
a significant one (docs/truth.md).
"""

TRAFFIC_CLAIMS = 50
"""The same for the mix of the traffic: it is named as a cause at an error of one in a thousand, so that a change of the
answers is not attributed to traffic in any of 200 simulated logs (docs/truth.md).
"""


@dataclass(frozen=True)
class ChangeEstimates:
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
    selection: SelectionSensitivity
    reversals: dict[str, StandardisedDifference]

    @property
    def is_significant(self) -> bool:
        """Whether the ratings differ by more than chance. The total is judged together with its components."""
        return self.ratings.identifies_users and self.decomposition.total.is_significant_among(TOTAL_CLAIMS)

    @property
    def has_remainder(self) -> bool:
        """Whether the ratings within the same strata differ by more than chance."""
        return self.ratings.identifies_users and self.decomposition.within.is_significant_among(COMPONENT_CLAIMS)

    @property
    def is_traffic(self) -> bool:
        """Whether the mix of the strata changed the ratings by more than chance."""
        return self.ratings.identifies_users and self.decomposition.mix.is_significant_among(TRAFFIC_CLAIMS)

    @property
    def is_quality(self) -> bool:
        """Whether the ratings within the same stratum differ significantly, and who rates cannot explain it."""
        within, selection = self.decomposition.within, self.selection
        return self.has_remainder and selection.is_beyond_selection and within.value * selection.bounds.low > 0

    def components(self) -> pd.DataFrame:
        """The change and its components: label, value, low, high, hover."""
        components = {
            "total change": self.decomposition.total,
            f"mix of {self.stratifier}": self.decomposition.mix,
            "share that is rated": self.decomposition.who_rates,
            f"within the same {self.stratifier}": self.decomposition.within,
        }
        rows = [(label, one.value, one.low, one.high, self.estimate_text(one)) for label, one in components.items()]
        if not self.selection.is_complete:
            low, high = self.selection.bounds.low, self.selection.bounds.high
            text = f"{self.number_text(low)} to {self.number_text(high)}"
            rows.append((f"within the same {self.stratifier}, bounds for any raters", float("nan"), low, high, text))
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

    def number_text(self, value: float) -> str:
        return f"{100 * value:+.1f} points" if self.ratings.is_binary else f"{value:+.2f}"
