"""What a word and a shingle are: five words in a row, hashed. MinHash signatures and the verification of pairs both
stand on this.

A word is a run of letters and digits (Unicode categories L and N) with the marks (M) on them, lower-cased; a CJK
ideograph or kana is a word of its own, so that texts without spaces have shingles too. A text of n < 5 words has
shingles of (n + 1) // 2 words.
"""

from __future__ import annotations

import functools
import sys
import unicodedata

import numba as nb
import numpy as np

SHINGLE_WORDS = 5
IDEOGRAPH = np.uint32(1 << 31)
"""Flag in `word_characters` of a character that is a word by itself."""
MARK = np.uint32(1 << 30)
"""Flag in `word_characters` of a combining mark: it continues a word and begins none, as after an emoji or an
ideograph.
"""
LOWER_CASE = ~(IDEOGRAPH | MARK)
"""What of `word_characters` is the lower-case code point."""

WORD_START = np.uint64(14695981039346656037)
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SIX_BITS, _HALF, _NOTHING = np.uint64(0x3F), np.uint64(32), np.uint64(0)
_MULTIPLIERS = np.random.Generator(np.random.PCG64(5)).integers(1 << 63, size=16, dtype=np.uint64) * np.uint64(
    2
) + np.uint64(1)
_M1, _M2 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)  # the finalizer of MurmurHash3
_SHIFT = np.uint64(33)
_IDEOGRAPHIC = ((0x3041, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


@functools.cache
def word_characters() -> np.ndarray:
    """uint32[0x110000]: 0 where a code point separates words, else its lower case, flagged IDEOGRAPH or MARK where it
    is one.
    """
    table = np.zeros(sys.maxunicode + 1, np.uint32)
    for code in (*range(0x323B0), *range(0xE0100, 0xE01F0)):  # no letter, mark or digit is assigned elsewhere
        character = chr(code)
        category = unicodedata.category(character)[0]
        if category in "LN":
            lower = character.lower()
            table[code] = ord(lower) if len(lower) == 1 else code
        elif category == "M":
            table[code] = code | MARK
    for first, last in _IDEOGRAPHIC:
        block = table[first : last + 1]
        block[(block > 0) & (block < MARK)] |= IDEOGRAPH
    return table


@nb.njit(inline="always")
def decode(data: np.ndarray, at: int) -> tuple[np.int64, int]:
    """The code point of valid UTF-8 `data` at byte `at`, and where the next one starts."""
    c = np.int64(data[at])
    if c < 0x80:
        return c, at + 1
    if c < 0xE0:
        return ((c & 0x1F) << 6) | (data[at + 1] & 0x3F), at + 2
    if c < 0xF0:
        return ((c & 0xF) << 12) | (np.int64(data[at + 1] & 0x3F) << 6) | (data[at + 2] & 0x3F), at + 3
    return ((c & 7) << 18) | (np.int64(data[at + 1] & 0x3F) << 12) | (np.int64(data[at + 2] & 0x3F) << 6) | (
        data[at + 3] & 0x3F
    ), at + 4


@nb.njit(inline="always")
def extend_word(word: np.uint64, chunk: np.uint64) -> np.uint64:
    """The hash of a word after its next eight bytes (zeros behind its last one); the first ones extend WORD_START.

    It is a one-to-one function of `chunk`: words of up to eight bytes never share a hash.
    """
    word = (word ^ chunk) * _PRIME
    return word ^ (word >> _HALF)


@nb.njit(inline="always")
def encode(code: int) -> tuple[np.uint64, int]:
    """The UTF-8 of a code point, its first byte lowest, and how many bytes it has."""
    c = np.uint64(code)
    if c < 0x80:
        return c, 1
    low = c & _SIX_BITS
    if c < 0x800:
        return (c >> np.uint64(6)) | np.uint64(0xC0) | (low | np.uint64(0x80)) << np.uint64(8), 2
    middle = (c >> np.uint64(6)) & _SIX_BITS
    if c < 0x10000:
        return (c >> np.uint64(12)) | np.uint64(0xE0) | (middle | np.uint64(0x80)) << np.uint64(8) | (
            low | np.uint64(0x80)
        ) << np.uint64(16), 3
    high = (c >> np.uint64(12)) & _SIX_BITS
    tail = (
        (high | np.uint64(0x80)) << np.uint64(8)
        | (middle | np.uint64(0x80)) << np.uint64(16)
        | (low | np.uint64(0x80)) << np.uint64(24)
    )
    return (c >> np.uint64(18)) | np.uint64(0xF0) | tail, 4


@nb.njit(inline="always")
def append(word: np.uint64, chunk: np.uint64, filled: int, code: int) -> tuple[np.uint64, np.uint64, int]:
    """A word's hash, its bytes that are not hashed yet, and how many those are, after one more code point."""
    encoded, length = encode(code)
    chunk |= encoded << np.uint64(8 * filled)
    filled += length
    if filled >= 8:
        word = extend_word(word, chunk)
        filled -= 8
        chunk = encoded >> np.uint64(8 * (length - filled))
    return word, chunk, filled


@nb.njit(inline="always")
def word_hash(word: np.uint64, chunk: np.uint64, filled: int) -> np.uint64:
    """The hash of a word of which `append` gave these three."""
    return extend_word(word, chunk) if filled else word


@nb.njit(inline="always")
def shingle_hash(words: np.ndarray, first: int, size: int) -> np.uint64:
    """64 well mixed bits for the `size` (at most 16) word hashes from `first` on: a multilinear hash, whose products
    wait for none before them.
    """
    h = np.uint64(size)
    for i in range(size):
        h += words[first + i] * _MULTIPLIERS[i]
    h = (h ^ (h >> _SHIFT)) * _M1
    h = (h ^ (h >> _SHIFT)) * _M2
    return h ^ (h >> _SHIFT)


@nb.njit(inline="always")
def shingle_size(n_words: int) -> int:
    """How many words a shingle of a text of `n_words` words has."""
    return SHINGLE_WORDS if n_words >= SHINGLE_WORDS else (n_words + 1) // 2


@nb.njit(nogil=True, cache=True)
def word_hashes(data: np.ndarray, start: int, end: int, characters: np.ndarray, out: np.ndarray) -> int:
    """Write the hash of every word of data[start:end] to `out` (uint64, as long as the text has bytes), in order; gives
    how many.
    """
    word, chunk, filled = WORD_START, _NOTHING, 0
    count, at, inside = 0, start, False
    while at < end:
        code, at = decode(data, at)
        folded = characters[code]
        if folded & MARK and not inside:
            continue
        if inside and (folded == 0 or folded & IDEOGRAPH):
            out[count] = word_hash(word, chunk, filled)
            count += 1
            inside = False
        if folded:
            if not inside:
                word, chunk, filled = WORD_START, _NOTHING, 0
            word, chunk, filled = append(word, chunk, filled, folded & LOWER_CASE)
            inside = not folded & IDEOGRAPH
            if not inside:
                out[count] = word_hash(word, chunk, filled)
                count += 1
    if inside:
        out[count] = word_hash(word, chunk, filled)
        count += 1
    return count


@nb.njit(nogil=True, cache=True)
def word_places(
    data: np.ndarray, start: int, end: int, characters: np.ndarray, starts: np.ndarray, stops: np.ndarray
) -> int:
    """Write at which byte every word of data[start:end] begins and ends (int64); gives how many there are, as
    `word_hashes` does.
    """
    count, at, inside = 0, start, False
    while at < end:
        here = at
        code, at = decode(data, at)
        folded = characters[code]
        if folded and not folded & IDEOGRAPH:
            if folded & MARK and not inside:
                continue
            if not inside:
                starts[count], inside = here, True
                count += 1
            stops[count - 1] = at
            continue
        inside = False
        if folded:
            starts[count], stops[count] = here, at
            count += 1
    return count


@nb.njit(nogil=True, cache=True)
def distinct_shingles(
    data: np.ndarray, ends: np.ndarray, characters: np.ndarray, one_in: np.uint64, longest: int, out: np.ndarray
) -> np.ndarray:
    """Write the distinct shingle hashes of the texts data[ends[i] : ends[i + 1]] to `out`, ascending; gives where those
    of each text begin.

    Of the hashes only one in `one_in` counts; no text has more than `longest` words. (It stands here, and not beside
    its caller, because numba's cache looks at one file only.)
    """
    bounds = np.zeros(len(ends), np.int64)
    words, found, scratch = np.empty(longest, np.uint64), np.empty(longest, np.uint64), np.empty(longest, np.uint64)
    for i in range(len(ends) - 1):
        n = word_hashes(data, ends[i], ends[i + 1], characters, words)
        size = shingle_size(n)
        count = 0
        for first in range(n - size + 1 if n else 0):
            shingle = shingle_hash(words, first, size)
            if shingle % one_in == 0:
                found[count] = shingle
                count += 1
        _sort_uniform(found[:count], scratch[:count])
        bounds[i + 1] = bounds[i]
        for k in range(count):
            if k == 0 or found[k] != found[k - 1]:
                out[bounds[i + 1]] = found[k]
                bounds[i + 1] += 1
    return bounds


@nb.njit(nogil=True, cache=True)
def _sort_uniform(values: np.ndarray, scratch: np.ndarray) -> None:
    """Sort hashes in linear time: each falls near its place by its leading bits, insertion does the rest."""
    bits = 1
    while (1 << bits) < len(values):
        bits += 1
    shift = np.uint64(64 - bits)
    places = np.zeros((1 << bits) + 1, np.int64)
    for value in values:
        places[np.int64(value >> shift) + 1] += 1
    for i in range(1, len(places)):
        places[i] += places[i - 1]
    for value in values:
        bucket = np.int64(value >> shift)
        scratch[places[bucket]] = value
        places[bucket] += 1
    for i in range(len(values)):
        value = scratch[i]
        j = i
        while j > 0 and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value
