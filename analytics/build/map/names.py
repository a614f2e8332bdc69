"""What is a group of documents about? Its terms are distinctive (class-based TF-IDF) and coherent (NPMI): words and
pairs of words that are frequent in the group, rare elsewhere, and occur together.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from analytics.build.map import coherence, unspaced
from analytics.build.map.candidate_terms import Candidate, candidates
from analytics.build.map.term_counts import Occurrences
from analytics.build.map.word_forms import same_words
from analytics.build.map.words import Words

MAX_TERMS = 8
NAME_TERMS = 3
TOPIC_RARITY, THEME_RARITY = 1.5, 2.5
"""Powers of the rarity of a term. The published weight has 1; with more, fewer names contain words that occur
everywhere (judged by reading).
"""
NO_WORDS = "various short texts"


def terms(
    words: Words, topic: np.ndarray, parent: np.ndarray, sizes: np.ndarray | None = None
) -> tuple[list[list[str]], list[list[str]]]:
    """The best terms of each theme and of each topic, the best first. `topic` is int64[texts]; topic t is in the theme
    parent[t] and has `sizes[t]` documents, of which the texts are a sample (all of them by default).

    The rarity of a term is measured over the topics, also for the themes, of which there are too few.
    """
    occurrences = Occurrences.of(words)
    theme, n_themes = parent[topic], int(parent.max(initial=-1)) + 1
    in_themes, in_topics = occurrences.count(theme), occurrences.count(topic)
    sampled = np.bincount(topic, minlength=len(parent))
    rarity = np.log1p(len(parent) / np.bincount(in_topics.term, weights=in_topics.documents / sampled[in_topics.group]))
    of_themes = candidates(in_themes, words, theme, n_themes, occurrences.terms, rarity**THEME_RARITY)
    of_topics = candidates(in_topics, words, topic, len(parent), occurrences.terms, rarity**TOPIC_RARITY)
    weight = ((sampled if sizes is None else sizes) / np.maximum(sampled, 1))[topic]
    chosen = _coherent(of_themes + of_topics, occurrences, weight)
    groups = [np.flatnonzero(theme == number) for number in range(n_themes)]
    groups += [np.flatnonzero(topic == number) for number in range(len(parent))]
    names = [_texts(group, words, texts) for group, texts in zip(chosen, groups, strict=True)]
    return names[:n_themes], names[n_themes:]


def _coherent(groups: list[list[Candidate]], occurrences: Occurrences, weight: np.ndarray) -> list[list[Candidate]]:
    """The candidates of each group that fit together. `weight` float64[texts]."""
    columns = np.unique(np.array([one.term for group in groups for one in group], np.int64))
    matrix = occurrences.presence(len(weight), np.searchsorted(occurrences.terms, columns))
    chosen: list[list[Candidate]] = []
    for group in groups:
        if not group:
            chosen.append([])
            continue
        values = coherence.npmi(matrix[:, np.searchsorted(columns, [one.term for one in group])], weight)
        strength = np.array([one.weight for one in group])
        chosen.append([group[row] for row in coherence.choose(values, strength, _same(group), MAX_TERMS)])
    return chosen


def _same(group: list[Candidate]) -> np.ndarray:
    """bool[c, c]: whether two candidates share a word, in any form. A candidate is the same as itself."""
    vocabulary = sorted({word for one in group for word in one.words})
    number = {word: row for row, word in enumerate(vocabulary)}
    forms = np.eye(len(vocabulary), dtype=bool)
    for word, other in same_words(vocabulary):
        forms[word, other] = forms[other, word] = True
    has = np.zeros((len(group), len(vocabulary)), bool)
    for row, one in enumerate(group):
        has[row, [number[word] for word in one.words]] = True
    return np.asarray(has @ forms @ has.T)


def _texts(group: list[Candidate], words: Words, texts: np.ndarray) -> list[str]:
    """The terms as text; pairs of characters of scripts without spaces grow to whole words."""
    if all(one.separator for one in group):
        return [one.text for one in group]
    starts, stops = np.searchsorted(words.text, texts), np.searchsorted(words.text, texts, "right")
    positions = np.concatenate([np.arange(start, stop) for start, stop in zip(starts, stops, strict=True)])
    size = len(words.vocabulary)
    names: list[str] = []
    for one in group:
        name = one.text
        if not one.separator:
            whole = unspaced.grown(words, positions, (one.term // size - 1, one.term % size))
            name = unspaced.whole_words(words, positions, whole)
        if not any(name in other or other in name for other in names if not one.separator):
            names.append(name)
    return names


def own_words(words: Words, text: int) -> list[str]:
    """The words of one text as one term, stop words included: the name of a group of equal texts without other words.
    Empty where it has no word.
    """
    numbers = words.word[words.text == text]
    usual = [words.vocabulary[number] for number in numbers[numbers >= 0]]
    return [" ".join(usual[:MAX_TERMS])] if usual else []


def name(best: Sequence[str], terms: int = NAME_TERMS) -> str:
    """The name of a group from its terms."""
    return ", ".join(best[:terms]) or NO_WORDS


def unique_names(terms: Sequence[Sequence[str]], taken: Sequence[str] = ()) -> list[str]:
    """A name for each group, from its terms. A name that is `taken`, or that an earlier group has, gets more terms,
    else a letter.
    """
    names: dict[str, None] = dict.fromkeys(taken)
    for best in terms:
        longer = (name(best, count) for count in range(NAME_TERMS, max(len(best), NAME_TERMS) + 1))
        lettered = (f"{name(best)} ({_letters(number)})" for number in itertools.count(1))
        names[next(one for one in itertools.chain(longer, lettered) if one not in names)] = None
    return list(names)[len(set(taken)) :]


def _letters(number: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)
