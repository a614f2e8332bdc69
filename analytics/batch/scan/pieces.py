"""How much of a text is in repeated lines and paragraphs?"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import ALL
from analytics.batch.scan.hashing import eight_bytes, hash_bytes, open_table, place_of
from analytics.batch.scan.repetition import maybe_repeated
from analytics.batch.scan.scratch import Scratch
from analytics.batch.scan.white_space import first_visible

LINE_FEED = ord("\n")
FIRST_FACTOR, MIDDLE_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
LAST_FACTOR = np.uint64(0x27D4EB2F165667C5)
MIN_ROOM = 1024
"""`seen` has room for at least this many pieces: looking a piece up means reading all of it."""


@inlined
def duplicate_lines(n_breaks: int, n: int, s: Scratch, row: np.record) -> None:
    """Count the pieces between runs of line feeds, which are datatrove's lines: those that occurred before, and their
    characters. A piece is empty only before line feeds at the start, or after those at the end, of the text.
    """
    codes, classes, starts, ends, positions = s.codes, s.classes, s.piece_starts, s.piece_ends, s.positions
    if n == 0:
        return
    is_first_empty, is_last_empty = codes[0] == LINE_FEED, codes[n - 1] == LINE_FEED
    pieces = split_lines(n_breaks, n, s)
    row.pieces = pieces + is_first_empty + is_last_empty
    row.dup_pieces = np.int64(is_first_empty and is_last_empty)
    for i in range(repeated_pieces(pieces, row.chars == row.bytes, s)):
        start, end = starts[positions[i]], ends[positions[i]]
        row.dup_pieces += 1
        row.dup_piece_chars += end - start
        row.dup_nonblank_chars += (end - start) * (first_visible(start, end, classes) < end)


@inlined
def split_lines(n_breaks: int, n: int, s: Scratch) -> int:
    """Write where the pieces between line feeds start and end, without empty ones; gives their number."""
    breaks, starts, ends = s.breaks, s.piece_starts, s.piece_ends
    breaks[n_breaks] = n
    pieces = start = 0
    for i in range(n_breaks + 1):
        end = breaks[i]
        starts[pieces], ends[pieces] = start, end
        pieces += end > start
        start = end + 1
    return pieces


@inlined
def duplicate_paragraphs(n_breaks: int, n: int, s: Scratch, properties: np.ndarray, row: np.record) -> None:
    """Count the pieces between runs of two or more line feeds, of the text without white space around it: those that
    occurred before, and their characters.
    """
    classes, starts, ends, positions = s.classes, s.piece_starts, s.piece_ends, s.positions
    start = first_visible(0, n, classes)
    while n > start and properties[classes[n - 1]] & ch.SPACE:
        n -= 1
    if n == start:
        return
    pieces = split_paragraphs(n_breaks, start, n, s)
    row.paragraphs = pieces
    for i in range(repeated_pieces(pieces, row.chars == row.bytes, s)):
        row.dup_paragraphs += 1
        row.dup_paragraph_chars += ends[positions[i]] - starts[positions[i]]


@inlined
def split_paragraphs(n_breaks: int, start: int, n: int, s: Scratch) -> int:
    """Write where the paragraphs from `start` to `n` start and end; gives their number."""
    breaks, starts, ends = s.breaks, s.piece_starts, s.piece_ends
    pieces = i = 0
    while i < n_breaks and breaks[i] < start:
        i += 1
    while i + 1 < n_breaks and breaks[i] < n:
        at = breaks[i]
        i += 1
        if breaks[i] == at + 1:
            starts[pieces], ends[pieces] = start, at
            pieces += 1
            while breaks[i] == breaks[i - 1] + 1:  # ends within the text, because the text ends visibly
                i += 1
            start = breaks[i - 1] + 1
    starts[pieces], ends[pieces] = start, n
    return pieces + 1


@inlined
def repeated_pieces(n: int, is_ascii: bool, s: Scratch) -> int:
    """Write to `positions` which of the first `n` pieces of text equal an earlier one; gives their number."""
    classes, code_bytes, counts, keys, hashes = s.classes, s.code_bytes, s.counts, s.keys, s.hashes
    starts, ends, positions = s.piece_starts, s.piece_ends, s.positions
    if n < 2:
        return 0
    for i in range(n):
        hashes[i] = outline(classes, int(starts[i]), int(ends[i]))
    n_candidates = maybe_repeated(hashes, n, max(n, MIN_ROOM), s)
    mask = open_table(keys, counts, n_candidates)
    repeated = 0
    for i in range(n_candidates):
        piece = positions[i]
        positions[repeated] = piece
        start, end = int(starts[piece]), int(ends[piece])
        whole, _ = hash_bytes(classes, start, end) if is_ascii else hash_bytes(code_bytes, 4 * start, 4 * end)
        place = place_of(whole, keys, mask)
        repeated += counts[place] > 0
        counts[place] = 1
    return repeated


@inlined
def outline(classes: np.ndarray, start: int, end: int) -> np.uint64:
    """A hash of the length and of the first, the middle and the last eight characters."""
    length = end - start
    known = ALL >> np.uint64(8 * max(0, 8 - length))
    first = eight_bytes(classes, start) & known
    middle = eight_bytes(classes, start + max(0, (length >> 1) - 4)) & known
    last = eight_bytes(classes, max(start, end - 8)) & known
    return first * FIRST_FACTOR + middle * MIDDLE_FACTOR + (last + np.uint64(length)) * LAST_FACTOR
