"""Which tables does the kernel look up? The properties and the normal form of every character."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from analytics.batch.scan import characters as ch
from analytics.batch.scan.normalization import folding
from analytics.batch.shingles import IDEOGRAPH
from analytics.batch.word_characters import assigned_characters, word_characters


class Tables(NamedTuple):
    """The tables of the kernel. Arrays indexed by code point have 0x110000 entries.

    classes uint8: the class of a code point, which in ASCII is the code point itself.
    properties int64[256]: the properties of a class.
    words uint32: see `word_characters`.
    folded int32: a space for all white space; else NFKC + casefold where that is one code point, with flags for what
    its neighbours may change; JOINING (-1) where only the whole text can be normalised; and -2 - i for the code points
    `expansions[expansion_starts[i] : expansion_starts[i + 1]]`.
    """

    classes: np.ndarray
    properties: np.ndarray
    words: np.ndarray
    folded: np.ndarray
    expansions: np.ndarray
    expansion_starts: np.ndarray


@functools.cache
def tables() -> Tables:
    """The tables, computed once in about half a second."""
    words = word_characters()
    properties = np.where(words != 0, ch.WORD | ch.ALPHANUMERIC | ch.LETTER, 0)
    properties[(words & IDEOGRAPH) != 0] |= ch.IDEOGRAPH
    for character in assigned_characters():
        code = ord(character)
        properties[code] = properties[code] & ~ch.LETTER | ch.category_properties(character)
    properties[(words & IDEOGRAPH) != 0] &= ~ch.MARK  # a vowel sign that is written next to its consonant
    for characters, extra in ch.CHARACTER_PROPERTIES.items():
        for character in characters:
            properties[ord(character)] |= extra
    return Tables(*_classes(properties), words, *folding())


def _classes(properties: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`classes` and `properties` of Tables, from the properties of all code points."""
    has_any = np.flatnonzero(properties[ch.NOT_ASCII :]) + ch.NOT_ASCII
    values = np.unique(np.append(properties[has_any], 0))
    numbers = np.zeros(len(values), np.uint8)
    class_properties = np.zeros(256, np.int64)
    class_properties[: ch.NOT_ASCII] = properties[: ch.NOT_ASCII]
    plain = values & (ch.WORD | ch.MARK | ch.IDEOGRAPH) == ch.WORD
    event, space = values & ch.EVENT != 0, values & ch.SPACE != 0
    groups = {ch.LETTERS: plain, ch.EVENTS: event, ch.SPACES: space, ch.OTHERS: ~plain & ~event & ~space}
    for (first, last), is_in_group in groups.items():
        members = np.flatnonzero(is_in_group)  # ascending: the class without properties is the first of OTHERS
        if len(members) > last - first + 1:
            raise RuntimeError(f"{len(members)} classes of characters do not fit between {first} and {last}")
        numbers[members] = first + np.arange(len(members))
        class_properties[first : first + len(members)] = values[members]
    classes = np.full(len(properties), numbers[0], np.uint8)  # the first value is that of no property
    classes[: ch.NOT_ASCII] = np.arange(ch.NOT_ASCII)
    classes[has_any] = numbers[np.searchsorted(values, properties[has_any])]
    return classes, class_properties
