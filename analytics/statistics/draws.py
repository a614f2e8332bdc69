"""Draws of rows with replacement, summed: what a bootstrap spends its time on, in compiled loops."""

from __future__ import annotations

import numba as nb
import numpy as np


@nb.njit(cache=True, nogil=True)
def sums_of_draws(rows, size, draws, random):  # type: ignore[no-untyped-def]
    """float64[draws, k]: the sums of `size` rows of `rows` float[n, k] that are drawn with replacement."""
    n, columns = rows.shape
    sums = np.zeros((draws, columns))
    for draw in range(draws):
        for _ in range(size):
            row = int(random.random() * n)
            for column in range(columns):
                sums[draw, column] += rows[row, column]
    return sums


@nb.njit(cache=True, nogil=True)
def counts_of_draws(n, draws, random):  # type: ignore[no-untyped-def]
    """float64[draws, n]: how often each of `n` rows is drawn, when `n` are drawn with replacement."""
    counts = np.zeros((draws, n))
    for draw in range(draws):
        for _ in range(n):
            counts[draw, int(random.random() * n)] += 1
    return counts
