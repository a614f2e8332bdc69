"""Drift between snapshots: rarely reported without a change, and a planted change is found and ranked first."""

import pytest

from benchmarks.truth._snapshots import PLANTED
from benchmarks.truth.drift import outcome

SMALL = (3_000, 900)


@pytest.mark.parametrize("users", [False, True], ids=["documents", "users"])
def test_snapshots_without_change_rarely_have_a_reported_difference(users):
    reported = [outcome(seed, None, users, SMALL).any_drift for seed in range(6)]
    assert sum(reported) <= 1


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_change_is_found_and_ranked_first(planted):
    one = outcome(3, planted, users=planted == "rating")
    assert one.is_found and one.is_first
    assert not one.right_documents < 0.8
