"""How much of a text is in repeated n-grams?

The result is datatrove's, but the search prunes, as for frequent item sets: an n-gram can repeat only where both
(n-1)-grams in it do, which leaves almost nothing to look up beyond pairs of words.
"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import inlined
from analytics.batch.scan.hashing import open_table, place_of
from analytics.batch.scan.repetition import maybe_repeated
from analytics.batch.scan.scratch import Scratch

TOP_GRAMS = (2, 3, 4)
DUPLICATE_GRAMS = (5, 6, 7, 8, 9, 10)
HALF = np.uint64(32)
FIRST_FACTOR, SECOND_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
NOT_ZERO = np.uint64(1 << 63)
SEEN = -1


@inlined
def count_ngrams(n: int, s: Scratch, chars: np.ndarray) -> None:
    """Write to chars[size], for size 2 to 10: the characters in the most frequent n-gram (up to 4), or in repeated
    n-grams (from 5 on).
    """
    n_repeated = repeated_pairs(n, s)
    for size in range(2, DUPLICATE_GRAMS[-1] + 1):
        if size > 2:
            n_repeated = join_grams(n_repeated, s)
        if size <= TOP_GRAMS[-1]:
            chars[size] = top_gram(n, n_repeated, size, s) if n >= size else 0
        else:
            chars[size] = duplicate_grams(n_repeated, size, s)


@inlined
def repeated_pairs(n: int, s: Scratch) -> int:
    """Write to `positions` where the repeated pairs of words are, and to `grams` their places in the hash table; gives
    their number.
    """
    written, counts, grams, positions, keys, hashes = s.written, s.counts, s.grams, s.positions, s.keys, s.hashes
    for i in range(n - 1):
        hashes[i] = written[i] * FIRST_FACTOR + written[i + 1] * SECOND_FACTOR
    n_candidates = maybe_repeated(hashes, n - 1, n, s)
    mask = open_table(keys, counts, n_candidates)
    for i in range(n_candidates):
        place = place_of(hashes[np.uint64(positions[i])], keys, mask)
        counts[place] += 1
        grams[i] = place
    return keep_repeated(n_candidates, s)


@inlined
def keep_repeated(n: int, s: Scratch) -> int:
    """Remove from `grams` and `positions` what the hash table counts once; gives the number that remains."""
    counts, grams, positions = s.counts, s.grams, s.positions
    kept = 0
    for i in range(n):
        place = grams[i]
        grams[kept], positions[kept] = place, positions[i]
        kept += counts[np.uint64(place)] > 1
    return kept


@inlined
def join_grams(n: int, s: Scratch) -> int:
    """Make (size + 1)-grams of neighbouring repeated n-grams, and keep the repeated ones; gives their number."""
    positions, grams, counts, keys, hashes = s.positions, s.grams, s.counts, s.keys, s.hashes
    joined = 0
    for i in range(n - 1):
        hashes[joined] = NOT_ZERO | (np.uint64(grams[i]) << HALF) | np.uint64(grams[i + 1])
        positions[joined] = positions[i]
        joined += positions[i + 1] == positions[i] + 1
    mask = open_table(keys, counts, joined)
    for i in range(joined):
        place = place_of(hashes[i], keys, mask)
        counts[place] += 1
        grams[i] = place
    return keep_repeated(joined, s)


@inlined
def top_gram(n_words: int, n: int, size: int, s: Scratch) -> int:
    """Count x length, joined by spaces, of the most frequent n-gram; of several the first, and the first of the text if
    none repeats.
    """
    counts, grams, positions, chars_before = s.counts, s.grams, s.positions, s.chars_before
    most, where = 1, 0
    for i in range(n):
        count = int(counts[np.uint64(grams[i])])
        if count > most:
            most, where = count, int(positions[i])
    return int(most * (chars_before[where + size] - chars_before[where] + size - 1))


@inlined
def duplicate_grams(n: int, size: int, s: Scratch) -> int:
    """Characters in n-grams that occurred before, from left to right; the search continues after each of them. It
    overwrites `counts`.
    """
    positions, grams, counts, chars_before = s.positions, s.grams, s.counts, s.chars_before
    chars, free = 0, 0
    for i in range(n):
        where = int(positions[i])
        if where >= free:
            place = grams[i]
            if counts[place] == SEEN:
                chars += chars_before[where + size] - chars_before[where]
                free = where + size
            counts[place] = SEEN
    return chars
