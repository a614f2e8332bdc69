"""The tables of characters that the scan looks up, against Unicode."""

from __future__ import annotations

import unicodedata

import numpy as np

from analytics.batch.scan import characters
from analytics.batch.scan.tables import tables
from tests.signals.plain_text import is_ideograph, is_variation_selector


def test_the_tables_are_unicode_s_own() -> None:
    table = tables()
    properties = table.properties[table.classes]
    for code in (*range(0x3400), *range(0x3400, 0x110000, 37)):
        character = chr(code)
        category = unicodedata.category(character)
        expected = {
            characters.LETTER: category[0] == "L",
            characters.MARK: category[0] == "M" and not is_ideograph(character),
            characters.DIGIT: category == "Nd",
            characters.PUNCTUATION: category[0] in "PS",
            characters.SPACE: character.isspace(),
            characters.WORD: category[0] in "LMN" and not is_variation_selector(character),
            characters.CONTROL: category == "Cc" and character not in "\t\n\r",
        }
        assert {bit: bool(properties[code] & bit) for bit in expected} == expected, hex(code)


def test_the_runs_and_ranges_that_are_looked_for_are_the_tables_own() -> None:
    table = tables()
    for has in (
        characters.WORD,
        characters.EVENT,
        characters.SPACE,
        characters.LETTER,
        characters.PUNCTUATION,
        characters.CONTROL,
        characters.ALPHANUMERIC_MARK,
    ):
        inside = {code for first, last in characters.ascii_runs(has) for code in range(first, last + 1)}
        assert inside == set(np.flatnonzero(table.properties[:128] & has))
    beyond = table.properties[table.classes[128:]]
    for (first, last), has in ((characters.EVENTS, characters.EVENT), (characters.SPACES, characters.SPACE)):
        assert np.array_equal((table.classes[128:] >= first) & (table.classes[128:] <= last), beyond & has != 0)
    plain = beyond & (characters.WORD | characters.MARK | characters.IDEOGRAPH) == characters.WORD
    assert np.array_equal(
        plain, (table.classes[128:] >= characters.LETTERS[0]) & (table.classes[128:] <= characters.LETTERS[1])
    )
    assert table.properties[characters.PADDING] == 0
