"""What does a rate of flagged items say about the true rate, when the classifier makes mistakes?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analytics.statistics.intervals import wilson


class Counts(NamedTuple):
    """A classifier on items that people labelled: `positive` items of which it flagged `caught`, and `negative` items
    of which it flagged `false`.
    """

    positive: int
    caught: int
    negative: int
    false: int


@dataclass(frozen=True)
class ErrorRange:
    """The lowest and highest sensitivity and false-positive rate that a classifier has had on different sources."""

    sensitivity: tuple[float, float]
    false_positive_rate: tuple[float, float]

    @classmethod
    def over(cls, measured: Mapping[str, Counts]) -> ErrorRange:
        """The range over these sources, of the ends of their Wilson intervals."""
        positive, caught, negative, false = np.array(list(measured.values()), float).T
        sensitivities = wilson(caught, positive)
        rates = wilson(false, negative)
        return cls(
            (float(sensitivities[0].min()), float(sensitivities[1].max())),
            (float(rates[0].min()), float(rates[1].max())),
        )

    def true_rate(self, low: float, high: float) -> tuple[float, float]:
        """The ends of the true rate, where the rate of flagged items is between `low` and `high`.

        (flagged - false positives) / (sensitivity - false positives), at the ends of both ranges. Source: Rogan &
        Gladen 1978. A source whose errors are within the range is covered.
        """
        return (
            max(0.0, self._solve(low, self.sensitivity[1], self.false_positive_rate[1])),
            min(1.0, self._solve(high, self.sensitivity[0], self.false_positive_rate[0])),
        )

    @staticmethod
    def _solve(flagged: float, sensitivity: float, false_positive_rate: float) -> float:
        return (flagged - false_positive_rate) / max(sensitivity - false_positive_rate, 1e-9)
