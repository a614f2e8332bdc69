"""How repetitive is a text by another library's definition? The shares of characters in repeated n-grams as RedPajama and Dolma compute them.

The scan stores datatrove's. These are for samples: numpy over all texts at once, some 2 million words a second and size of n-gram.
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
"""What a duplicated n-gram's characters are, in words. For the top n-gram both count its occurrences x characters / characters of words; RedPajama
gives zero where it occurs once. Sources: RedPajama-Data `quality_signals/repetitions.py`, Dolma `taggers/gopher.py`."""

_WORDS: dict[str, Callable[[str], list[str]]] = {"RedPajama": lambda text: _WORD.findall(text.lower()), "Dolma": str.split}


def repetition(texts: Sequence[str], definition: str) -> dict[int, np.ndarray]:
    """For each size of n-gram, 2 to 4 (the top one) and 5 to 10 (duplicated ones): float[len(texts)], the share of characters; 0 where there is no n-gram."""
    words = [_WORDS[definition](text) for text in texts]
    text = np.repeat(np.arange(len(texts)), [len(one) for one in words])
    every = [word for one in words for word in one]
    length = np.array([len(word) for word in every], np.int64)
    number = pd.factorize(np.array(every, object))[0].astype(np.int64) if every else np.zeros(0, np.int64)
    vocabulary = int(number.max(initial=0)) + 1
    chars = np.bincount(text, length, len(texts))
    before = np.concatenate([[0], np.cumsum(length)])
    gram = text * vocabulary + number  # a word of one text is not that of another
    found: dict[int, np.ndarray] = {}
    for size in range(2, DUPLICATE_GRAMS[-1] + 1):
        whole = text[: max(len(text) - size + 1, 0)] == text[size - 1 :]
        at = np.flatnonzero(whole)
        ids = pd.factorize(pd.factorize(gram)[0][: len(whole)] * vocabulary + number[size - 1 :])[0]
        gram = ids  # of places that are no n-gram too: they are never asked for
        counts = np.bincount(ids[at])[ids[at]] if len(at) else np.zeros(0, np.int64)
        gram_chars = before[at + size] - before[at]
        if size in TOP_GRAMS:
            found[size] = _top(text[at], counts, gram_chars, chars, least=2 if definition == "RedPajama" else 1)
        elif definition == "RedPajama":
            found[size] = _share(_covered(at[counts > 1], size, length, text, len(texts)), chars)
        else:
            repeated = np.bincount(text[at], gram_chars * (counts > 1), len(texts))
            found[size] = _share(repeated, np.bincount(text[at], gram_chars, len(texts)))
    return found


def _top(text: np.ndarray, counts: np.ndarray, gram_chars: np.ndarray, chars: np.ndarray, least: int) -> np.ndarray:
    """The most frequent n-gram of each text, the first of equally frequent ones: its occurrences x characters as a share of `chars`."""
    order = np.lexsort((np.arange(len(text)), -counts, text))
    first = order[np.unique(text[order], return_index=True)[1]] if len(text) else order
    top = np.zeros(len(chars))
    top[text[first]] = np.where(counts[first] >= least, counts[first] * gram_chars[first], 0)
    return _share(top, chars)


def _covered(starts: np.ndarray, size: int, length: np.ndarray, text: np.ndarray, texts: int) -> np.ndarray:
    """Characters of the words that at least one n-gram starting at `starts` covers, by text."""
    edge = np.bincount(starts, minlength=len(length) + 1)[: len(length) + 1] - np.bincount(starts + size, minlength=len(length) + 1)[: len(length) + 1]
    return np.bincount(text, length * (np.cumsum(edge)[:-1] > 0), texts)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)
