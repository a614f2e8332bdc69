"""A fast part of the truth bench about refusals."""

from benchmarks.truth import refusals


def test_written_refusals_are_flagged_and_written_answers_are_not():
    assert all(row.is_passed for row in refusals.own_texts())
    assert min(len(refusals.REFUSALS), len(refusals.ANSWERS)) >= 100
