"""In how many documents does a term occur? A term is a word or a pair of adjacent words, as one number: w for the word
w, (v + 1) * size of the vocabulary + w for the pair of v and w.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from analytics.build.map.words import Words


@dataclass(frozen=True)
class Counts:
    """In how many documents of a group a term occurs: parallel int64 arrays, sorted by group, then term."""

    group: np.ndarray
    term: np.ndarray
    documents: np.ndarray


def occurrences(words: Words) -> tuple[np.ndarray, np.ndarray]:
    """Each term of each text once, in the order of terms, without the terms that only one text has: `term` and `text`
    int64[m].
    """
    size = max(len(words.vocabulary), 1)
    first, second = words.word[:-1], words.word[1:]
    pairs = (first >= 0) & (second >= 0) & (words.text[:-1] == words.text[1:])
    single = words.word >= 0
    term = np.concatenate([words.word[single], (first[pairs] + 1) * size + second[pairs]])
    text = np.concatenate([words.text[single], words.text[:-1][pairs]])
    texts = int(text.max(initial=0)) + 1
    # one sort of packed values is several times faster than a sort by two columns
    packed = np.sort(term * texts + text)
    packed = packed[np.r_[True, packed[1:] != packed[:-1]][: len(packed)]]
    term, text = packed // texts, packed % texts
    starts = np.flatnonzero(np.r_[True, term[1:] != term[:-1]][: len(term)])
    sizes = np.diff(np.r_[starts, len(term)])
    kept = np.repeat(sizes > 1, sizes)
    return term[kept], text[kept]


def count(term: np.ndarray, text: np.ndarray, group: np.ndarray) -> Counts:
    """The documents of each group (`group` int64[texts]) and term, from `occurrences`."""
    return sum_counts(group[text], term, np.ones(len(term), np.int64))


def sum_counts(group: np.ndarray, term: np.ndarray, documents: np.ndarray) -> Counts:
    """The summed documents of each pair of group and term, which may occur several times."""
    order = np.lexsort((term, group))
    group, term = group[order], term[order]
    new = np.ones(len(term), bool)
    new[1:] = (np.diff(term) != 0) | (np.diff(group) != 0)
    starts = np.flatnonzero(new)
    return Counts(group[starts], term[starts], np.add.reduceat(documents[order], starts) if len(starts) else documents)


def presence(term: np.ndarray, text: np.ndarray, texts: int, chosen: np.ndarray) -> csc_array:
    """float32[texts, chosen]: 1 where a text has one of the `chosen` terms (ascending), from `occurrences`."""
    starts, stops = np.searchsorted(term, chosen), np.searchsorted(term, chosen, "right")
    sizes = stops - starts
    ends = np.cumsum(sizes)
    rows = text[np.repeat(starts - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)]
    return csc_array((np.ones(len(rows), np.float32), rows, np.r_[0, ends]), shape=(texts, len(chosen)))
