"""Answers with several ratings are counted once, whatever the data call the raters."""

import pytest

from benchmarks.truth import raters


@pytest.mark.parametrize("form", raters.FORMS)
def test_answers_ratings_and_their_agreement_are_the_true_ones(form):
    rows = raters.measure(7, form)
    assert len(rows) >= 3 and [row.cells() for row in rows if not row.is_passed] == []
