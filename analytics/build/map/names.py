"""What is a group of documents about? Terms by class-based TF-IDF (Grootendorst 2022, BERTopic), counted in documents.

The weight of a term in a group is the share of the group's documents that contain it, times the logarithm of its rarity
among all groups. A term is a word or a pair of adjacent words.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analytics.build.map.stopwords import STOPWORDS
from analytics.build.map.words import Words

MAX_TERMS = 8
NAME_TERMS = 3
MAX_CANDIDATES = 400
MIN_SHARE = 0.02
"""A term of a group occurs in at least this share of its documents, and in at least two documents."""
TOPIC_RARITY, THEME_RARITY = 2, 3
"""Powers of the rarity of a term. The published weight has 1; with more, fewer names contain words that occur
everywhere (judged by reading).
"""
MIN_LANGUAGE_SHARE = 0.03
"""A group has texts in a language when this share of its words are stop words of that language and no other."""
MIN_PAIR_SHARE = 0.5
"""A pair replaces one of its words when it occurs in this share of the documents of the word."""


@dataclass(frozen=True)
class Counts:
    """In how many documents of a group a term occurs: parallel int64 arrays, sorted by group, then term."""

    group: np.ndarray
    term: np.ndarray
    documents: np.ndarray


def terms(words: Words, topic: np.ndarray, parent: np.ndarray) -> tuple[list[list[str]], list[list[str]]]:
    """The best terms of each theme and of each topic, the best first. `topic` is int64[texts]; topic t is in the theme
    parent[t].

    The rarity of a term is measured over the topics, also for the themes, of which there are too few.
    """
    in_topics = _count(words, topic)
    sizes = np.bincount(topic, minlength=len(parent))
    unique, index = np.unique(in_topics.term, return_inverse=True)
    rarity = np.log1p(len(parent) / np.bincount(index, weights=in_topics.documents / sizes[in_topics.group]))
    in_themes = _sum_counts(parent[in_topics.group], in_topics.term, in_topics.documents)
    n_themes = int(parent.max(initial=-1)) + 1
    themes = _best_terms(in_themes, words, parent[topic], n_themes, unique, rarity**THEME_RARITY)
    return themes, _best_terms(in_topics, words, topic, len(parent), unique, rarity**TOPIC_RARITY)


def _best_terms(
    counts: Counts, words: Words, group: np.ndarray, groups: int, unique: np.ndarray, rarity: np.ndarray
) -> list[list[str]]:
    """The terms of each group, by their share in it and their `rarity` (float64, of the sorted terms `unique`)."""
    share = counts.documents / np.maximum(np.bincount(group, minlength=groups), 1)[counts.group]
    weight = share * rarity[np.searchsorted(unique, counts.term)]
    weight[(counts.documents < 2) | (share < MIN_SHARE)] = 0
    stopwords, is_cjk = _stopwords_of_groups(words, group, groups), words.is_cjk
    starts = np.searchsorted(counts.group, np.arange(groups + 1))
    terms_of_groups = []
    for number, (start, stop) in enumerate(itertools.pairwise(starts)):
        best = start + np.argsort(-weight[start:stop], kind="stable")[:MAX_CANDIDATES]
        ranked = [(int(counts.term[row]), int(counts.documents[row])) for row in best if weight[row] > 0]
        terms_of_groups.append(_readable_terms(ranked, words, stopwords[number], is_cjk))
    return terms_of_groups


def name(best: list[str]) -> str:
    """The name of a group from its terms."""
    return ", ".join(best[:NAME_TERMS]) or "no words in common"


def _count(words: Words, group: np.ndarray) -> Counts:
    """The number of a term: w for the word w, (v + 1) * size of the vocabulary + w for the pair of v and w."""
    size = max(len(words.vocabulary), 1)
    first, second = words.word[:-1], words.word[1:]
    pairs = (first >= 0) & (second >= 0) & (words.text[:-1] == words.text[1:])
    single = words.word >= 0
    term = np.concatenate([words.word[single], (first[pairs] + 1) * size + second[pairs]])
    text = np.concatenate([words.text[single], words.text[:-1][pairs]])
    order = np.lexsort((text, term))
    term, text = term[order], text[order]
    new = np.ones(len(term), bool)
    new[1:] = (np.diff(term) != 0) | (np.diff(text) != 0)
    return _sum_counts(group[text[new]], term[new], np.ones(int(new.sum()), np.int64))


def _sum_counts(group: np.ndarray, term: np.ndarray, documents: np.ndarray) -> Counts:
    """The summed documents of each pair of group and term, which may occur several times."""
    order = np.lexsort((term, group))
    group, term = group[order], term[order]
    new = np.ones(len(term), bool)
    new[1:] = (np.diff(term) != 0) | (np.diff(group) != 0)
    starts = np.flatnonzero(new)
    return Counts(group[starts], term[starts], np.add.reduceat(documents[order], starts) if len(starts) else documents)


def _stopwords_of_groups(words: Words, group: np.ndarray, groups: int) -> list[frozenset[str]]:
    """For each group the stop words of code, and of the languages of its texts."""
    is_word = words.word >= 0
    group_of_word = group[words.text[is_word]]
    total = np.maximum(np.bincount(group_of_word, minlength=groups), 1)
    stopwords = [STOPWORDS["code"]] * groups
    for language, own in STOPWORDS.items():
        only_here = own.difference(*(others for name, others in STOPWORDS.items() if name != language))
        is_stop = np.fromiter((word in only_here for word in words.vocabulary), bool, len(words.vocabulary))
        shares = np.bincount(group_of_word, weights=is_stop[words.word[is_word]], minlength=groups) / total
        stopwords = [
            known | own if share >= MIN_LANGUAGE_SHARE else known
            for known, share in zip(stopwords, shares, strict=True)
        ]
    return stopwords


def _readable_terms(
    ranked: list[tuple[int, int]], words: Words, stopwords: frozenset[str], is_cjk: np.ndarray
) -> list[str]:
    """The first MAX_TERMS of `ranked` (term, documents) that can be in a name and share no word."""
    usable = _usable_terms(ranked, words, stopwords, is_cjk)
    pair_of = _pairs_for_words(usable)
    chosen: list[tuple[str, ...]] = []
    for term in usable:
        best = pair_of.get(term[0], term) if len(term) == 1 else term
        if not any(_is_same_word(word, other) for word in best for earlier in chosen for other in earlier):
            chosen.append(best)
        if len(chosen) == MAX_TERMS:
            break
    return [usable[term].separator.join(term) for term in chosen]


class Usable(NamedTuple):
    """In how many documents a term occurs, and what separates its words."""

    documents: int
    separator: str


def _usable_terms(
    ranked: list[tuple[int, int]], words: Words, stopwords: frozenset[str], is_cjk: np.ndarray
) -> dict[tuple[str, ...], Usable]:
    """The terms, as one or two words, without stop words, single letters and single CJK characters."""
    size = len(words.vocabulary)
    usable = {}
    for term, documents in ranked:
        numbers = (term,) if term < size else (term // size - 1, term % size)
        texts = tuple(words.vocabulary[number] for number in numbers)
        cjk = [bool(is_cjk[number]) for number in numbers]
        is_usable = all(
            text not in stopwords and (len(text) > 1 or character) for text, character in zip(texts, cjk, strict=True)
        )
        if is_usable and cjk != [True]:
            usable[texts] = Usable(documents, "" if all(cjk) else " ")
    return usable


def _pairs_for_words(usable: dict[tuple[str, ...], Usable]) -> dict[str, tuple[str, ...]]:
    """The pair that replaces a word: the first one that occurs in MIN_PAIR_SHARE of the documents of the word."""
    pairs: dict[str, tuple[str, ...]] = {}
    for term, (documents, _) in usable.items():
        for word in term if len(term) == 2 else ():
            alone = usable.get((word,))
            if alone and documents >= MIN_PAIR_SHARE * alone.documents:
                pairs.setdefault(word, term)
    return pairs


def _is_same_word(word: str, other: str) -> bool:
    """Whether two words are forms of one word, such as singular and plural, judged by their letters."""
    short, long = sorted((word, other), key=len)
    return long.startswith(short) and (len(long) == len(short) or (len(short) > 3 and len(long) - len(short) <= 2))
