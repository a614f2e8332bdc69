"""Which of many hashes are among some? By a hash table: one pass over the many, without sorting them."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import cached

SLOTS_PER_VALUE = 4

_MIX, _ONE = np.uint64(0x9E3779B97F4A7C15), np.uint64(1)


def is_among(values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """bool[values]: whether each of `values` (uint64) is one of `wanted` (uint64), as of numpy.isin."""
    bits = max(SLOTS_PER_VALUE * len(wanted), 2).bit_length()
    table = np.zeros(1 << bits, np.uint64)
    return np.asarray(_is_among(values, wanted, table, np.uint64(64 - bits)))


@cached
def _is_among(values: np.ndarray, wanted: np.ndarray, table: np.ndarray, shift: np.uint64) -> np.ndarray:
    last, has_zero = np.uint64(len(table) - 1), False  # 0 marks a free slot
    for value in wanted:
        has_zero |= value == 0
        slot = (value * _MIX) >> shift
        while table[slot] != 0 and table[slot] != value:
            slot = (slot + _ONE) & last
        table[slot] = value
    result = np.zeros(len(values), np.bool_)
    for place in range(len(values)):
        value = values[place]
        slot = (value * _MIX) >> shift
        while table[slot] != 0 and table[slot] != value:
            slot = (slot + _ONE) & last
        result[place] = has_zero if value == 0 else table[slot] == value
    return result
