"""Paths find values in nested records, also where JSON is written inside strings."""

import pytest

from analytics.errors import DataloupeError
from analytics.ingest.reading.paths import first, items, join, key_step, parse, values

RECORD = {
    "turns": [{"content": "a", "meta": {"x.y": 1}}, {"content": "b"}, {"other": 0}],
    "by_id": {"k1": {"v": 1}, "k2": {"v": 2}},
    "inside": '[{"deep": "c"}]',
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("turns[].content", ["a", "b"]),
        ("turns[-1].other", [0]),
        ("turns[0].meta.\"x.y\"", [1]),
        ("by_id.*.v", [1, 2]),
        ("inside[].deep", ["c"]),
        ("nothing[].here", []),
        ("turns[9]", []),
    ],
)  # fmt: skip
def test_a_path_gives_all_values_in_order(path, expected):
    assert values(RECORD, path) == expected
    assert first(RECORD, path) == (expected[0] if expected else None)


def test_a_star_gives_the_key_with_each_value():
    assert list(items(RECORD, "by_id.*.v")) == [("k1", 1), ("k2", 2)]
    assert list(items(RECORD, "turns[].content")) == [(None, "a"), (None, "b")]


def test_keys_with_marks_are_quoted_and_come_back():
    for key in ("plain", "a.b", "a[0]", 'with "quotes"', "star*", "名前"):
        assert parse(key_step(key)) == (key,)
        assert values({key: 1}, key_step(key)) == [1]


def test_paths_are_joined_so_that_each_follows_the_one_before():
    assert join("a[]", "", "b", "[0]", "c") == "a[].b[0].c"


def test_a_path_that_cannot_be_understood_is_one_line_with_an_example():
    with pytest.raises(DataloupeError, match=r"'a\]' is not a path. A path looks like: turns"):
        parse("a]")
