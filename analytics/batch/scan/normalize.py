"""The normalised text, as UTF-8."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import inlined
from analytics.batch.scan.bitmaps import CHUNK, NOTHING, ONE, copy_folded, lowest, up_to
from analytics.batch.scan.characters import NOT_ASCII
from analytics.batch.scan.decoding import beyond_ascii, spaces
from analytics.batch.scan.normalization import CODE_POINT, COMPOSED, COMPOSES, JOINING, REORDERS
from analytics.batch.scan.scratch import Scratch
from analytics.batch.scan.tables import Tables
from analytics.batch.shingles import encode

SPACE = ord(" ")


@inlined
def normalize(n: int, tables: Tables, s: Scratch) -> int:
    """Write the UTF-8 of `normalization.normalized` of the first `n` characters to `normal`; gives its length, or -1 if
    only the whole text can be normalised.
    """
    folded, codes, classes, normal = tables.folded, s.codes, s.classes, s.normal
    length = i = 0
    after_space, before = ONE, 0
    while i < n:
        n_ascii = min(lowest(beyond_ascii(classes, i)), n - i)
        blanks = spaces(classes, i)
        dropped = blanks & ((blanks << ONE) | after_space) & up_to(n_ascii)
        length = write_ascii(i, n_ascii, dropped, classes, length, normal)
        i += n_ascii
        if n_ascii:
            before = COMPOSED
            after_space = (blanks >> np.uint64(n_ascii - 1)) & ONE
        while i < n and classes[i] >= NOT_ASCII:
            code = folded[codes[i]]
            flags = code & ~CODE_POINT if code >= 0 else COMPOSED
            if depends_on_text(code, flags, before):
                return -1
            before = flags
            if code == SPACE:
                normal[length] = SPACE
                length += 1 - int(after_space)
                after_space = ONE
            else:
                length = write_folded(code, tables, length, normal)
                after_space = NOTHING
            i += 1
    return length - int(after_space) if length else 0


@inlined
def write_ascii(
    i: int, n_ascii: int, dropped: np.uint64, classes: np.ndarray, length: int, normal: np.ndarray
) -> int:  # fmt: skip
    """Write the ASCII characters from `i` on, folded and without the `dropped` ones, after the first `length` bytes;
    gives the new length. Each copy writes sixty-four characters; the next one overwrites the excess.
    """
    kept = 0
    while True:  # mostly at most one run is dropped from so few characters, and nothing branches
        first = min(lowest(dropped), n_ascii, CHUNK - 1)
        copy_folded(classes, i + kept, normal, length)
        length += first - kept
        kept = first + lowest(~(dropped >> np.uint64(first)))
        dropped &= ~up_to(kept)
        if dropped == NOTHING:
            break
    copy_folded(classes, i + kept, normal, length)
    return length + n_ascii - kept


@inlined
def depends_on_text(code: int, flags: int, before: int) -> bool:
    """Whether the normal form of a character depends on more than itself, after a character with the flags `before`."""
    return (
        code == JOINING
        or flags & REORDERS & before != 0
        or (flags & COMPOSES != 0 and before & (COMPOSED | REORDERS) != 0)
    )


@inlined
def write_folded(code: int, tables: Tables, length: int, normal: np.ndarray) -> int:
    """Write the normal form of a character: a code point, or the number of its expansion; gives the new length."""
    if code >= 0:
        return write_character(code & CODE_POINT, length, normal)
    for expanded in range(tables.expansion_starts[-2 - code], tables.expansion_starts[-1 - code]):
        length = write_character(tables.expansions[expanded], length, normal)
    return length


@inlined
def write_character(code: int, at: int, out: np.ndarray) -> int:
    """Write the UTF-8 of a code point to `out` at `at`, with zeros up to four bytes; gives where it ends."""
    encoded, length = encode(code)
    place = np.uint64(at)
    for i in range(4):
        out[place + np.uint64(i)] = encoded >> np.uint64(8 * i)
    return at + length
