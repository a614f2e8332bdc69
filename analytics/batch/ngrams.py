"""A small language model of words: how surprising is a text to somebody who has read only the liked ones?

Counts of one, two and three words in a row live in hashed tables; single words get one count more, the other orders are
smoothed by the one below, as much as `STRENGTH` occurrences weigh (hierarchical Dirichlet prior, MacKay & Peto 1995).
Words that fall together in the tables make it a little less surprised than it should be, so a perplexity is good for
comparing texts under one model and for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
import pyarrow as pa

from analytics.batch.features import document_words

WORDS_READ = 1_000
"""Of each text only its first words are learnt and judged."""
WINDOW = 40
"""Words in a row in which a text is at its most surprising: what was planted into a part of it shows there."""
STRENGTH = 4.0
TABLE_BITS = (20, 22, 23)
"""Sizes of the tables of one, two and three words."""

_B1, _B2, _B3 = (np.uint64(64 - bits) for bits in TABLE_BITS)
_ODD, _TWO, _THREE, _SHIFT = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
    np.uint64(29),
)


@dataclass(frozen=True)
class Surprise:
    """The counts of a language model (uint32 each, of TABLE_BITS), and how many words it has read."""

    ones: np.ndarray
    twos: np.ndarray
    threes: np.ndarray
    total: int
    learnt: frozenset[int] = frozenset()
    """doc_ids of the texts that it has read: they are judged as if each of their words had been left out."""

    @classmethod
    def of(cls, batches: list[pa.RecordBatch]) -> Surprise:
        """What the texts of these batches (doc_id, text) teach."""
        tables = [np.zeros(1 << bits, np.uint32) for bits in TABLE_BITS]
        total, learnt = 0, set()
        for batch in batches:
            words, ends = document_words(batch.column("text"))
            total += _learn(words, ends, *tables)
            learnt |= set(batch.column("doc_id").to_pylist())
        return cls(tables[0], tables[1], tables[2], total, frozenset(learnt))

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """(doc_id, text) -> (doc_id, perplexity, perplexity_peak DOUBLE): exp of the mean surprise a word, of all and
        of the worst WINDOW; NULL without a word.
        """
        words, ends = document_words(batch.column("text"))
        own = np.array([doc_id in self.learnt for doc_id in batch.column("doc_id").to_pylist()], np.int64)
        nats = _surprise(words, ends, own, self.ones, self.twos, self.threes, self.total)
        columns = {
            name: pa.array(np.exp(nats[:, at]), mask=np.diff(ends) == 0)
            for at, name in enumerate(("perplexity", "perplexity_peak"))
        }
        return pa.record_batch({"doc_id": batch.column("doc_id")} | columns)


@nb.njit(inline="always")
def _mixed(word: np.uint64) -> np.uint64:
    return (word ^ (word >> _SHIFT)) * _ODD


@nb.njit(nogil=True, cache=True)
def _learn(words: np.ndarray, ends: np.ndarray, ones: np.ndarray, twos: np.ndarray, threes: np.ndarray) -> int:
    total = 0
    for i in range(len(ends) - 1):
        before = last = np.uint64(0)
        for at in range(ends[i], min(ends[i + 1], ends[i] + WORDS_READ)):
            word = _mixed(words[at])
            ones[word >> _B1] += 1
            pair = (last * _TWO) ^ word
            twos[(pair * _ODD) >> _B2] += 1
            threes[(((before * _THREE) ^ pair) * _ODD) >> _B3] += 1
            before, last = last, word
            total += 1
    return total


@nb.njit(nogil=True, cache=True)
def _surprise(
    words: np.ndarray,
    ends: np.ndarray,
    own: np.ndarray,
    ones: np.ndarray,
    twos: np.ndarray,
    threes: np.ndarray,
    total: int,
) -> np.ndarray:
    """Mean -ln p of the words of each text, and of its worst window. A count of a text that was learnt (`own` is 1) is
    one less: the occurrence itself.
    """
    found = np.zeros((len(ends) - 1, 2))
    recent = np.zeros(WINDOW)
    for i in range(len(ends) - 1):
        before = last = np.uint64(0)
        last_seen = pair_seen = float(total)
        nats, in_window, worst, less = 0.0, 0.0, 0.0, own[i]
        n = min(ends[i + 1] - ends[i], WORDS_READ)
        for at in range(n):
            word = _mixed(words[ends[i] + at])
            pair = (last * _TWO) ^ word
            one = max(np.int64(ones[word >> _B1]) - less, 0)
            two = max(np.int64(twos[(pair * _ODD) >> _B2]) - less, 0)
            three = max(np.int64(threes[(((before * _THREE) ^ pair) * _ODD) >> _B3]) - less, 0)
            p = (one + 1.0) / (total + len(ones))
            p = (min(two, last_seen) + STRENGTH * p) / (last_seen + STRENGTH)
            p = (min(three, pair_seen) + STRENGTH * p) / (pair_seen + STRENGTH)
            surprise = -np.log(p)
            nats += surprise
            in_window += surprise - (recent[at % WINDOW] if at >= WINDOW else 0.0)
            recent[at % WINDOW] = surprise
            if at >= WINDOW - 1:
                worst = max(worst, in_window)
            before, last = last, word
            last_seen, pair_seen = float(one), float(two)
        if n:
            found[i, 0] = nats / n
            found[i, 1] = worst / WINDOW if n >= WINDOW else nats / n
    return found
