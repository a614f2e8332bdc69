"""Search text as exact duplicates compare it: compatibility forms, case, accents composed or not, ligatures and white
space do not matter. In a search, neither do typographic quotes, the kind of dash, and invisible characters.

The texts stay as they are: a regular expression lists, for each character of the query, every way to write it.
"""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping

MAX_PIECE = 60
"""Characters of a query in one expression; a longer query is several, all of which must match."""

MAX_FORM = 4
"""Characters that one character may stand for: `ffi` is one ligature."""

MAX_REGION = 8

SPACE = r"\s+"
SPACES = r"[\s\p{Z}\x{0B}\x{1C}-\x{1F}\x{85}]+"
INVISIBLE = r"[\x{AD}\x{200B}-\x{200D}\x{2060}\x{FEFF}]*"
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_PUNCTUATION = str.maketrans(
    dict.fromkeys("‘’‚‛ʼ′´ʹ", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_MARKS = range(0x300, 0x370)
"""Accents of Latin, Greek and Cyrillic letters; the vowel signs of other scripts are letters."""


def folded(text: str, case: bool = False, accents: bool = True) -> str:
    """The text in the form in which a search compares it. `case` and `accents`: whether they matter."""
    text = unicodedata.normalize("NFKC", text.translate(_PUNCTUATION).translate(_INVISIBLE))
    if not case:
        text = unicodedata.normalize("NFKC", text.casefold()).replace("i\u0307", "i")  # the Turkish capital
    if not accents:
        decomposed = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(one for one in decomposed if ord(one) not in _MARKS))
    return text.translate(_PUNCTUATION)


def contains(column: str, query: str, case: bool = False, accents: bool = True) -> tuple[str, list[str]]:
    """A SQL condition that the text in `column` contains `query`, and its parameters.

    The plain spelling is tried first, as it is searched several times as fast; only texts beyond ASCII have others.
    """
    tests, parameters = [], []
    for piece, guard in _pieces(folded(query, case, accents) or query, accents):
        plain = SPACE.join(re.escape(word) for word in re.split(r"\s+", piece))
        tests.append(
            f"(regexp_matches({column}, ?, 's') OR"
            f" (strlen({column}) <> length({column}) AND regexp_matches({column}, ?, 's')))"
        )
        parameters += [f"{plain if case else f'(?i:{plain})'}{guard}", _written(piece, case, accents) + guard]
    return " AND ".join(tests), parameters


def expression(query: str, case: bool = False, accents: bool = True) -> str:
    """An RE2 expression for every way to write the (beginning of the) query."""
    piece, guard = _pieces(folded(query, case, accents) or query, accents)[0]
    return _written(piece, case, accents) + guard


def spellings(query: str, case: bool = False, accents: bool = True) -> list[tuple[str, str]]:
    """The query in pieces: for each an RE2 expression for every way to write it, and the accents that may not follow.

    As a match of `expression` ends with the character that follows, these say where exactly the words are.
    """
    text = folded(query, case, accents) or query
    pieces = [piece for piece, _ in _pieces(text, accents)]
    last_marks = _composing_marks(text[-1:]) if text and accents else ""
    return [(_written(piece, case, accents), last_marks if piece is pieces[-1] else "") for piece in pieces]


def _pieces(text: str, accents: bool) -> list[tuple[str, str]]:
    """A long query in pieces, all of which must match, and what may follow each."""
    starts = range(0, len(text), MAX_PIECE) if text else (0,)
    pieces = [text[start : start + MAX_PIECE] for start in starts]
    return [*((piece, "") for piece in pieces[:-1]), (pieces[-1], _guard(text[-1:], accents))]


def _written(text: str, case: bool, accents: bool) -> str:
    """An expression for every way to write the folded text."""
    forms = _forms(case, accents)
    pieces = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            while place < len(text) and text[place].isspace():
                place += 1
            pieces.append(SPACES)
            continue
        end = _region_end(text, place, forms)
        pieces.append(_region(text, place, end, forms, accents))
        place = end
    return INVISIBLE.join(pieces)


def _region_end(text: str, place: int, forms: Mapping[str, str]) -> int:
    """The end of the characters from `place` on that single characters, which may overlap, stand for together."""
    end, start = place + 1, place
    while start < end:
        for length in range(2, MAX_FORM + 1):
            if text[start : start + length] in forms and start + length <= place + MAX_REGION:
                end = max(end, start + length)
        start += 1
    return min(end, len(text))


def _region(text: str, start: int, end: int, forms: Mapping[str, str], accents: bool) -> str:
    if start == end:
        return ""
    ways = []
    for length in range(1, min(MAX_FORM, end - start) + 1):
        piece = text[start : start + length]
        if length == 1 or (piece in forms and not any(one.isspace() for one in piece)):
            rest = _region(text, start + length, end, forms, accents)
            ways.append(_character(piece, forms, accents) + (INVISIBLE if rest else "") + rest)
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _character(piece: str, forms: Mapping[str, str], accents: bool) -> str:
    """Every way to write one folded character, or several that one character stands for."""
    singles = forms.get(piece, "") + (piece if len(piece) == 1 else "")
    chosen = f"[{''.join(map(_escaped, singles))}]"
    if not accents:
        return chosen + r"[\x{300}-\x{36F}]*"
    sequences = [] if len(piece) > 1 else list(_decompositions(piece, forms))
    if piece in ("i", "I"):
        chosen += r"\x{307}?"  # the Turkish capital with a dot, in lower case
    return f"(?:{'|'.join([chosen, *sequences])})" if sequences else chosen


def _decompositions(character: str, forms: Mapping[str, str]) -> Iterator[str]:
    """Ways to write a composed character as a letter and its marks: é, and the syllables of Hangul."""
    decomposed = unicodedata.normalize("NFD", character)
    for cut in range(1, len(decomposed)):
        letter = unicodedata.normalize("NFC", decomposed[:cut])
        if len(letter) == 1:
            letters = f"[{''.join(map(_escaped, forms.get(letter, '') + letter))}]"
            yield letters + "".join(f"[{''.join(map(_escaped, forms.get(one, '') + one))}]" for one in decomposed[cut:])


def _guard(last: str, accents: bool) -> str:
    """What may follow the last character: no accent that would make it another letter."""
    marks = _composing_marks(last) if last and accents else ""
    return f"(?:[^{''.join(map(_escaped, marks))}]|$)" if marks else ""


@functools.lru_cache(1024)
def _composing_marks(letter: str) -> str:
    marks = map(chr, _MARKS)
    return "".join(one for one in marks if len(unicodedata.normalize("NFC", letter + one)) == 1)


@functools.cache
def _forms(case: bool, accents: bool) -> Mapping[str, str]:
    """Folded text of one to MAX_FORM characters -> the characters whose form it is."""
    forms: dict[str, str] = defaultdict(str)
    for code in range(sys.maxunicode + 1):
        if 0xD800 <= code < 0xE000 or 0x20000 <= code < 0x2F800 or 0xE000 <= code < 0xF900 or code in _INVISIBLE:
            continue
        character = chr(code)
        if not unicodedata.decomposition(character) and character.casefold() == character:
            continue
        form = folded(character, case, accents)
        if form != character and 0 < len(form) <= MAX_FORM:
            forms[form] += character
    forms["i" if not case else "I"] += "İ"
    for character in map(chr, _PUNCTUATION):
        forms[folded(character, case, accents)] += character
    return {form: "".join(dict.fromkeys(characters)) for form, characters in forms.items()}


def _escaped(character: str) -> str:
    return character if character.isascii() and character.isalnum() else f"\\x{{{ord(character):X}}}"
