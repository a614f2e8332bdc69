"""Hashes of bytes, and the hash table of the scan, which counts keys."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import cached, compiled, inlined
from analytics.batch.scan.bitmaps import ALL, NOTHING, ONE

_ODD = np.uint64(0x9E3779B97F4A7C15)
_C1, _C2 = np.uint64(0x87C37B91114253D5), np.uint64(0x4CF5AD432745937F)  # of MurmurHash3
_M1, _M2 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_R33, _R32, _R31 = np.uint64(33), np.uint64(32), np.uint64(31)


@compiled
def open_table(keys: np.ndarray, counts: np.ndarray, entries: int) -> np.uint64:
    """Empty the hash table and make room for `entries` keys; gives the mask of its places."""
    size = 4
    while size < 2 * entries:
        size *= 2
    keys[:size] = NOTHING
    counts[:size] = 0
    return np.uint64(size - 1)


@inlined
def place_of(key: np.uint64, keys: np.ndarray, mask: np.uint64) -> np.uint64:
    """Where `key`, which is not 0, is in the table from now on; it is new where `counts` is 0.

    No branch depends on whether a key is new, which the processor could not predict for words. Places are unsigned: an
    index that may be negative costs one more comparison.
    """
    place = ((key * _ODD) >> _R32) & mask
    while (keys[place] != key) & (keys[place] != NOTHING):
        place = (place + ONE) & mask
    keys[place] = key
    return place


@inlined
def eight_bytes(data: np.ndarray, at: int) -> np.uint64:
    """The eight bytes of `data` (uint8) from `at` on, the first one lowest. With unsigned places the compiler makes one
    load of it.
    """
    value = np.uint64(0)
    for j in range(8):
        value |= np.uint64(data[np.uint64(at) + np.uint64(j)]) << np.uint64(8 * j)
    return value


@compiled
def last_bytes(data: np.ndarray, start: int, end: int | np.int64) -> np.uint64:
    """The bytes data[start:end], at most eight, the first one lowest, zeros above."""
    if start < end and start + 8 <= len(data):
        return eight_bytes(data, start) & (ALL >> np.uint64(8 * max(0, start + 8 - end)))
    value = np.uint64(0)
    for j in range(min(8, end - start)):
        value |= np.uint64(data[start + j]) << np.uint64(8 * j)
    return value


@cached
def hash_bytes(data: np.ndarray, start: int, end: int | np.int64) -> tuple[np.uint64, np.uint64]:
    """A 128-bit hash of data[start:end] (uint8): four independent sums, as in xxHash64, and MurmurHash3's finalizer
    over all of them for each half.
    """
    a, b, c, d = _C1, _C2, _M1, _M2
    at = start
    while at + 32 <= end:
        a, b = absorbed(a, eight_bytes(data, at)), absorbed(b, eight_bytes(data, at + 8))
        c, d = absorbed(c, eight_bytes(data, at + 16)), absorbed(d, eight_bytes(data, at + 24))
        at += 32
    if at < end:
        a, b = absorbed(a, last_bytes(data, at, end)), absorbed(b, last_bytes(data, at + 8, end))
        c, d = absorbed(c, last_bytes(data, at + 16, end)), absorbed(d, last_bytes(data, at + 24, end))
    length = np.uint64(end - start)
    first = mixed(mixed(mixed(mixed(a ^ length) + b) + c) + d)
    second = mixed(mixed(mixed(mixed(d + length) ^ c) ^ b) ^ a)
    return first, second


@inlined
def absorbed(state: np.uint64, word: np.uint64) -> np.uint64:
    """xxHash64's round: add eight bytes to one of its sums."""
    return rotated(state + word * _C2, _R31) * _C1


@compiled
def rotated(x: np.uint64, by: np.uint64) -> np.uint64:
    """The 64 bits of `x`, rotated to the left."""
    return (x << by) | (x >> (np.uint64(64) - by))


@compiled
def mixed(x: np.uint64) -> np.uint64:
    """MurmurHash3's finalizer: each bit depends on all bits of `x`."""
    x = (x ^ (x >> _R33)) * _M1
    x = (x ^ (x >> _R33)) * _M2
    return x ^ (x >> _R33)
