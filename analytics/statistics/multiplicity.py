"""Many tests at once: which of them would still be believed?"""

from __future__ import annotations

import numpy as np


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """The q-value of each p-value: the smallest false discovery rate at which it is called real.

    Source: Benjamini & Hochberg 1995; valid for independent and positively dependent tests (Benjamini & Yekutieli
    2001).
    """
    p_values = np.asarray(p_values, float)
    order = np.argsort(p_values)[::-1]
    ranks = np.arange(len(p_values), 0, -1)
    q_values = np.empty_like(p_values)
    q_values[order] = np.minimum.accumulate(p_values[order] * len(p_values) / ranks) if len(p_values) else p_values
    return np.minimum(q_values, 1.0)
