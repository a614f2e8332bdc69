import numpy as np
import pytest

from analytics.statistics.standardisation import standardise


def kidney_stones():
    """Treatment 1 is better overall, but worse for small and for large stones (Charig et al. 1986)."""
    cells = [(0, 0, 81, 87), (0, 1, 192, 263), (1, 0, 234, 270), (1, 1, 55, 80)]
    rows = [(side, stratum, float(i < successes)) for side, stratum, successes, n in cells for i in range(n)]
    return (np.array(column) for column in zip(*rows, strict=True))


def test_the_difference_of_the_kidney_stone_treatments_is_reversed():
    side, strata, values = kidney_stones()
    many = np.tile(np.arange(len(side)), 8)
    answer = standardise(side[many], strata[many], values[many], np.arange(len(many)), 2)
    assert answer.crude.value == pytest.approx(289 / 350 - 273 / 350)
    small, large = 357 / 700, 343 / 700
    assert answer.adjusted.value == pytest.approx(small * (234 / 270 - 81 / 87) + large * (55 / 80 - 192 / 263))
    assert answer.is_reversed and answer.adjusted.excludes_zero and answer.overlap == 1 and answer.n_strata == 2


def test_noise_around_zero_is_no_reversal():
    side, strata, values = kidney_stones()
    assert not standardise(side, strata, values, np.arange(len(side)), 2).is_reversed


def test_strata_missing_on_one_side_are_left_out_of_the_adjusted_difference():
    side = np.repeat([0, 1], 100)
    strata = np.r_[np.zeros(100, int), np.zeros(50, int), np.ones(50, int)]
    answer = standardise(side, strata, np.r_[np.ones(100), np.ones(50), np.zeros(50)], np.arange(200), 2)
    assert answer.overlap == 0.75 and answer.n_strata == 1
    assert answer.crude.value == -0.5 and answer.adjusted.value == 0
    assert answer.crude.excludes_zero and not answer.adjusted.excludes_zero
