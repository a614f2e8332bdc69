"""What tells of a text whether another one equals or resembles it: exact hashes and a MinHash signature."""

from __future__ import annotations

import numba as nb
import numpy as np

from analytics.batch import characters as ch
from analytics.batch.characters import Tables
from analytics.batch.decoding import Scratch
from analytics.batch.hashing import number_of, open_table
from analytics.batch.shingles import shingle_hash, shingle_size

PERMUTATIONS = 128
_GENERATOR = np.random.Generator(np.random.PCG64(20240607))
MULTIPLIERS = _GENERATOR.integers(1 << 31, size=PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
HALF = np.uint64(32)
_SPACE = ord(" ")
SHIFTS = _GENERATOR.integers(1 << 32, size=PERMUTATIONS, dtype=np.uint32)


@nb.njit
def normalize(n: int, tables: Tables, s: Scratch) -> int:
    """Write `characters.normalized` of the first `n` characters to `normal`; gives its length, or -1 when only the whole text can be normalised."""
    folded, properties, expansions, expansion_starts = tables.folded, tables.properties, tables.expansions, tables.expansion_starts
    codes, classes, normal = s.codes, s.classes, s.normal
    length = 0
    gap = False
    for i in range(n):
        if properties[classes[i]] & ch.SPACE:
            gap = length > 0
            continue
        code = folded[codes[i]]
        if code == ch.JOINING:
            return -1
        if gap:
            normal[length] = _SPACE
            length += 1
            gap = False
        if code >= 0:
            normal[length] = code
            length += 1
        else:
            for j in range(expansion_starts[-2 - code], expansion_starts[-1 - code]):
                normal[length] = expansions[j]
                length += 1
    return length


@nb.njit
def collect_shingles(n: int, s: Scratch) -> int:
    """Write the distinct shingle hashes of the `n` folded words to `keys`; gives how many there are."""
    slots, folded, keys = s.slots, s.folded, s.keys
    if n == 0:
        return 0
    size = shingle_size(n)
    shingles = n - size + 1
    mask = open_table(slots, shingles)
    used = 0
    for i in range(shingles):
        used += number_of(shingle_hash(folded, i, size), keys, slots, mask, used) == used
    return used


@nb.njit
def minhash(n: int, keys: np.ndarray, signature: np.ndarray) -> None:
    """The least value of each permutation a*x + b (mod 2^32) over the upper halves x of the first `n` keys."""
    signature[:] = np.uint32(0xFFFFFFFF)
    for i in range(n):
        x = np.uint32(keys[i] >> HALF)
        for k in range(PERMUTATIONS):
            signature[k] = min(signature[k], np.uint32(MULTIPLIERS[k] * x + SHIFTS[k]))
