"""How many items must an evaluation set have to tell two models apart?

Both models answer the same items, so only the items count on which exactly one of them is right. The test is McNemar's
exact test (McNemar 1947), and its power is computed exactly: the number of such items is binomial, and of them the
better model wins a binomial number.
"""

from __future__ import annotations

import math

import numpy as np

from analytics.errors import DataloupeError
from analytics.statistics.intervals import CONFIDENCE

DISCORDANT = 0.12
"""The share of items on which exactly one of two models is right, where nothing is known about them."""

MAX_ITEMS = 100_000


def paired_power(n: int, difference: float, discordant: float = DISCORDANT, confidence: float = CONFIDENCE) -> float:
    """The probability that McNemar's exact test finds a difference of accuracies (0..1) in `n` items, when a share
    `discordant` of all items is answered rightly by exactly one of the models.
    """
    from scipy import stats

    _check(difference, discordant)
    wins = (1 + difference / discordant) / 2
    spread = 8 * math.sqrt(n * discordant * (1 - discordant)) + 8
    middle = n * discordant
    counts = np.arange(max(int(middle - spread), 0), min(int(middle + spread) + 1, n) + 1)
    critical = stats.binom.ppf((1 - confidence) / 2, counts, 0.5)
    critical = np.where(stats.binom.cdf(critical, counts, 0.5) > (1 - confidence) / 2, critical - 1, critical)
    rejects = stats.binom.cdf(critical, counts, wins) + stats.binom.sf(counts - critical - 1, counts, wins)
    return float((stats.binom.pmf(counts, n, discordant) * np.where(critical < 0, 0.0, rejects)).sum())


def paired_sample_size(difference: float, discordant: float = DISCORDANT, power: float = 0.8) -> int:
    """The items needed to find a difference of accuracies with this power. Raises DataloupeError for numbers that are
    no shares, and where more than MAX_ITEMS are needed.
    """
    _check(difference, discordant)
    if not 0 < power < 1:
        raise DataloupeError(f"The power must be between 0 and 1, not {power}.")
    low, high = 1, 64
    while paired_power(high, difference, discordant) < power:
        low, high = high, 2 * high
        if high > MAX_ITEMS:
            raise DataloupeError(f"More than {MAX_ITEMS:,} items are needed to find a difference of {difference:.2%}.")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if paired_power(middle, difference, discordant) >= power else (middle, high)
    return high


def detectable_difference(n: int, discordant: float = DISCORDANT, power: float = 0.8) -> float | None:
    """The smallest difference of accuracies, in tenths of a point, that `n` items find with this power; None where they
    find none.
    """
    steps = np.arange(1, int(discordant * 1000) + 1) / 1000
    low, high = 0, len(steps)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if paired_power(n, float(steps[middle]), discordant) >= power else (middle + 1, high)
    return float(steps[low]) if low < len(steps) else None


def power_text(n: int, discordant: float = DISCORDANT) -> str:
    """`380 items tell two models 5.1 points apart with 80 % power, when ...`."""
    assumed = f"when exactly one of them is right on {discordant:.0%} of the items"
    smallest = detectable_difference(n, discordant)
    if smallest is None:
        return f"{n:,} items are too few to compare two models with 80 % power, {assumed}."
    return (
        f"{n:,} items find a difference of {100 * smallest:.1f} points between two models with 80 % power, {assumed}."
    )


def _check(difference: float, discordant: float) -> None:
    if not 0 < difference <= discordant <= 1:
        raise DataloupeError(
            f"The difference to find must be above 0 and at most the share of items on which one model is right "
            f"({discordant:g}), not {difference:g}."
        )
