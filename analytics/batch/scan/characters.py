"""Which properties does a Unicode character have for the scan?

Characters beyond ASCII with the same properties form a class; each ASCII character is a class of its own. A class is
one byte: sixty-four of them are compared at once, and one look-up of a class gives all properties of a character.
"""

from __future__ import annotations

import functools
import operator
import unicodedata

# The properties, one bit each: plain integers, because the kernels read them.
LETTER, UPPER, LOWER, DIGIT, WORD, MARK, IDEOGRAPH, SPACE = (1 << bit for bit in range(8))
LINE_FEED, PUNCTUATION, TERMINAL, WIDE, CLOSER, BRACKET, HASH, CURLY = (1 << bit for bit in range(8, 16))
DOT, ELLIPSIS, BULLET, ALPHANUMERIC, CONTROL, NUL, REPLACEMENT, COLON = (1 << bit for bit in range(16, 24))
ALPHANUMERIC_MARK = 1 << 24

SENTENCE_ENDS_WIDE = "。．！？｡။។៕༎᠃᠉"
"""Marks that end a sentence in scripts that put no space after them."""

SENTENCE_ENDS = ".!?…‼‽⁇⁈⁉։؝؞؟۔܀܁܂߹।॥።፧፨᙮᜵᜶᥄᥅᪨᪩᪪᪫᭚᭛᭞᭟᱾᱿⸮꓿꘎꘏꛳꛷꣎꣏꤯꩝꩞꩟꫰꫱꯫﹒﹖﹗" + SENTENCE_ENDS_WIDE
"""Marks with the Unicode property Sentence_Terminal in scripts that are written today, and the ellipsis."""

CLOSERS = "\"'’”»›)]}」』）】〉》"
"""Characters that may follow the mark that ends a sentence, before the white space."""

EVENT = TERMINAL | LINE_FEED | COLON
"""Properties at which the walk over lines and sentences stops."""

NOT_ASCII = 0x80
LETTERS, EVENTS, SPACES, OTHERS = (0x80, 0x9F), (0xA0, 0xBF), (0xC0, 0xCF), (0xD0, 0xFF)
"""The classes beyond ASCII, first and last: plain letters and digits, EVENT, white space, and all others."""
PADDING = OTHERS[0]
"""The class without properties."""


CATEGORY_PROPERTIES = {"M": MARK, "Nd": DIGIT, "P": PUNCTUATION, "S": PUNCTUATION, "Cc": CONTROL}
"""Properties of all characters of a Unicode category or group of categories."""

CHARACTER_PROPERTIES = {
    "\n": LINE_FEED,
    "\n?!,.": ALPHANUMERIC | ALPHANUMERIC_MARK,
    ".": DOT,
    "…": ELLIPSIS,
    "•-": BULLET,
    "#": HASH,
    "{": CURLY,
    "()[]{}⟨⟩": BRACKET,
    SENTENCE_ENDS: TERMINAL,
    SENTENCE_ENDS_WIDE: WIDE,
    CLOSERS: CLOSER,
    "\0": NUL,
    "\ufffd": REPLACEMENT,
    ":": COLON,
}
"""Further properties of single characters. ALPHANUMERIC is defined as in NeMo: letters, numbers, line feeds and the
marks ? ! , . (ALPHANUMERIC_MARK).
"""


def ascii_runs(wanted: int) -> tuple[tuple[int, int], ...]:
    """The runs of ASCII characters with any of the `wanted` properties: the first and the last character of each."""
    codes = [code for code in range(NOT_ASCII) if ascii_properties(chr(code)) & wanted]
    firsts = [code for code in codes if code - 1 not in codes]
    lasts = [code for code in codes if code + 1 not in codes]
    return tuple(zip(firsts, lasts, strict=True))


def ascii_properties(character: str) -> int:
    """All properties of an ASCII character, as `tables` has them."""
    sets = (properties for characters, properties in CHARACTER_PROPERTIES.items() if character in characters)
    extra = functools.reduce(operator.or_, sets, 0)
    return category_properties(character) | extra | (WORD | ALPHANUMERIC if character.isalnum() else 0)


def category_properties(character: str) -> int:
    """The properties of a character that follow from its Unicode category."""
    category = unicodedata.category(character)
    if category[0] == "L":
        return LETTER | (UPPER if character.isupper() else LOWER if character.islower() or character.istitle() else 0)
    if character.isspace():
        return SPACE | (CONTROL if category == "Cc" and character not in "\t\n\r" else 0)
    return CATEGORY_PROPERTIES.get(category, CATEGORY_PROPERTIES.get(category[0], 0))
