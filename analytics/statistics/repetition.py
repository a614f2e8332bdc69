"""How repetitive is a text by another library's definition? The shares of characters in repeated n-grams as RedPajama
and Dolma compute them.

The scan stores datatrove's. These are for samples: numpy over all texts at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

TOP_GRAMS, DUPLICATE_GRAMS = (2, 3, 4), (5, 6, 7, 8, 9, 10)
_WORD = re.compile(r"[^\W_]+")

DEFINITIONS: dict[str, str] = {
    "RedPajama": "lower-case words without punctuation; characters of words in any occurrence, the first one too, each once / characters of words",
    "Dolma": "words between white space; characters of repeated n-grams, each occurrence in full, overlaps again / characters of all n-grams",
}
"""What a duplicated n-gram's characters are, in words. For the top n-gram both count its occurrences x characters /
characters of words; RedPajama gives zero where it occurs once. Sources: RedPajama-Data
`quality_signals/repetitions.py`, Dolma `taggers/gopher.py`.
"""

_WORDS: dict[str, Callable[[str], list[str]]] = {
    "RedPajama": lambda text: _WORD.findall(text.lower()),
    "Dolma": str.split,
}


def repetition(texts: Sequence[str], definition: str) -> dict[int, np.ndarray]:
    """For each size of n-gram, 2 to 4 (the top one) and 5 to 10 (duplicated ones): float[len(texts)], the share of
    characters; 0 where there is no n-gram.

    An n-gram can occur twice only where both (n-1)-grams in it do: beyond pairs of words hardly any is left to count.
    """
    words = [_WORDS[definition](text) for text in texts]
    text = np.repeat(np.arange(len(texts)), [len(one) for one in words])
    every = [word for one in words for word in one]
    length = np.array([len(word) for word in every], np.int64)
    number = pd.factorize(np.array(every, object))[0].astype(np.int64) if every else np.zeros(0, np.int64)
    chars = np.bincount(text, length, len(texts))
    before = np.concatenate([[0], np.cumsum(length)])
    at, gram, _ = _repeated(
        np.arange(len(text)), text * (int(number.max(initial=0)) + 1) + number
    )  # a word of one text is not that of another
    found: dict[int, np.ndarray] = {}
    for size in range(2, DUPLICATE_GRAMS[-1] + 1):
        whole = np.flatnonzero(text[: max(len(text) - size + 1, 0)] == text[size - 1 :])
        follows = np.flatnonzero((at[1:] == at[:-1] + 1) & (text[at[1:]] == text[at[:-1]]))
        at, gram, counts = _repeated(at[follows], gram[follows] * (int(gram.max(initial=0)) + 1) + gram[follows + 1])
        if size in TOP_GRAMS:
            top = (
                np.zeros(len(texts))
                if definition == "RedPajama"
                else _first(text[whole], before[whole + size] - before[whole], len(texts))
            )
            found[size] = _share(_most(text[at], counts, before[at + size] - before[at], top), chars)
        elif definition == "RedPajama":
            found[size] = _share(_covered(at, size, length, text, len(texts)), chars)
        else:
            repeated = np.bincount(text[at], before[at + size] - before[at], len(texts))
            found[size] = _share(repeated, np.bincount(text[whole], before[whole + size] - before[whole], len(texts)))
    return found


def _repeated(at: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the n-grams at these places, told apart by `keys`, those that occur more than once: where, their numbers, and
    how often each occurs.
    """
    gram = pd.factorize(keys)[0].astype(np.int64)
    counts = np.bincount(gram)[gram] if len(gram) else np.zeros(0, np.int64)
    return at[counts > 1], gram[counts > 1], counts[counts > 1]


def _first(text: np.ndarray, gram_chars: np.ndarray, texts: int) -> np.ndarray:
    """The characters of the first n-gram of each text; 0 for a text without one."""
    found = np.zeros(texts)
    found[text[::-1]] = gram_chars[::-1]  # the last value written is that of the first place
    return found


def _most(text: np.ndarray, counts: np.ndarray, gram_chars: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """Occurrences x characters of the most frequent n-gram of each text, of equally frequent ones the first;
    `otherwise` where none is repeated.
    """
    order = np.lexsort((np.arange(len(text)), -counts, text))
    first = order[np.unique(text[order], return_index=True)[1]] if len(text) else order
    found = otherwise.copy()
    found[text[first]] = counts[first] * gram_chars[first]
    return found


def _covered(starts: np.ndarray, size: int, length: np.ndarray, text: np.ndarray, texts: int) -> np.ndarray:
    """Characters of the words that at least one n-gram starting at `starts` covers, by text."""
    edge = (
        np.bincount(starts, minlength=len(length) + 1)[: len(length) + 1]
        - np.bincount(starts + size, minlength=len(length) + 1)[: len(length) + 1]
    )
    return np.bincount(text, length * (np.cumsum(edge)[:-1] > 0), texts)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)
