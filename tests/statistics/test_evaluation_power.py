"""The size of an evaluation set, and the comparison of two models, against simulation and statsmodels."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from analytics.errors import DataloupeError
from analytics.statistics.evaluation_power import detectable_difference, paired_power, paired_sample_size, power_text
from analytics.statistics.paired_scores import paired


@pytest.mark.parametrize(
    ("difference", "discordant"), [(0.05, 0.12), (0.05, 0.2), (0.1, 0.3), (0.03, 0.06), (0.2, 0.2)]
)
def test_the_power_is_that_of_the_exact_test(difference, discordant):
    n, random = paired_sample_size(difference, discordant), np.random.default_rng(0)
    one_right = random.binomial(n, discordant, 4000)
    wins = random.binomial(one_right, (1 + difference / discordant) / 2)
    p_values = 2 * stats.binom.cdf(np.minimum(wins, one_right - wins), one_right, 0.5)
    assert (p_values <= 0.05).mean() == pytest.approx(0.8, abs=0.025)
    assert paired_power(n, difference, discordant) >= 0.8


def test_more_items_find_smaller_differences():
    assert detectable_difference(4000) < detectable_difference(400) < detectable_difference(120)
    assert detectable_difference(380) == pytest.approx(0.052, abs=0.002)
    assert "too few" in power_text(10)


@pytest.mark.parametrize("difference", [0, -0.1, 0.3, 2])
def test_a_difference_must_be_possible(difference):
    with pytest.raises(DataloupeError, match="difference to find"):
        paired_sample_size(difference, 0.12)


@pytest.mark.parametrize("seed", range(5))
def test_two_models_are_compared_by_mcnemars_exact_test(seed):
    random = np.random.default_rng(seed)
    first, second = (random.random(200) < 0.8) * 1.0, (random.random(200) < 0.7) * 1.0
    one = paired(first, second)
    table = [[((first == a) & (second == b)).sum() for b in (1, 0)] for a in (1, 0)]
    assert one.p_value == pytest.approx(mcnemar(table, exact=True).pvalue)
    assert one.difference.value == pytest.approx(first.mean() - second.mean())
    assert one.difference.low < one.difference.value < one.difference.high


def test_the_interval_of_a_paired_difference_contains_the_truth():
    random, covered = np.random.default_rng(1), 0
    for _ in range(1000):
        shared, own = random.random((2, 150)), random.random((2, 150))
        is_shared = shared[0] < 0.6
        first = np.where(is_shared, shared[1] < 0.8, own[0] < 0.8) * 1.0
        second = np.where(is_shared, shared[1] < 0.75, own[1] < 0.75) * 1.0
        gap = paired(first, second).difference
        covered += gap.low <= 0.05 <= gap.high
    assert 0.93 <= covered / 1000 <= 0.975


def test_graded_scores_and_missing_results_are_compared_on_common_items():
    random = np.random.default_rng(2)
    first = random.random(80)
    second = np.clip(first - 0.2, 0, 1)
    second[:5] = np.nan
    one = paired(first, second)
    assert one.n == 75 and one.p_value < 0.01 and one.difference.low > 0
    assert np.isnan(paired(np.full(3, np.nan), np.ones(3)).difference.value)
    assert paired(np.ones(5), np.ones(5)).p_value == 1


def test_equal_models_differ_in_one_of_twenty_tests():
    random = np.random.default_rng(3)
    p_values = [paired(random.random(60), random.random(60), seed).p_value for seed in range(200)]
    assert np.mean(np.array(p_values) < 0.05) <= 0.09
