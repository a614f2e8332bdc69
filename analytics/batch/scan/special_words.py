"""Words that one load does not read: longer ones, words beyond ASCII, and words that may end a phrase."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled, inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import CHUNK, NOTHING, ONE, members, up_to
from analytics.batch.scan.phrases import JAVASCRIPT, PHRASES, find_phrases
from analytics.batch.scan.scratch import Scratch
from analytics.batch.scan.tables import Tables
from analytics.batch.scan.words import NOT_ASCII, first_eight, letters_of, lower_case, may_end_phrase
from analytics.batch.shingles import LOWER_CASE, WORD_START, append, extend_word, word_hash

JAVASCRIPT_CHARS = len(PHRASES[JAVASCRIPT])

letter_j = members((ord("J"), ord("J")), (ord("j"), ord("j")))


@inlined
def read_special_words(n_special: int, n: int, tables: Tables, s: Scratch, row: np.record) -> int:
    """Hash and count the words in `grams` again, whose first eight characters have been counted, and write where
    phrases are that C4 does not want to `unwanted`; gives the number of these phrases.
    """
    boundaries, classes, special, unwanted = s.boundaries, s.classes, s.grams, s.unwanted
    letter_words, caps_words, n_unwanted = int(row.letter_words), int(row.caps_words), 0
    for i in range(n_special):
        word = np.uint64(special[i])
        start, end = int(boundaries[word << ONE]), int(boundaries[(word << ONE) | ONE])
        length = end - start
        chunk = first_eight(classes, start, length)
        letters, small = letters_of(chunk)
        letter_words -= letters != NOTHING
        caps_words -= (letters != NOTHING) & (small == NOTHING)
        has_letters, is_caps = read_word(word, start, end, chunk, tables, s)
        letter_words += has_letters
        caps_words += is_caps
        if may_end_phrase(chunk) or may_have_javascript(start, length, classes):
            is_lorem_ipsum, is_unwanted = find_phrases(start, end, n, s.codes)
            row.lorem_ipsums += is_lorem_ipsum
            unwanted[n_unwanted] = start
            n_unwanted += is_unwanted
    row.letter_words, row.caps_words = letter_words, caps_words
    return n_unwanted


@inlined
def read_word(word: np.uint64, start: int, end: int, chunk: np.uint64, tables: Tables, s: Scratch) -> tuple[bool, bool]:
    """Hash a word whose first eight characters, `chunk`, are hashed already; gives whether it has letters, and whether
    all of them are capital letters.
    """
    classes, written, folded = s.classes, s.written, s.folded
    any_bits = chunk
    letters, small = letters_of(chunk)
    as_written, in_lower_case = written[word], folded[word]
    for at in range(start + 8, end, 8):
        chunk = first_eight(classes, at, end - at)
        as_written, in_lower_case = extend_word(as_written, chunk), extend_word(in_lower_case, lower_case(chunk))
        any_bits |= chunk
        more_letters, more_small = letters_of(chunk)
        letters |= more_letters
        small |= more_small
    written[word], folded[word] = as_written, in_lower_case
    has_letters, is_caps = letters != NOTHING, (letters != NOTHING) & (small == NOTHING)
    if any_bits & NOT_ASCII:
        written[word], folded[word], seen = hash_any_word(start, end, s.codes, classes, tables.properties, tables.words)
        has_letters, is_caps = seen & ch.LETTER != 0, seen & (ch.UPPER | ch.LOWER) == ch.UPPER
    return has_letters, is_caps


@inlined
def may_have_javascript(start: int, length: int, classes: np.ndarray) -> bool:
    """Whether a word is long enough to contain "javascript" and has a j."""
    return length >= JAVASCRIPT_CHARS and (length > CHUNK or letter_j(classes, start) & up_to(length) != NOTHING)


@compiled
def hash_any_word(
    start: int, end: int, codes: np.ndarray, classes: np.ndarray, properties: np.ndarray, lower: np.ndarray
) -> tuple[np.uint64, np.uint64, int]:
    """The hash of the word from `start` to `end` as it is written; its hash in lower case, which is the one of
    `shingles.word_hashes`; and the properties that any of its characters has.
    """
    written = folded = WORD_START
    written_chunk = folded_chunk = NOTHING
    written_filled = folded_filled = seen = 0
    for i in range(start, end):
        seen |= properties[classes[i]]
        written, written_chunk, written_filled = append(written, written_chunk, written_filled, codes[i])
        folded, folded_chunk, folded_filled = append(folded, folded_chunk, folded_filled, lower[codes[i]] & LOWER_CASE)
    return word_hash(written, written_chunk, written_filled), word_hash(folded, folded_chunk, folded_filled), seen
