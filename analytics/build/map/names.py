"""What is a group of documents about? Terms by class-based TF-IDF (Grootendorst 2022, BERTopic), counted in documents.

A term's weight in a group is the share of the group's documents that hold it, times the logarithm of how rare it is
among all groups. Terms are words and pairs of adjacent words.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from analytics.build.map.stopwords import STOPWORDS
from analytics.build.map.words import Words

TERMS = 8
NAME_TERMS = 3
CANDIDATES = 400
LEAST_SHARE = 0.02
"""Share of its documents in which a term must stand to stand for a group; two documents at least."""
TOPIC_RARITY, THEME_RARITY = 2, 3
"""Powers of a term's rarity: 1 is the published weight. By reading, with more, fewer names are made of words that stand
everywhere.
"""
LANGUAGE_SHARE = 0.03
"""Share of a group's words that must be stop words of one language and no other for that language to be spoken in
it.
"""
PAIR_PART = 0.5
"""A pair speaks for a word of its own when it stands in this share of the word's documents."""


@dataclass(frozen=True)
class Counts:
    """In how many documents of which group a term stands: parallel int64 arrays, sorted by group, then term."""

    group: np.ndarray
    term: np.ndarray
    documents: np.ndarray


def terms(words: Words, topic: np.ndarray, parent: np.ndarray) -> tuple[list[list[str]], list[list[str]]]:
    """The best terms, the best first, of each theme and of each topic: `topic` int64[texts], topic t in the theme
    parent[t].

    How rare a term is, is measured over the topics for both: there are too few themes to tell.
    """
    of_topics = _counts(words, topic)
    sizes = np.bincount(topic, minlength=len(parent))
    different, position = np.unique(of_topics.term, return_inverse=True)
    rarity = np.log1p(len(parent) / np.bincount(position, weights=of_topics.documents / sizes[of_topics.group]))
    theme = parent[topic]
    of_themes = _summed(parent[of_topics.group], of_topics.term, of_topics.documents)
    themes = _best(of_themes, words, theme, int(parent.max(initial=-1)) + 1, different, rarity**THEME_RARITY)
    return themes, _best(of_topics, words, topic, len(parent), different, rarity**TOPIC_RARITY)


def _best(
    counts: Counts, words: Words, group: np.ndarray, groups: int, different: np.ndarray, rarity: np.ndarray
) -> list[list[str]]:
    """The terms of each group, by their share in it and their `rarity` (float64, of the sorted terms `different`)."""
    share = counts.documents / np.maximum(np.bincount(group, minlength=groups), 1)[counts.group]
    weight = share * rarity[np.searchsorted(different, counts.term)]
    weight[(counts.documents < 2) | (share < LEAST_SHARE)] = 0
    spoken, is_character = _stopwords_spoken(words, group, groups), words.is_cjk
    starts = np.searchsorted(counts.group, np.arange(groups + 1))
    chosen = []
    for number, (start, stop) in enumerate(itertools.pairwise(starts)):
        best = start + np.argsort(-weight[start:stop], kind="stable")[:CANDIDATES]
        ranked = [(int(counts.term[row]), int(counts.documents[row])) for row in best if weight[row] > 0]
        chosen.append(_readable(ranked, words, spoken[number], is_character))
    return chosen


def name(best: list[str]) -> str:
    """The name of a group from its terms."""
    return ", ".join(best[:NAME_TERMS]) or "no words in common"


def _counts(words: Words, group: np.ndarray) -> Counts:
    """Terms are numbered: word w is w, the pair of v and w is (v + 1) * size of the vocabulary + w."""
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
    return _summed(group[text[new]], term[new], np.ones(int(new.sum()), np.int64))


def _summed(group: np.ndarray, term: np.ndarray, documents: np.ndarray) -> Counts:
    """The documents of each pair of group and term, which may come several times, added up."""
    order = np.lexsort((term, group))
    group, term = group[order], term[order]
    new = np.ones(len(term), bool)
    new[1:] = (np.diff(term) != 0) | (np.diff(group) != 0)
    starts = np.flatnonzero(new)
    return Counts(group[starts], term[starts], np.add.reduceat(documents[order], starts) if len(starts) else documents)


def _stopwords_spoken(words: Words, group: np.ndarray, groups: int) -> list[frozenset[str]]:
    """For each group the stop words of the languages spoken in it, and of code."""
    single = words.word >= 0
    of_group = group[words.text[single]]
    every = np.maximum(np.bincount(of_group, minlength=groups), 1)
    spoken = [STOPWORDS["code"]] * groups
    for language, stop in STOPWORDS.items():
        only = stop.difference(*(others for name, others in STOPWORDS.items() if name != language))
        is_stop = np.fromiter((word in only for word in words.vocabulary), bool, len(words.vocabulary))
        share = np.bincount(of_group, weights=is_stop[words.word[single]], minlength=groups) / every
        spoken = [own | stop if part >= LANGUAGE_SHARE else own for own, part in zip(spoken, share, strict=True)]
    return spoken


def _readable(ranked: list[tuple[int, int]], words: Words, stop: frozenset[str], is_character: np.ndarray) -> list[str]:
    """The first TERMS of `ranked` (term, documents) that can stand in a name and share no word."""
    size = len(words.vocabulary)
    usable = {}
    for term, documents in ranked:
        numbers = (term,) if term < size else (term // size - 1, term % size)
        parts = tuple(words.vocabulary[number] for number in numbers)
        characters = [bool(is_character[number]) for number in numbers]
        if all(
            part not in stop and (len(part) > 1 or character) for part, character in zip(parts, characters, strict=True)
        ) and characters != [True]:
            usable[parts] = (documents, "" if all(characters) else " ")
    fuller: dict[str, tuple[str, ...]] = {}
    for parts, (documents, _) in usable.items():
        for part in parts if len(parts) == 2 else ():
            if documents >= PAIR_PART * usable.get((part,), (np.inf, ""))[0]:
                fuller.setdefault(part, parts)
    chosen: list[tuple[str, ...]] = []
    for parts in usable:
        parts = fuller.get(parts[0], parts) if len(parts) == 1 else parts
        if not any(_same(part, other) for part in parts for earlier in chosen for other in earlier):
            chosen.append(parts)
        if len(chosen) == TERMS:
            break
    return [usable[parts][1].join(parts) for parts in chosen]


def _same(word: str, other: str) -> bool:
    """Whether two words are forms of one, such as singular and plural, as far as their letters tell."""
    short, long = sorted((word, other), key=len)
    return long.startswith(short) and (len(long) == len(short) or (len(short) > 3 and len(long) - len(short) <= 2))
