"""How large is an effect that is reported because it is significant? Less than it looks."""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats


def corrected(value: float, deviation: float, threshold: float) -> float:
    """The effect for which `value` is the median of all estimates above `threshold`, between 0 and `value`.

    Only estimates above a threshold are reported, so those near it are too large on average. Source: Zhong & Prentice
    2008 (conditional median-unbiased estimator), with a normal distribution of standard deviation `deviation`.
    """
    if deviation <= 0:
        return value

    def excess(effect: float) -> float:
        above = stats.norm.logsf(value, effect, deviation) - stats.norm.logsf(threshold, effect, deviation)
        return float(above - np.log(0.5))

    return 0.0 if excess(0.0) >= 0 else float(optimize.brentq(excess, 0.0, value))
