"""A text that a spreadsheet would run gets an apostrophe."""

import pytest

from analytics.spreadsheets import escape_formula


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "\r=1"])
def test_what_would_run_is_escaped(text):
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-1", "- a", "a=1", " =1", "1-1", "'=1"])
def test_other_text_stays(text):
    assert escape_formula(text) == text
