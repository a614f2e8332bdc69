"""The words of a decoded text: where they are, their hashes, and what can be told of each by itself."""

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
def split_words(n: int, tables: Tables, s: Scratch, row: np.record) -> int:
    """Write `written`, `folded` and `chars_before` of the words of the first `n` characters, and count them by kind; gives the number of words.

    The hashes of the folded words are those of `shingles.word_hashes`.
    """
    properties, words = tables.properties, tables.words
    classes, codes, written, folded, chars_before = s.classes, s.codes, s.written, s.folded, s.chars_before
    count = 0
    word_chars = longest = letter_words = caps_words = subwords = 0
    i = 0
    while i < n:
        has = properties[classes[i]]
        if not has & ch.WORD or has & ch.MARK:
            i += 1
            continue
        start = i
        as_written = in_lower = WORD_START
        seen = 0
        while True:
            code = codes[i]
            as_written = extend_word(as_written, code)
            in_lower = extend_word(in_lower, words[code] & LOWER_CASE)
            seen |= has
            i += 1
            if seen & ch.IDEOGRAPH or i == n:
                break
            has = properties[classes[i]]
            if not has & ch.WORD or has & ch.IDEOGRAPH:
                break
        length = i - start
        written[count] = as_written
        folded[count] = in_lower
        chars_before[count] = word_chars
        count += 1
        word_chars += length
        longest = max(longest, length)
        letter_words += seen & ch.LETTER != 0
        caps_words += seen & (ch.UPPER | ch.LOWER) == ch.UPPER
        subwords += (length + SUBWORD_CHARS - 1) // SUBWORD_CHARS
    chars_before[count] = word_chars
    row.words = count
    row.word_chars = word_chars
    row.longest_word = longest
    row.letter_words = letter_words
    row.caps_words = caps_words
    row.subwords = subwords
    return count
