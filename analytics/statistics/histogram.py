"""Does a histogram have two modes, and where is the minimum between them?"""

from __future__ import annotations

import numpy as np

BINS = 128
SMOOTHING = 3.5
"""The standard deviation, in bins, of the Gaussian that smooths the counts."""

MAX_VALLEY = 0.6
"""A minimum counts when it is at most this share of the lower of its two modes."""

MIN_MODE = 0.05
"""A mode counts when it is at least this share of the highest mode."""

MIN_VALUES = 200
"""With fewer values, a histogram does not show its modes."""

MAX_LINEAR_RATIO = 50
"""Quantiles 99.5 % / 0.5 % from which the histogram is taken of logarithms."""


def valley(values: np.ndarray) -> float | None:
    """The deepest minimum between two modes of the smoothed histogram of finite `values`.

    None when no minimum is deep enough, or there are too few values. Zeros are left out when they are more than half;
    with a long right tail, the histogram is taken of logarithms.
    """
    values = values[values != 0] if np.count_nonzero(values == 0) * 2 > len(values) else values
    if len(values) < MIN_VALUES:
        return None
    low, high = np.quantile(values, [0.005, 0.995])
    is_logarithmic = bool(low > 0 and high / low > MAX_LINEAR_RATIO)
    if high <= low:
        return None
    if is_logarithmic:
        values, low, high = np.log(values[values > 0]), np.log(low), np.log(high)
    counts, edges = np.histogram(values, BINS, (low, high))
    offsets = np.arange(-int(3 * SMOOTHING), int(3 * SMOOTHING) + 1)
    smooth = np.convolve(counts, np.exp(-((offsets / SMOOTHING) ** 2) / 2), mode="same")
    place = _deepest_valley(smooth)
    if place is None:
        return None
    middle = (edges[place] + edges[place + 1]) / 2
    return float(np.exp(middle) if is_logarithmic else middle)


def _deepest_valley(heights: np.ndarray) -> int | None:
    """The place of the minimum that lies furthest below the lower of two modes."""
    modes = _modes(heights)
    max_depth, deepest = 0.0, None
    for index, left in enumerate(modes):
        for right in modes[index + 1 :]:
            bottom = left + int(np.argmin(heights[left:right]))
            lower = min(heights[left], heights[right])
            depth = lower - heights[bottom]
            if heights[bottom] <= MAX_VALLEY * lower and depth > max_depth:
                max_depth, deepest = depth, bottom
    return deepest


def _modes(heights: np.ndarray) -> list[int]:
    padded = np.concatenate([[-1], heights, [-1]])
    is_mode = (padded[:-2] < heights) & (heights >= padded[2:]) & (heights >= MIN_MODE * heights.max())
    return [int(place) for place in np.flatnonzero(is_mode)]
