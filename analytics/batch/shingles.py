"""What is a word, and what is a shingle? Five consecutive words, hashed: MinHash signatures and the verification of
pairs use both.

A word is a run of letters and digits (Unicode categories L and N) with the marks (M) on them, in lower case. In
scripts without spaces (Han, kana, Thai, Lao, Khmer, Burmese ...) each letter with its marks is a word by itself: an
edit of a letter then costs as many shingles as an edit of a word in English. A text of n < 5 words has shingles of
(n + 1) // 2 words.
"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import cached, inlined

SHINGLE_WORDS = 5
IDEOGRAPH = np.uint32(1 << 31)
"""Flag in `word_characters` of a character that is a word by itself, with the marks after it."""
MARK = np.uint32(1 << 30)
"""Flag in `word_characters` of a combining mark: it continues a word but starts none, as after an emoji."""
COMPOSING = np.uint32(1 << 29)
"""Flag in `word_characters` of a character that NFC may change together with its neighbours."""
FIRST_COMPOSING = 0xCC
"""The first byte of the first COMPOSING character."""
LOWER_CASE = ~(IDEOGRAPH | MARK | COMPOSING)
"""The bits of `word_characters` that are the lower-case code point."""

WORD_START = np.uint64(14695981039346656037)
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SIX_BITS, _HALF, _NOTHING = np.uint64(0x3F), np.uint64(32), np.uint64(0)
_MULTIPLIERS = np.random.Generator(np.random.PCG64(5)).integers(1 << 63, size=16, dtype=np.uint64) * np.uint64(
    2
) + np.uint64(1)
_M1, _M2 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)  # the finalizer of MurmurHash3
_SHIFT = np.uint64(33)


@inlined
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


@inlined
def extend_word(word: np.uint64, chunk: np.uint64) -> np.uint64:
    """The hash of a word after its next eight bytes (zeros after its last one); the first ones extend WORD_START.

    It is a one-to-one function of `chunk`: words of up to eight bytes never share a hash.
    """
    word = (word ^ chunk) * _PRIME
    return word ^ (word >> _HALF)


@inlined
def encode(code: int) -> tuple[np.uint64, int]:
    """The UTF-8 of a code point, its first byte lowest, and its number of bytes."""
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


@inlined
def append(word: np.uint64, chunk: np.uint64, filled: int, code: int) -> tuple[np.uint64, np.uint64, int]:
    """After one more code point: the hash of a word, its bytes that are not hashed yet, and their number."""
    encoded, length = encode(code)
    chunk |= encoded << np.uint64(8 * filled)
    filled += length
    if filled >= 8:
        word = extend_word(word, chunk)
        filled -= 8
        chunk = encoded >> np.uint64(8 * (length - filled))
    return word, chunk, filled


@inlined
def word_hash(word: np.uint64, chunk: np.uint64, filled: int) -> np.uint64:
    """The hash of a word from what `append` gave."""
    return extend_word(word, chunk) if filled else word


@inlined
def shingle_hash(words: np.ndarray, first: int, size: int) -> np.uint64:
    """64 well mixed bits for the `size` (at most 16) word hashes from `first` on: a multilinear hash, of independent
    products.
    """
    h = np.uint64(size)
    for i in range(size):
        h += words[first + i] * _MULTIPLIERS[i]
    h = (h ^ (h >> _SHIFT)) * _M1
    h = (h ^ (h >> _SHIFT)) * _M2
    return h ^ (h >> _SHIFT)


@inlined
def shingle_size(n_words: int) -> int:
    """The number of words in a shingle of a text of `n_words` words."""
    return SHINGLE_WORDS if n_words >= SHINGLE_WORDS else (n_words + 1) // 2


@cached
def word_hashes(data: np.ndarray, start: int, end: int, characters: np.ndarray, out: np.ndarray) -> int:
    """Write the hash of every word of data[start:end] to `out` (uint64, as long as the text has bytes), in order; gives
    the number of words.
    """
    word, chunk, filled = WORD_START, _NOTHING, 0
    count, at, inside, alone = 0, start, False, False
    while at < end:
        code, at = decode(data, at)
        folded = characters[code]
        if folded & MARK and not inside:
            continue
        if inside and (folded == 0 or folded & IDEOGRAPH or (alone and not folded & MARK)):
            out[count] = word_hash(word, chunk, filled)
            count += 1
            inside = False
        if folded:
            if not inside:
                word, chunk, filled = WORD_START, _NOTHING, 0
                inside, alone = True, folded & IDEOGRAPH != 0
            word, chunk, filled = append(word, chunk, filled, folded & LOWER_CASE)
    if inside:
        out[count] = word_hash(word, chunk, filled)
        count += 1
    return count


@cached
def has_composing(data: np.ndarray, bounds: np.ndarray, characters: np.ndarray) -> np.ndarray:
    """bool[n]: whether a COMPOSING character is in each of the texts data[bounds[i] : bounds[i + 1]]."""
    has = np.zeros(len(bounds) - 1, np.bool_)
    for i in range(len(bounds) - 1):
        at, end = bounds[i], bounds[i + 1]
        while at < end and not has[i]:
            if data[at] < FIRST_COMPOSING:
                at += 1
                continue
            code, at = decode(data, at)
            has[i] = characters[code] & COMPOSING != 0
    return has


@cached
def ideograph_shares(data: np.ndarray, bounds: np.ndarray, characters: np.ndarray) -> np.ndarray:
    """float64[n]: the share of the letters of each text that are words by themselves."""
    shares = np.zeros(len(bounds) - 1)
    for i in range(len(bounds) - 1):
        at, letters, alone = bounds[i], 0, 0
        while at < bounds[i + 1]:
            code, at = decode(data, at)
            letters += characters[code] != 0
            alone += characters[code] & IDEOGRAPH != 0
        shares[i] = alone / max(letters, 1)
    return shares


@cached
def distinct_shingles(
    data: np.ndarray, bounds: np.ndarray, characters: np.ndarray, one_in: np.uint64, length: int, max_words: int,
    out: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Write the distinct shingle hashes of the texts data[bounds[i] : bounds[i + 1]] to `out`, ascending; gives the
    bounds of those of each text.

    Only one hash in `one_in` counts; a text of `length` words or more has shingles of this length (at most 16); no text
    has more than `max_words` words. (The function is in this file, not in the caller's, because numba's cache notices
    changes of one file only.)
    """
    ends = np.zeros(len(bounds), np.int64)
    words, hashes = np.empty(max_words, np.uint64), np.empty(max_words, np.uint64)
    scratch = np.empty(max_words, np.uint64)
    for i in range(len(bounds) - 1):
        n = word_hashes(data, bounds[i], bounds[i + 1], characters, words)
        size = length if n >= length else shingle_size(n)
        count = _sample_shingles(words, n, size, one_in, hashes)
        _sort_uniform(hashes[:count], scratch[:count])
        ends[i + 1] = ends[i]
        for k in range(count):
            if k == 0 or hashes[k] != hashes[k - 1]:
                out[ends[i + 1]] = hashes[k]
                ends[i + 1] += 1
    return ends


@inlined
def _sample_shingles(words: np.ndarray, n: int, size: int, one_in: np.uint64, out: np.ndarray) -> int:
    """Write the hashes of one shingle of `size` words in `one_in` of the first `n` words; gives their number."""
    count = 0
    for first in range(n - size + 1 if n else 0):
        shingle = shingle_hash(words, first, size)
        if shingle % one_in == 0:
            out[count] = shingle
            count += 1
    return count


@cached
def _sort_uniform(values: np.ndarray, scratch: np.ndarray) -> None:
    """Sort hashes in linear time: the leading bits place each near its rank, insertion does the rest."""
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
