"""In how many documents does a term occur? A term is a word or a pair of adjacent words, as one number: w for the word
w, (v + 1) * size of the vocabulary + w for the pair of v and w.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from analytics.build.map.words import Words


@dataclass(frozen=True)
class Occurrences:
    """Each term of each text once, in the order of terms, without the terms that only one text has: the different
    `terms` int64[t], ascending; `term` int64[m], a place in `terms`, and `text` int64[m].
    """

    terms: np.ndarray
    term: np.ndarray
    text: np.ndarray

    @classmethod
    def of(cls, words: Words) -> Occurrences:
        size = max(len(words.vocabulary), 1)
        first, second = words.word[:-1], words.word[1:]
        pairs = (first >= 0) & (second >= 0) & (words.text[:-1] == words.text[1:])
        single = words.word >= 0
        packed = np.concatenate([words.word[single], (first[pairs] + 1) * size + second[pairs]])
        texts = int(words.text.max(initial=0)) + 1
        # one sort of packed values is several times faster than a sort by two columns
        packed *= texts
        packed += np.concatenate([words.text[single], words.text[:-1][pairs]])
        packed.sort()
        packed = packed[_changes(packed)]
        term, text = packed // texts, packed % texts
        starts = np.flatnonzero(_changes(term))
        sizes = np.diff(np.r_[starts, len(term)])
        is_kept = sizes > 1
        kept, place = np.repeat(is_kept, sizes), np.repeat(np.arange(int(is_kept.sum())), sizes[is_kept])
        return cls(term[starts[is_kept]], place, text[kept])

    def count(self, group: np.ndarray) -> Counts:
        """The texts of each group (`group` int64[texts]) that have a term."""
        of_text = group[self.text]
        # the terms are in order; a stable sort of 16 bits takes linear time
        order = np.argsort(of_text.astype(np.uint16) if of_text.max(initial=0) < 2**16 else of_text, kind="stable")
        of_text, term = of_text[order], self.term[order]
        starts = np.flatnonzero(_changes(of_text) | _changes(term))
        return Counts(of_text[starts], term[starts], np.diff(np.r_[starts, len(term)]))

    def presence(self, texts: int, chosen: np.ndarray) -> csc_array:
        """float32[texts, chosen]: 1 where a text has one of the `chosen` terms (ascending places in `terms`)."""
        starts, stops = np.searchsorted(self.term, chosen), np.searchsorted(self.term, chosen, "right")
        sizes = stops - starts
        ends = np.cumsum(sizes)
        rows = self.text[np.repeat(starts - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)]
        return csc_array((np.ones(len(rows), np.float32), rows, np.r_[0, ends]), shape=(texts, len(chosen)))


@dataclass(frozen=True)
class Counts:
    """In how many documents of a group a term occurs: parallel int64 arrays, sorted by group, then term (its place)."""

    group: np.ndarray
    term: np.ndarray
    documents: np.ndarray


def _changes(values: np.ndarray) -> np.ndarray:
    """bool[n]: whether a value differs from the one before it; the first does."""
    return np.asarray(np.r_[True, values[1:] != values[:-1]][: len(values)])
