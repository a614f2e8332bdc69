"""The probability of a difference by chance, from counts or from an estimate with its interval."""

from __future__ import annotations

import math

from analytics.statistics.distributions import normal_above, normal_quantile_above
from analytics.statistics.intervals import CONFIDENCE, Estimate

_Z = float(normal_quantile_above((1 - CONFIDENCE) / 2))


def p_of_shares(successes: int, n: int, other_successes: int, other_n: int) -> float:
    """Two-sided p-value that two independent shares are equal: the score test with the pooled share. NaN when one has
    no trial.
    """
    if not n or not other_n:
        return math.nan
    pooled = (successes + other_successes) / (n + other_n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n))
    if not error:
        return 1.0
    return float(2 * normal_above(abs(successes / n - other_successes / other_n) / error))


def p_of_estimate(estimate: Estimate, reference: float = 0.0) -> float:
    """Two-sided p-value that the true value is `reference`, from the half of the interval towards it (normal)."""
    end = estimate.low if estimate.value > reference else estimate.high
    error = abs(estimate.value - end) / _Z
    if not error or math.isnan(error):
        return math.nan if math.isnan(error) else float(estimate.value == reference)
    return float(2 * normal_above(abs(estimate.value - reference) / error))
