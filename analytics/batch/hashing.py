"""Hashes of bytes, and the one hash table of a scan: it numbers keys in the order in which they first appear."""

from __future__ import annotations

import numba as nb
import numpy as np

FREE = -1
_ODD = np.uint64(0x9E3779B97F4A7C15)
_C1, _C2 = np.uint64(0x87C37B91114253D5), np.uint64(0x4CF5AD432745937F)  # MurmurHash3's, 128 bits for 64-bit machines
_M1, _M2 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_R33, _R32, _R31, _R27 = np.uint64(33), np.uint64(32), np.uint64(31), np.uint64(27)


@nb.njit
def open_table(slots: np.ndarray, entries: int) -> int:
    """Empty the hash table, with room for `entries` keys; gives the mask for its slots."""
    size = 4
    while size < 2 * entries:
        size *= 2
    for i in range(size):
        slots[i] = FREE
    return size - 1


@nb.njit(inline="always")
def number_of(key: np.uint64, keys: np.ndarray, slots: np.ndarray, mask: int, used: int) -> int:
    """The number of `key` in the table, in order of first appearance; `used` when it is new: then it is added, and there are used + 1.

    Whether a key is new is a coin's toss for words, so nothing branches on it: a free slot is read as the number of the key that is asked for.
    """
    keys[used] = key
    slot = int((key * _ODD) >> _R32) & mask
    while True:
        number = int(slots[slot])
        number = used if number == FREE else number
        if keys[number] == key:
            slots[slot] = number
            return number
        slot = (slot + 1) & mask


@nb.njit(inline="always")
def eight_bytes(data: np.ndarray, at: int) -> np.uint64:
    """The eight bytes of `data` (uint8) from `at` on, the first one lowest. Unsigned places, as the compiler then makes one load of it."""
    found = np.uint64(0)
    for j in range(8):
        found |= np.uint64(data[np.uint64(at) + np.uint64(j)]) << np.uint64(8 * j)
    return found


@nb.njit
def last_bytes(data: np.ndarray, start: int, end: int | np.int64) -> np.uint64:
    """The up to eight bytes data[start:end], the first one lowest, zeros above."""
    found = np.uint64(0)
    for j in range(min(8, end - start)):
        found |= np.uint64(data[start + j]) << np.uint64(8 * j)
    return found


@nb.njit(cache=True)
def hash_bytes(data: np.ndarray, start: int, end: int | np.int64) -> tuple[np.uint64, np.uint64]:
    """128 bits of MurmurHash3 over data[start:end] (uint8), zeros behind the end, and the length."""
    h1 = h2 = np.uint64(0)
    for i in range(start, end, 16):
        if i + 16 <= end:
            k1, k2 = eight_bytes(data, i), eight_bytes(data, i + 8)
        else:
            k1, k2 = last_bytes(data, i, end), last_bytes(data, i + 8, end)
        h1 = (rotated(h1 ^ rotated(k1 * _C1, _R31) * _C2, _R27) + h2) * np.uint64(5) + np.uint64(0x52DCE729)
        h2 = (rotated(h2 ^ rotated(k2 * _C2, _R33) * _C1, _R31) + h1) * np.uint64(5) + np.uint64(0x38495AB5)
    length = np.uint64(end - start)
    h1, h2 = h1 ^ length, h2 ^ length
    h1 += h2
    h2 += h1
    h1, h2 = mixed(h1), mixed(h2)
    h1 += h2
    return h1, h2 + h1


@nb.njit
def rotated(x: np.uint64, by: np.uint64) -> np.uint64:
    """`x`, its 64 bits rotated to the left."""
    return (x << by) | (x >> (np.uint64(64) - by))


@nb.njit
def mixed(x: np.uint64) -> np.uint64:
    """`x` with each bit depending on all others: MurmurHash3's finalizer."""
    x = (x ^ (x >> _R33)) * _M1
    x = (x ^ (x >> _R33)) * _M2
    return x ^ (x >> _R33)
