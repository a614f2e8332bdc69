"""Effects that are reported because they are significant are corrected towards zero."""

import numpy as np
import pytest

from analytics.statistics.winners_curse import corrected


@pytest.mark.parametrize("effect", [0.5, 1.0, 1.5, 2.0, 2.5])
def test_the_mean_of_corrected_significant_estimates_is_nearer_to_the_truth(effect):
    estimates = np.random.default_rng(0).normal(effect, 1, 4000)
    significant = estimates[estimates > 2.5]
    shrunk = np.array([corrected(value, 1.0, 2.5) for value in significant[:300]])
    assert abs(shrunk.mean() - effect) < abs(significant[:300].mean() - effect)
    assert (shrunk > 0).all() and (shrunk <= significant[:300]).all()


@pytest.mark.parametrize("effect", [3.0, 3.5, 4.0, 5.0, 6.0])
def test_an_effect_that_is_mostly_significant_is_corrected_by_at_most_a_few_percent(effect):
    estimates = np.random.default_rng(1).normal(effect, 1, 3000)
    significant = estimates[estimates > 2.5][:600]
    assert np.mean([corrected(value, 1.0, 2.5) for value in significant]) == pytest.approx(effect, rel=0.06)


@pytest.mark.parametrize(("value", "deviation", "threshold"), [(0.2, 0.01, 0.03), (5.0, 0.1, 0.3), (1.0, 0.05, 0.12)])
def test_an_estimate_far_above_the_threshold_stays(value, deviation, threshold):
    assert corrected(value, deviation, threshold) == pytest.approx(value, rel=1e-3)


def test_an_estimate_without_error_stays():
    assert corrected(0.3, 0.0, 0.0) == 0.3
