"""Drift is measured in all of the traffic, with or without ratings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ask.logs.compared_groups import ComparedGroups, two_levels
from analytics.ask.logs.drift import (
    MODERATE_DRIFT,
    drift_by_dimension,
    population_stability_index,
    share_changes,
    summary_text,
)


def test_traffic_without_drift_is_reported_as_such(thumbs):
    pair = two_levels(thumbs, "language", 0, 1)
    drift = drift_by_dimension(thumbs, pair)
    assert "language" not in drift.dimension.tolist() and (drift.psi[drift.dimension != "week"] < MODERATE_DRIFT).all()
    assert summary_text(drift[drift.psi < MODERATE_DRIFT].reset_index(drop=True)).startswith("No column drifted")
    changes = share_changes(thumbs, pair, "topic")
    assert changes.before.sum() == pytest.approx(1) and changes.value.sum() == pytest.approx(0)
    assert ((changes.low <= 0) & (changes.high >= 0)).sum() >= 2


def test_the_dimension_that_drifted_is_first_with_its_sign(thumbs):
    topic = thumbs.dimension("topic")
    dice = np.random.default_rng(0).random(len(topic.codes))
    is_second = dice < np.where(topic.codes == 0, 0.8, 0.4)  # topic x is mostly in the second group
    pair = ComparedGroups(is_second.astype(int), ("a", "b"), None)
    drift = drift_by_dimension(thumbs, pair)
    assert drift.dimension[0] == "topic" and drift.psi[0] > MODERATE_DRIFT
    first = share_changes(thumbs, pair, "topic").iloc[0]
    assert first.label == "x" and first.low > 0 and first.value == pytest.approx(first.after - first.before)
    assert "topic" in summary_text(drift)


@given(
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=8).filter(
        lambda rows: any(sum(row) for row in rows)
    )
)
def test_the_index_is_symmetric_and_never_negative(counts):
    before, after = np.array(counts).T
    index = population_stability_index(before, after)
    assert index == pytest.approx(population_stability_index(after, before)) and index >= 0
    assert population_stability_index(before, before) == 0
