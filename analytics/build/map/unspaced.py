"""Whole words in scripts without spaces: a pair of characters grows while nearly every occurrence has the same next
character, on both sides.
"""

from __future__ import annotations

import numpy as np

from analytics.batch.function_words import ALWAYS
from analytics.build.map.words import Words

MIN_SHARE = 0.7
"""A character belongs to a word when it follows (or precedes) this share of the occurrences."""
MIN_OCCURRENCES = 3
MAX_CHARACTERS = 8


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
