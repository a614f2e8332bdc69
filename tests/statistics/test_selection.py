"""Who rates: bounds without assumptions, and the selection that would explain a change."""

import numpy as np
import pytest

from analytics.statistics.selection import selection_sensitivity


def ratings(seed, rate_after, coverage=0.3, ratio=1.0, n=20_000):
    """Two sides, 80 % and `rate_after` satisfied; on the second, unhappy users rate `ratio` times as often."""
    rng = np.random.default_rng(seed)
    side, strata = rng.integers(0, 2, n), rng.integers(0, 3, n)
    values = (rng.random(n) < np.where(side == 1, rate_after, 0.8)).astype(float)
    likely = coverage * np.where((side == 1) & (values == 0), ratio, 1.0)
    return strata, side, rng.random(n) < likely, values, np.arange(n), 3


@pytest.mark.parametrize("ratio", [0.5, 1.5, 2.0, 2.5, 3.0])
def test_the_ratio_that_explains_a_pure_selection_is_the_true_one(ratio):
    one = selection_sensitivity(*ratings(1, 0.8, ratio=ratio))
    assert one.ratio_without_change == pytest.approx(ratio, rel=0.15)
    assert one.change_if(ratio) == pytest.approx(0, abs=0.02)
    assert not one.is_beyond_selection and one.change * (1 - ratio) > 0


def test_a_change_without_selection_is_the_one_at_ratio_one():
    one = selection_sensitivity(*ratings(2, 0.6))
    assert one.change_if(1.0) == pytest.approx(one.change)
    assert one.change == pytest.approx(-0.2, abs=0.03)
    assert one.bounds.low < -0.2 < 0 < one.bounds.high


@pytest.mark.parametrize("coverage", [0.9, 0.95, 0.97, 0.99, 1.0])
def test_a_large_change_at_high_coverage_is_beyond_selection(coverage):
    one = selection_sensitivity(*ratings(3, 0.4, coverage))
    assert one.is_beyond_selection and one.bounds.high < 0
    assert one.is_complete == (coverage == 1.0)
    assert one.bounds.low <= -0.4 <= one.bounds.high + 0.02


def test_strata_without_ratings_on_one_side_do_not_count():
    strata, side, rated, values, clusters, n = ratings(4, 0.6)
    rated = rated & ~((strata == 2) & (side == 1))
    one = selection_sensitivity(strata, side, rated, values, clusters, n)
    assert one.weights[2] == 0 and one.weights.sum() == pytest.approx(1)
