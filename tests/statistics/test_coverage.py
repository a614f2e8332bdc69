import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.coverage import coverage_bounds

turns = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 3), st.integers(0, 9)),
    min_size=1,
    max_size=60,
)


@given(turns)
def test_the_truth_lies_within_the_worst_case_for_any_ratings_of_the_others(rows):
    rated, values, strata, users = (np.array(column) for column in zip(*rows, strict=True))
    answer = coverage_bounds(rated, np.where(rated, values, np.nan), strata, users, 4)
    low, high = answer.worst_case
    assert low - 1e-9 <= values.mean() <= high + 1e-9  # `values` of unrated turns are arbitrary
    assert answer.n_rated == 0 or low - 1e-9 <= answer.naive.value <= high + 1e-9
    assert answer.unrated_strata_share == np.mean([not rated[strata == stratum].any() for stratum in strata])
    assert math.isnan(answer.post_stratified.value) == (answer.n_rated == 0)


def test_post_stratification_corrects_a_coverage_that_depends_on_the_stratum():
    rng = np.random.default_rng(0)
    strata = rng.integers(0, 2, 40_000)
    positive = (rng.random(40_000) < np.where(strata == 0, 0.9, 0.3)).astype(float)
    rated = rng.random(40_000) < np.where(strata == 0, 0.02, 0.4)  # the negative stratum rates more often
    answer = coverage_bounds(rated, positive, strata, np.arange(40_000), 2)
    assert answer.naive.high < 0.4
    assert answer.post_stratified.low < positive.mean() < answer.post_stratified.high
    assert answer.worst_case[0] < positive.mean() < answer.worst_case[1]


def test_with_all_turns_rated_the_three_rates_are_equal():
    positive = np.array([1.0, 0.0, 1.0, 1.0])
    answer = coverage_bounds(np.ones(4, bool), positive, np.array([0, 0, 1, 1]), np.arange(4), 2)
    assert answer.naive.value == answer.post_stratified.value == answer.worst_case[0] == answer.worst_case[1] == 0.75
    assert answer.coverage == 1 and answer.unrated_strata_share == 0
