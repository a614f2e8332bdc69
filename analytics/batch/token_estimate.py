"""How many tokens has a text? An estimate in one pass over its bytes: each character and each start of a run adds a
constant of `token_weights`. No tokenizer is run. Of a long text, evenly spaced windows are read.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np

from analytics.batch import token_weights as weights
from analytics.batch.compiled import cached, inlined

NOT_ASCII, CODE_POINTS, BLOCK_BITS = 0x80, 0x110000, 4
LETTER, DIGIT, MARK, SPACE, LINE_FEED, NOTHING = range(6)
"""Kinds of characters. A run is a sequence of characters of one kind."""

UNITS = 1000
"""Units of a token: the pass adds integers, which is faster."""

WINDOWS, WINDOW_BYTES = 8, 128
"""A text that is longer than its windows is read in part: an eighth of the scan's time is enough for an estimate."""

FIRST_MARKS = 4
"""Marks of a run that count as its beginning."""

EVENTS = (
    "WORD",
    "WORD_BEYOND_ASCII",
    "RUN_OF_DIGITS",
    "THREE_DIGITS",
    "RUN_OF_MARKS",
    "RUN_OF_SPACES",
    "RUN_OF_LINE_FEEDS",
    "CAPITAL_IN_WORD",
    "REPEATED_MARK",
    "LATER_REPEATED_MARK",
)
(
    WORD,
    WORD_BEYOND_ASCII,
    RUN_OF_DIGITS,
    THREE_DIGITS,
    RUN_OF_MARKS,
    RUN_OF_SPACES,
    RUN_OF_LINE_FEEDS,
    CAPITAL_IN_WORD,
    REPEATED_MARK,
    LATER_REPEATED_MARK,
) = range(len(EVENTS))


class Tables(NamedTuple):
    """What the pass looks up: `classes` uint8 by block of sixteen code points; by class (an ASCII character is its own)
    `kinds` uint8 and `added` int64; `events` int64. `added` and `events` are in UNITS.
    """

    classes: np.ndarray
    kinds: np.ndarray
    added: np.ndarray
    events: np.ndarray


@functools.cache
def tables() -> Tables:
    """The tables of `token_weights`."""
    other = NOT_ASCII + len(weights.SCRIPTS)
    classes = np.full(CODE_POINTS >> BLOCK_BITS, other, np.uint8)
    kinds, added = np.full(other + 1, LETTER, np.uint8), np.zeros(other + 1)
    kinds[:NOT_ASCII] = [ascii_kind(chr(code)) for code in range(NOT_ASCII)]
    added[:NOT_ASCII] = [weights.ASCII_CHARACTERS.get(chr(code), 0.0) for code in range(NOT_ASCII)]
    added[other] = weights.OTHER_CHARACTER
    for number, ((first, last), tokens) in enumerate(weights.SCRIPTS.items(), NOT_ASCII):
        classes[first >> BLOCK_BITS : (last >> BLOCK_BITS) + 1] = number
        kinds[number], added[number] = MARK if first in weights.MARKS else LETTER, tokens
    events = [getattr(weights, name) for name in EVENTS]
    return Tables(classes, kinds, _units(added), _units(np.array(events)))


def _units(tokens: np.ndarray) -> np.ndarray:
    units: np.ndarray = np.rint(UNITS * tokens).astype(np.int64)
    return units


def ascii_kind(character: str) -> int:
    """The kind of an ASCII character."""
    if character in "\r\n":
        return LINE_FEED
    if character <= " ":
        return SPACE
    return LETTER if character.isalpha() else DIGIT if character.isdigit() else MARK


def estimate_tokens(data: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """int64[n]: the estimated tokens of each text, the UTF-8 in data[bounds[i] : bounds[i + 1]]; at least 1 where there
    is a character.
    """
    totals = _estimate(data, bounds, *tables())
    return np.where(np.diff(bounds) > 0, np.maximum(np.rint(totals / UNITS), 1), 0).astype(np.int64)


@cached
def _estimate(
    data: np.ndarray,
    bounds: np.ndarray,
    classes: np.ndarray,
    kinds: np.ndarray,
    added: np.ndarray,
    events: np.ndarray,
) -> np.ndarray:
    """float64[n]: what the characters and runs of each text add, in UNITS."""
    totals = np.zeros(len(bounds) - 1, np.float64)
    for i in range(len(bounds) - 1):
        start, length = bounds[i], bounds[i + 1] - bounds[i]
        if length <= WINDOWS * WINDOW_BYTES:
            totals[i] = _add(data, start, start, start + length, classes, kinds, added, events)
            continue
        total = n_read = 0
        for window in range(WINDOWS):
            first = _character_start(data, start + window * (length - WINDOW_BYTES) // (WINDOWS - 1))
            last = _character_start(data, min(first + WINDOW_BYTES, start + length))
            total += _add(data, start, first, last, classes, kinds, added, events)
            n_read += last - first
        totals[i] = total * length / n_read
    return totals


@inlined
def _character_start(data: np.ndarray, at: int) -> int:
    """The place of the character that has the byte at this place, or the place itself at the end."""
    while at < len(data) and (data[at] & 0xC0) == 0x80:
        at -= 1
    return at


@inlined
def _add(
    data: np.ndarray,
    start: int,
    first: int,
    last: int,
    classes: np.ndarray,
    kinds: np.ndarray,
    added: np.ndarray,
    events: np.ndarray,
) -> int:
    """What the characters in data[first:last] add, and the runs that start there, of a text that starts at `start`."""
    at, total, length = first, 0, 0
    kind_before: Any = NOTHING
    code_before: Any = 0
    if first > start:
        code_before = np.int64(data[first - 1])
        kind_before, length = np.int64(kinds[min(code_before, NOT_ASCII)]), 2
    while at < last:
        code: Any = np.int64(data[at])
        at += 1
        if 0x61 <= code <= 0x7A and kind_before == LETTER:
            total += added[code]
            length += 1
            code_before = code
            continue
        if code >= NOT_ASCII:
            if code < 0xE0:
                code, at = ((code & 0x1F) << 6) | (data[at] & 0x3F), at + 1
            elif code < 0xF0:
                code, at = ((code & 0xF) << 12) | ((data[at] & 0x3F) << 6) | (data[at + 1] & 0x3F), at + 2
            else:
                high = ((code & 7) << 18) | ((data[at] & 0x3F) << 12)
                code, at = high | ((data[at + 1] & 0x3F) << 6) | (data[at + 2] & 0x3F), at + 3
        number = code if code < NOT_ASCII else np.int64(classes[code >> BLOCK_BITS])
        kind = np.int64(kinds[number])
        length = length + 1 if kind == kind_before else 1
        total += _step(kind, length, code, code_before, added[number], events)
        kind_before, code_before = kind, code
    return total


@inlined
def _step(kind: Any, length: int, code: Any, code_before: Any, character: Any, events: np.ndarray) -> Any:
    """What a character adds that is the one at `length` of a run of its kind; `character` is what it adds by itself."""
    if kind == LETTER:
        if length == 1:
            return character + events[WORD if code < NOT_ASCII else WORD_BEYOND_ASCII]
        is_capital = code <= 0x5A and 0x61 <= code_before < NOT_ASCII
        return character + (events[CAPITAL_IN_WORD] if is_capital else 0)
    if kind == MARK:
        if length == 1:
            return character + events[RUN_OF_MARKS]
        if code != code_before:
            return character
        return events[REPEATED_MARK if length <= FIRST_MARKS else LATER_REPEATED_MARK]
    if kind == DIGIT:
        return (events[RUN_OF_DIGITS] if length == 1 else 0) + (events[THREE_DIGITS] if length % 3 == 1 else 0)
    if kind == SPACE:
        return events[RUN_OF_SPACES] if length == 2 else 0
    return events[RUN_OF_LINE_FEEDS] if length == 1 else 0
