"""How repetitive is a text by another library's definition? Shares of characters in repeated n-grams as RedPajama and
Dolma compute them.

The scan stores the shares by datatrove's definition. The functions here are for samples: numpy over all texts at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

TOP_GRAMS, DUPLICATE_GRAMS = (2, 3, 4), (5, 6, 7, 8, 9, 10)
_WORD = re.compile(r"[^\W_]+")

DEFINITIONS: dict[str, str] = {
    "RedPajama": "lower-case words without punctuation; characters of words in any occurrence of a repeated n-gram, "
    "also the first one, each counted once / characters of words",
    "Dolma": "words between white space; characters of repeated n-grams, each occurrence in full, overlaps counted "
    "again / characters of all n-grams",
}
"""How the characters of a duplicated n-gram are counted. For the top n-gram both count its occurrences x characters /
characters of words; RedPajama gives zero when it occurs once. Sources: RedPajama-Data
`quality_signals/repetitions.py`, Dolma `taggers/gopher.py`.
"""

_WORDS: dict[str, Callable[[str], list[str]]] = {
    "RedPajama": lambda text: _WORD.findall(text.lower()),
    "Dolma": str.split,
}


class _Words(NamedTuple):
    """The words of all texts in a row: the text of each, its characters, and the characters before it."""

    text: np.ndarray
    chars: np.ndarray
    chars_before: np.ndarray
    n_texts: int

    def gram_chars(self, starts: np.ndarray, size: int) -> np.ndarray:
        """The characters of the n-grams that start at these words."""
        chars: np.ndarray = self.chars_before[starts + size] - self.chars_before[starts]
        return chars

    def grams(self, size: int) -> np.ndarray:
        """The words at which an n-gram of `size` words of one text starts."""
        return np.flatnonzero(self.text[: max(len(self.text) - size + 1, 0)] == self.text[size - 1 :])


class _Repeats(NamedTuple):
    """The n-grams that occur more than once in a text: where they start, a code of each n-gram, and how often it
    occurs.
    """

    starts: np.ndarray
    codes: np.ndarray
    counts: np.ndarray


def repetition(texts: Sequence[str], definition: str) -> dict[int, np.ndarray]:
    """The share of characters in repeated n-grams, by size of n-gram: 2 to 4 (the most frequent n-gram) and 5 to 10
    (all duplicated ones). Each float[len(texts)]; 0 for a text without n-grams.

    An n-gram can only repeat where both (n-1)-grams in it do: beyond pairs of words, few candidates remain.
    """
    words, codes = _read(texts, definition)
    shares: dict[int, np.ndarray] = {}
    repeats = _repeats(np.arange(len(words.text)), words.text * (int(codes.max(initial=0)) + 1) + codes)
    for size in range(2, DUPLICATE_GRAMS[-1] + 1):
        repeats = _longer_repeats(words, repeats)
        share = _top_share if size in TOP_GRAMS else _duplicate_share
        shares[size] = share(words, repeats, size, definition)
    return shares


def _read(texts: Sequence[str], definition: str) -> tuple[_Words, np.ndarray]:
    """The words of all texts, and a code from 0 for each distinct word."""
    words = [_WORDS[definition](text) for text in texts]
    text = np.repeat(np.arange(len(texts)), [len(own) for own in words])
    flat = [word for own in words for word in own]
    chars = np.array([len(word) for word in flat], np.int64)
    codes = pd.factorize(np.array(flat, object))[0].astype(np.int64) if flat else np.zeros(0, np.int64)
    return _Words(text, chars, np.concatenate([[0], np.cumsum(chars)]), len(texts)), codes


def _repeats(starts: np.ndarray, keys: np.ndarray) -> _Repeats:
    """Those of the n-grams at `starts`, with equal `keys` for equal n-grams, that occur more than once."""
    codes = pd.factorize(keys)[0].astype(np.int64)
    counts = np.bincount(codes)[codes] if len(codes) else np.zeros(0, np.int64)
    return _Repeats(starts[counts > 1], codes[counts > 1], counts[counts > 1])


def _longer_repeats(words: _Words, shorter: _Repeats) -> _Repeats:
    """The repeated n-grams that are one word longer."""
    starts, codes, _ = shorter
    is_next = (starts[1:] == starts[:-1] + 1) & (words.text[starts[1:]] == words.text[starts[:-1]])
    place = np.flatnonzero(is_next)
    return _repeats(starts[place], codes[place] * (int(codes.max(initial=0)) + 1) + codes[place + 1])


def _top_share(words: _Words, repeats: _Repeats, size: int, definition: str) -> np.ndarray:
    """Occurrences x characters of the most frequent n-gram of each text (the first of equally frequent ones)."""
    top = np.zeros(words.n_texts)
    if definition != "RedPajama":  # without a repeated n-gram, the first n-gram is the most frequent one
        grams = words.grams(size)
        top[words.text[grams][::-1]] = words.gram_chars(grams, size)[::-1]
    text, counts = words.text[repeats.starts], repeats.counts
    order = np.lexsort((np.arange(len(text)), -counts, text))
    first = order[np.unique(text[order], return_index=True)[1]] if len(text) else order
    top[text[first]] = counts[first] * words.gram_chars(repeats.starts, size)[first]
    return _share(top, np.bincount(words.text, words.chars, words.n_texts))


def _duplicate_share(words: _Words, repeats: _Repeats, size: int, definition: str) -> np.ndarray:
    starts, n = repeats.starts, words.n_texts
    if definition == "RedPajama":
        return _share(_covered_chars(words, starts, size), np.bincount(words.text, words.chars, n))
    grams = words.grams(size)
    repeated = np.bincount(words.text[starts], words.gram_chars(starts, size), n)
    return _share(repeated, np.bincount(words.text[grams], words.gram_chars(grams, size), n))


def _covered_chars(words: _Words, starts: np.ndarray, size: int) -> np.ndarray:
    """The characters of the words within at least one n-gram at `starts`, by text."""
    n = len(words.chars) + 1
    edges = np.bincount(starts, minlength=n)[:n] - np.bincount(starts + size, minlength=n)[:n]
    return np.bincount(words.text, words.chars * (np.cumsum(edges)[:-1] > 0), words.n_texts)


def _share(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    share = np.zeros(len(denominator))
    np.divide(numerator, denominator, out=share, where=denominator > 0)
    return share
