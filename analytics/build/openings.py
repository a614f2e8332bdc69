"""Which pairs of texts begin in the same way? A cheap check of first words, before all words are compared: most pairs
that are close in meaning begin differently, and `semantic_copies.is_copy` would refuse them for it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.compiled import cached, inlined
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
"""Words of the beginning of a long text that are compared. Of a short text, all are."""
TELLING = 1 << len(OPENINGS)
"""The bit of a word that is no stop word of any language."""


@dataclass(frozen=True)
class Openings:
    """The first words of the texts `ids` int64[n], ascending, as positions in `vocabulary`: those of text i are
    `word[starts[i] : starts[i + 1]]`, all words where it has no more than LONG. `is_long` bool[n]: whether it has more;
    `is_negated` bool[n].
    """

    ids: np.ndarray
    vocabulary: list[str]
    word: np.ndarray
    starts: np.ndarray
    is_long: np.ndarray
    is_negated: np.ndarray

    @classmethod
    def of(cls, batches: Iterable[pa.RecordBatch], ids: np.ndarray) -> Openings:
        """From batches (doc_id, text) of the documents `ids`, ascending."""
        numbers = _Numbers()
        entries, starts = array("i"), array("q", [0])
        long, negated = np.zeros(len(ids), bool), np.zeros(len(ids), bool)
        for row, text in enumerate(_texts(batches)):
            words = first_words(text, LONG + 1)
            long[row], negated[row] = len(words) > LONG, is_negated(words)
            entries.extend(map(numbers.__getitem__, words[:AMONG] if len(words) > LONG else words))
            starts.append(len(entries))
        return cls(ids, list(numbers), np.array(entries, np.int32), np.array(starts), long, negated)

    def may_be_same(self, a: np.ndarray, b: np.ndarray, rarity: Rarity) -> np.ndarray:
        """bool[pairs]: whether the texts `a` and `b` (ids, int64) may be copies: both are long and begin alike, or one
        is short and each word of both that is no stop word is in the other, in singular or plural, as far as their
        words are known.
        """
        one, other = np.searchsorted(self.ids, a), np.searchsorted(self.ids, b)
        limits = np.array([[first, among] for first, among, _ in OPENINGS])
        missing = np.array([0] * (len(OPENINGS) - 1) + [MISSING_LONG])
        words = self.word, self.starts, *self._forms(rarity)
        is_long = self.is_long[one] & self.is_long[other]
        agrees = self.is_negated[one] == self.is_negated[other]
        agrees[is_long] &= _agrees(*words, limits, missing, one[is_long], other[is_long])
        agrees[~is_long] &= _has_same_words(*words, self.is_long, TELLING, one[~is_long], other[~is_long])
        return np.asarray(agrees)

    def _forms(self, rarity: Rarity) -> tuple[np.ndarray, np.ndarray]:
        """Of each word of the vocabulary the number of the word without a final s (int32), and by which of OPENINGS it
        is telling: bit i of a byte says that the word must be in the other text by OPENINGS[i]; and the bit TELLING.
        """
        numbers = _Numbers(zip(self.vocabulary, range(len(self.vocabulary)), strict=True))
        stem = np.array([numbers[word.removesuffix("s")] for word in self.vocabulary], np.int32)
        return stem, np.array([_telling(word, rarity) for word in self.vocabulary], np.uint8)


class _Numbers(dict[str, int]):
    """The number of each word, in the order in which they were asked for."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _telling(word: str, rarity: Rarity) -> int:
    """By which of OPENINGS the word is telling, as bits."""
    share, is_stop = rarity.share(word), is_stop_word(word)
    bits = sum(1 << bit for bit, (_, _, most) in enumerate(OPENINGS) if not is_stop or share < most)
    return bits if is_stop else bits | TELLING


def _texts(batches: Iterable[pa.RecordBatch]) -> Iterator[str]:
    for batch in batches:
        yield from batch.column("text").to_pylist()


@cached
def _agrees(
    word: np.ndarray,
    starts: np.ndarray,
    stem: np.ndarray,
    telling: np.ndarray,
    limits: np.ndarray,
    missing: np.ndarray,
    one: np.ndarray,
    other: np.ndarray,
) -> np.ndarray:
    agrees = np.empty(len(one), np.bool_)
    for pair in range(len(one)):
        left = word[starts[one[pair]] : starts[one[pair] + 1]]
        right = word[starts[other[pair]] : starts[other[pair] + 1]]
        agrees[pair] = _opens_in(left, right, stem, telling, limits, missing) and _opens_in(
            right, left, stem, telling, limits, missing
        )
    return agrees


@cached
def _opens_in(
    mine: np.ndarray, theirs: np.ndarray, stem: np.ndarray, telling: np.ndarray, limits: np.ndarray, missing: np.ndarray
) -> bool:
    """Whether by each of OPENINGS no more telling words than `missing` are absent from the other text."""
    for level in range(len(limits)):
        missed = 0
        for place in range(min(limits[level, 0], len(mine))):
            if telling[mine[place]] >> level & 1:
                missed += not _has_form(mine[place], theirs[: limits[level, 1]], stem)
        if missed > missing[level]:
            return False
    return True


@cached
def _has_same_words(
    word: np.ndarray,
    starts: np.ndarray,
    stem: np.ndarray,
    telling: np.ndarray,
    is_long: np.ndarray,
    bit: int,
    one: np.ndarray,
    other: np.ndarray,
) -> np.ndarray:
    agrees = np.empty(len(one), np.bool_)
    for pair in range(len(one)):
        left = word[starts[one[pair]] : starts[one[pair] + 1]]
        right = word[starts[other[pair]] : starts[other[pair] + 1]]
        # not all words of a long text are known
        agrees[pair] = (is_long[other[pair]] or _are_in(left, right, stem, telling, bit)) and (
            is_long[one[pair]] or _are_in(right, left, stem, telling, bit)
        )
    return agrees


@cached
def _are_in(mine: np.ndarray, theirs: np.ndarray, stem: np.ndarray, telling: np.ndarray, bit: int) -> bool:
    """Whether each telling word is in the other text."""
    for own in mine:  # noqa: SIM110 - a compiled loop
        if telling[own] & bit and not _has_form(own, theirs, stem):
            return False
    return True


@inlined
def _has_form(own: int, there: np.ndarray, stem: np.ndarray) -> bool:
    """Whether a word, in singular or plural, is among others."""
    has = False
    for one in there:
        has |= one == own or stem[one] == own or one == stem[own]
    return has
