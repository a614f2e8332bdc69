"""Values beyond the largest one that was seen: the tails of columns as generalised Pareto distributions.

A bootstrap draws only values that it has. Where a few clusters are far larger than the others, others of their kind are
larger still, and limits from the bootstrap alone are violated too often. Excesses over a high threshold follow a
generalised Pareto distribution (Pickands 1975), fitted by probability-weighted moments (Hosking & Wallis 1987); draws
of its quantiles in place of the values are a semi-parametric bootstrap (Caers & Maes 1998).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

MAX_TAIL_SHARE, TAIL_PER_ROOT, MIN_TAIL = 0.1, 2.0, 10
"""The tail has TAIL_PER_ROOT times the root of the number of values, at most this share of them, at least MIN_TAIL."""
MAX_SHAPE = 0.9
"""From 1 on, a generalised Pareto distribution has no mean."""
MAX_COPIES, MIN_COPIES, ROWS = 8, 2, 20_000
"""Each row is copied so often that there are about ROWS; its copies have different values where they are in a tail."""


class Tail(NamedTuple):
    """The values above a threshold: `places` int64[t], ascending by value, and the distribution of their excesses."""

    places: np.ndarray
    threshold: float
    shape: float
    scale: float

    def quantiles(self, n: int) -> np.ndarray:
        """float64[n]: values of the tail at evenly spaced probabilities, ascending."""
        beyond = 1 - (np.arange(n) + 0.5) / n
        return np.asarray(self.threshold + self.scale / self.shape * (beyond**-self.shape - 1))


def long_tail(values: np.ndarray) -> Tail | None:
    """The upper tail of `values` float[n]; None where it is not longer than that of an exponential distribution."""
    n = len(values)
    size = max(MIN_TAIL, int(min(n * MAX_TAIL_SHARE, TAIL_PER_ROOT * np.sqrt(n))))
    if size >= n:
        return None
    places = np.argsort(values, kind="stable")[-size - 1 :]
    threshold = float(values[places[0]])
    excess = values[places[1:]] - threshold
    mean = float(excess.mean())
    weighted = float((excess * (1 - (np.arange(1, size + 1) - 0.35) / size)).mean())
    if mean <= 0 or mean <= 2 * weighted:
        return None
    shape = min(2 - mean / (mean - 2 * weighted), MAX_SHAPE)
    return Tail(places[1:], threshold, shape, mean * (1 - shape)) if shape > 0 else None


def with_long_tails(sums: np.ndarray, counts: np.ndarray, is_bounded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Copies of the rows of `sums` and `counts` float[n, k]. Where `sums` are far from what the counts let expect, at
    the rate of all rows, their copies spread over the tail, in the same order. Columns that are `bounded` bool[k] stay.
    """
    n = len(sums)
    copies = int(np.clip(ROWS // max(n, 1), MIN_COPIES, MAX_COPIES))
    more_sums, more_counts = np.repeat(sums, copies, axis=0), np.repeat(counts, copies, axis=0)
    for column in np.flatnonzero(~is_bounded & (counts.sum(axis=0) > 0)):
        rate = sums[:, column].sum() / counts[:, column].sum()
        distances = sums[:, column] - rate * counts[:, column]
        for sign in (1, -1):
            tail = long_tail(sign * distances)
            if tail is not None:
                rows = (tail.places[:, None] * copies + np.arange(copies)).ravel()
                expected = rate * more_counts[rows, column]
                more_sums[rows, column] = expected + sign * tail.quantiles(len(rows))
    return more_sums, more_counts
