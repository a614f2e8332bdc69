"""In how many documents does a term occur? A term is a word or a pair of adjacent words, as one number: w for the word
w, (v + 1) * size of the vocabulary + w for the pair of v and w.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from analytics.build.map.words import Words


@dataclass(frozen=True)
class Counts:
    """In how many documents of a group a term occurs: parallel int64 arrays, sorted by group, then term."""

    group: np.ndarray
    term: np.ndarray
    documents: np.ndarray


def occurrences(words: Words) -> tuple[np.ndarray, np.ndarray]:
    """The terms of all texts, and the text of each: int64[m] each. A term occurs as often as it is in the text."""
    size = max(len(words.vocabulary), 1)
    first, second = words.word[:-1], words.word[1:]
    pairs = (first >= 0) & (second >= 0) & (words.text[:-1] == words.text[1:])
    single = words.word >= 0
    term = np.concatenate([words.word[single], (first[pairs] + 1) * size + second[pairs]])
    return term, np.concatenate([words.text[single], words.text[:-1][pairs]])


def count(term: np.ndarray, text: np.ndarray, group: np.ndarray) -> Counts:
    """The documents of each group (`group` int64[texts]) and term, from `occurrences`."""
    order = np.lexsort((text, term))
    term, text = term[order], text[order]
    new = np.ones(len(term), bool)
    new[1:] = (np.diff(term) != 0) | (np.diff(text) != 0)
    return sum_counts(group[text[new]], term[new], np.ones(int(new.sum()), np.int64))


def sum_counts(group: np.ndarray, term: np.ndarray, documents: np.ndarray) -> Counts:
    """The summed documents of each pair of group and term, which may occur several times."""
    order = np.lexsort((term, group))
    group, term = group[order], term[order]
    new = np.ones(len(term), bool)
    new[1:] = (np.diff(term) != 0) | (np.diff(group) != 0)
    starts = np.flatnonzero(new)
    return Counts(group[starts], term[starts], np.add.reduceat(documents[order], starts) if len(starts) else documents)


def presence(term: np.ndarray, text: np.ndarray, texts: int, chosen: np.ndarray) -> csr_array:
    """float32[texts, chosen]: 1 where a text has one of the `chosen` terms (ascending), from `occurrences`."""
    if not len(chosen):
        return csr_array((texts, 0), dtype=np.float32)
    place = np.minimum(np.searchsorted(chosen, term), len(chosen) - 1)
    is_chosen = chosen[place] == term
    ones = np.ones(int(is_chosen.sum()), np.float32)
    matrix = csr_array((ones, (text[is_chosen], place[is_chosen])), shape=(texts, len(chosen)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix
