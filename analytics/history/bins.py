"""Which bins does the histogram of a signal have? They follow from its definition, never from the values at hand: the
histograms of two snapshots always have the same bins.
"""

from __future__ import annotations

import functools
import itertools

import numpy as np

from analytics.number_text import number_text
from analytics.signals.signal import Signal

FRACTION_UNITS = ("fraction", "probability", "cosine")
INSIDE_FRACTIONS = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, *(step / 20 for step in range(2, 20)), 0.97, 0.99)
"""Edges between 0 and 1: narrow at both ends, where most shares of text are."""

BINS_PER_DECADE = 20
"""Neighbouring edges differ by 12 %."""

ABOVE_ZERO = 1e-300
"""The upper edge of the bin of exact zeros."""

MAX_COUNT_EXPONENT = 9
MIN_EXPONENT, MAX_EXPONENT = -4, 6
"""Numbers beyond these powers of ten are in the first or the last bin."""


@functools.lru_cache(maxsize=1024)
def edges(signal: Signal) -> tuple[float, ...]:
    """The inner edges of the bins, ascending. Bin 0 is below the first edge, bin i from edge i-1 to below edge i, and
    the last one from the last edge on: there is one bin more than edges.

    Yes-or-no signals have the bins no and yes. Shares have a bin of exact zeros and one of exact ones. Counts have
    single bins up to 10, and then 20 a power of ten. Other numbers have 20 a power of ten on both sides of zero.
    """
    if signal.dtype == "BOOLEAN":
        return (0.5,)
    if signal.unit in FRACTION_UNITS:
        return (0.0, ABOVE_ZERO, *INSIDE_FRACTIONS, 1.0)
    if signal.dtype == "BIGINT":
        steps = np.arange(MAX_COUNT_EXPONENT * BINS_PER_DECADE + 1)
        geometric = np.unique(np.round(10 ** (steps / BINS_PER_DECADE)))
        return tuple(float(edge) for edge in np.unique([*range(11), *geometric]))
    steps = np.arange(MIN_EXPONENT * BINS_PER_DECADE, MAX_EXPONENT * BINS_PER_DECADE + 1)
    positive = [float(edge) for edge in 10 ** (steps / BINS_PER_DECADE)]
    return (*(-edge for edge in reversed(positive)), 0.0, ABOVE_ZERO, *positive)


def n_bins(signal: Signal) -> int:
    """How many bins the histogram of a signal has."""
    return len(edges(signal)) + 1


@functools.lru_cache(maxsize=1024)
def edge_array(signal: Signal) -> np.ndarray:
    """`edges`, as float64."""
    return np.asarray(edges(signal))


def bin_codes(signal: Signal, values: np.ndarray) -> np.ndarray:
    """The bin of each of these values (finite)."""
    return np.searchsorted(edge_array(signal), values, side="right")


@functools.lru_cache(maxsize=1024)
def bin_names(signal: Signal) -> tuple[str, ...]:
    """`no`, `0`, `0.05 to 0.075`, `12 to 14`: the values of each bin, the upper end excluded."""
    if signal.dtype == "BOOLEAN":
        return ("no", "yes")
    ends = edges(signal)
    whole = signal.dtype == "BIGINT"
    inner = [_name(low, high, whole) for low, high in itertools.pairwise(ends)]
    return (f"below {number_text(ends[0])}", *inner, f"{number_text(ends[-1])} or more")


def _name(low: float, high: float, whole: bool) -> str:
    if high == ABOVE_ZERO or (whole and high == low + 1):
        return number_text(low)
    return f"{number_text(0 if low == ABOVE_ZERO else low)} to {number_text(high)}"
