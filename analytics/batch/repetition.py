"""What repeats inside one text: words and n-grams, lines and paragraphs.

N-grams are counted as datatrove counts them, but found by pruning, as frequent item sets are: an n-gram can occur twice only
where both (n-1)-grams in it do, so beyond pairs of words almost nothing is left to look up.
"""

from __future__ import annotations

import math

import numba as nb
import numpy as np

from analytics.batch import characters as ch
from analytics.batch.decoding import Scratch
from analytics.batch.hashing import FREE, mixed, number_of, open_table
from analytics.batch.lines import first_visible

TOP_GRAMS = (2, 3, 4)
DUPLICATE_GRAMS = (5, 6, 7, 8, 9, 10)
LINE_FEED = ord("\n")
SIXTEEN, HALF = np.uint64(16), np.uint64(32)


@nb.njit(inline="always")
def count_words(n: int, s: Scratch, stop_words: np.ndarray, row: np.record) -> int:
    """Number the `n` words as they are written: `grams` holds their numbers, `counts` and `firsts` tell of each number how often and
    where first. Counts which of the `stop_words` (hashes) are among them. Gives how many numbers there are.
    """
    slots, written, counts, firsts, grams, keys = s.slots, s.written, s.counts, s.firsts, s.grams, s.keys
    mask = open_table(slots, n + len(stop_words))
    used = 0
    for i in range(n):
        counts[used], firsts[used] = 0, i  # what the next new word needs; whether this is one is nothing to branch on
        number = number_of(written[i], keys, slots, mask, used)
        used += number == used
        counts[number] += 1
        grams[i] = number
    asked = used
    for word in stop_words:
        if number_of(word, keys, slots, mask, asked) == asked:
            asked += 1
        else:
            row.stop_words += 1
    return used


@nb.njit(inline="always")
def entropy(n: int, n_written: int, s: Scratch, row: np.record) -> float:
    """Shannon entropy in nats of the `n` words in lower case, from the `n_written` words that `count_words` numbered; counts the distinct ones."""
    slots, folded, firsts, folded_counts, counts, keys = s.slots, s.folded, s.firsts, s.folded_counts, s.counts, s.keys
    mask = open_table(slots, n_written)
    used = 0
    for written in range(n_written):
        folded_counts[used] = 0
        number = number_of(folded[firsts[written]], keys, slots, mask, used)
        used += number == used
        folded_counts[number] += counts[written]
    total = 0.0
    for number in range(used):
        count = folded_counts[number]
        if count > 1:
            total += count * math.log(count)
    row.distinct_words = used
    return math.log(n) - total / n if n else 0.0


@nb.njit(inline="always")
def count_ngrams(n: int, s: Scratch, chars: np.ndarray) -> None:
    """Write to chars[size], for size 2 to 10: the characters in the most common n-gram (up to 4), in duplicate ones (from 5 on)."""
    left = keep_repeated(n, s, True)
    for size in range(2, DUPLICATE_GRAMS[-1] + 1):
        left = join_grams(left, s)
        if size <= TOP_GRAMS[-1]:
            chars[size] = top_gram(n, left, size, s) if n >= size else 0
        else:
            chars[size] = duplicate_grams(left, size, s)


@nb.njit(inline="always")
def keep_repeated(n: int, s: Scratch, are_words: bool) -> int:
    """Drop from `grams` and `positions` the entries whose number occurs once; gives how many are left. Words stand at their index."""
    counts, grams, positions = s.counts, s.grams, s.positions
    left = 0
    for i in range(n):  # without a branch, which would be a coin's toss for words
        number = grams[i]
        grams[left] = number
        positions[left] = i if are_words else positions[i]
        left += counts[number] > 1
    return left


@nb.njit(inline="always")
def join_grams(n: int, s: Scratch) -> int:
    """Make (size + 1)-grams of neighbouring repeated n-grams, number them, and keep the repeated ones; gives how many are left."""
    slots, positions, grams, counts, keys = s.slots, s.positions, s.grams, s.counts, s.keys
    mask = open_table(slots, n)
    used = joined = 0
    for i in range(n - 1):
        if positions[i + 1] == positions[i] + 1:
            key = (np.uint64(grams[i]) << HALF) | np.uint64(grams[i + 1])
            counts[used] = 0
            number = number_of(key, keys, slots, mask, used)
            used += number == used
            counts[number] += 1
            grams[joined] = number
            positions[joined] = positions[i]
            joined += 1
    return keep_repeated(joined, s, False)


@nb.njit(inline="always")
def top_gram(n_words: int, n: int, size: int, s: Scratch) -> int:
    """Count x length, joined by spaces, of the most common n-gram; of several the first, which is any text's first when none repeats."""
    counts, grams, positions, chars_before = s.counts, s.grams, s.positions, s.chars_before
    most, where = 1, 0
    for i in range(n):
        count = int(counts[grams[i]])
        if count > most:
            most, where = count, int(positions[i])
    return most * (chars_before[where + size] - chars_before[where] + size - 1)


@nb.njit(inline="always")
def duplicate_grams(n: int, size: int, s: Scratch) -> int:
    """Characters in n-grams seen before, walking from left to right and on behind each that was. Uses up `counts`."""
    positions, grams, counts, chars_before = s.positions, s.grams, s.counts, s.chars_before
    chars, free = 0, 0
    for i in range(n):
        where = int(positions[i])
        if where >= free:
            number = grams[i]
            if counts[number] == FREE:
                chars += chars_before[where + size] - chars_before[where]
                free = where + size
            counts[number] = FREE
    return chars


@nb.njit(inline="always")
def duplicate_lines(n_breaks: int, n: int, s: Scratch, properties: np.ndarray, row: np.record) -> None:
    """Count the pieces between runs of line feeds, as datatrove cuts lines: those seen before, and their characters.

    An empty piece stands only before or behind line feeds at the text's ends.
    """
    codes, classes, slots, breaks = s.codes, s.classes, s.slots, s.breaks
    if n == 0:
        return
    starts, ends = codes[0] == LINE_FEED, codes[n - 1] == LINE_FEED
    row.pieces = np.int64(starts) + np.int64(ends)
    row.dup_pieces = np.int64(starts and ends)
    if n_breaks == 0:
        row.pieces = 1
        return
    mask = open_table(slots, n_breaks + 1)
    used = start = 0
    for i in range(n_breaks + 1):
        end = breaks[i] if i < n_breaks else n
        if end > start:
            row.pieces += 1
            if is_new_piece(start, end, s, mask, used):
                used += 1
            else:
                row.dup_pieces += 1
                row.dup_piece_chars += end - start
                row.dup_nonblank_chars += (end - start) * (first_visible(start, end, classes, properties) < end)
        start = end + 1


@nb.njit(inline="always")
def duplicate_paragraphs(n_breaks: int, n: int, s: Scratch, properties: np.ndarray, row: np.record) -> None:
    """Count the pieces between runs of two or more line feeds, of the text without white space around it: those seen before, and their characters."""
    classes, slots, breaks = s.classes, s.slots, s.breaks
    start = first_visible(0, n, classes, properties)
    while n > start and properties[classes[n - 1]] & ch.SPACE:
        n -= 1
    if n == start:
        return
    mask = open_table(slots, n_breaks + 1)
    used = i = 0
    while start < n:
        end = following = n
        while i < n_breaks and breaks[i] < n:
            at, run = breaks[i], 1
            while i + run < n_breaks and breaks[i + run] == at + run:
                run += 1
            i += run
            if at > start and run > 1:
                end, following = at, at + run
                break
        row.paragraphs += 1
        if following == n and used == 0:
            return
        if is_new_piece(start, end, s, mask, used):
            used += 1
        else:
            row.dup_paragraphs += 1
            row.dup_paragraph_chars += end - start
        start = following


@nb.njit(inline="always")
def is_new_piece(start: int, end: int, s: Scratch, mask: int, used: int) -> bool:
    """Number the piece of text from `start` to `end`; True when no earlier one of the `used` in the table is equal.

    Pieces mostly differ where they are looked at first: in their length and eight of their characters. Only those that do not are compared.
    """
    codes, slots, keys, firsts, counts = s.codes, s.slots, s.keys, s.firsts, s.counts
    length = end - start
    number = number_of(outline(codes, start, length), keys, slots, mask, used)
    if number < used:
        if counts[number] == length and equal(codes, int(firsts[number]), start, length):
            return False
        number = number_of(whole(codes, start, end), keys, slots, mask, used)
    if number == used:
        firsts[used], counts[used] = start, length
    return number == used


@nb.njit
def outline(codes: np.ndarray, start: int, length: int) -> np.uint64:
    """A hash of the length and of eight characters spread evenly from the first to the last."""
    low = high = np.uint64(length)
    for eighth in range(4):
        low = (low << SIXTEEN) ^ np.uint64(codes[start + (length - 1) * eighth // 7])
        high = (high << SIXTEEN) ^ np.uint64(codes[start + (length - 1) * (eighth + 4) // 7])
    return mixed(low + mixed(high))


@nb.njit
def whole(codes: np.ndarray, start: int, end: int) -> np.uint64:
    """A hash of all the characters."""
    h = np.uint64(end - start)
    for i in range(start, end):
        h = mixed(h ^ np.uint64(codes[i]))
    return h


@nb.njit
def equal(codes: np.ndarray, a: int, b: int, length: int) -> bool:
    """Whether the `length` characters from `a` and from `b` on are the same."""
    i = 0
    while i < length and codes[a + i] == codes[b + i]:
        i += 1
    return i == length
