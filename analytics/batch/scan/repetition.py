"""Which words and hashes occur more than once in a text?"""

from __future__ import annotations

import math

import numpy as np

from analytics.batch.compiled import compiled, inlined
from analytics.batch.scan.bitmaps import NOTHING, count
from analytics.batch.scan.hashing import open_table, place_of
from analytics.batch.scan.scratch import Scratch

STOP_WORD_FACTOR = np.uint64(0x9E3779B97F4A7C15)
STOP_WORD_BITS = 6
SEEN_ROOM = 4
"""Places in `seen` for each entry, at least."""


def _n_log_n(n: int) -> float:
    """n ln n, 0 for 0."""
    return n * math.log(n) if n else 0.0


n_log_n = compiled(_n_log_n)
N_LOG_N_STEPS = np.diff([_n_log_n(n) for n in range(1025)])  # without the compiler, which takes 0.3 s in each process
"""What each further occurrence of a word adds to the sum of n ln n."""


@inlined
def count_stop_words(n: int, s: Scratch, stop_words: np.ndarray) -> int:
    """How many of the `stop_words` are among the first `n` words as they are written. `stop_words` has the hash of each
    at its `stop_word_place`.
    """
    written = s.written
    present = NOTHING
    for i in range(n):
        place = stop_word_place(written[i])
        present |= np.uint64(written[i] == stop_words[place]) << place
    return count(present)


@inlined
def stop_word_place(word: np.uint64) -> np.uint64:
    """A number of STOP_WORD_BITS bits, a different one for each of the stop words."""
    return word * STOP_WORD_FACTOR >> np.uint64(64 - STOP_WORD_BITS)


@inlined
def entropy(n: int, s: Scratch, row: np.record) -> float:
    """Shannon entropy in nats of the first `n` words in lower case; counts the distinct ones."""
    folded, counts, positions, keys = s.folded, s.counts, s.positions, s.keys
    n_candidates = maybe_repeated(folded, n, n, s)
    mask = open_table(keys, counts, n_candidates)
    distinct = n - n_candidates
    total = 0.0
    for i in range(n_candidates):
        place = place_of(folded[np.uint64(positions[i])], keys, mask)
        before = counts[place]
        distinct += before == 0
        total += N_LOG_N_STEPS[before] if before < len(N_LOG_N_STEPS) else n_log_n(before + 1) - n_log_n(before)
        counts[place] = before + 1
    row.distinct_words = distinct
    return math.log(n) - total / n if n else 0.0


@inlined
def maybe_repeated(hashes: np.ndarray, n: int, room: int, s: Scratch) -> int:
    """Write to `positions` which of the first `n` hashes may occur twice, by their leading bits; gives their number.

    All repeated hashes are among them, and a few that share a place in `seen`, which has room for `room` hashes: only
    these are looked up in the hash table. No branch depends on `seen`, which the processor could not predict for words.
    """
    seen, grams, positions = s.seen, s.grams, s.positions
    bits = 4
    while (1 << bits) < SEEN_ROOM * room:
        bits += 1
    seen[: 1 << bits] = 0
    shift = np.uint64(64 - bits)
    for i in range(n):
        place = hashes[i] >> shift
        grams[i] = place
        seen[place] = (seen[place] << 1) | 1  # greater than 1 from the second occurrence on, and never 0 again
    n_candidates = 0
    for i in range(n):
        positions[n_candidates] = i
        n_candidates += seen[np.uint64(grams[i])] > 1
    return n_candidates
