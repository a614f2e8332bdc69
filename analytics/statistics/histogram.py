"""Does a histogram have two humps, and where is the valley between them?"""

from __future__ import annotations

import numpy as np

BINS, SMOOTHING = 128, 3.5
"""Bins, and the standard deviation of the Gaussian that smooths their counts, in bins."""
DEPTH, HEIGHT = 0.6, 0.05
"""A valley counts when it lies at or below this share of the lower hump, and a hump when it reaches this share of the
highest.
"""
FEWEST = 200
"""Values below which a histogram says nothing of humps."""


def valley(values: np.ndarray) -> float | None:
    """The deepest point between two humps of the smoothed histogram of finite `values`; None when there is none deep
    enough, or too few values.

    Zeros are left out where they are more than half; a long right tail is looked at in logarithms.
    """
    values = values[values != 0] if np.count_nonzero(values == 0) * 2 > len(values) else values
    if len(values) < FEWEST:
        return None
    low, high = np.quantile(values, [0.005, 0.995])
    logarithmic = bool(low > 0 and high / low > 50)
    if high <= low:
        return None
    if logarithmic:
        values, low, high = np.log(values[values > 0]), np.log(low), np.log(high)
    counts, edges = np.histogram(values, BINS, (low, high))
    reach = np.arange(-int(3 * SMOOTHING), int(3 * SMOOTHING) + 1)
    smooth = np.convolve(counts, np.exp(-((reach / SMOOTHING) ** 2) / 2), mode="same")
    place = _deepest(smooth)
    if place is None:
        return None
    middle = (edges[place] + edges[place + 1]) / 2
    return float(np.exp(middle) if logarithmic else middle)


def _deepest(heights: np.ndarray) -> int | None:
    """The place of the valley that lies furthest below the lower of two humps."""
    padded = np.concatenate([[-1], heights, [-1]])
    humps = [
        place
        for place in range(len(heights))
        if padded[place] < heights[place] >= padded[place + 2] and heights[place] >= HEIGHT * heights.max()
    ]
    best, found = 0.0, None
    for index, left in enumerate(humps):
        for right in humps[index + 1 :]:
            bottom = left + int(np.argmin(heights[left:right]))
            lower = min(heights[left], heights[right])
            if heights[bottom] <= DEPTH * lower and lower - heights[bottom] > best:
                best, found = lower - heights[bottom], bottom
    return found
