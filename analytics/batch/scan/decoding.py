"""One text at a time, decoded into arrays that the later steps of the scan walk while they are in the cache."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analytics.batch.compiled import inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import CHUNK, copy_ascii, count, lowest, members
from analytics.batch.scan.characters import Tables
from analytics.batch.shingles import decode

COUNTS = (
    *(
        "bytes",
        "chars",
        "words",
        "word_chars",
        "longest_word",
        "letter_words",
        "caps_words",
        "distinct_words",
        "stop_words",
        "subwords",
    ),
    *(
        "lines",
        "nonblank_lines",
        "bullet_lines",
        "ellipsis_lines",
        "terminal_lines",
        "short_lines",
        "c4_lines",
        "c4_sentences",
        "sentences",
    ),
    *("dotted_ellipses", "url_chars", "lorem_ipsums"),
    *(
        "pieces",
        "dup_pieces",
        "dup_piece_chars",
        "dup_nonblank_chars",
        "paragraphs",
        "dup_paragraphs",
        "dup_paragraph_chars",
    ),
    *(
        "letters",
        "capitals",
        "digits",
        "punctuation",
        "spaces",
        "line_feeds",
        "alphanumerics",
        "brackets",
        "hashes",
        "curlies",
        "ellipses",
    ),
    *("controls", "nuls", "replacements", "shingles", "joining"),
)
Counts = np.dtype([(name, np.int64) for name in COUNTS])
"""What the kernel counts in a document: signals are these numbers or ratios of two of them."""

Line = np.dtype([(name, np.int64) for name in ("start", "sentences", "counted", "ended", "url_end", "unwanted")])
"""The line that the walk is in: where it starts, how many sentences end in it, and how many boundaries of words came
before the last sentence's end in it (counted) or in the text (ended). And of the text: where the last address ends, and
how many of the phrases that C4 does not want lie behind.
"""

BYTES_PER_WORD = 2
"""A word takes at least a byte and what separates it from the next one, or three bytes where nothing does."""
EXPANSION = 8
"""No character becomes more than this many bytes a byte when it is normalised."""


beyond_ascii = members((ch.NOT_ASCII, 0xFF))
letters, capitals, digits = members(*ch.runs(ch.LETTER)), members(*ch.runs(ch.UPPER)), members(*ch.runs(ch.DIGIT))
punctuation, spaces, line_feeds = (
    members(*ch.runs(ch.PUNCTUATION)),
    members(*ch.runs(ch.SPACE)),
    members(*ch.runs(ch.LINE_FEED)),
)
alphanumeric_marks, brackets = members(*ch.runs(ch.ALPHANUMERIC_MARK)), members(*ch.runs(ch.BRACKET))
hashes, curlies, controls, nuls = (
    members(*ch.runs(ch.HASH)),
    members(*ch.runs(ch.CURLY)),
    members(*ch.runs(ch.CONTROL)),
    members(*ch.runs(ch.NUL)),
)


class Scratch(NamedTuple):
    """Working memory for the longest text of a batch, used again for each text.

    The steps that take it are inlined: to hand over twenty arrays costs more than to read a line.

    An entry a character: codes uint32 (its bytes are code_bytes), classes uint8 (PADDING behind the last one), breaks
    int64 (where line feeds are), events int32 (where the walk over lines stops), boundaries_before int32 (of words, at
    each event), piece_starts and piece_ends int32 (of lines or paragraphs). Two a character: boundaries int32, where
    words begin and end in turn. normal uint8 is the UTF-8 of the normalised text, histogram int64[256] how often each
    class beyond ASCII occurs, `line` the one present Line.

    An entry a word: its hash as `written` and in lower case (`folded`) and further `hashes`, all uint64, chars_before
    int64, the characters in all words before it, and unwanted int32, where phrases are that C4 does not want. The rest
    is for what occurs more than once: `seen` and the hash table (keys, counts) tell of hashes, grams and positions
    int32 hold entries that may.
    """

    line: np.ndarray
    histogram: np.ndarray
    codes: np.ndarray
    code_bytes: np.ndarray
    classes: np.ndarray
    breaks: np.ndarray
    events: np.ndarray
    boundaries_before: np.ndarray
    piece_starts: np.ndarray
    piece_ends: np.ndarray
    boundaries: np.ndarray
    normal: np.ndarray
    written: np.ndarray
    folded: np.ndarray
    hashes: np.ndarray
    chars_before: np.ndarray
    unwanted: np.ndarray
    keys: np.ndarray
    counts: np.ndarray
    grams: np.ndarray
    positions: np.ndarray
    seen: np.ndarray


def scratch(n_bytes: int) -> Scratch:
    """Working memory for texts of up to `n_bytes` bytes. Pages that no text needs are never touched, so they cost
    nothing.
    """
    characters = n_bytes + 1
    entries = n_bytes // BYTES_PER_WORD + 16
    codes = np.empty(characters + CHUNK, np.uint32)
    return Scratch(
        line=np.zeros(1, Line),
        histogram=np.zeros(256, np.int64),
        codes=codes,
        code_bytes=codes.view(np.uint8),
        classes=np.empty(characters + 2 * CHUNK, np.uint8),
        breaks=np.empty(characters + 1, np.int64),
        events=np.empty(characters + CHUNK, np.int32),
        boundaries_before=np.empty(characters + CHUNK, np.int32),
        piece_starts=np.empty(characters + 1, np.int32),
        piece_ends=np.empty(characters + 1, np.int32),
        boundaries=np.empty(2 * characters + CHUNK, np.int32),
        normal=np.empty(EXPANSION * characters + CHUNK, np.uint8),
        written=np.empty(entries, np.uint64),
        folded=np.empty(entries, np.uint64),
        hashes=np.empty(entries, np.uint64),
        chars_before=np.empty(entries, np.int64),
        unwanted=np.empty(entries, np.int32),
        keys=np.empty(4 << entries.bit_length(), np.uint64),
        counts=np.empty(4 << entries.bit_length(), np.int32),
        grams=np.empty(entries, np.int32),
        positions=np.empty(entries, np.int32),
        seen=np.empty(16 << entries.bit_length(), np.uint8),
    )


@inlined
def decode_text(data: np.ndarray, start: int, end: int, tables: Tables, s: Scratch) -> int:
    """Write the characters of the UTF-8 in data[start:end] and their classes, and how often each class beyond ASCII
    occurs; gives the number of characters.
    """
    class_of, codes, classes, histogram = tables.classes, s.codes, s.classes, s.histogram
    histogram[:] = 0
    n = 0
    at = start
    last_chunk = len(data) - CHUNK
    while at < end:
        if at <= last_chunk:
            copy_ascii(data, at, classes, codes, n)
            length = min(lowest(beyond_ascii(data, at)), end - at)
            at += length
            n += length
        while at < end and (data[at] >= ch.NOT_ASCII or at > last_chunk):
            code, at = decode(data, at)
            kind = class_of[code]
            codes[n], classes[n] = code, kind
            histogram[kind] += 1
            n += 1
    classes[n : n + 2 * CHUNK] = ch.PADDING
    return n


@inlined
def count_characters(n: int, properties: np.ndarray, s: Scratch, row: np.record) -> bool:
    """Count the characters that have each property; gives whether a word can be something else than a run of letters
    and digits.
    """
    classes, histogram = s.classes, s.histogram
    n_letters = n_capitals = n_digits = n_punctuation = n_spaces = n_line_feeds = n_marks = n_brackets = n_hashes = (
        n_curlies
    ) = n_controls = n_nuls = 0
    for start in range(0, n, CHUNK):
        n_letters += count(letters(classes, start))
        n_capitals += count(capitals(classes, start))
        n_digits += count(digits(classes, start))
        n_punctuation += count(punctuation(classes, start))
        n_spaces += count(spaces(classes, start))
        n_line_feeds += count(line_feeds(classes, start))
        n_marks += count(alphanumeric_marks(classes, start))
        n_brackets += count(brackets(classes, start))
        n_hashes += count(hashes(classes, start))
        n_curlies += count(curlies(classes, start))
        n_controls += count(controls(classes, start))
        n_nuls += count(nuls(classes, start))
    row.letters, row.capitals, row.digits, row.punctuation, row.spaces = (
        n_letters,
        n_capitals,
        n_digits,
        n_punctuation,
        n_spaces,
    )
    row.line_feeds, row.alphanumerics, row.brackets = n_line_feeds, n_letters + n_digits + n_marks, n_brackets
    row.hashes, row.curlies, row.controls, row.nuls = n_hashes, n_curlies, n_controls, n_nuls
    any_script = False
    for kind in range(ch.NOT_ASCII, len(properties)):
        occurrences = histogram[kind]
        if occurrences:
            has = properties[kind]
            row.letters += occurrences * (has & ch.LETTER != 0)
            row.capitals += occurrences * (has & ch.UPPER != 0)
            row.digits += occurrences * (has & ch.DIGIT != 0)
            row.punctuation += occurrences * (has & ch.PUNCTUATION != 0)
            row.spaces += occurrences * (has & ch.SPACE != 0)
            row.alphanumerics += occurrences * (has & ch.ALPHANUMERIC != 0)
            row.brackets += occurrences * (has & ch.BRACKET != 0)
            row.ellipses += occurrences * (has & ch.ELLIPSIS != 0)
            row.controls += occurrences * (has & ch.CONTROL != 0)
            row.replacements += occurrences * (has & ch.REPLACEMENT != 0)
            any_script |= has & (ch.MARK | ch.IDEOGRAPH) != 0
    return any_script
