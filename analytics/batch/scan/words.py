"""The words of a decoded text: where they are, their hashes, and what can be told of each by itself.

Most words have up to eight letters and digits of ASCII: those are read by one load, without a branch that depends on
their letters.
"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled, inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import ALL, CHUNK, NOTHING, ONE, count, lowest, members, up_to
from analytics.batch.scan.characters import Tables
from analytics.batch.scan.decoding import Scratch
from analytics.batch.scan.hashing import eight_bytes
from analytics.batch.scan.phrases import BEGINNINGS, JAVASCRIPT, LOREM_IPSUM, PHRASES, phrase_at
from analytics.batch.shingles import LOWER_CASE, WORD_START, append, extend_word, word_hash

SUBWORD_BITS = 3
SUBWORD_CHARS = 1 << SUBWORD_BITS
"""A tokenizer is assumed to cut a word into pieces of at most this many characters."""

JAVASCRIPT_CHARS = len(PHRASES[JAVASCRIPT])
_J = ord("j")
_CASE = np.uint32(32)

MOST_STOPS, MOST_EDGES = 2, 24
"""How many events and boundaries of words there mostly are, at most, in a CHUNK."""

THREE_BYTES = np.uint64(0xFFFFFF)
EACH = np.uint64(0x0101010101010101)
NOT_ASCII, IS_LETTER, IS_SMALL = EACH * np.uint64(0x80), EACH * np.uint64(0x40), EACH * np.uint64(0x20)
"""Of each of eight ASCII letters and digits in a number: the bits that tell what it is."""

in_words, in_events = members(*ch.runs(ch.WORD), ch.LETTERS), members(*ch.runs(ch.EVENT), ch.EVENTS)
letter_j = members((ord("J"), ord("J")), (ord("j"), ord("j")))


@inlined
def find_words(n: int, s: Scratch) -> tuple[int, int]:
    """Write where words begin and end to `boundaries`, where a sentence, line or address may end or begin to `events`,
    and how many boundaries come before each event. Gives how many boundaries and events there are. For texts without
    marks and ideographs.
    """
    classes, boundaries, events, boundaries_before = s.classes, s.boundaries, s.events, s.boundaries_before
    found = stopped = 0
    carried = NOTHING
    for start in range(0, n + 1, CHUNK):
        inside = in_words(classes, start)
        edges = inside ^ ((inside << ONE) | carried)
        carried = inside >> np.uint64(CHUNK - 1)
        stops = in_events(classes, start)
        n_stops, n_edges = count(stops), count(edges)
        for k in range(
            MOST_STOPS
        ):  # mostly there are fewer, and what is written too much is written over: cheaper than to ask
            events[stopped + k], boundaries_before[stopped + k] = (
                start + lowest(stops),
                found + count(edges & (stops ^ (stops - ONE))),
            )
            stops &= stops - ONE
        for k in range(MOST_STOPS, n_stops):
            events[stopped + k], boundaries_before[stopped + k] = (
                start + lowest(stops),
                found + count(edges & (stops ^ (stops - ONE))),
            )
            stops &= stops - ONE
        for k in range(MOST_EDGES):
            boundaries[found + k] = start + lowest(edges)
            edges &= edges - ONE
        for k in range(MOST_EDGES, n_edges):
            boundaries[found + k] = start + lowest(edges)
            edges &= edges - ONE
        stopped += n_stops
        found += n_edges
    return found, stopped


@inlined
def find_words_of_any_script(n: int, tables: Tables, s: Scratch) -> tuple[int, int]:
    """As `find_words`, for any text: a mark continues a word and begins none, an ideograph is a word of its own."""
    classes, boundaries, events, boundaries_before, properties = (
        s.classes,
        s.boundaries,
        s.events,
        s.boundaries_before,
        tables.properties,
    )
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


@inlined
def read_words(n_words: int, n: int, tables: Tables, s: Scratch, row: np.record) -> int:
    """Hash the words and count them by what they are made of; find phrases, of which those that C4 does not want are
    written to `unwanted`.

    Gives how many of these there are.
    """
    written, folded = s.written, s.folded
    n_special = gather_words(n_words, s, row)
    letter_words = caps_words = 0
    for word in range(n_words):  # nothing but numbers side by side: several at a time
        chunk = written[word]
        letters, small = letters_of(chunk)
        letter_words += letters != NOTHING
        caps_words += (letters != NOTHING) & (small == NOTHING)
        written[word] = extend_word(WORD_START, chunk)
        folded[word] = extend_word(WORD_START, lower_case(chunk))
    row.words = n_words
    row.letter_words = letter_words
    row.caps_words = caps_words
    return read_special_words(n_special, n, tables, s, row)


@inlined
def gather_words(n_words: int, s: Scratch, row: np.record) -> int:
    """Write the first eight characters of the words to `written`, and to `grams` which words these do not tell all of:
    longer ones, those beyond ASCII, and those that may end a phrase. Gives how many those are.
    """
    boundaries, classes, written, chars_before, special = s.boundaries, s.classes, s.written, s.chars_before, s.grams
    total = longest = n_special = 0
    for word in range(n_words):
        start, end = int(boundaries[2 * word]), int(boundaries[2 * word + 1])
        length = end - start
        chars_before[word] = total
        total += length
        longest = max(longest, length)
        chunk = eight_bytes(classes, start) & ALL >> np.uint64(8 * max(0, 8 - length))
        written[word] = chunk
        special[n_special] = word
        n_special += (length > 8) | (chunk & NOT_ASCII != NOTHING) | begins_last_word(lower_case(chunk) & THREE_BYTES)
    row.word_chars = chars_before[n_words] = total
    row.longest_word = longest
    return n_special


@inlined
def read_special_words(n_special: int, n: int, tables: Tables, s: Scratch, row: np.record) -> int:
    """What `read_words` does, of the words in `grams`, whose first eight characters have been counted."""
    boundaries, classes, codes, written, folded, unwanted, special = (
        s.boundaries,
        s.classes,
        s.codes,
        s.written,
        s.folded,
        s.unwanted,
        s.grams,
    )
    letter_words, caps_words, subwords, n_unwanted = int(row.letter_words), int(row.caps_words), int(row.words), 0
    for i in range(n_special):
        word = np.uint64(special[i])
        start, end = int(boundaries[word << ONE]), int(boundaries[(word << ONE) | ONE])
        length = end - start
        chunk = eight_bytes(classes, start) & ALL >> np.uint64(8 * max(0, 8 - length))
        any_bits = chunk
        letters, small = letters_of(chunk)
        letter_words -= letters != NOTHING
        caps_words -= (letters != NOTHING) & (small == NOTHING)
        subwords += (length - 1) >> SUBWORD_BITS
        is_phrase = begins_last_word(lower_case(chunk) & THREE_BYTES)
        if length > 8:
            as_written, in_lower_case = written[word], folded[word]
            for at in range(start + 8, end, 8):
                chunk = eight_bytes(classes, at) & ALL >> np.uint64(8 * max(0, at + 8 - end))
                as_written, in_lower_case = (
                    extend_word(as_written, chunk),
                    extend_word(in_lower_case, lower_case(chunk)),
                )
                any_bits |= chunk
                more_letters, more_small = letters_of(chunk)
                letters |= more_letters
                small |= more_small
            written[word], folded[word] = as_written, in_lower_case
            is_phrase |= length >= JAVASCRIPT_CHARS and (
                length > CHUNK or letter_j(classes, start) & up_to(length) != NOTHING
            )
        has_letters, is_caps = letters != NOTHING, (letters != NOTHING) & (small == NOTHING)
        if any_bits & NOT_ASCII:
            written[word], folded[word], seen = read_word(start, end, classes, codes, tables.properties, tables.words)
            has_letters, is_caps = seen & ch.LETTER != 0, seen & (ch.UPPER | ch.LOWER) == ch.UPPER
        letter_words += has_letters
        caps_words += is_caps
        if is_phrase:
            lorem_ipsum, is_unwanted = find_phrases(start, end, n, codes)
            row.lorem_ipsums += lorem_ipsum
            unwanted[n_unwanted] = start
            n_unwanted += is_unwanted
    row.letter_words, row.caps_words, row.subwords = letter_words, caps_words, subwords
    return n_unwanted


@inlined
def letters_of(chunk: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Bits that are set where one of eight letters and digits of ASCII is a letter, and where it is a small one."""
    letters = chunk & IS_LETTER
    return letters, letters & ((chunk & IS_SMALL) << ONE)


@inlined
def lower_case(chunk: np.uint64) -> np.uint64:
    """Eight letters and digits of ASCII in lower case."""
    return chunk | ((chunk & IS_LETTER) >> ONE)


@compiled
def read_word(
    start: int, end: int, classes: np.ndarray, codes: np.ndarray, properties: np.ndarray, lower: np.ndarray
) -> tuple[np.uint64, np.uint64, int]:
    """The hash of the word from `start` to `end` as it is written, its hash in lower case, which is the one of
    `shingles.word_hashes`, and the properties that any of its characters has.
    """
    written = folded = WORD_START
    written_chunk = folded_chunk = NOTHING
    written_filled = folded_filled = seen = 0
    for i in range(start, end):
        seen |= properties[classes[i]]
        written, written_chunk, written_filled = append(written, written_chunk, written_filled, codes[i])
        folded, folded_chunk, folded_filled = append(folded, folded_chunk, folded_filled, lower[codes[i]] & LOWER_CASE)
    return word_hash(written, written_chunk, written_filled), word_hash(folded, folded_chunk, folded_filled), seen


@inlined
def begins_last_word(beginning: np.uint64) -> bool:
    """Whether a word with these first three letters may be the last one of a phrase."""
    found = False
    for i in range(len(BEGINNINGS)):
        found |= beginning == BEGINNINGS[i]
    return found


@compiled
def find_phrases(start: int, end: int, n: int, codes: np.ndarray) -> tuple[bool, bool]:
    """Whether the word from `start` to `end` ends "lorem ipsum", and whether it ends or has in it a phrase that C4 does
    not want.
    """
    phrase = phrase_at(start, n, codes)
    unwanted = phrase > LOREM_IPSUM
    for i in range(start, end - JAVASCRIPT_CHARS + 1):
        unwanted |= codes[i] | _CASE == _J and phrase_at(i, n, codes) == JAVASCRIPT
    return phrase == LOREM_IPSUM, unwanted
