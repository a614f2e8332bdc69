"""Which pairs of texts begin in the same way? A cheap check of first words, before all words are compared: most pairs
that are close in meaning begin differently, and `semantic_copies.is_copy` would refuse them for it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.compiled import cached
from analytics.build.semantic_copies import (
    LONG,
    MISSING_LONG,
    OPENINGS,
    Rarity,
    first_words,
    is_negated,
    is_stop_word,
)

AMONG = max(among for _, among, _ in OPENINGS)
"""Words of a beginning that are compared."""
NO_WORD = -1


@dataclass(frozen=True)
class Openings:
    """The first words of the texts `ids` int64[n], ascending, as positions in `vocabulary`: `word` int32[n, AMONG].
    `is_long` bool[n]: more than LONG words; `is_negated` bool[n].
    """

    ids: np.ndarray
    vocabulary: list[str]
    word: np.ndarray
    is_long: np.ndarray
    is_negated: np.ndarray

    @classmethod
    def of(cls, batches: Iterable[pa.RecordBatch], ids: np.ndarray) -> Openings:
        """From batches (doc_id, text) of the documents `ids`, ascending."""
        numbers = _Numbers()
        entries, lengths = array("i"), array("i")
        long, negated = np.zeros(len(ids), bool), np.zeros(len(ids), bool)
        for row, text in enumerate(_texts(batches)):
            words = first_words(text, LONG + 1)
            long[row], negated[row] = len(words) > LONG, is_negated(words)
            del words[AMONG:]
            entries.extend(map(numbers.__getitem__, words))
            lengths.append(len(words))
        word = np.full((len(ids), AMONG), NO_WORD, np.int32)
        word[np.arange(AMONG) < np.array(lengths, np.int32)[:, None]] = np.array(entries, np.int32)
        return cls(ids, list(numbers), word, long, negated)

    def may_be_same(self, a: np.ndarray, b: np.ndarray, rarity: Rarity) -> np.ndarray:
        """bool[pairs]: whether the texts `a` and `b` (ids, int64) may be copies. Pairs with a short text always may."""
        one, other = np.searchsorted(self.ids, a), np.searchsorted(self.ids, b)
        limits = np.array([[first, among] for first, among, _ in OPENINGS])
        missing = np.array([0] * (len(OPENINGS) - 1) + [MISSING_LONG])
        agrees = _agrees(self.word, *self._forms(rarity), limits, missing, one, other)
        agrees |= ~(self.is_long[one] & self.is_long[other])
        return np.asarray(agrees & (self.is_negated[one] == self.is_negated[other]))

    def _forms(self, rarity: Rarity) -> tuple[np.ndarray, np.ndarray]:
        """The number of each word without a final s, int32[n, AMONG], and by which of OPENINGS it is telling: bit i of
        uint8[n, AMONG] says that the word must be in the other text by OPENINGS[i].
        """
        numbers = _Numbers(zip(self.vocabulary, range(len(self.vocabulary)), strict=True))
        stem = np.array([*(numbers[word.removesuffix("s")] for word in self.vocabulary), NO_WORD], np.int32)
        telling = np.array([*(_telling(word, rarity) for word in self.vocabulary), 0], np.uint8)
        return stem[self.word], telling[self.word]  # NO_WORD is the last


class _Numbers(dict[str, int]):
    """The number of each word, in the order in which they were asked for."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _telling(word: str, rarity: Rarity) -> int:
    """By which of OPENINGS the word is telling, as bits."""
    share, is_stop = rarity.share(word), is_stop_word(word)
    return sum(1 << bit for bit, (_, _, most) in enumerate(OPENINGS) if not is_stop or share < most)


def _texts(batches: Iterable[pa.RecordBatch]) -> Iterator[str]:
    for batch in batches:
        yield from batch.column("text").to_pylist()


@cached
def _agrees(
    word: np.ndarray,
    stem: np.ndarray,
    telling: np.ndarray,
    limits: np.ndarray,
    missing: np.ndarray,
    one: np.ndarray,
    other: np.ndarray,
) -> np.ndarray:
    agrees = np.ones(len(one), np.bool_)
    for pair in range(len(one)):
        for direction in range(2):
            mine, theirs = (one[pair], other[pair]) if direction == 0 else (other[pair], one[pair])
            for level in range(len(limits)):
                missed = 0
                for place in range(limits[level, 0]):
                    if not telling[mine, place] >> level & 1:
                        continue
                    is_there = False
                    for among in range(limits[level, 1]):
                        is_there |= (
                            word[theirs, among] == word[mine, place]
                            or stem[theirs, among] == word[mine, place]
                            or word[theirs, among] == stem[mine, place]
                        )
                    missed += not is_there
                if missed > missing[level]:
                    agrees[pair] = False
                    break
            if not agrees[pair]:
                break
    return agrees
