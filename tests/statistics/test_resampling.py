import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.intervals import rate
from analytics.statistics.resampling import bootstrap_weights, jackknife, percentile_interval, random_groups


@given(st.lists(st.integers(0, 300), min_size=1, max_size=300), st.integers(0, 9))
def test_all_rows_of_a_user_are_in_one_group(users, seed):
    groups, n_groups = random_groups(np.array(users), seed, 8)
    assert groups.max() < n_groups <= 8
    assert all(len(set(groups[np.array(users) == user])) == 1 for user in users)


def test_groups_have_the_same_number_of_users():
    groups, n_groups = random_groups(np.arange(6400))
    assert n_groups == 64 and set(np.bincount(groups)) == {100}


def clustered(seed):
    rng = np.random.default_rng(seed)
    users = np.repeat(np.arange(300), rng.integers(1, 12, 300))
    return (rng.random(len(users)) < rng.beta(1, 2, 300)[users]).astype(float), users


def test_bootstrap_jackknife_and_design_effect_give_the_same_interval():
    values, users = clustered(1)
    analytic, n_users = rate(values, users), users.max() + 1
    weights = bootstrap_weights(n_users, 2000)
    draws = weights @ np.bincount(users, values, n_users) / (weights @ np.bincount(users, minlength=n_users))
    bootstrap_low, bootstrap_high = percentile_interval(draws)
    groups, n_groups = random_groups(users)
    sums = np.stack([np.bincount(groups, weights, n_groups) for weights in (values, np.ones(len(values)))], axis=1)
    value, low, high = jackknife(lambda sums: sums[:, 0] / sums[:, 1], sums)
    width = analytic.high - analytic.low
    assert value == pytest.approx(analytic.value)
    assert bootstrap_high - bootstrap_low == pytest.approx(width, rel=0.1)
    assert high - low == pytest.approx(width, rel=0.25)


def test_one_group_has_a_value_but_no_interval():
    value, low, high = jackknife(lambda sums: sums[:, 0], np.array([[3.0]]))
    assert value == 3 and np.isnan(low) and np.isnan(high)


def test_every_resample_draws_the_number_of_clusters():
    weights = bootstrap_weights(17, 50, seed=4)
    assert weights.shape == (50, 17) and set(weights.sum(axis=1)) == {17}
    assert (weights == bootstrap_weights(17, 50, seed=4)).all()
