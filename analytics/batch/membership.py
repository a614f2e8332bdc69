"""Which of many hashes are among some? By a hash table: one pass over the many, without sorting them."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import cached

SLOTS_PER_VALUE = 4

_MIX, _ONE = np.uint64(0x9E3779B97F4A7C15), np.uint64(1)


class HashSet:
    """Some hashes (uint64), to look up many others among them."""

    def __init__(self, hashes: np.ndarray) -> None:
        bits = max(SLOTS_PER_VALUE * len(hashes), 2).bit_length()
        self._table, self._shift = np.zeros(1 << bits, np.uint64), np.uint64(64 - bits)
        self._has_zero = bool(_insert(hashes, self._table, self._shift))

    def contains(self, values: np.ndarray) -> np.ndarray:
        """bool[values]: whether each of `values` (uint64) is in the set, as of numpy.isin."""
        return np.asarray(_contains(values, self._table, self._shift, self._has_zero))


def is_among(values: np.ndarray, hashes: np.ndarray) -> np.ndarray:
    """bool[values]: whether each of `values` (uint64) is one of `hashes` (uint64), as of numpy.isin."""
    return HashSet(hashes).contains(values)


@cached
def _insert(hashes: np.ndarray, table: np.ndarray, shift: np.uint64) -> bool:
    """Whether 0 is one of `hashes`: it marks a free slot of the table."""
    last, has_zero = np.uint64(len(table) - 1), False
    for value in hashes:
        has_zero |= value == 0
        slot = (value * _MIX) >> shift
        while table[slot] != 0 and table[slot] != value:
            slot = (slot + _ONE) & last
        table[slot] = value
    return has_zero


@cached
def _contains(values: np.ndarray, table: np.ndarray, shift: np.uint64, has_zero: bool) -> np.ndarray:
    last = np.uint64(len(table) - 1)
    result = np.zeros(len(values), np.bool_)
    for place in range(len(values)):
        value = values[place]
        slot = (value * _MIX) >> shift
        while table[slot] != 0 and table[slot] != value:
            slot = (slot + _ONE) & last
        result[place] = has_zero if value == 0 else table[slot] == value
    return result
