"""Intervals against statsmodels, and against simulated data with a known truth."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats import proportion

from analytics.statistics.intervals import Estimate, difference, rate, rates, wilson

counts = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_is_the_interval_of_statsmodels(count, confidence):
    low, high = wilson(*count, confidence)
    assert (float(low), float(high)) == pytest.approx(
        proportion.proportion_confint(*count, alpha=1 - confidence, method="wilson"), abs=1e-12
    )


def test_without_ratings_the_interval_is_the_whole_range():
    low, high = wilson(np.array([0.0]), np.array([0.0]))
    assert (low[0], high[0]) == (0, 1)
    nobody = rates(np.array([1.0]), np.array([0]), 2).iloc[1]
    assert math.isnan(nobody.value) and (nobody.low, nobody.high, nobody.n) == (0, 1, 0)


@pytest.mark.parametrize("values", [(0.0, 1.0), (0.0, 0.5, 1.0), (1.0,)])
def test_ratings_that_are_alike_are_counted_as_if_they_were_single(values):
    dice = np.random.default_rng(3)
    ratings, groups = dice.choice(values, 300), dice.integers(0, 4, 300)
    counted = rates(ratings, groups, 5)
    one_by_one = rates(ratings, groups, 5, dice.permutation(300))  # clusters in another order are not counted as alike
    pd.testing.assert_frame_equal(counted, one_by_one, check_exact=False, rtol=1e-9)


@given(counts)
def test_independent_ratings_give_wilsons_interval(count):
    successes, n = count
    answer = rate(np.arange(n) < successes)
    low, high = wilson(successes, n)
    assert (answer.value, answer.low, answer.high) == pytest.approx((successes / n, float(low), float(high)), abs=1e-9)
    assert (answer.n, answer.n_clusters) == (n, n)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.integers(0, 8)), min_size=1, max_size=80))
def test_rates_of_groups_are_the_rates_of_each_group_alone(rows):
    values, groups, clusters = (np.array(column) for column in zip(*rows, strict=True))
    table = rates(values, groups, 4, clusters)
    for group in range(4):
        alone = rate(values[groups == group], clusters[groups == group])
        assert table.iloc[group].tolist() == pytest.approx(
            [alone.value, alone.low, alone.high, alone.n, alone.n_clusters, alone.design_effect, alone.effective_n],
            nan_ok=True,
            abs=1e-9,
        )
        assert alone.n == 0 or alone.low - 1e-9 <= alone.value <= alone.high + 1e-9


def test_the_design_effect_is_the_cluster_robust_variance_of_statsmodels():
    import statsmodels.api as sm

    rng = np.random.default_rng(3)
    users = rng.integers(0, 60, 900)
    values = (rng.random(900) < rng.beta(1, 2, 60)[users]).astype(float)
    fit = sm.OLS(values, np.ones(900)).fit(cov_type="cluster", cov_kwds={"groups": users, "use_correction": False})
    robust = fit.bse[0] ** 2 * 60 / 59
    assert rate(values, users).design_effect == pytest.approx(robust / (values.var() / 899), rel=1e-9)


def test_repeated_ratings_of_one_user_add_no_certainty():
    opinions = np.array([1.0, 0, 0, 1, 0, 0, 0, 1])
    repeated = rate(np.repeat(opinions, 50), np.repeat(np.arange(8), 50))
    once = rate(opinions)
    assert repeated.design_effect > 45
    assert repeated.low <= once.low + 0.02 and repeated.high >= once.high - 0.02


def test_one_user_or_few_unanimous_users_leave_a_wide_interval():
    assert (rate(np.ones(30), np.zeros(30, int)).low, rate(np.ones(30), np.zeros(30, int)).high) == (0, 1)
    assert rate(np.zeros(400), np.repeat(np.arange(8), 50)).high > 0.3
    assert rate(np.zeros(400)).high < 0.01


def test_the_interval_covers_the_truth_when_ratings_of_a_user_are_correlated():
    rng = np.random.default_rng(0)
    covered = {"clustered": 0, "naive": 0}
    for _ in range(400):
        users = np.repeat(np.arange(60), rng.integers(1, 25, 60))
        values = (rng.random(len(users)) < rng.beta(0.5, 2, 60)[users]).astype(float)
        for name, clusters in (("clustered", users), ("naive", None)):
            answer = rate(values, clusters)
            covered[name] += answer.low <= 0.2 <= answer.high
    assert covered["clustered"] >= 0.93 * 400 > covered["naive"] + 60


@settings(max_examples=50)
@given(counts, counts)
def test_the_difference_is_that_of_statsmodels_by_newcombe(first, second):
    actual = difference(*(rate(np.arange(n) < successes) for successes, n in (first, second)))
    expected = proportion.confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert (actual.low, actual.high) == pytest.approx(expected, abs=1e-9)


def test_an_estimate_excludes_zero_when_its_interval_does():
    assert Estimate(1, 0.1, 2).excludes_zero and Estimate(-1, -2, -0.1).excludes_zero
    assert not Estimate(0, -1, 1).excludes_zero and not Estimate(1, math.nan, math.nan).excludes_zero


def test_refusals_of_xstest_come_with_the_published_intervals(logs):
    expected = {
        "gpt4": (16, 0.040, 0.101),
        "llama2new": (35, 0.102, 0.188),
        "llama2orig": (95, 0.322, 0.442),
        "mistralguard": (24, 0.065, 0.139),
        "mistralinstruct": (2, 0.002, 0.029),
    }
    for model, (refusals, low, high) in expected.items():
        completions = pd.read_csv(logs / "xstest_refusals" / f"xstest_v2_completions_{model}.csv")
        safe = completions[~completions.type.str.startswith("contrast")]
        refused = safe.final_label.str.startswith("2").to_numpy()
        answer = rate(refused)
        assert (answer.n, int(refused.sum()), round(answer.low, 3), round(answer.high, 3)) == (250, refusals, low, high)
