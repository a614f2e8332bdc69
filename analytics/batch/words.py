"""The words of a decoded text: where they are, their hashes, and what can be told of each by itself.

Most words have up to eight letters and digits of ASCII: those are read by one load, without a branch that depends on their letters.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from analytics.batch import characters as ch
from analytics.batch.characters import Tables
from analytics.batch.decoding import Scratch
from analytics.batch.hashing import eight_bytes
from analytics.batch.phrases import BEGINNINGS, JAVASCRIPT, LOREM_IPSUM, PHRASES, phrase_at
from analytics.batch.shingles import LOWER_CASE, WORD_START, append, extend_word, word_hash

SUBWORD_CHARS = 8
"""A tokenizer is assumed to cut a word into pieces of at most this many characters."""

JAVASCRIPT_CHARS = len(PHRASES[JAVASCRIPT])
_J = ord("j")
_CASE = np.uint32(32)

ALL, ONE, NOTHING = ~np.uint64(0), np.uint64(1), np.uint64(0)
SEVEN, EIGHT, THREE_BYTES = np.uint64(7), np.uint64(8), np.uint64(0xFFFFFF)
EACH, HIGH, PLACES = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080), np.uint64(0x0001020304050607)
NOT_ASCII, IS_LETTER, IS_SMALL = EACH * np.uint64(0x80), EACH * np.uint64(0x40), EACH * np.uint64(0x20)
"""Of each of eight ASCII letters and digits in a number: the bits that tell what it is."""


@nb.njit(inline="always")
def find_words(n: int, tables: Tables, s: Scratch) -> tuple[int, int]:
    """Write where words begin and end to `boundaries`, where a sentence, line or address may end or begin to `events`, and how
    many boundaries come before each event. Gives how many boundaries and events there are. For texts without marks and ideographs.

    Eight classes at a time, as the bytes of a number: what is added makes the high bit of a byte tell whether its class lies above.
    """
    classes, boundaries, events, boundaries_before = s.classes, s.boundaries, s.events, s.boundaries_before
    above_letters, above_events = EACH * np.uint64(128 - tables.n_letters), EACH * np.uint64(128 - tables.n_letters - tables.n_events)
    for i in range(n, n + 16):
        classes[i] = tables.n_letters + tables.n_events
    found = stopped = 0
    carried = NOTHING
    for start in range(0, n + 1, 8):
        chunk = eight_bytes(classes, start)
        others = (chunk + above_letters) & HIGH
        letters = others ^ HIGH
        edges = letters ^ ((letters << EIGHT) | carried)
        carried = letters >> np.uint64(56)
        stops = others & ~(chunk + above_events)
        while stops:
            event = stops & (~stops + ONE)
            events[stopped], boundaries_before[stopped] = start + place(event), found + flags(edges & (event | (event - ONE)))
            stopped += 1
            stops ^= event
        n_edges = flags(edges)
        for k in range(4):  # mostly there are fewer, and what is written too much is overwritten: cheaper than to ask
            edge = edges & (~edges + ONE)
            boundaries[found + k] = start + place(edge)
            edges ^= edge
        for k in range(4, n_edges):
            edge = edges & (~edges + ONE)
            boundaries[found + k] = start + place(edge)
            edges ^= edge
        found += n_edges
    return found, stopped


@nb.njit(inline="always")
def flags(bits: np.uint64) -> int:
    """How many bytes have their high bit set, of a number without other bits."""
    return int(((bits >> SEVEN) * EACH) >> np.uint64(56))


@nb.njit(inline="always")
def place(flag: np.uint64) -> int:
    """Which byte has its high bit set, of a number without other bits."""
    return int(((flag >> SEVEN) * PLACES) >> np.uint64(56))


@nb.njit(inline="always")
def find_words_of_any_script(n: int, tables: Tables, s: Scratch) -> tuple[int, int]:
    """As `find_words`, for any text: a mark continues a word and begins none, an ideograph is a word of its own."""
    classes, boundaries, events, boundaries_before, properties = s.classes, s.boundaries, s.events, s.boundaries_before, tables.properties
    found = stopped = i = 0
    while i < n:
        has = properties[classes[i]]
        if has & (ch.WORD | ch.MARK) == ch.WORD:
            boundaries[found] = i
            i += 1
            while i < n and not has & ch.IDEOGRAPH and properties[classes[i]] & (ch.WORD | ch.IDEOGRAPH) == ch.WORD:
                i += 1
            boundaries[found + 1] = i
            found += 2
            continue
        if has & ch.EVENT:
            events[stopped], boundaries_before[stopped] = i, found
            stopped += 1
        i += 1
    return found, stopped


@nb.njit(inline="always")
def read_words(n_words: int, n: int, tables: Tables, s: Scratch, row: np.record) -> int:
    """Hash the words and count them by what they are made of; find phrases, of which those that C4 does not want are written to `unwanted`.

    Gives how many of these there are.
    """
    boundaries, narrow, written, folded, chars_before, unwanted = s.boundaries, s.narrow, s.written, s.folded, s.chars_before, s.unwanted
    classes, codes, properties, lower = s.classes, s.codes, tables.properties, tables.words
    total = longest = letter_words = caps_words = subwords = n_unwanted = 0
    for word in range(n_words):
        start, end = int(boundaries[2 * word]), int(boundaries[2 * word + 1])
        length = end - start
        chars_before[word] = total
        total += length
        longest = max(longest, length)
        subwords += (length + SUBWORD_CHARS - 1) // SUBWORD_CHARS
        beginning = lower_case(eight_bytes(narrow, start)) & THREE_BYTES
        as_written = in_lower_case = WORD_START
        any_bits = letters = small = capitals = NOTHING
        for at in range(start, end, 8):
            chunk = eight_bytes(narrow, at) & ALL >> np.uint64(8 * max(0, at + 8 - end))
            as_written, in_lower_case = extend_word(as_written, chunk), extend_word(in_lower_case, lower_case(chunk))
            any_bits |= chunk
            letters |= chunk & IS_LETTER
            small |= chunk & IS_LETTER & ((chunk & IS_SMALL) << ONE)
            capitals |= chunk & IS_LETTER & ~((chunk & IS_SMALL) << ONE)
        if any_bits & NOT_ASCII:
            as_written, in_lower_case, seen = read_word(start, end, classes, codes, properties, lower)
            letters, small, capitals = np.uint64(seen & ch.LETTER), np.uint64(seen & ch.LOWER), np.uint64(seen & ch.UPPER)
        written[word], folded[word] = as_written, in_lower_case
        letter_words += letters != NOTHING
        caps_words += (capitals != NOTHING) & (small == NOTHING)
        if length >= JAVASCRIPT_CHARS or begins_last_word(beginning):
            lorem_ipsum, is_unwanted = find_phrases(start, end, n, codes)
            row.lorem_ipsums += lorem_ipsum
            unwanted[n_unwanted] = start
            n_unwanted += is_unwanted
    row.words = n_words
    row.word_chars = chars_before[n_words] = total
    row.longest_word = longest
    row.letter_words = letter_words
    row.caps_words = caps_words
    row.subwords = subwords
    return n_unwanted


@nb.njit(inline="always")
def lower_case(chunk: np.uint64) -> np.uint64:
    """Eight letters and digits of ASCII in lower case."""
    return chunk | ((chunk & IS_LETTER) >> ONE)


@nb.njit
def read_word(start: int, end: int, classes: np.ndarray, codes: np.ndarray, properties: np.ndarray, lower: np.ndarray) -> tuple[np.uint64, np.uint64, int]:
    """The hash of the word from `start` to `end` as it is written, its hash in lower case, which is the one of `shingles.word_hashes`,
    and the properties that any of its characters has.
    """
    written = folded = WORD_START
    written_chunk = folded_chunk = NOTHING
    written_filled = folded_filled = seen = 0
    for i in range(start, end):
        seen |= properties[classes[i]]
        written, written_chunk, written_filled = append(written, written_chunk, written_filled, codes[i])
        folded, folded_chunk, folded_filled = append(folded, folded_chunk, folded_filled, lower[codes[i]] & LOWER_CASE)
    return word_hash(written, written_chunk, written_filled), word_hash(folded, folded_chunk, folded_filled), seen


@nb.njit(inline="always")
def begins_last_word(beginning: np.uint64) -> bool:
    """Whether a word with these first three letters may be the last one of a phrase."""
    found = False
    for i in range(len(BEGINNINGS)):
        found |= beginning == BEGINNINGS[i]
    return found


@nb.njit
def find_phrases(start: int, end: int, n: int, codes: np.ndarray) -> tuple[bool, bool]:
    """Whether the word from `start` to `end` ends "lorem ipsum", and whether it ends or has in it a phrase that C4 does not want."""
    phrase = phrase_at(start, n, codes)
    unwanted = phrase > LOREM_IPSUM
    for i in range(start, end - JAVASCRIPT_CHARS + 1):
        unwanted |= codes[i] | _CASE == _J and phrase_at(i, n, codes) == JAVASCRIPT
    return phrase == LOREM_IPSUM, unwanted
