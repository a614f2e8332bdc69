"""The tests behind drift, against scipy where it has them, and with dependent rows where it has not."""

import numpy as np
import pytest
from scipy import stats

from analytics.statistics.drift import (
    Moments,
    Shares,
    compare_means,
    exact_p,
    holm,
    ks_distance,
    p_of_ks,
    p_of_share_changes,
    population_stability_index,
    share_intervals,
)
from analytics.statistics.intervals import Estimate, difference, wilson
from analytics.statistics.two_samples import domain_classifier

ONES = (np.ones(1), np.ones(1))


def moments(values, **more):
    return Moments(len(values), values.sum(), values @ values, **more)


def test_means_of_independent_rows_are_compared_as_welch_does():
    dice = np.random.default_rng(0)
    first, second = dice.normal(0, 1, 80), dice.normal(0.4, 2, 50)
    expected = stats.ttest_ind(second, first, equal_var=False)
    test = compare_means(moments(first), moments(second))
    assert test.p == pytest.approx(expected.pvalue, rel=0.02)
    assert test.change.value == pytest.approx(second.mean() - first.mean())
    interval = expected.confidence_interval()
    assert (test.change.low, test.change.high) == pytest.approx((interval.low, interval.high), rel=0.02)


def test_dependent_rows_are_weaker_evidence():
    dice = np.random.default_rng(1)
    first, second = dice.normal(0, 1, 300), dice.normal(0.3, 1, 300)
    independent = compare_means(moments(first), moments(second))
    dependent = compare_means(*(moments(one, design_effect=6.0, clusters=50) for one in (first, second)))
    assert independent.p < 0.01 < dependent.p


def test_equal_values_on_both_sides_do_not_differ():
    test = compare_means(moments(np.ones(40)), moments(np.ones(50)))
    assert test.p == 1 and test.change.value == 0


def test_shares_of_many_rows_are_compared_by_the_score_test():
    table = np.array([[300, 700], [180, 320]])
    expected = stats.chi2_contingency(table, correction=False).pvalue
    p = p_of_share_changes(np.array([300.0]), np.array([180.0]), (1000, 500), ONES)
    assert p[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("x", "y"), [(0, 7), (3, 4), (12, 0), (1, 1), (0, 1)])
def test_rare_events_are_compared_exactly(x, y):
    p = exact_p(np.array([float(x)]), np.array([float(y)]), 0.2)[0]
    binomial = stats.binom(x + y, 0.2)
    expected = min(1, 2 * min(binomial.cdf(y), binomial.sf(y - 1)))
    assert p == pytest.approx(expected) or p >= expected


def test_a_new_level_of_one_cluster_is_one_event():
    many = p_of_share_changes(np.zeros(1), np.array([10.0]), (9000, 1000), ONES)
    one_user = p_of_share_changes(np.zeros(1), np.array([10.0]), (9000, 1000), (np.ones(1), np.full(1, 10.0)))
    assert many[0] < 1e-6 and one_user[0] > 0.01


def test_the_distance_of_histograms_is_that_of_kolmogorov_and_smirnov():
    dice = np.random.default_rng(2)
    first, second = dice.integers(0, 40, 3000), dice.integers(3, 43, 2000)
    expected = stats.ks_2samp(first, second, method="asymp")
    distance = ks_distance(np.bincount(first, minlength=43), np.bincount(second, minlength=43))
    assert distance == pytest.approx(expected.statistic)
    assert p_of_ks(0.03, 3000, 2000) == pytest.approx(stats.kstwobign.sf(0.03 * np.sqrt(1200)), rel=0.05)


def test_the_stability_index_is_symmetric_and_zero_for_equal_shares():
    before, after = np.array([30.0, 60, 10]), np.array([50.0, 40, 10])
    assert population_stability_index(before, before) == 0
    assert population_stability_index(before, after) == pytest.approx(population_stability_index(after, before))


def test_the_intervals_of_changes_are_those_of_each_and_widen_with_dependence():
    dependence = np.array([1.0, 5.0, 1.0])
    before = Shares(np.array([300.0, 300, 0]), 1000, dependence)
    after = Shares(np.array([350.0, 350, 20]), 1000, dependence)
    change, low, high = share_intervals(before, after)
    assert change == pytest.approx([0.05, 0.05, 0.02])
    assert low[1] < low[0] < 0.05 < high[0] < high[1]
    for place in range(3):
        ends = [
            Estimate(side.counts[place] / side.n, *wilson(side.counts[place] / effect, side.n / effect))
            for side in (after, before)
            for effect in dependence[place : place + 1]
        ]
        one = difference(*ends)
        assert (low[place], high[place]) == pytest.approx((one.low, one.high))


def test_holm_rejects_step_by_step_and_never_an_unknown_p_value():
    assert holm(np.array([0.001, 0.012, 0.03, np.nan]), 0.05).tolist() == [True, True, False, False]
    assert not holm(np.array([0.02, 0.03, 0.9]), 0.05).any()


def test_vectors_of_one_distribution_are_not_told_apart_and_a_shifted_tenth_is():
    dice = np.random.default_rng(3)
    same = domain_classifier(dice.normal(size=(800, 32)), dice.normal(size=(600, 32)))
    assert same.p > 0.01 and same.auc.low < 0.5
    second = dice.normal(size=(600, 32))
    second[:60] += 2.0
    shifted = domain_classifier(dice.normal(size=(800, 32)), second)
    assert shifted.p < 1e-4 and shifted.auc.low > 0.5
    new = np.argsort(-shifted.scores[800:])[:40]
    assert (new < 60).mean() > 0.9
