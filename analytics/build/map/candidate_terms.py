"""Which terms may be in the name of a group? The best by class-based TF-IDF (Grootendorst 2022, BERTopic), counted in
documents, without stop words of the languages of the group.

The weight of a term in a group is the share of the group's documents that contain it, times a power of the logarithm of
its rarity among all groups.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from analytics.batch.distinct import distinct
from analytics.batch.function_words import ALWAYS, STOPWORDS, is_stopword
from analytics.build.map.term_counts import Counts
from analytics.build.map.words import Words

MAX_RANKED = 400
MAX_CANDIDATES = 25
MIN_SHARE = 0.02
"""A term of a group occurs in at least this share of its documents, and in at least two documents."""
MIN_LANGUAGE_SHARE = 0.03
"""A group has texts in a language when this share of its words are stop words of that language and no other."""
MIN_MIXED_SHARE, MIN_DIFFERENT = 0.005, 2
"""Or when so many different ones are at least this share, as in a group of many languages. In groups of English texts
no other language has more than 0.002.
"""
MIN_PAIR_SHARE = 0.5
"""A pair replaces one of its words when it occurs in this share of the documents of the word."""


class Candidate(NamedTuple):
    """A term: its number, its one or two words, its documents and weight in the group, what separates its words."""

    term: int
    words: tuple[str, ...]
    documents: int
    weight: float
    separator: str

    @property
    def text(self) -> str:
        return self.separator.join(self.words)


def candidates(
    counts: Counts, words: Words, group: np.ndarray, groups: int, terms: np.ndarray, rarity: np.ndarray
) -> list[list[Candidate]]:
    """The candidates of each group, the best first, by their share in it and the `rarity` float64[t] of the terms
    `terms` int64[t], whose places are in `counts`. `group` int64[texts] is -1 for a text of none.
    """
    in_group = np.bincount(group[group >= 0], minlength=groups)
    share = counts.documents / np.maximum(in_group, 1)[counts.group]
    weight = share * rarity[counts.term]
    weight[(counts.documents < 2) | (share < MIN_SHARE)] = 0
    stopwords = _stopwords_of_groups(words, group, groups)
    starts = np.searchsorted(counts.group, np.arange(groups + 1))
    all_candidates = []
    for number, (start, stop) in enumerate(itertools.pairwise(starts)):
        best = start + np.lexsort((counts.term[start:stop], -weight[start:stop]))[:MAX_RANKED]
        best = best[weight[best] > 0]
        ranked = zip(
            terms[counts.term[best]].tolist(), counts.documents[best].tolist(), weight[best].tolist(), strict=True
        )
        usable = (one for one in (_candidate(*row, words, stopwords[number]) for row in ranked) if one)
        all_candidates.append(_with_pairs(list(itertools.islice(usable, 4 * MAX_CANDIDATES)))[:MAX_CANDIDATES])
    return all_candidates


def _candidate(term: int, documents: int, weight: float, words: Words, stopwords: frozenset[str]) -> Candidate | None:
    """The term, unless it has a stop word, a single letter, or is one character of a script without spaces."""
    size = len(words.vocabulary)
    numbers = (term,) if term < size else (term // size - 1, term % size)
    texts = tuple(words.vocabulary[number] for number in numbers)
    unspaced = [bool(words.is_unspaced[number]) for number in numbers]
    if unspaced == [True] or len(set(unspaced)) > 1 or len(set(texts)) < len(texts):
        return None
    if any(is_stopword(text, stopwords) or (len(text) < 2 and not unspaced[0]) for text in texts):
        return None
    candidate = Candidate(term, texts, documents, weight, "" if unspaced[0] else " ")
    return None if candidate.text in stopwords else candidate


def _with_pairs(usable: list[Candidate]) -> list[Candidate]:
    """The candidates without the words that a pair replaces: one that occurs in MIN_PAIR_SHARE of their documents."""
    documents = {one.words[0]: one.documents for one in usable if len(one.words) == 1}
    replaced = {
        word
        for one in usable
        if len(one.words) == 2
        for word in one.words
        if word in documents and one.documents >= MIN_PAIR_SHARE * documents[word]
    }
    return [one for one in usable if len(one.words) == 2 or one.words[0] not in replaced]


def _stopwords_of_groups(words: Words, group: np.ndarray, groups: int) -> list[frozenset[str]]:
    """For each group the stop words of code, of scripts of their own, and of the languages of its texts."""
    number = {text: row for row, text in enumerate(words.vocabulary)}
    size = max(len(number), 1)
    language = np.zeros(size, np.int64)  # 0 for words of none or of several languages
    for code, own in enumerate(STOPWORDS.values(), 1):
        only_here = own.difference(*(others for others in STOPWORDS.values() if others is not own))
        language[[number[text] for text in only_here if text in number]] = code
    group_of_word = np.where(words.word >= 0, group[words.text], -1)
    is_counted = group_of_word >= 0
    columns = len(STOPWORDS) + 1
    cell = group_of_word[is_counted] * columns + language[words.word[is_counted]]
    counts = np.bincount(cell, minlength=groups * columns).reshape(groups, columns)
    shares = counts[:, 1:] / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    pairs = distinct(group_of_word[is_counted] * size + words.word[is_counted])
    cells = pairs // size * columns + language[pairs % size]
    different = np.bincount(cells, minlength=groups * columns).reshape(groups, columns)[:, 1:]
    is_present = (shares >= MIN_LANGUAGE_SHARE) | ((shares >= MIN_MIXED_SHARE) & (different >= MIN_DIFFERENT))
    lists = list(STOPWORDS.values())
    return [ALWAYS.union(*(lists[at] for at in np.flatnonzero(row))) for row in is_present]
