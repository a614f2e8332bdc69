"""What repeats inside one text: words and n-grams, lines and paragraphs.

N-grams are counted as datatrove counts them, but found by pruning, as frequent item sets are: an n-gram can occur twice
only where both (n-1)-grams in it do, so beyond pairs of words almost nothing is left to look up.
"""

from __future__ import annotations

import math

import numpy as np

from analytics.batch.compiled import compiled, inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import ALL, NOTHING, count
from analytics.batch.scan.decoding import Scratch
from analytics.batch.scan.hashing import eight_bytes, hash_bytes, open_table, place_of
from analytics.batch.scan.lines import first_visible

TOP_GRAMS = (2, 3, 4)
DUPLICATE_GRAMS = (5, 6, 7, 8, 9, 10)
LINE_FEED = ord("\n")
HALF = np.uint64(32)
FIRST_FACTOR, SECOND_FACTOR, THIRD_FACTOR = (
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
    np.uint64(0x27D4EB2F165667C5),
)
STOP_WORD_FACTOR = np.uint64(0x9E3779B97F4A7C15)
STOP_WORD_BITS = 6
SEEN_ROOM = 4
"""Places in `seen` for each entry, at least."""
PIECES_ROOM = 1024
"""For how many pieces of text `seen` is made at least."""
NOT_NOTHING = np.uint64(1 << 63)
SEEN = -1


@compiled
def n_log_n(n: int) -> float:
    """n ln n, 0 for 0."""
    return n * math.log(n) if n else 0.0


N_LOG_N_STEPS = np.diff([n_log_n(n) for n in range(1025)])
"""What each further occurrence of a word adds to the sum of n ln n."""


@inlined
def count_stop_words(n: int, s: Scratch, stop_words: np.ndarray) -> int:
    """How many of the `stop_words` are among the `n` words as they are written. Their hashes stand where
    `stop_word_place` tells.
    """
    written = s.written
    found = NOTHING
    for i in range(n):
        place = stop_word_place(written[i])
        found |= np.uint64(written[i] == stop_words[place]) << place
    return count(found)


@inlined
def stop_word_place(word: np.uint64) -> np.uint64:
    """A number of STOP_WORD_BITS bits, another one for each of the stop words."""
    return word * STOP_WORD_FACTOR >> np.uint64(64 - STOP_WORD_BITS)


@inlined
def entropy(n: int, s: Scratch, row: np.record) -> float:
    """Shannon entropy in nats of the `n` words in lower case; counts the distinct ones."""
    folded, counts, positions, keys = s.folded, s.counts, s.positions, s.keys
    left = maybe_repeated(folded, n, n, s)
    mask = open_table(keys, counts, left)
    distinct = n - left
    total = 0.0
    for i in range(left):
        place = place_of(folded[np.uint64(positions[i])], keys, mask)
        before = counts[place]
        distinct += before == 0
        total += N_LOG_N_STEPS[before] if before < len(N_LOG_N_STEPS) else n_log_n(before + 1) - n_log_n(before)
        counts[place] = before + 1
    row.distinct_words = distinct
    return math.log(n) - total / n if n else 0.0


@inlined
def count_ngrams(n: int, s: Scratch, chars: np.ndarray) -> None:
    """Write to chars[size], for size 2 to 10: the characters in the most common n-gram (up to 4), in duplicate ones
    (from 5 on).
    """
    left = repeated_pairs(n, s)
    for size in range(2, DUPLICATE_GRAMS[-1] + 1):
        if size > 2:
            left = join_grams(left, s)
        if size <= TOP_GRAMS[-1]:
            chars[size] = top_gram(n, left, size, s) if n >= size else 0
        else:
            chars[size] = duplicate_grams(left, size, s)


@inlined
def repeated_pairs(n: int, s: Scratch) -> int:
    """Write to `positions` where the pairs of words stand that occur more than once, and to `grams` their places in the
    table; gives how many there are.
    """
    written, counts, grams, positions, keys, hashes = s.written, s.counts, s.grams, s.positions, s.keys, s.hashes
    for i in range(n - 1):
        hashes[i] = written[i] * FIRST_FACTOR + written[i + 1] * SECOND_FACTOR
    left = maybe_repeated(hashes, n - 1, n, s)
    mask = open_table(keys, counts, left)
    for i in range(left):
        place = place_of(hashes[np.uint64(positions[i])], keys, mask)
        counts[place] += 1
        grams[i] = place
    return keep_repeated(left, s)


@inlined
def maybe_repeated(hashes: np.ndarray, n: int, room: int, s: Scratch) -> int:
    """Write to `positions` which of the first `n` hashes, told apart by their highest bits, may occur twice; gives how
    many these are.

    All that occur twice are among them, and a few that share a place in `seen`, which is made for `room` of them: only
    these are looked up by what they are. Nothing branches on what is seen, as that would be a coin's toss for words.
    """
    seen, grams, positions = s.seen, s.grams, s.positions
    bits = 4
    while (1 << bits) < SEEN_ROOM * room:
        bits += 1
    seen[: 1 << bits] = 0
    shift = np.uint64(64 - bits)
    for i in range(n):
        place = hashes[i] >> shift
        grams[i] = place
        seen[place] = (seen[place] << 1) | 1  # greater than 1 from the second on, and never 0 again
    left = 0
    for i in range(n):
        positions[left] = i
        left += seen[np.uint64(grams[i])] > 1
    return left


@inlined
def keep_repeated(n: int, s: Scratch) -> int:
    """Drop from `grams` and `positions` the entries that the table counts once; gives how many are left."""
    counts, grams, positions = s.counts, s.grams, s.positions
    left = 0
    for i in range(n):
        place = grams[i]
        grams[left], positions[left] = place, positions[i]
        left += counts[np.uint64(place)] > 1
    return left


@inlined
def join_grams(n: int, s: Scratch) -> int:
    """Make (size + 1)-grams of neighbouring repeated n-grams, and keep the repeated ones; gives how many are left."""
    positions, grams, counts, keys, hashes = s.positions, s.grams, s.counts, s.keys, s.hashes
    joined = 0
    for i in range(n - 1):
        hashes[joined] = NOT_NOTHING | (np.uint64(grams[i]) << HALF) | np.uint64(grams[i + 1])
        positions[joined] = positions[i]
        joined += positions[i + 1] == positions[i] + 1
    mask = open_table(keys, counts, joined)
    for i in range(joined):
        place = place_of(hashes[i], keys, mask)
        counts[place] += 1
        grams[i] = place
    return keep_repeated(joined, s)


@inlined
def top_gram(n_words: int, n: int, size: int, s: Scratch) -> int:
    """Count x length, joined by spaces, of the most common n-gram; of several the first, which is any text's first when
    none repeats.
    """
    counts, grams, positions, chars_before = s.counts, s.grams, s.positions, s.chars_before
    most, where = 1, 0
    for i in range(n):
        count = int(counts[np.uint64(grams[i])])
        if count > most:
            most, where = count, int(positions[i])
    return most * (chars_before[where + size] - chars_before[where] + size - 1)


@inlined
def duplicate_grams(n: int, size: int, s: Scratch) -> int:
    """Characters in n-grams seen before, walking from left to right and on behind each that was. Uses up `counts`."""
    positions, grams, counts, chars_before = s.positions, s.grams, s.counts, s.chars_before
    chars, free = 0, 0
    for i in range(n):
        where = int(positions[i])
        if where >= free:
            place = grams[i]
            if counts[place] == SEEN:
                chars += chars_before[where + size] - chars_before[where]
                free = where + size
            counts[place] = SEEN
    return chars


@inlined
def duplicate_lines(n_breaks: int, n: int, s: Scratch, row: np.record) -> None:
    """Count the pieces between runs of line feeds, as datatrove cuts lines: those seen before, and their characters.

    An empty piece stands only before or behind line feeds at the text's ends.
    """
    codes, classes, breaks, starts, ends, positions = (
        s.codes,
        s.classes,
        s.breaks,
        s.piece_starts,
        s.piece_ends,
        s.positions,
    )
    if n == 0:
        return
    first_is_empty, last_is_empty = codes[0] == LINE_FEED, codes[n - 1] == LINE_FEED
    breaks[n_breaks] = n
    pieces = start = 0
    for i in range(n_breaks + 1):
        end = breaks[i]
        starts[pieces], ends[pieces] = start, end
        pieces += end > start
        start = end + 1
    row.pieces = pieces + first_is_empty + last_is_empty
    row.dup_pieces = np.int64(first_is_empty and last_is_empty)
    for i in range(repeated_pieces(pieces, row.chars == row.bytes, s)):
        start, end = starts[positions[i]], ends[positions[i]]
        row.dup_pieces += 1
        row.dup_piece_chars += end - start
        row.dup_nonblank_chars += (end - start) * (first_visible(start, end, classes) < end)


@inlined
def duplicate_paragraphs(n_breaks: int, n: int, s: Scratch, properties: np.ndarray, row: np.record) -> None:
    """Count the pieces between runs of two or more line feeds, of the text without white space around it: those seen
    before, and their characters.
    """
    classes, breaks, starts, ends, positions = s.classes, s.breaks, s.piece_starts, s.piece_ends, s.positions
    start = first_visible(0, n, classes)
    while n > start and properties[classes[n - 1]] & ch.SPACE:
        n -= 1
    if n == start:
        return
    pieces = i = 0
    while i < n_breaks and breaks[i] < start:
        i += 1
    while i + 1 < n_breaks and breaks[i] < n:
        at = breaks[i]
        i += 1
        if breaks[i] == at + 1:
            starts[pieces], ends[pieces] = start, at
            pieces += 1
            while breaks[i] == breaks[i - 1] + 1:  # within the text: white space around it is left out
                i += 1
            start = breaks[i - 1] + 1
    starts[pieces], ends[pieces] = start, n
    pieces += 1
    row.paragraphs = pieces
    for i in range(repeated_pieces(pieces, row.chars == row.bytes, s)):
        row.dup_paragraphs += 1
        row.dup_paragraph_chars += ends[positions[i]] - starts[positions[i]]


@inlined
def repeated_pieces(n: int, is_ascii: bool, s: Scratch) -> int:
    """Write to `positions` which of the first `n` pieces of text equal an earlier one; gives how many."""
    classes, code_bytes, counts, keys, hashes = s.classes, s.code_bytes, s.counts, s.keys, s.hashes
    starts, ends, positions = s.piece_starts, s.piece_ends, s.positions
    if n < 2:
        return 0
    for i in range(n):
        hashes[i] = outline(classes, int(starts[i]), int(ends[i]))
    left = maybe_repeated(
        hashes, n, max(n, PIECES_ROOM), s
    )  # more room than a few need: to look a piece up is to read it
    mask = open_table(keys, counts, left)
    repeated = 0
    for i in range(left):
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
    return first * FIRST_FACTOR + middle * SECOND_FACTOR + (last + np.uint64(length)) * THIRD_FACTOR
