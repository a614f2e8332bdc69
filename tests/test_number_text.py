"""Numbers and times are written for people: no exponent, no more digits than needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.number_text import number_range_text, number_text, time_range_text, time_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1.37e9, "1,370,000,000"),
        (9999.6, "10,000"),
        (12345.678, "12,346"),
        (2.71828, "2.718"),
        (0.00001234, "0.00001234"),
        (-0.5, "-0.5"),
        (1e-9, "0.000000001"),
        (float("nan"), "nan"),
    ],
)
def test_a_number_has_few_digits_and_no_exponent(value, text):
    assert number_text(value) == text


@given(st.floats(min_value=1e-8, max_value=1e15))
def test_a_number_is_close_to_its_text(value):
    text = number_text(value)
    assert "e" not in text
    assert float(text.replace(",", "")) == pytest.approx(value, rel=1e-3, abs=1e-12)


def test_ends_of_a_range_have_the_digits_to_differ():
    assert number_range_text(1.23456, 1.23459) == "1.23456 to 1.23459"
    assert number_range_text(1, 2.5) == "1 to 2.5"


def test_times_are_dates_and_short_ranges_have_times():
    assert time_text(1_370_000_000) == "2013-05-31"
    assert time_range_text(1_370_000_000, 1_470_000_000) == "2013-05-31 to 2016-07-31"
    assert time_range_text(1_370_000_000, 1_370_003_600) == "2013-05-31 11:33 to 2013-05-31 12:33"
