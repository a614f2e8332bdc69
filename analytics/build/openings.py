"""Which pairs of texts begin in the same way? A cheap check of first words, before all words are compared: most pairs
that are close in meaning begin differently, and `semantic_copies.is_copy` would refuse them for it.
"""

from __future__ import annotations

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
    """The first words of the texts `ids` int64[n], ascending: numbers of words `word` int32[n, AMONG] and of the words
    without a final s, `stem`; bit i of `telling` uint8[n, AMONG] says that the word must be in the other text by
    OPENINGS[i]. `is_long` bool[n]: more than LONG words; `is_negated` bool[n].
    """

    ids: np.ndarray
    word: np.ndarray
    stem: np.ndarray
    telling: np.ndarray
    is_long: np.ndarray
    is_negated: np.ndarray

    @classmethod
    def of(cls, batches: Iterable[pa.RecordBatch], ids: np.ndarray, rarity: Rarity) -> Openings:
        """From batches (doc_id, text) of the documents `ids`, ascending."""
        openings = cls(
            ids,
            np.full((len(ids), AMONG), NO_WORD, np.int32),
            np.full((len(ids), AMONG), NO_WORD, np.int32),
            np.zeros((len(ids), AMONG), np.uint8),
            np.zeros(len(ids), bool),
            np.zeros(len(ids), bool),
        )
        vocabulary = _Vocabulary(rarity)
        for row, text in enumerate(_texts(batches)):
            words = first_words(text, LONG + 1)
            openings.is_long[row], openings.is_negated[row] = len(words) > LONG, is_negated(words)
            if words:
                entries = np.array([vocabulary[word] for word in words[:AMONG]])
                columns = (openings.word, openings.stem, openings.telling)
                for column, values in zip(columns, entries.T, strict=True):
                    column[row, : len(values)] = values
        return openings

    def may_be_same(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """bool[pairs]: whether the texts `a` and `b` (ids, int64) may be copies. Pairs with a short text always may."""
        one, other = np.searchsorted(self.ids, a), np.searchsorted(self.ids, b)
        limits = np.array([[first, among] for first, among, _ in OPENINGS])
        missing = np.array([0] * (len(OPENINGS) - 1) + [MISSING_LONG])
        agrees = _agrees(self.word, self.stem, self.telling, limits, missing, one, other)
        agrees |= ~(self.is_long[one] & self.is_long[other])
        return np.asarray(agrees & (self.is_negated[one] == self.is_negated[other]))


class _Vocabulary(dict[str, tuple[int, int, int]]):
    """The number of each word, that of its form without a final s, and by which of OPENINGS it is telling, as bits."""

    def __init__(self, rarity: Rarity) -> None:
        super().__init__()
        self._rarity = rarity
        self._numbers: dict[str, int] = {}

    def __missing__(self, word: str) -> tuple[int, int, int]:
        share, is_stop = self._rarity.share(word), is_stop_word(word)
        telling = sum(1 << bit for bit, (_, _, most) in enumerate(OPENINGS) if not is_stop or share < most)
        entry = self[word] = self._number(word), self._number(word.removesuffix("s")), telling
        return entry

    def _number(self, word: str) -> int:
        return self._numbers.setdefault(word, len(self._numbers))


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
