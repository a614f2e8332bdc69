"""The truth bench of personal data: the figures that the page shows are those of the bench."""

import pytest

from analytics.batch.pii import KINDS
from analytics.batch.pii.measured import MEASURED, NEGATIVES
from benchmarks.truth import pii


@pytest.fixture(scope="module")
def cases():
    return pii.generate(pii.SEED)


def test_the_figures_of_the_page_are_measured(cases):
    counts = pii.count(*cases)
    measured = {kind: (counts.values[kind], counts.hits[kind], counts.wrong[kind]) for kind in KINDS}
    assert measured == {kind: (one.values, one.hits, one.wrong) for kind, one in MEASURED.items()}
    assert len(cases[1]) == NEGATIVES
    assert min(min(one.recall, one.precision) for one in MEASURED.values()) >= pii.MIN_RATE


def test_there_are_1500_sentences_of_each_sort(cases):
    assert min(map(len, cases)) >= 1_500


def test_masks_leave_nothing_of_a_detected_value(cases):
    assert pii.leftovers(cases[0][::3]) == []
