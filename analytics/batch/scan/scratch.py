"""Where does the kernel write? The counts of each text, and working memory that it uses again for each text."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analytics.batch.scan.bitmaps import CHUNK

COUNTS = (
    "bytes", "chars", "words", "word_chars", "longest_word", "letter_words", "caps_words", "distinct_words",
    "stop_words",
    "lines", "nonblank_lines", "bullet_lines", "ellipsis_lines", "terminal_lines", "short_lines", "c4_lines",
    "c4_sentences", "sentences", "dotted_ellipses", "url_chars", "lorem_ipsums",
    "pieces", "dup_pieces", "dup_piece_chars", "dup_nonblank_chars", "paragraphs", "dup_paragraphs",
    "dup_paragraph_chars",
    "letters", "capitals", "digits", "punctuation", "spaces", "line_feeds", "alphanumerics", "brackets", "hashes",
    "curlies", "ellipses", "controls", "nuls", "replacements",
    "shingles", "joining",
)  # fmt: skip
Counts = np.dtype([(name, np.int64) for name in COUNTS])
"""The counts of a text: signals are counts or ratios of two counts."""

Line = np.dtype([(name, np.int64) for name in ("start", "sentences", "counted", "ended", "url_end", "unwanted")])
"""The line that the walk is in. Of the line: its start, the number of sentences that end in it, and the number of word
boundaries before the end of its last sentence (counted). Of the text: the number of word boundaries before the end of
its last sentence (ended), the end of its last address, and the number of unwanted phrases so far.
"""

COUNTS_OF_WORDS = (
    "words", "word_chars", "longest_word", "letter_words", "caps_words", "distinct_words", "stop_words", "shingles",
)  # fmt: skip
"""Counts that depend only on the words of a text."""

BYTES_PER_WORD = 2
"""A word takes at least one byte and a separator of one byte, or three bytes without a separator."""
EXPANSION = 8
"""No byte of a text becomes more than this many bytes when the text is normalised."""


class Scratch(NamedTuple):
    """Working memory for the longest text of a batch, used again for each text.

    The functions that take it are inlined: passing twenty arrays costs more than reading a line.
    """

    line: np.ndarray
    """The current Line."""
    histogram: np.ndarray
    """int64[256]: the occurrences of each class beyond ASCII."""

    codes: np.ndarray
    """uint32, one for each character: its code point."""
    code_bytes: np.ndarray
    """The bytes of `codes`."""
    classes: np.ndarray
    """uint8, one for each character: its class; PADDING after the last one."""
    breaks: np.ndarray
    """int64: where line feeds are."""
    events: np.ndarray
    """int32: where the walk over lines stops."""
    boundaries_before: np.ndarray
    """int32, one for each event: the word boundaries before it."""
    piece_starts: np.ndarray
    """int32: where lines or paragraphs start."""
    piece_ends: np.ndarray
    """int32: where lines or paragraphs end."""
    boundaries: np.ndarray
    """int32: where words start and end, in turn."""
    normal: np.ndarray
    """uint8: the UTF-8 of the normalised text."""

    written: np.ndarray
    """uint64, one for each word: its hash as it is written."""
    folded: np.ndarray
    """uint64, one for each word: its hash in lower case."""
    hashes: np.ndarray
    """uint64: hashes of shingles, n-grams, lines or paragraphs."""
    chars_before: np.ndarray
    """int64, one for each word: the characters in all words before it."""
    unwanted: np.ndarray
    """int32: where phrases are that C4 does not want."""

    keys: np.ndarray
    """uint64: the keys of the hash table."""
    counts: np.ndarray
    """int32: the counts of the hash table."""
    grams: np.ndarray
    """int32: where n-grams that may repeat are in the hash table."""
    positions: np.ndarray
    """int32: which entries of `hashes` may repeat."""
    seen: np.ndarray
    """uint8: by the leading bits of a hash, whether it may repeat."""


def scratch(n_bytes: int) -> Scratch:
    """Working memory for texts of up to `n_bytes` bytes. Pages that no text needs are never touched and cost
    nothing.
    """
    codes = np.empty(n_bytes + 1 + CHUNK, np.uint32)
    return Scratch(
        line=np.zeros(1, Line),
        histogram=np.zeros(256, np.int64),
        codes=codes,
        code_bytes=codes.view(np.uint8),
        **_for_characters(n_bytes + 1),
        **_for_words(n_bytes // BYTES_PER_WORD + 16),
    )


def _for_characters(n: int) -> dict[str, np.ndarray]:
    return {
        "classes": np.empty(n + 2 * CHUNK, np.uint8),
        "breaks": np.empty(n + 1, np.int64),
        "events": np.empty(n + CHUNK, np.int32),
        "boundaries_before": np.empty(n + CHUNK, np.int32),
        "piece_starts": np.empty(n + 1, np.int32),
        "piece_ends": np.empty(n + 1, np.int32),
        "boundaries": np.empty(2 * n + CHUNK, np.int32),
        "normal": np.empty(EXPANSION * n + CHUNK, np.uint8),
    }


def _for_words(n: int) -> dict[str, np.ndarray]:
    return {
        "written": np.empty(n, np.uint64),
        "folded": np.empty(n, np.uint64),
        "hashes": np.empty(n, np.uint64),
        "chars_before": np.empty(n, np.int64),
        "unwanted": np.empty(n, np.int32),
        "keys": np.empty(4 << n.bit_length(), np.uint64),
        "counts": np.empty(4 << n.bit_length(), np.int32),
        "grams": np.empty(n, np.int32),
        "positions": np.empty(n, np.int32),
        "seen": np.empty(16 << n.bit_length(), np.uint8),
    }
