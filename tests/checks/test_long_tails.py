"""Tails of columns beyond the values that were seen."""

import numpy as np
import pytest

from analytics.statistics.long_tails import long_tail, with_long_tails

N = 2000


@pytest.mark.parametrize(("shape", "seed"), [(0.3, 1), (0.5, 2), (0.7, 3)])
def test_the_shape_of_a_pareto_tail_is_estimated(shape, seed):
    estimates = []
    for one in range(40):
        tail = long_tail(np.random.default_rng([seed, one]).pareto(1 / shape, N))
        estimates.append(tail.shape if tail else 0.0)
    assert abs(np.mean(estimates) - shape) < 0.12


def test_short_tails_stay():
    values = np.random.default_rng(1).uniform(size=N)
    assert long_tail(values) is None
    sums, counts = with_long_tails(values[:, None], np.ones((N, 1)), np.array([False]))
    assert sorted(set(sums[:, 0].tolist())) == sorted(values.tolist()) and (counts == 1).all()


@pytest.mark.parametrize("sign", [1, -1])
def test_long_tails_go_further_at_the_same_order_and_mean(sign):
    values = sign * np.exp(np.random.default_rng(4).normal(size=N))
    sums, _ = with_long_tails(values[:, None], np.ones((N, 1)), np.array([False]))
    copies = sums.reshape(N, -1)
    assert np.abs(sums).max() > 1.2 * np.abs(values).max()
    assert sums.mean() == pytest.approx(values.mean(), rel=0.03)
    assert np.array_equal(np.argsort(copies.mean(axis=1), kind="stable"), np.argsort(values, kind="stable"))


def test_shares_and_numbers_without_counts_stay():
    sums = np.random.default_rng(5).pareto(2, (N, 2))
    counts = np.column_stack([np.ones(N), np.zeros(N)])
    more, _ = with_long_tails(sums, counts, np.array([True, False]))
    assert set(more.ravel().tolist()) == set(sums.ravel().tolist())


def test_equal_and_few_values_have_no_tail():
    assert long_tail(np.ones(N)) is None
    assert long_tail(np.arange(5.0)) is None
