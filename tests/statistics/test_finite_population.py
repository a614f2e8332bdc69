import numpy as np
import pytest

from analytics.statistics.finite_population import count_interval


@pytest.mark.parametrize(("population", "share"), [(60, 0.5), (100, 0.1), (1072, 0.47), (1072, 0.02), (5000, 0.9)])
def test_the_interval_contains_the_truth_at_least_as_often_as_it_says(population, share):
    random = np.random.default_rng(0)
    wrong = round(share * population)
    samples = random.hypergeometric(wrong, population - wrong, 50, 1000)
    interval = {int(one): count_interval(int(one), 50, population) for one in set(samples)}
    assert sum(interval[int(one)][0] <= wrong <= interval[int(one)][1] for one in samples) >= 930


def test_the_interval_of_a_whole_population_is_one_number():
    assert count_interval(7, 20, 20) == (7, 7)


def test_without_a_sample_everything_is_possible():
    assert count_interval(0, 0, 30) == (0, 30)


def test_the_interval_is_about_as_wide_as_it_must_be():
    low, high = count_interval(25, 50, 1072)
    assert 0.25 * 1072 < high - low < 0.31 * 1072
