"""How many of a finite set have a property, by a random sample of it without replacement?"""

from __future__ import annotations

import numpy as np

from analytics.statistics.intervals import CONFIDENCE


def count_interval(successes: int, n: int, population: int, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """The least and the largest number of members of a `population` that may have a property, when `successes` of `n`
    sampled members have it.

    All numbers whose hypergeometric distribution does not make the sample too improbable: the interval contains the
    true number at least as often as `confidence` says. Source: Buonaccorsi 1987.
    """
    from scipy import stats

    possible = np.arange(successes, population - (n - successes) + 1)
    tail = (1 - confidence) / 2
    at_least = stats.hypergeom.sf(successes - 1, population, possible, n)
    at_most = stats.hypergeom.cdf(successes, population, possible, n)
    accepted = possible[(at_least > tail) & (at_most > tail)]
    return int(accepted[0]), int(accepted[-1])
