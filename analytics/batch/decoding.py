"""One text at a time, decoded into arrays that the later steps of the scan walk while they are in the cache."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from analytics.batch import characters as ch
from analytics.batch.characters import Tables
from analytics.batch.shingles import decode

COUNTS = (
    *("bytes", "chars", "words", "word_chars", "longest_word", "letter_words", "caps_words", "distinct_words", "stop_words", "subwords"),
    *("lines", "nonblank_lines", "bullet_lines", "ellipsis_lines", "terminal_lines", "short_lines", "c4_lines", "c4_sentences", "sentences"),
    *("dotted_ellipses", "url_chars", "lorem_ipsums"),
    *("pieces", "dup_pieces", "dup_piece_chars", "dup_nonblank_chars", "paragraphs", "dup_paragraphs", "dup_paragraph_chars"),
    *("letters", "capitals", "digits", "punctuation", "spaces", "line_feeds", "alphanumerics", "brackets", "hashes", "curlies", "ellipses"),
    *("controls", "nuls", "replacements", "shingles", "joining"),
)
Counts = np.dtype([(name, np.int64) for name in COUNTS])
"""What the kernel counts in a document: signals are these numbers or ratios of two of them."""

Line = np.dtype([(name, np.int64) for name in ("start", "sentences", "counted", "ended", "url_end", "unwanted")])
"""The line that the walk is in: where it starts, how many sentences end in it, and how many boundaries of words came before the
last sentence's end in it (counted) or in the text (ended). And of the text: where the last address ends, and how many of the
phrases that C4 does not want lie behind.
"""

BYTES_PER_WORD = 2
"""A word takes at least a byte and what separates it from the next one, or three bytes where nothing does."""
EXPANSION = 8
"""No character becomes more than this many bytes a byte when it is normalised."""


class Scratch(NamedTuple):
    """Working memory for the longest text of a batch, used again for each text.

    The steps that take it are inlined: to hand over twenty arrays costs more than to read a line.

    An entry a character: codes uint32, narrow uint8 (the code point where it is ASCII, else at least 128), classes uint8, breaks int64
    (where line feeds are), events int32 (where the walk over lines stops) and boundaries_before int32 (of words, at each event).
    Two a character: boundaries int32, where words begin and end in turn. normal uint8 is the UTF-8 of the normalised text. An entry
    a word: its hash as `written` and in lower case (`folded`), both uint64, chars_before int64, the characters in all words before
    it, and unwanted int32, where phrases are that C4 does not want. The rest is the hash table of `repetition` (slots, keys), what it counts
    for each key (counts, firsts, folded_counts), and the n-grams that occur twice (grams, positions). `line` holds the one present Line.
    """

    line: np.ndarray
    codes: np.ndarray
    narrow: np.ndarray
    classes: np.ndarray
    breaks: np.ndarray
    events: np.ndarray
    boundaries_before: np.ndarray
    boundaries: np.ndarray
    normal: np.ndarray
    written: np.ndarray
    folded: np.ndarray
    chars_before: np.ndarray
    unwanted: np.ndarray
    slots: np.ndarray
    keys: np.ndarray
    counts: np.ndarray
    firsts: np.ndarray
    folded_counts: np.ndarray
    grams: np.ndarray
    positions: np.ndarray


def scratch(n_bytes: int) -> Scratch:
    """Working memory for texts of up to `n_bytes` bytes. Pages that no text needs are never touched, so they cost nothing."""
    characters = n_bytes + 1
    entries = n_bytes // BYTES_PER_WORD + 16
    return Scratch(
        line=np.zeros(1, Line),
        codes=np.empty(characters, np.uint32),
        narrow=np.empty(characters + 16, np.uint8),
        classes=np.empty(characters + 16, np.uint8),
        breaks=np.empty(characters, np.int64),
        events=np.empty(characters, np.int32),
        boundaries_before=np.empty(characters, np.int32),
        boundaries=np.empty(2 * characters + 16, np.int32),
        normal=np.empty(EXPANSION * characters, np.uint8),
        written=np.empty(entries, np.uint64),
        folded=np.empty(entries, np.uint64),
        chars_before=np.empty(entries, np.int64),
        unwanted=np.empty(entries, np.int32),
        slots=np.empty(4 << entries.bit_length(), np.int32),
        keys=np.empty(entries, np.uint64),
        counts=np.empty(entries, np.int32),
        firsts=np.empty(entries, np.int32),
        folded_counts=np.empty(entries, np.int32),
        grams=np.empty(entries, np.int32),
        positions=np.empty(entries, np.int32),
    )


@nb.njit(inline="always")
def decode_text(data: np.ndarray, start: int, end: int, tables: Tables, s: Scratch, histogram: np.ndarray) -> int:
    """Write the characters of the UTF-8 in data[start:end] and their classes, and how often each class occurs; gives the number of characters."""
    class_of = tables.classes
    codes, narrow, classes = s.codes, s.narrow, s.classes
    histogram[:] = 0
    n = 0
    at = start
    while at < end:
        code = np.int64(data[at])
        narrow[n] = code
        if code < 0x80:
            at += 1
        else:
            code, at = decode(data, at)
        kind = class_of[code]
        codes[n] = code
        classes[n] = kind
        histogram[n & 3, kind] += 1  # four in turn, as a counter cannot be raised again the next moment
        n += 1
    return n


@nb.njit(inline="always")
def count_characters(histogram: np.ndarray, properties: np.ndarray, row: np.record) -> bool:
    """Add up the classes that have each property; gives whether a word can be something else than a run of letters and digits."""
    any_script = False
    for kind in range(len(properties)):
        count = histogram[0, kind] + histogram[1, kind] + histogram[2, kind] + histogram[3, kind]
        if count:
            has = properties[kind]
            row.letters += count * (has & ch.LETTER != 0)
            row.capitals += count * (has & ch.UPPER != 0)
            row.digits += count * (has & ch.DIGIT != 0)
            row.punctuation += count * (has & ch.PUNCTUATION != 0)
            row.spaces += count * (has & ch.SPACE != 0)
            row.line_feeds += count * (has & ch.LINE_FEED != 0)
            row.alphanumerics += count * (has & ch.ALPHANUMERIC != 0)
            row.brackets += count * (has & ch.BRACKET != 0)
            row.hashes += count * (has & ch.HASH != 0)
            row.curlies += count * (has & ch.CURLY != 0)
            row.ellipses += count * (has & ch.ELLIPSIS != 0)
            row.controls += count * (has & ch.CONTROL != 0)
            row.nuls += count * (has & ch.NUL != 0)
            row.replacements += count * (has & ch.REPLACEMENT != 0)
            any_script |= has & (ch.MARK | ch.IDEOGRAPH) != 0
    return any_script
