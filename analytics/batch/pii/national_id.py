"""Numbers that a state gives to people and companies: with their check digit, and next to a word where that is weak."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.batch.pii.id_number import IdNumber
from analytics.batch.pii.ids import ID_NUMBERS
from analytics.batch.pii.numbers import LETTERS, is_other_number

COUNTRIES = tuple(sorted({number.country for number in ID_NUMBERS}))


def _named(pattern: str, index: int) -> str:
    """A pattern whose groups have names of their own, so that it can be joined with others."""
    return re.sub(r"\(\?P(<|=)gap", rf"(?P\1gap{index}_", pattern)


ALONE = re.compile(
    rf"(?<![{LETTERS}])(?:"
    + "|".join(sorted({_named(number.alone, i) for i, number in enumerate(ID_NUMBERS) if number.alone}))
    + ")"
)
"""Every writing that counts without a word, in capitals."""

_LETTERS = re.compile(r"[^\W\d_]+")
_BEGINNINGS = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,4}")
STEM = 4
COMMON = frozenset(str.split("number numéro no nummer"))


def _stem(phrase: str) -> str:
    """The first letters of the longest word of a phrase that is not as common as "number"."""
    rare: list[str] = [word for word in _LETTERS.findall(phrase) if word not in COMMON]
    return max(rare, key=lambda word: (len(word), word))[:STEM]


def _by_stem() -> dict[str, set[int]]:
    """By the beginning of a word, the numbers (in ID_NUMBERS) that it may announce."""
    by_stem: dict[str, set[int]] = {}
    for index, number in enumerate(ID_NUMBERS):
        for phrase in number.phrases():
            by_stem.setdefault(_stem(phrase), set()).add(index)
    return by_stem


BY_STEM = _by_stem()
LONG = re.compile(
    r"\d\d(?:[A-EHLMPR-Ta-ehlmpr-t][0-9L-NP-Vl-np-v]{2} ?[A-Za-z][0-9L-NP-Vl-np-v]{3}[A-Za-z]|\d{4}[HMXhmx][A-Za-z]{5})"
)
"""The second half of Italy's codice fiscale and of Mexico's CURP: patterns that begin with a digit are fast."""

UNSPACED = re.compile("[ก-๛぀-ヿ㐀-鿿가-힣]{2}")
"""Scripts in which a word may begin anywhere: their texts are compared with all words."""


def _announced(text: str) -> set[int]:
    """The numbers (in ID_NUMBERS) that a word of `text` may announce: a fast answer, before patterns look closer."""
    if not text.isascii() and UNSPACED.search(text):
        return set(range(len(ID_NUMBERS)))
    stems = BY_STEM.keys() & _BEGINNINGS.findall(text.lower())
    return set().union(*(BY_STEM[stem] for stem in stems))


_WITH_WORDS = [(number, number.pattern(), number.announcement()) for number in ID_NUMBERS]
_ALONE = [(number, number.pattern(), re.compile("(?i)" + number.alone)) for number in ID_NUMBERS if number.alone]
NEAR_BEFORE, NEAR_AFTER = 48, 28
"""Characters on each side of a number in which its word may be."""


def find_long_ids(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers are that are long words of letters and digits, such as Italy's codice fiscale."""
    if LONG.search(text):
        yield from find_national_ids(text)


def find_national_ids(text: str) -> Iterator[tuple[int, int]]:
    """Where the numbers of ID_NUMBERS are in `text`."""
    if ALONE.search(text.upper()):
        for number, pattern, alone in _ALONE:
            for match in pattern.finditer(text):
                if alone.fullmatch(match[0]) and _is_valid(number, match[0]) and not _is_other(text, match):
                    yield match.span()
    for index in sorted(_announced(text)):
        number, pattern, words = _WITH_WORDS[index]
        if words.search(text):
            yield from _next_to_words(text, number, pattern, words)


def _next_to_words(
    text: str, number: IdNumber, pattern: re.Pattern[str], words: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    """Where numbers are right before or behind one of their words."""
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - NEAR_BEFORE) : match.start()]
        near = words.search(before) or words.search(text, match.end(), match.end() + NEAR_AFTER)
        if near and _is_valid(number, match[0]):
            yield match.span()


def _is_valid(number: IdNumber, written: str) -> bool:
    return number.is_valid("".join(character for character in written.upper() if character.isalnum()))


def _is_other(text: str, match: re.Match[str]) -> bool:
    """Whether the words before a number say that it is an order or the like; "ID" may announce it."""
    is_id = re.search(r"(?i)\b(?:id|no|nr|number)[ \"'.:#№-]{0,4}$", text[: match.start()])
    return not is_id and is_other_number(text, match.start())
