"""Ratings mean what they say: words, signs, grids and names decide, never the smallest and largest value alone."""

import pytest

from analytics.ingest.reading.scales import scale_of


def read(name, values, declared=None):
    scale = scale_of(name, values, declared)
    return None if scale is None else [scale.value(value) for value in values]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("rating", [1, 2, 5], [0, 0.25, 1]),
        ("rating", [3, 4], [0.5, 0.75]),
        ("rating", [1, 1, 1], [0, 0, 0]),
        ("stars", ["4", "5", "3"], [0.75, 1, 0.5]),
        ("score", [2.5, 4.5, 5], [0.375, 0.875, 1]),
        ("score", ["4/5", "1/5", "5/5"], [0.75, 0, 1]),
    ],
)
def test_small_grids_are_read_as_one_to_five(name, values, expected):
    assert read(name, values) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([-1, 0, 1], [0, 0.5, 1]),
        ([-1, 1, 1], [0, 1, 1]),
        ([0, -1, 0], [0.5, 0, 0.5]),
        (["-1", "0", "1"], [0, 0.5, 1]),
        ([-2, 0, 2], [0, 0.5, 1]),
    ],
)
def test_scales_with_a_sign_have_a_neutral_zero(values, expected):
    assert read("vote", values) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("rating", [True, False, None], [1, 0, None]),
        ("helpful", ["yes", "no", ""], [1, 0, None]),
        ("feedback", ["thumbs_up", "thumbsDown", "n/a"], [1, 0, None]),
        ("hallucination", ["yes", "no", "no"], [0, 1, 1]),
        ("is_toxic", [True, False, False], [0, 1, 1]),
    ],
)
def test_yes_and_no_are_thumbs_unless_the_name_says_that_yes_is_bad(name, values, expected):
    assert read(name, values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["Poor", "Not Good", "Excellent"], [0, 0.25, 1]),
        (["negative", "neutral", "positive"], [0, 0.5, 1]),
        (["strongly disagree", "agree"], [0, 0.75]),
        (["Very dissatisfied", "Very satisfied", "Neutral"], [0, 1, 0.5]),
        (["low", "high", "medium"], [0, 1, 0.5]),
    ],
)
def test_words_have_their_usual_order(values, expected):
    assert read("rating", values) == expected


@pytest.mark.parametrize("values", [[None, ""], ["apple", "pear"], [], ["n/a", "-"], [{"a": 1}, [2]]])
def test_what_is_no_rating_has_no_scale(values):
    assert scale_of("rating", values) is None


def test_a_declared_range_wins_over_the_values():
    assert read("rating", [3, 4], (1, 4)) == pytest.approx([2 / 3, 1])
    assert "as declared" in scale_of("rating", [3, 4], (1, 4)).reason


def test_the_reason_names_the_scale_and_the_polarity():
    assert scale_of("rating", [3, 4]).reason.startswith("scale 1 to 5")
    assert scale_of("error_severity", [3, 4]).reason.endswith("high is bad")
