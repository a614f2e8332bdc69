"""What the scan knows of every Unicode character: its properties, by table, and its form in a normalised text.

Characters with the same properties form a class. A text's histogram over the few classes gives every character count at once,
and one look-up of a class gives all properties where order matters.
"""

from __future__ import annotations

import functools
import sys
import unicodedata
from typing import NamedTuple

import numpy as np

from analytics.batch.shingles import IDEOGRAPH as IDEOGRAPH_WORD
from analytics.batch.shingles import word_characters

# The properties, one bit each: plain integers, because the kernels read them.
LETTER, UPPER, LOWER, DIGIT, WORD, MARK, IDEOGRAPH, SPACE = (1 << bit for bit in range(8))
LINE_FEED, PUNCTUATION, TERMINAL, WIDE, CLOSER, BRACKET, HASH, CURLY = (1 << bit for bit in range(8, 16))
DOT, ELLIPSIS, BULLET, ALPHANUMERIC, CONTROL, NUL, REPLACEMENT, COLON = (1 << bit for bit in range(16, 24))

SENTENCE_ENDS_WIDE = "。．！？｡။។៕༎᠃᠉"
"""Marks that end a sentence in scripts that put no space behind them."""

SENTENCE_ENDS = ".!?…‼‽⁇⁈⁉։؝؞؟۔܀܁܂߹।॥።፧፨᙮᜵᜶᥄᥅᪨᪩᪪᪫᭚᭛᭞᭟᱾᱿⸮꓿꘎꘏꛳꛷꣎꣏꤯꩝꩞꩟꫰꫱꯫﹒﹖﹗" + SENTENCE_ENDS_WIDE
"""Marks with the Unicode property Sentence_Terminal in scripts that are written today, and the ellipsis."""

CLOSERS = "\"'’”»›)]}」』）】〉》"
"""What may stand between the mark that ends a sentence and the white space behind it."""

ASSIGNED = (range(0x3400), range(0x4DB0, 0x4E10), range(0x9FF0, 0xAC10), range(0xD790, 0x20000), range(0x2F800, 0x2FA20), range(0xE0000, 0xE0200))
"""The code points to look at one by one: all but the middles of the blocks of CJK ideographs and Hangul syllables, which are letters
and their own normal form, and what is unassigned or private, which has no properties."""

EVENT = TERMINAL | LINE_FEED | COLON
"""What the walk over lines and sentences stops at."""

NOT_ASCII = 0x80
JOINING = -1
"""In `Tables.folded`: what becomes of this character depends on its neighbours, so only the whole text can be normalised."""


class Tables(NamedTuple):
    """What the kernels look up. Arrays indexed by code point have 0x110000 entries.

    classes uint8: the class of a code point; those of plain letters and digits come first, `n_letters` of them, then the `n_events`
    of what the walk over lines stops at. properties int64: the properties of a class. words uint32: see `word_characters`.
    folded int32: a space for all white space, else NFKC + casefold where that is one code point, JOINING (-1) where it depends on
    the neighbours, and -2 - i where it is the code points `expansions[expansion_starts[i] : expansion_starts[i + 1]]`. folded_ascii uint8: the same for
    the first byte of a character in UTF-8, NOT_ASCII where that does not tell.
    """

    classes: np.ndarray
    properties: np.ndarray
    words: np.ndarray
    folded: np.ndarray
    expansions: np.ndarray
    expansion_starts: np.ndarray
    folded_ascii: np.ndarray
    n_letters: int
    n_events: int


OF_CATEGORY = {"M": MARK, "Nd": DIGIT, "P": PUNCTUATION, "S": PUNCTUATION, "Cc": CONTROL}
"""Properties of all characters of a Unicode category or group of categories."""

OF_CHARACTERS = {
    "\n": LINE_FEED | ALPHANUMERIC,
    "?!,.": ALPHANUMERIC,
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
"""Further properties of single characters. ALPHANUMERIC is NeMo's notion: letters, numbers, line feeds and ? ! , ."""


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
    values, classes = np.unique(properties, return_inverse=True)
    rank = np.where(values & (WORD | MARK | IDEOGRAPH) == WORD, 0, np.where(values & EVENT, 1, 2))
    order = np.argsort(rank, kind="stable")
    n_letters, n_events = (int((rank == place).sum()) for place in (0, 1))
    return Tables(np.argsort(order)[classes].astype(np.uint8), values[order], words, *(folding := _folding()), _folded_ascii(folding[0]), n_letters, n_events)


def _properties(character: str) -> int:
    category = unicodedata.category(character)
    if category[0] == "L":
        return LETTER | (UPPER if character.isupper() else LOWER if character.islower() or character.istitle() else 0)
    if character.isspace():
        return SPACE | (CONTROL if category == "Cc" and character not in "\t\n\r" else 0)
    return OF_CATEGORY.get(category, OF_CATEGORY.get(category[0], 0))


def normalized(text: str) -> str:
    """NFKC, case folded, every run of white space one space, none at the ends: what texts share that differ in form only."""
    return " ".join(_normal_form(text).split())


def _normal_form(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _folding() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`folded`, `expansions` and `expansion_starts` of Tables."""
    joining = _joining()
    folded = np.arange(sys.maxunicode + 1, dtype=np.int32)
    expansions: list[int] = []
    starts = [0]
    for block in ASSIGNED:
        for code in block:
            character = chr(code)
            form = character if character.casefold() == character and unicodedata.is_normalized("NFKC", character) else _normal_form(character)
            if character.isspace():
                folded[code] = ord(" ")
            elif " " in form or not joining.isdisjoint(character + form):
                folded[code] = JOINING
            elif len(form) == 1:
                folded[code] = ord(form)
            else:
                folded[code] = -1 - len(starts)
                expansions.extend(map(ord, form))
                starts.append(len(expansions))
    return folded, np.array(expansions, np.int32), np.array(starts, np.int32)


def _folded_ascii(folded: np.ndarray) -> np.ndarray:
    return np.concatenate([folded[:NOT_ASCII], np.full(256 - NOT_ASCII, NOT_ASCII)]).astype(np.uint8)


def _joining() -> set[str]:
    """The characters that may compose with what stands before them, or swap places with it, in normalisation."""
    joining = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}  # vowels and tails of Hangul syllables
    for block in ASSIGNED:
        for code in block:
            if unicodedata.combining(chr(code)):
                joining.add(chr(code))
            parts = unicodedata.decomposition(chr(code)).split()
            if len(parts) == 2 and parts[0][0] != "<":
                joining.add(chr(int(parts[1], 16)))
    return joining
