"""The shingles of a text, and its MinHash signature."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled, inlined
from analytics.batch.scan.hashing import open_table, place_of
from analytics.batch.scan.repetition import maybe_repeated
from analytics.batch.scan.scratch import Scratch
from analytics.batch.shingles import SHINGLE_WORDS, shingle_hash, shingle_size

PERMUTATIONS = 128
_GENERATOR = np.random.Generator(np.random.PCG64(20240607))
MULTIPLIERS = _GENERATOR.integers(1 << 31, size=PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
SHIFTS = _GENERATOR.integers(1 << 32, size=PERMUTATIONS, dtype=np.uint32)
HALF = np.uint64(32)


@inlined
def read_shingles(n: int, s: Scratch) -> tuple[int, int]:
    """Write the shingle hashes of the first `n` folded words to `hashes`; gives their number, and the number of
    distinct ones.
    """
    folded, keys, counts, positions, hashes = s.folded, s.keys, s.counts, s.positions, s.hashes
    if n == 0:
        return 0, 0
    size = shingle_size(n)
    n_shingles = n - size + 1
    if size == SHINGLE_WORDS:  # nearly always: the compiler unrolls a loop whose size it knows
        for i in range(n_shingles):
            hashes[i] = shingle_hash(folded, i, SHINGLE_WORDS)
    else:
        for i in range(n_shingles):
            hashes[i] = shingle_hash(folded, i, size)
    n_candidates = maybe_repeated(hashes, n_shingles, n_shingles, s)
    mask = open_table(keys, counts, n_candidates)
    distinct = n_shingles - n_candidates
    for i in range(n_candidates):
        place = place_of(hashes[np.uint64(positions[i])], keys, mask)
        distinct += counts[place] == 0
        counts[place] = 1
    return n_shingles, distinct


@compiled
def minhash(n: int, shingles: np.ndarray, signature: np.ndarray) -> None:
    """The smallest value of each permutation a*x + b (mod 2^32) over the upper halves x of the first `n` shingles,
    distinct or not.

    It takes four shingles at a time, which loads and stores the signature a quarter as often; the last shingle may be
    taken several times.
    """
    signature[:] = np.uint32(0xFFFFFFFF)
    last = n - 1
    for i in range(0, n, 4):
        x0, x1 = np.uint32(shingles[i] >> HALF), np.uint32(shingles[min(i + 1, last)] >> HALF)
        x2, x3 = np.uint32(shingles[min(i + 2, last)] >> HALF), np.uint32(shingles[min(i + 3, last)] >> HALF)
        for k in range(PERMUTATIONS):
            a, b = MULTIPLIERS[k], SHIFTS[k]
            smallest = min(
                min(np.uint32(a * x0 + b), np.uint32(a * x1 + b)), min(np.uint32(a * x2 + b), np.uint32(a * x3 + b))
            )
            signature[k] = min(signature[k], smallest)
