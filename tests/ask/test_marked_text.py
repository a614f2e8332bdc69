"""Where the searched words are in a text: exactly there, in every spelling that the search accepts."""

import duckdb
import pytest

from analytics.ask.filters import Contains, Values
from analytics.ask.marked_text import excerpt, marked_texts, searches
from analytics.ask.selection import Selection


@pytest.fixture(scope="module")
def connection():
    return duckdb.connect()


def matches(connection, text, *searched):
    (pieces,) = marked_texts(connection, [text], searched)
    assert "".join(pieces) == text
    return pieces[1::2]


@pytest.mark.parametrize(
    ("text", "search", "expected"),
    [
        ("Wind, wind and WINDOW", Contains("wind"), ["Wind", "wind", "WIND"]),
        ("Wind, wind", Contains("wind", case=True), ["wind"]),
        ("caf\u00e9 cafe\u0301 cafe", Contains("cafe"), ["cafe"]),
        ("caf\u00e9 cafe", Contains("cafe", accents=False), ["caf\u00e9", "cafe"]),
        ("a wind\n  turbine", Contains("wind turbine"), ["wind\n  turbine"]),
        ("baaa", Contains("a"), ["a", "a", "a"]),
        ("concat cat", Contains(r"\bcat\b", regex=True), ["cat"]),
        ("a1 b22", Contains(r"(\w)(\d+)", regex=True), ["a1", "b22"]),
        ("axxb", Contains("x*", regex=True), ["xx"]),
        ("<b>bold</b> & more", Contains("<b>"), ["<b>"]),
        ("\u5927\u6a21\u578b \u5728", Contains("\u6a21\u578b"), ["\u6a21\u578b"]),
        ("\ue000 private \ue001", Contains("private"), ["private"]),
        ("", Contains("a"), []),
        ("nothing", Contains("else"), []),
    ],
)
def test_the_matches_of_a_search(connection, text, search, expected):
    assert matches(connection, text, search) == expected


def test_several_searches_mark_each_place_once(connection):
    assert matches(connection, "solar panels, solar", Contains("solar"), Contains("lar pan")) == ["solar pan", "solar"]


def test_equal_texts_are_marked_alike(connection):
    one, other = marked_texts(connection, ["a wind", "a wind"], [Contains("wind")])
    assert one == other == ["a ", "wind", ""]


def test_an_excerpt_shows_the_first_match_of_a_long_text(connection):
    (pieces,) = marked_texts(connection, ["word " * 500 + "needle " + "more " * 500], [Contains("needle")])
    shown = excerpt(pieces, 120)
    assert shown[1] == "needle" and shown[0].startswith("\u2026") and shown[2].endswith("\u2026")
    assert 60 < len("".join(shown)) <= 122
    assert excerpt(["short"], 120) == ["short"]


def test_searches_are_those_of_the_selection_and_of_the_page():
    selection = Selection((Contains("a"), Values("documents", "source", ("web",)), Contains("b")))
    assert searches(selection, None, Contains("a"), Contains("c")) == (Contains("a"), Contains("b"), Contains("c"))
