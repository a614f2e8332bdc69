"""Which candidates are reported, and in which order?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from analytics.findings.finding import Finding

LEVEL = 0.03
"""Below 5 %, because p-values of small logs are a little too small: at .05, 9 of 160 logs without effects (5.6 %) had
a claim.
"""

MAX_OF_A_KIND = 2
MIN_SCORE = 0.0005
"""A finding that matters less is not reported."""


def ranked(candidates: Sequence[Finding]) -> list[Finding]:
    """The findings to report, the most important first, at most `MAX_OF_A_KIND` of a kind.

    Claims are tested together: Holm's procedure over all candidates of all kinds keeps the probability of any false
    claim below `LEVEL`. A claim whose interval contains its reference is no finding. Source: Holm 1979.
    """
    is_significant = _significant([one.p_value for one in candidates])
    kept = [
        one
        for one, significant in zip(candidates, is_significant, strict=True)
        if significant
        and (one.is_urgent or one.score >= MIN_SCORE)
        and not (one.p_value is not None and one.crosses_reference)
    ]
    kept.sort(key=lambda one: (not one.is_urgent, -one.score, one.kind, one.sentence))
    return _few_of_a_kind(kept)


def _significant(p_values: Sequence[float | None]) -> list[bool]:
    """Whether each claim is significant after Holm's correction; True for facts."""
    claims = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    result = [p is None for p in p_values]
    for rank, (p, place) in enumerate(claims):
        if np.isnan(p) or p * (len(claims) - rank) > LEVEL:
            break
        result[place] = True
    return result


def _few_of_a_kind(findings: Sequence[Finding]) -> list[Finding]:
    counts: Counter[str] = Counter()
    kept = []
    for one in findings:
        counts[one.kind] += 1
        if counts[one.kind] <= MAX_OF_A_KIND:
            kept.append(one)
    return kept
