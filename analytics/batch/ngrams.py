"""A small language model of words: how surprising is a text after the liked ones?

Hashed tables count one, two and three consecutive words. Single words get one extra count; the other orders are
smoothed by the order below with the weight of `STRENGTH` occurrences (hierarchical Dirichlet prior, MacKay & Peto
1995). Collisions in the tables make the surprise slightly too small: a perplexity only compares texts under one model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.compiled import cached, inlined
from analytics.batch.features import document_words

MAX_WORDS = 1_000
"""The model learns and scores only the first words of each text."""
WINDOW = 40
"""Consecutive words whose surprise is averaged for the peak: it shows foreign words in one place of a text."""
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
    """The counts of a language model (uint32 each, of TABLE_BITS), and the number of words it has learnt."""

    ones: np.ndarray
    twos: np.ndarray
    threes: np.ndarray
    total: int
    learnt: frozenset[int] = frozenset()
    """doc_ids of the texts that it has learnt. They are scored as if it had not learnt the word being scored."""

    @classmethod
    def of(cls, batches: list[pa.RecordBatch]) -> Surprise:
        """The model of the texts of these batches (doc_id, text)."""
        tables = [np.zeros(1 << bits, np.uint32) for bits in TABLE_BITS]
        total, learnt = 0, set()
        for batch in batches:
            words, ends = document_words(batch.column("text"))
            total += _learn(words, ends, *tables)
            learnt |= set(batch.column("doc_id").to_pylist())
        return cls(tables[0], tables[1], tables[2], total, frozenset(learnt))

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """(doc_id, text) -> (doc_id, perplexity, perplexity_peak DOUBLE): exp of the mean surprise per word, of all
        words and of the most surprising WINDOW; NULL without a word.
        """
        words, ends = document_words(batch.column("text"))
        own = np.array([doc_id in self.learnt for doc_id in batch.column("doc_id").to_pylist()], np.int64)
        nats = _surprise(words, ends, own, self.ones, self.twos, self.threes, self.total)
        columns = {
            name: pa.array(np.exp(nats[:, at]), mask=np.diff(ends) == 0)
            for at, name in enumerate(("perplexity", "perplexity_peak"))
        }
        return pa.record_batch({"doc_id": batch.column("doc_id")} | columns)


@inlined
def _mixed(word: np.uint64) -> np.uint64:
    return (word ^ (word >> _SHIFT)) * _ODD


@cached
def _learn(words: np.ndarray, ends: np.ndarray, ones: np.ndarray, twos: np.ndarray, threes: np.ndarray) -> int:
    total = 0
    for i in range(len(ends) - 1):
        before = last = np.uint64(0)
        for at in range(ends[i], min(ends[i + 1], ends[i] + MAX_WORDS)):
            word = _mixed(words[at])
            ones[word >> _B1] += 1
            pair = (last * _TWO) ^ word
            twos[(pair * _ODD) >> _B2] += 1
            threes[(((before * _THREE) ^ pair) * _ODD) >> _B3] += 1
            before, last = last, word
            total += 1
    return total


@cached
def _surprise(
    words: np.ndarray,
    ends: np.ndarray,
    own: np.ndarray,
    ones: np.ndarray,
    twos: np.ndarray,
    threes: np.ndarray,
    total: int,
) -> np.ndarray:
    """Mean -ln p of the words of each text, and of its most surprising window. For a text that was learnt (`own` is 1)
    each count is one less: the occurrence itself.
    """
    means = np.zeros((len(ends) - 1, 2))
    recent = np.zeros(WINDOW)
    for i in range(len(ends) - 1):
        before = last = np.uint64(0)
        last_count = pair_count = float(total)
        nats, in_window, peak = 0.0, 0.0, 0.0
        n = min(ends[i + 1] - ends[i], MAX_WORDS)
        for at in range(n):
            word = _mixed(words[ends[i] + at])
            one, two, three = _counts(before, last, word, own[i], ones, twos, threes)
            surprise = -np.log(_probability(one, two, three, last_count, pair_count, total, len(ones)))
            nats += surprise
            in_window += surprise - (recent[at % WINDOW] if at >= WINDOW else 0.0)
            recent[at % WINDOW] = surprise
            if at >= WINDOW - 1:
                peak = max(peak, in_window)
            before, last = last, word
            last_count, pair_count = one, two
        if n:
            means[i, 0] = nats / n
            means[i, 1] = peak / WINDOW if n >= WINDOW else nats / n
    return means


@inlined
def _counts(
    before: np.uint64,
    last: np.uint64,
    word: np.uint64,
    own: np.int64,
    ones: np.ndarray,
    twos: np.ndarray,
    threes: np.ndarray,
) -> tuple[float, float, float]:
    """How often the word, it and the one before, and it and the two before were learnt from other texts."""
    pair = (last * _TWO) ^ word
    one = max(np.int64(ones[word >> _B1]) - own, np.int64(0))
    two = max(np.int64(twos[(pair * _ODD) >> _B2]) - own, np.int64(0))
    three = max(np.int64(threes[(((before * _THREE) ^ pair) * _ODD) >> _B3]) - own, np.int64(0))
    return float(one), float(two), float(three)


@inlined
def _probability(
    one: float, two: float, three: float, last_count: float, pair_count: float, total: int, vocabulary: int
) -> float:
    """The probability of a word, each order smoothed by the one below."""
    p = (one + 1.0) / (total + vocabulary)
    p = (min(two, last_count) + STRENGTH * p) / (last_count + STRENGTH)
    return (min(three, pair_count) + STRENGTH * p) / (pair_count + STRENGTH)
