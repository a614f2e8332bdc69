"""Sums over the values of a signal, by bin and by group. NaN is no value. All sums are in the order of the rows."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import cached

QUANTILES = (0.5, 0.95)


@cached
def bins_of(values: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The bin of each value (-1: none), int16[n], and how many values are in each, int64[edges + 1]. Bin i begins at
    edge i - 1, and ends before edge i.
    """
    n_edges = len(edges)
    places, counts = np.empty(len(values), np.int16), np.zeros(n_edges + 1, np.int64)
    for row in range(len(values)):
        value = values[row]
        if np.isnan(value):
            places[row] = -1
            continue
        first, size = 0, n_edges
        while size > 0:
            half = size >> 1
            if edges[first + half] <= value:
                first += half + 1
                size -= half + 1
            else:
                size = half
        places[row] = first
        counts[first] += 1
    return places, counts


@cached
def group_means(values: np.ndarray, codes: np.ndarray, n_groups: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How many values each group has, their mean (NaN without), and the sum of squared differences from it."""
    n, means, squares = np.zeros(n_groups), np.zeros(n_groups), np.zeros(n_groups)
    for row in range(len(values)):
        if not np.isnan(values[row]):
            n[codes[row]] += 1
            means[codes[row]] += values[row]
    for group in range(n_groups):
        means[group] = means[group] / n[group] if n[group] else np.nan
    for row in range(len(values)):
        if not np.isnan(values[row]):
            squares[codes[row]] += (values[row] - means[codes[row]]) ** 2
    return n, means, squares


def quantiles(values: np.ndarray, places: np.ndarray, counts: np.ndarray) -> list[float]:
    """The smallest values that at least QUANTILES of the values do not exceed: the inverse of the distribution
    function. Only the values of one bin are sorted for each. There must be a value.
    """
    ends = np.cumsum(counts)
    results = []
    for quantile in QUANTILES:
        rank = max(int(np.ceil(ends[-1] * quantile - 1)), 0)
        chosen = int(np.searchsorted(ends, rank, side="right"))
        inside = rank - int(ends[chosen] - counts[chosen])
        results.append(float(np.partition(values[places == chosen], inside)[inside]))
    return results
