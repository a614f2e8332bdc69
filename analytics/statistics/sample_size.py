"""How many ratings are needed?"""

from __future__ import annotations

import math

from analytics.errors import DataloupeError
from analytics.statistics.intervals import CONFIDENCE


def sample_size_to_detect(
    change: float, base: float, power: float = 0.8, confidence: float = CONFIDENCE, design_effect: float = 1.0
) -> float:
    """Ratings needed on *each* side to detect a change of a rate from `base` by `change` (-1..1) with the given power.

    Infinite when no sample suffices. Two-sided test of two proportions. Source: Fleiss, Levin & Paik 2003, section
    4.2, times the design effect.
    """
    from scipy import stats

    changed = base + change
    if change == 0 or not 0 <= changed <= 1:
        return math.inf
    pooled = (base + changed) / 2
    under_null = stats.norm.isf((1 - confidence) / 2) * math.sqrt(2 * pooled * (1 - pooled))
    under_change = stats.norm.isf(1 - power) * math.sqrt(base * (1 - base) + changed * (1 - changed))
    return float(((under_null + under_change) / change) ** 2 * design_effect)


def sample_size_for_margin(margin: float, confidence: float = CONFIDENCE) -> int:
    """Ratings needed to estimate any share to within +- `margin`: the normal approximation at a share of one half."""
    from scipy import stats

    if not 0 < margin < 0.5:
        raise DataloupeError(f"The margin must be between 0 and 0.5, not {margin}.")
    size: float = (stats.norm.isf((1 - confidence) / 2) / (2 * margin)) ** 2
    return math.ceil(size)


def sample_size_for_win_rate(win_rate: float, power: float = 0.8, confidence: float = CONFIDENCE) -> int:
    """Comparisons without ties needed to distinguish a win rate from one half, two-sided.

    Source: Fleiss, Levin & Paik 2003, section 2.5.
    """
    from scipy import stats

    if not (0.5 < win_rate < 1 and 0 < power < 1):
        raise DataloupeError(
            f"The win rate must be between 0.5 and 1, not {win_rate}, and the power between 0 and 1, not {power}."
        )
    under_null = stats.norm.isf((1 - confidence) / 2) * 0.5
    under_win_rate = stats.norm.isf(1 - power) * math.sqrt(win_rate * (1 - win_rate))
    size: float = ((under_null + under_win_rate) / (win_rate - 0.5)) ** 2
    return math.ceil(size)
