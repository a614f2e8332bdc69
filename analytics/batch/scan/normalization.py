"""What is the normal form of a text, and of each character?"""

from __future__ import annotations

import sys
import unicodedata

import numpy as np

from analytics.batch.word_characters import assigned_characters

JOINING = -1
"""In `Tables.folded`: only the whole text can be normalised."""

REORDERS, COMPOSES, COMPOSED, CODE_POINT = 1 << 24, 1 << 25, 1 << 26, (1 << 24) - 1
"""In `Tables.folded`, flags above the CODE_POINT: the character may swap places with another such mark; it may compose
with the character before it; it is composed, or may be, with the character after it. The normal form of two neighbours
with such flags depends on more than the two.
"""

HANGUL_VOWELS_AND_TAILS = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
"""They compose with any character that precedes them in a syllable."""


def normalized(text: str) -> str:
    """NFKC, case folded, one space for every run of white space, none at the ends. Texts that differ only in form have
    the same normal form.
    """
    return " ".join(_normal_form(text).split())


def _normal_form(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def folding() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`folded`, `expansions` and `expansion_starts` of Tables."""
    firsts, seconds = _composing()
    folded = np.arange(sys.maxunicode + 1, dtype=np.int32)
    expansions: list[int] = []
    starts = [0]
    plain = firsts | seconds | HANGUL_VOWELS_AND_TAILS
    for character in assigned_characters():
        code = ord(character)
        if character.isspace():
            folded[code] = ord(" ")
            continue
        form, forms = _forms(character)
        if form == character and character not in plain and _is_inert(character):
            continue
        joins = any(unicodedata.combining(one) or one in seconds for one in forms)
        if " " in form or not HANGUL_VOWELS_AND_TAILS.isdisjoint(forms) or (joins and len(form) > 1):
            folded[code] = JOINING
        elif len(form) == 1:
            folded[code] = ord(form) | _flags(forms, firsts, seconds, joins)
        else:
            folded[code] = -1 - len(starts)
            expansions.extend(map(ord, form))
            starts.append(len(expansions))
    return folded, np.array(expansions, np.int32), np.array(starts, np.int32)


def _is_inert(character: str) -> bool:
    """Whether normalisation neither takes a character apart nor moves it."""
    return not unicodedata.combining(character) and unicodedata.normalize("NFD", character) == character


def _forms(character: str) -> tuple[str, str]:
    """The normal form of a character, and all characters that it is on the way there."""
    if character.casefold() == character and unicodedata.is_normalized("NFKC", character):
        return character, character
    form = _normal_form(character)
    return form, character + unicodedata.normalize("NFKC", character) + form


def _flags(forms: str, firsts: set[str], seconds: set[str], joins: bool) -> int:
    is_composed = not firsts.isdisjoint(forms) or len(unicodedata.normalize("NFD", forms)) > len(forms)
    if not (joins or is_composed):
        return 0
    reorders, composes = any(map(unicodedata.combining, forms)), not seconds.isdisjoint(forms)
    return REORDERS * reorders | COMPOSES * composes | COMPOSED * is_composed


def _composing() -> tuple[set[str], set[str]]:
    """The characters that compose in normalisation, as the first and as the second of two; without Hangul."""
    firsts, seconds = set(), set()
    for character in assigned_characters():
        codes = unicodedata.decomposition(character).split()
        if len(codes) == 2 and codes[0][0] != "<":
            first, second = (chr(int(digits, 16)) for digits in codes)
            if unicodedata.normalize("NFC", first + second) == character:
                firsts.add(first)
                seconds.add(second)
    return firsts, seconds
