"""Drift is seen in the traffic, whoever rates, and is none where none is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ask.logs.change import Sides, levels
from analytics.ask.logs.drift import SMALL, drifts, mix, psi, summary_text


def test_what_did_not_drift_is_called_so(thumbs):
    sides = levels(thumbs, "language", 0, 1)
    found = drifts(thumbs, sides)
    assert "language" not in found.dimension.tolist() and (found.psi[found.dimension != "week"] < SMALL).all()
    assert summary_text(found[found.psi < SMALL].reset_index(drop=True)).startswith("No column drifted")
    changes = mix(thumbs, sides, "topic")
    assert changes.before.sum() == pytest.approx(1) and changes.value.sum() == pytest.approx(0)
    assert ((changes.low <= 0) & (changes.high >= 0)).sum() >= 2


def test_drift_that_is_there_is_first_with_its_sign(thumbs):
    topic = thumbs.dimension("topic")
    dice = np.random.default_rng(0).random(len(topic.codes))
    sides = Sides(
        (dice < np.where(topic.codes == 0, 0.8, 0.4)).astype(int), ("a", "b"), None
    )  # topic x is mostly on the second side
    found = drifts(thumbs, sides)
    assert found.dimension[0] == "topic" and found.psi[0] > SMALL
    first = mix(thumbs, sides, "topic").iloc[0]
    assert first.label == "x" and first.low > 0 and first.value == pytest.approx(first.after - first.before)
    assert "topic" in summary_text(found)


@given(
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=8).filter(
        lambda rows: any(sum(row) for row in rows)
    )
)
def test_the_index_is_symmetric_and_never_negative(counts):
    before, after = np.array(counts).T
    assert psi(before, after) == pytest.approx(psi(after, before)) and psi(before, after) >= 0
    assert psi(before, before) == 0
