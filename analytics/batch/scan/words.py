"""The hashes of the words of a decoded text, and their counts.

Most words have up to eight ASCII letters and digits: one load reads such a word, and no branch depends on its letters.
"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import inlined
from analytics.batch.scan.bitmaps import ALL, NOTHING, ONE
from analytics.batch.scan.hashing import eight_bytes
from analytics.batch.scan.phrases import begins_last_word
from analytics.batch.scan.scratch import Scratch
from analytics.batch.shingles import WORD_START, extend_word

THREE_BYTES = np.uint64(0xFFFFFF)
EACH = np.uint64(0x0101010101010101)
NOT_ASCII, IS_LETTER, IS_SMALL = EACH * np.uint64(0x80), EACH * np.uint64(0x40), EACH * np.uint64(0x20)
"""In each byte of eight ASCII letters and digits: the bit that is set beyond ASCII, in a letter, and in a lower-case
letter.
"""


@inlined
def read_words(n_words: int, s: Scratch, row: np.record) -> int:
    """Hash and count the words; gives the number of special words, which `read_special_words` reads again."""
    written, folded = s.written, s.folded
    n_special = gather_words(n_words, s, row)
    letter_words = caps_words = 0
    for word in range(n_words):  # only arithmetic: the compiler processes several words at a time
        chunk = written[word]
        letters, small = letters_of(chunk)
        letter_words += letters != NOTHING
        caps_words += (letters != NOTHING) & (small == NOTHING)
        written[word] = extend_word(WORD_START, chunk)
        folded[word] = extend_word(WORD_START, lower_case(chunk))
    row.words = n_words
    row.letter_words = letter_words
    row.caps_words = caps_words
    return n_special


@inlined
def gather_words(n_words: int, s: Scratch, row: np.record) -> int:
    """Write the first eight characters of each word to `written`, and the special words to `grams`: words of more than
    eight characters, words beyond ASCII, and words that may end a phrase. Gives the number of special words.
    """
    boundaries, classes, written, chars_before, special = s.boundaries, s.classes, s.written, s.chars_before, s.grams
    total = longest = n_special = 0
    for word in range(n_words):
        start, end = int(boundaries[2 * word]), int(boundaries[2 * word + 1])
        length = end - start
        chars_before[word] = total
        total += length
        longest = max(longest, length)
        chunk = first_eight(classes, start, length)
        written[word] = chunk
        special[n_special] = word
        n_special += (length > 8) | (chunk & NOT_ASCII != NOTHING) | may_end_phrase(chunk)
    row.word_chars = chars_before[n_words] = total
    row.longest_word = longest
    return n_special


@inlined
def first_eight(classes: np.ndarray, start: int, length: int) -> np.uint64:
    """The first eight characters from `start` on; zeros after `length` of them."""
    return eight_bytes(classes, start) & ALL >> np.uint64(8 * max(0, 8 - length))


@inlined
def may_end_phrase(chunk: np.uint64) -> bool:
    """Whether a word with these first characters may be the last word of a phrase."""
    return begins_last_word(lower_case(chunk) & THREE_BYTES)


@inlined
def letters_of(chunk: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Bits that are set where one of eight ASCII letters and digits is a letter, and where it is a lower-case one."""
    letters = chunk & IS_LETTER
    return letters, letters & ((chunk & IS_SMALL) << ONE)


@inlined
def lower_case(chunk: np.uint64) -> np.uint64:
    """Eight ASCII letters and digits in lower case."""
    return chunk | ((chunk & IS_LETTER) >> ONE)
