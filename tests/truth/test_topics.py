"""A fast part of the truth bench about topics and semantic duplicates."""

import pytest

from benchmarks.truth import months, semantic, topics


def test_topics_are_the_planted_ones_in_any_order_of_rows():
    rows = topics.check(seed=1, orders=2, texts_of_subject=40)
    assert [row.measure for row in rows if not row.is_passed] == []


@pytest.mark.parametrize("seed", range(1, 4))
def test_verified_pairs_say_the_same(seed):
    assert [row for row in semantic.check(seed, pairs=120) if not row.is_passed] == []


def test_topics_stay_over_months_and_new_subjects_become_topics():
    rows = months.check(seed=3, texts_of_subject=30, months=3)
    assert [row.measure for row in rows if not row.is_passed] == []
