"""What tells of a text whether another one equals or resembles it: exact hashes and a MinHash signature."""

from __future__ import annotations

import numba as nb
import numpy as np

from analytics.batch import characters as ch
from analytics.batch.characters import Tables
from analytics.batch.decoding import Scratch
from analytics.batch.hashing import number_of, open_table
from analytics.batch.shingles import SHINGLE_WORDS, encode, shingle_hash, shingle_size

PERMUTATIONS = 128
_GENERATOR = np.random.Generator(np.random.PCG64(20240607))
MULTIPLIERS = _GENERATOR.integers(1 << 31, size=PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
HALF = np.uint64(32)
SPACE = ord(" ")
ZERO, ONE = np.uint64(0), np.uint64(1)
SHIFTS = _GENERATOR.integers(1 << 32, size=PERMUTATIONS, dtype=np.uint32)


@nb.njit(inline="always")
def normalize(n: int, tables: Tables, s: Scratch) -> np.int64:
    """Write the UTF-8 of `characters.normalized` of the first `n` characters to `normal`; gives its length, or -1 when only the whole text can be normalised."""
    folded, folded_ascii, codes, narrow, normal = tables.folded, tables.folded_ascii, s.codes, s.narrow, s.normal
    length, after_space = ZERO, ONE  # unsigned, as a place that is not counted from the end
    for i in range(n):
        byte = folded_ascii[narrow[i]]
        if byte < ch.NOT_ASCII:
            is_space = np.uint64(byte == SPACE)
            normal[length] = byte
            length += ONE - (is_space & after_space)  # without a branch, which would be a coin's toss for spaces
            after_space = is_space
            continue
        code = folded[codes[i]]
        if code == ch.JOINING:
            return np.int64(-1)
        if code == SPACE:
            normal[length] = SPACE
            length += ONE - after_space
            after_space = ONE
            continue
        length = np.uint64(write_folded(code, np.int64(length), tables.expansions, tables.expansion_starts, normal))
        after_space = ZERO
    return np.int64(length - (after_space if length else ZERO))


@nb.njit
def write_folded(code: int, length: np.int64, expansions: np.ndarray, starts: np.ndarray, out: np.ndarray) -> np.int64:
    """Write what `Tables.folded` tells a character to become to `out` from `length` on; gives where it ends."""
    if code >= 0:
        return write_character(code, length, out)
    for i in range(starts[-2 - code], starts[-1 - code]):
        length = write_character(expansions[i], length, out)
    return length


@nb.njit
def write_character(code: int, at: np.int64, out: np.ndarray) -> np.int64:
    """Write the UTF-8 of a code point to `out` from `at` on; gives where it ends."""
    encoded, length = encode(code)
    for i in range(length):
        out[at + i] = encoded >> np.uint64(8 * i)
    return at + length


@nb.njit(inline="always")
def collect_shingles(n: int, s: Scratch) -> int:
    """Write the distinct shingle hashes of the `n` folded words to `keys`; gives how many there are."""
    slots, folded, keys = s.slots, s.folded, s.keys
    if n == 0:
        return 0
    size = shingle_size(n)
    shingles = n - size + 1
    mask = open_table(slots, shingles)
    used = 0
    if size == SHINGLE_WORDS:  # the same loop for the size that nearly all texts have: the compiler unrolls what it knows
        for i in range(shingles):
            used += number_of(shingle_hash(folded, i, SHINGLE_WORDS), keys, slots, mask, used) == used
        return used
    for i in range(shingles):
        used += number_of(shingle_hash(folded, i, size), keys, slots, mask, used) == used
    return used


@nb.njit
def minhash(n: int, keys: np.ndarray, signature: np.ndarray) -> None:
    """The least value of each permutation a*x + b (mod 2^32) over the upper halves x of the first `n` keys."""
    signature[:] = np.uint32(0xFFFFFFFF)
    last = n - 1
    for i in range(0, n, 4):  # four keys a turn, so that the signature is loaded and stored a quarter as often; the last one may come twice
        x0, x1 = np.uint32(keys[i] >> HALF), np.uint32(keys[min(i + 1, last)] >> HALF)
        x2, x3 = np.uint32(keys[min(i + 2, last)] >> HALF), np.uint32(keys[min(i + 3, last)] >> HALF)
        for k in range(PERMUTATIONS):
            a, b = MULTIPLIERS[k], SHIFTS[k]
            least = min(min(np.uint32(a * x0 + b), np.uint32(a * x1 + b)), min(np.uint32(a * x2 + b), np.uint32(a * x3 + b)))
            signature[k] = min(signature[k], least)
