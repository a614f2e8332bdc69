"""What the scan knows of every Unicode character: its properties, by table, and its form in a normalised text.

Characters beyond ASCII with the same properties form a class, those of ASCII are one each. So a class is a byte,
sixty-four of which are compared at once, and one look-up of a class gives all properties where order matters.
"""

from __future__ import annotations

import functools
import operator
import sys
import unicodedata
from typing import NamedTuple

import numpy as np

from analytics.batch.shingles import IDEOGRAPH as IDEOGRAPH_WORD
from analytics.batch.word_characters import word_characters

# The properties, one bit each: plain integers, because the kernels read them.
LETTER, UPPER, LOWER, DIGIT, WORD, MARK, IDEOGRAPH, SPACE = (1 << bit for bit in range(8))
LINE_FEED, PUNCTUATION, TERMINAL, WIDE, CLOSER, BRACKET, HASH, CURLY = (1 << bit for bit in range(8, 16))
DOT, ELLIPSIS, BULLET, ALPHANUMERIC, CONTROL, NUL, REPLACEMENT, COLON = (1 << bit for bit in range(16, 24))
ALPHANUMERIC_MARK = 1 << 24

SENTENCE_ENDS_WIDE = "。．！？｡။។៕༎᠃᠉"
"""Marks that end a sentence in scripts that put no space behind them."""

SENTENCE_ENDS = ".!?…‼‽⁇⁈⁉։؝؞؟۔܀܁܂߹।॥።፧፨᙮᜵᜶᥄᥅᪨᪩᪪᪫᭚᭛᭞᭟᱾᱿⸮꓿꘎꘏꛳꛷꣎꣏꤯꩝꩞꩟꫰꫱꯫﹒﹖﹗" + SENTENCE_ENDS_WIDE
"""Marks with the Unicode property Sentence_Terminal in scripts that are written today, and the ellipsis."""

CLOSERS = "\"'’”»›)]}」』）】〉》"
"""What may stand between the mark that ends a sentence and the white space behind it."""

ASSIGNED = (
    range(0x3400),
    range(0x4DB0, 0x4E10),
    range(0x9FF0, 0xAC10),
    range(0xD790, 0x20000),
    range(0x2F800, 0x2FA20),
    range(0xE0000, 0xE0200),
)
"""The code points to look at one by one: all but the middles of the blocks of CJK ideographs and Hangul syllables,
which are letters and their own normal form, and what is unassigned or private, which has no properties.
"""

EVENT = TERMINAL | LINE_FEED | COLON
"""What the walk over lines and sentences stops at."""

NOT_ASCII = 0x80
LETTERS, EVENTS, SPACES, OTHERS = (0x80, 0x9F), (0xA0, 0xBF), (0xC0, 0xCF), (0xD0, 0xFF)
"""The classes, first and last, of plain letters and digits beyond ASCII, of EVENT, of white space, and of all else."""
PADDING = OTHERS[0]
"""The class of what has no properties."""

JOINING = -1
"""In `Tables.folded`: only the whole text can be normalised."""
REORDERS, COMPOSES, COMPOSED, CODE_POINT = 1 << 24, 1 << 25, 1 << 26, (1 << 24) - 1
"""In `Tables.folded`, flags above the CODE_POINT: it may swap places with another such mark; may compose with what
stands before it; is composed, or may be, with what stands behind it. What becomes of two neighbours with such flags
depends on more than themselves.
"""
HANGUL_PARTS = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
"""Vowels and tails, which compose with any character for what stands before them in a syllable."""


class Tables(NamedTuple):
    """What the kernels look up. Arrays indexed by code point have 0x110000 entries.

    classes uint8: the class of a code point, which is the code point itself in ASCII. properties int64[256]: the
    properties of a class. words uint32: see `word_characters`. folded int32: a space for all white space, else NFKC +
    casefold where that is one code point, with flags for what may happen to it between others, JOINING (-1) where only
    the whole text tells, and -2 - i where it is the code points `expansions[expansion_starts[i] : expansion_starts[i +
    1]]`.
    """

    classes: np.ndarray
    properties: np.ndarray
    words: np.ndarray
    folded: np.ndarray
    expansions: np.ndarray
    expansion_starts: np.ndarray


OF_CATEGORY = {"M": MARK, "Nd": DIGIT, "P": PUNCTUATION, "S": PUNCTUATION, "Cc": CONTROL}
"""Properties of all characters of a Unicode category or group of categories."""

OF_CHARACTERS = {
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
"""Further properties of single characters. ALPHANUMERIC is NeMo's notion: letters, numbers, line feeds and ? ! , .
(ALPHANUMERIC_MARK).
"""


@functools.cache
def tables() -> Tables:
    """The tables, made once in about half a second."""
    words = word_characters()
    properties = np.where(words != 0, WORD | ALPHANUMERIC | LETTER, 0)
    properties[(words & IDEOGRAPH_WORD) != 0] |= IDEOGRAPH
    for block in ASSIGNED:
        for code in block:
            properties[code] = properties[code] & ~LETTER | _properties(chr(code))
    for characters, extra in OF_CHARACTERS.items():
        for character in characters:
            properties[ord(character)] |= extra
    classes, properties = _classes(properties)
    return Tables(classes, properties, words, *_folding())


def _classes(properties: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`classes` and `properties` of Tables, from the properties of all code points."""
    values, classes = np.unique(properties[NOT_ASCII:], return_inverse=True)
    numbers = np.zeros(len(values), np.uint8)
    of_class = np.zeros(256, np.int64)
    of_class[:NOT_ASCII] = properties[:NOT_ASCII]
    plain = values & (WORD | MARK | IDEOGRAPH) == WORD
    event, space = values & EVENT != 0, values & SPACE != 0
    for (first, last), of_group in (
        (LETTERS, plain),
        (EVENTS, event),
        (SPACES, space),
        (OTHERS, ~plain & ~event & ~space),
    ):
        found = np.flatnonzero(of_group)  # ascending: what has no properties is the first of OTHERS
        if len(found) > last - first + 1:
            raise RuntimeError(f"{len(found)} classes of characters do not fit between {first} and {last}")
        numbers[found] = first + np.arange(len(found))
        of_class[first : first + len(found)] = values[found]
    return np.concatenate([np.arange(NOT_ASCII, dtype=np.uint8), numbers[classes]]), of_class


def runs(has: int) -> tuple[tuple[int, int], ...]:
    """The runs of characters of ASCII that have any of these properties: the first and the last of each."""
    having = [code for code in range(NOT_ASCII) if _all_properties(chr(code)) & has]
    firsts = [code for code in having if code - 1 not in having]
    lasts = [code for code in having if code + 1 not in having]
    return tuple(zip(firsts, lasts, strict=True))


def _all_properties(character: str) -> int:
    """What `tables` tells of a character of ASCII."""
    extra = functools.reduce(
        operator.or_, (has for characters, has in OF_CHARACTERS.items() if character in characters), 0
    )
    return _properties(character) | extra | (WORD | ALPHANUMERIC if character.isalnum() else 0)


def _properties(character: str) -> int:
    category = unicodedata.category(character)
    if category[0] == "L":
        return LETTER | (UPPER if character.isupper() else LOWER if character.islower() or character.istitle() else 0)
    if character.isspace():
        return SPACE | (CONTROL if category == "Cc" and character not in "\t\n\r" else 0)
    return OF_CATEGORY.get(category, OF_CATEGORY.get(category[0], 0))


def normalized(text: str) -> str:
    """NFKC, case folded, every run of white space one space, none at the ends: what texts share that differ in form
    only.
    """
    return " ".join(_normal_form(text).split())


def _normal_form(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _folding() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`folded`, `expansions` and `expansion_starts` of Tables."""
    firsts, seconds = _composing()
    folded = np.arange(sys.maxunicode + 1, dtype=np.int32)
    expansions: list[int] = []
    starts = [0]
    for block in ASSIGNED:
        for code in block:
            character = chr(code)
            is_plain = character.casefold() == character and unicodedata.is_normalized("NFKC", character)
            form = character if is_plain else _normal_form(character)
            forms = character if is_plain else character + unicodedata.normalize("NFKC", character) + form
            joins = any(unicodedata.combining(one) or one in seconds for one in forms)
            if character.isspace():
                folded[code] = ord(" ")
            elif " " in form or not HANGUL_PARTS.isdisjoint(forms) or (joins and len(form) > 1):
                folded[code] = JOINING
            elif len(form) == 1:
                folded[code] = ord(form)
                is_composed = not firsts.isdisjoint(forms) or len(unicodedata.normalize("NFD", forms)) > len(forms)
                if joins or is_composed:
                    folded[code] |= REORDERS * any(map(unicodedata.combining, forms))
                    folded[code] |= COMPOSES * (not seconds.isdisjoint(forms)) | COMPOSED * is_composed
            else:
                folded[code] = -1 - len(starts)
                expansions.extend(map(ord, form))
                starts.append(len(expansions))
    return folded, np.array(expansions, np.int32), np.array(starts, np.int32)


def _composing() -> tuple[set[str], set[str]]:
    """The characters that compose, as the first and as the second of two, in normalisation; Hangul apart."""
    pairs = []
    for block in ASSIGNED:
        for code in block:
            parts = unicodedata.decomposition(chr(code)).split()
            if len(parts) == 2 and parts[0][0] != "<":
                first, second = (chr(int(part, 16)) for part in parts)
                if unicodedata.normalize("NFC", first + second) == chr(code):
                    pairs.append((first, second))
    return {first for first, _ in pairs}, {second for _, second in pairs}
