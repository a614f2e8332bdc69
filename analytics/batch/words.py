"""The words of a decoded text: where they end, their hashes, and what can be told of each by itself."""

from __future__ import annotations

import numba as nb
import numpy as np

from analytics.batch import characters as ch
from analytics.batch.characters import Tables
from analytics.batch.decoding import Scratch
from analytics.batch.shingles import IDEOGRAPH, MARK, WORD_START, extend_word

LOWER_CASE = ~(IDEOGRAPH | MARK)
SUBWORD_CHARS = 8
"""A tokenizer is assumed to cut a word into pieces of at most this many characters."""


@nb.njit
def read_word(i: int, n: int, tables: Tables, classes: np.ndarray, codes: np.ndarray) -> tuple[int, int, np.uint64, np.uint64]:
    """Read the word that starts at `i`.

    Gives where it ends, the properties that any of its characters has, its hash as it is written, and its hash in lower case,
    which is the one of `shingles.word_hashes`.
    """
    properties, lower = tables.properties, tables.words
    written = folded = WORD_START
    seen = 0
    has = properties[classes[i]]
    while True:
        code = codes[i]
        written = extend_word(written, code)
        folded = extend_word(folded, lower[code] & LOWER_CASE)
        seen |= has
        i += 1
        if i == n or seen & ch.IDEOGRAPH:
            break
        has = properties[classes[i]]
        if has & (ch.WORD | ch.IDEOGRAPH) != ch.WORD:
            break
    return i, seen, written, folded


@nb.njit
def count_kinds(n: int, s: Scratch, row: np.record) -> None:
    """Count the `n` words by what they are made of, and their characters."""
    chars_before, made_of = s.chars_before, s.made_of
    longest = letter_words = caps_words = subwords = 0
    for i in range(n):
        length, seen = chars_before[i + 1] - chars_before[i], made_of[i]
        longest = max(longest, length)
        letter_words += seen & ch.LETTER != 0
        caps_words += seen & (ch.UPPER | ch.LOWER) == ch.UPPER
        subwords += (length + SUBWORD_CHARS - 1) // SUBWORD_CHARS
    row.words = n
    row.word_chars = chars_before[n]
    row.longest_word = longest
    row.letter_words = letter_words
    row.caps_words = caps_words
    row.subwords = subwords
