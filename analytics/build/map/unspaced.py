"""Whole words in scripts without spaces: a pair of characters grows while nearly every occurrence has the same next
character, on both sides. In Thai, whose texts repeat whole phrases, it then shrinks to words that BudouX finds around
its occurrences (a small model of word boundaries).
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import Any

import numpy as np

from analytics.batch.function_words import ALWAYS
from analytics.build.map.words import Words

MIN_SHARE = 0.7
"""A character belongs to a word when it follows (or precedes) this share of the occurrences."""
MIN_OCCURRENCES = 3
MAX_CHARACTERS = 8
CONTEXT, MAX_CONTEXTS = 12, 20
"""Characters on both sides of an occurrence, and occurrences, that are read to find its words."""
_THAI = re.compile("[\u0e01-\u0e5b]+")


def grown(words: Words, positions: np.ndarray, pair: tuple[int, int]) -> list[int]:
    """The vocabulary numbers of the whole word that contains the `pair`, in the texts whose words are at `positions`
    int64[m] (ascending).
    """
    word, text = words.word[positions], words.text[positions]
    starts = np.flatnonzero((word[:-1] == pair[0]) & (word[1:] == pair[1]) & (text[:-1] == text[1:]))
    whole = list(pair)
    ends = starts + 1
    while len(whole) < MAX_CHARACTERS and len(starts) >= MIN_OCCURRENCES:
        after, before = _common(words, word, text, ends, 1), _common(words, word, text, starts, -1)
        if after is not None:
            whole.append(after)
            is_whole = _next(word, text, ends, 1) == after
            ends = ends + 1
        elif before is not None:
            whole.insert(0, before)
            is_whole = _next(word, text, starts, -1) == before
            starts = starts - 1
        else:
            break
        starts, ends = starts[is_whole], ends[is_whole]
    return whole


def _next(word: np.ndarray, text: np.ndarray, at: np.ndarray, step: int) -> np.ndarray:
    """int64[m]: the word next to each of `at` in the same text, -1 where there is none."""
    there = np.clip(at + step, 0, len(word) - 1)
    return np.where((at + step == there) & (text[there] == text[at]), word[there], -1)


def _common(words: Words, word: np.ndarray, text: np.ndarray, at: np.ndarray, step: int) -> int | None:
    """The character next to MIN_SHARE of the occurrences; None where there is none, and at a particle."""
    following = _next(word, text, at, step)
    numbers, counts = np.unique(following, return_counts=True)
    best = int(np.argmax(counts)) if len(counts) else -1
    if best < 0 or numbers[best] < 0 or counts[best] < MIN_SHARE * len(at):
        return None
    character = words.vocabulary[numbers[best]]
    return int(numbers[best]) if words.is_unspaced[numbers[best]] and character not in ALWAYS else None


def whole_words(words: Words, positions: np.ndarray, term: list[int]) -> str:
    """The text of a term, which is vocabulary numbers: in Thai without the cut words at its ends, or the word that
    contains it.
    """
    text = "".join(words.vocabulary[number] for number in term)
    if _THAI.fullmatch(text) is None:
        return text
    votes = Counter(
        _aligned(context, start, start + len(text)) for context, start in _contexts(words, positions, term)
    )  # fmt: skip
    return votes.most_common(1)[0][0] if votes else text


def _contexts(words: Words, positions: np.ndarray, term: list[int]) -> list[tuple[str, int]]:
    """The text around the first occurrences of a term, and where the term starts in it."""
    word, text = words.word[positions], words.text[positions]
    is_start = np.ones(max(len(word) - len(term) + 1, 0), bool)
    for place, number in enumerate(term):
        is_start &= word[place : place + len(is_start)] == number
    contexts = []
    for start in np.flatnonzero(is_start)[:MAX_CONTEXTS].tolist():
        first, last = max(0, start - CONTEXT), start + len(term) + CONTEXT
        near = [
            words.vocabulary[number] if number >= 0 and other == text[start] else " "
            for number, other in zip(word[first:last].tolist(), text[first:last].tolist(), strict=True)
        ]
        contexts.append(("".join(near), sum(map(len, near[: start - first]))))
    return contexts


def _aligned(context: str, start: int, stop: int) -> str:
    """The whole words in context[start:stop]; the word that contains it where there is none."""
    ends = np.cumsum([len(word) for word in _thai().parse(context)]).tolist()
    bounds = [0, *ends]
    inside = [bound for bound in bounds if start <= bound <= stop]
    if len(inside) > 1:
        return context[inside[0] : inside[-1]]
    return context[max(bound for bound in bounds if bound <= start) : min(bound for bound in bounds if bound >= stop)]


@functools.cache
def _thai() -> Any:
    import budoux

    return budoux.load_default_thai_parser()
