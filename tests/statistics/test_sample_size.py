"""Sample sizes against statsmodels, the textbook, and the exact test."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats import proportion

from analytics.errors import DataloupeError
from analytics.statistics.sample_size import sample_size_for_margin, sample_size_for_win_rate, sample_size_to_detect


@given(st.floats(0.05, 0.6), st.floats(0.01, 0.3))
def test_the_sample_size_of_a_change_is_that_of_statsmodels(base, change):
    expected = proportion.samplesize_proportions_2indep_onetail(change, base, 0.8, alpha=0.05, alternative="two-sided")
    assert sample_size_to_detect(change, base) == pytest.approx(expected, rel=0.02)


def test_no_sample_size_detects_a_change_beyond_zero_or_one():
    assert sample_size_to_detect(-0.2, 0.1) == sample_size_to_detect(0.0, 0.5) == math.inf
    assert sample_size_to_detect(0.03, 0.2, design_effect=2) == pytest.approx(2 * sample_size_to_detect(0.03, 0.2))


def test_the_sample_sizes_of_a_margin_and_a_win_rate_are_those_of_the_textbook():
    assert sample_size_for_margin(0.05) == 385
    assert sample_size_for_win_rate(0.6) == 194
    wins = stats.binom(194, 0.6)
    power = sum(wins.pmf(k) for k in range(195) if stats.binomtest(k, 194).pvalue < 0.05)
    assert power == pytest.approx(0.8, abs=0.05)  # the exact test has slightly less power than its approximation


@pytest.mark.parametrize("size", [lambda: sample_size_for_margin(0.7), lambda: sample_size_for_win_rate(0.5)])
def test_an_impossible_margin_or_win_rate_raises_one_clear_error(size):
    with pytest.raises(DataloupeError, match="must be between"):
        size()
