"""Which characters are words made of? A table of all code points."""

from __future__ import annotations

import functools
import sys
import unicodedata

import numpy as np

from analytics.batch.shingles import COMPOSING, IDEOGRAPH, MARK

UNSPACED = (
    (0x3005, 0x3007), (0x3031, 0x3035), (0x3041, 0x30FF), (0x3105, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x17000, 0x18CFF), (0x1B000, 0x1B16F),
    (0x20000, 0x323AF),
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0x1780, 0x17FF),
    (0x1950, 0x19DF), (0x1A20, 0x1AAF), (0x1B00, 0x1B7F), (0xA000, 0xA48F), (0xA980, 0xA9DF), (0xAA80, 0xAADF),
)  # fmt: skip
"""Scripts without spaces between words. First Chinese and Japanese with Bopomofo, half-width kana and old scripts; then
Thai and Lao, Burmese, Khmer, Tai, Balinese, Yi and Javanese.
"""
_VARIATION_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_JAMO = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))
ASSIGNED = (
    range(0x3400),
    range(0x4DB0, 0x4E10),
    range(0x9FF0, 0xAC10),
    range(0xD790, 0x20000),
    range(0x2F800, 0x2FA20),
    range(0xE0000, 0xE0200),
)
"""The code points to examine one by one. The others are in the middle of the blocks of CJK ideographs and Hangul
syllables, which are letters and their own normal form, or are unassigned or private and have no properties.
"""
_LETTERS_AND_MARKS = range(0x323B0)
"""No letter, mark or digit is assigned beyond, except variation selectors."""


@functools.cache
def word_characters() -> np.ndarray:
    """uint32[0x110000]: 0 for a code point that separates words, else its lower case, with the flags IDEOGRAPH, MARK
    and COMPOSING where they apply. Full-width letters and other compatibility characters are those they stand for
    (NFKC); variation selectors are not there.
    """
    table = np.zeros(sys.maxunicode + 1, np.uint32)
    some = table[: len(_LETTERS_AND_MARKS)]
    codes = np.arange(len(some), dtype=np.uint32)
    categories = np.array([unicodedata.category(character) for character in map(chr, _LETTERS_AND_MARKS)], "S2")
    major = categories.astype("S1")
    is_letter = (major == b"L") | (major == b"N")
    some[is_letter] = codes[is_letter]
    for character in assigned_characters():
        code = ord(character)
        if code < len(some) and is_letter[code]:
            some[code] = _folded(character)
    some[major == b"M"] = codes[major == b"M"] | MARK
    table[list(_VARIATION_SELECTORS)] = 0
    is_unspaced = np.zeros(len(some), bool)
    for first, last in UNSPACED:
        is_unspaced[first : last + 1] = True
    is_unspaced &= (categories == b"Mc") | ((major == b"L") & (some != 0))
    some[is_unspaced] = (some[is_unspaced] & ~np.uint32(MARK)) | IDEOGRAPH
    for code in _composing():
        table[code] |= COMPOSING if table[code] else 0
    return table


@functools.cache
def assigned_characters() -> tuple[str, ...]:
    """The characters of the blocks ASSIGNED, without those that are unassigned, private or half of a pair."""
    characters = [chr(code) for block in ASSIGNED for code in block]
    return tuple(one for one in characters if unicodedata.category(one) not in ("Cn", "Co", "Cs"))


def _folded(character: str) -> int:
    """The code point of a letter in lower case and composed, without the form in which it is written; its own one where
    that would be several.
    """
    lower = character.lower()
    plain = unicodedata.normalize("NFKC", lower)
    if len(plain) == 1 and unicodedata.category(plain)[0] in "LN":
        return ord(plain)
    return ord(lower) if len(lower) == 1 else ord(character)


def _composing() -> list[int]:
    """Characters that NFC moves, joins with the one before, or takes apart."""
    codes = set(_JAMO)
    for character in assigned_characters():
        code = ord(character)
        if code not in _LETTERS_AND_MARKS:
            break
        pieces = unicodedata.decomposition(character).split()
        if unicodedata.combining(character) or len(unicodedata.normalize("NFC", character)) > 1:
            codes.add(code)
        if len(pieces) == 2 and pieces[0][0] != "<" and unicodedata.normalize("NFC", character) == character:
            codes.add(int(pieces[1], 16))
    return sorted(codes)
