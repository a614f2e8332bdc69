"""Which characters are words made of? A table of all code points."""

from __future__ import annotations

import functools
import sys
import unicodedata

import numpy as np

from analytics.batch.shingles import IDEOGRAPH, MARK

_IDEOGRAPHIC = ((0x3041, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


@functools.cache
def word_characters() -> np.ndarray:
    """uint32[0x110000]: 0 for a code point that separates words, else its lower case, with the flag IDEOGRAPH or MARK
    where it applies.
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
