"""A fast part of the truth bench about logs: null logs have no findings, and causes are not confused."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.truth import changes, intervals, slices, verdicts
from benchmarks.truth._generators import POPULATIONS, simulate

RUNS = 30


@pytest.mark.parametrize("name", POPULATIONS)
def test_null_logs_rarely_have_a_slice(name):
    n = sum(bool(slices.reported(slices.generate(seed, name), seed)) for seed in range(RUNS))
    assert n <= 3


@pytest.mark.parametrize("name", POPULATIONS)
def test_selection_by_satisfaction_alone_rarely_gives_a_slice(name):
    n = sum(bool(slices.reported(simulate(seed, POPULATIONS[name], 0.0, 3.0), seed)) for seed in range(RUNS))
    assert n <= 3


@pytest.mark.parametrize("name", POPULATIONS)
def test_logs_with_hidden_users_have_no_finding(name):
    assert not any(slices.reported_without_users(slices.generate(seed, name)) for seed in range(5))


def test_a_planted_slice_of_20_points_is_mostly_reported():
    assert slices.power("habits, 30 % unhappy", 0.2, RUNS).is_passed


def test_reported_effects_are_less_inflated_after_shrinking():
    assert all(row.is_passed for row in slices.inflation("heavy tails, 10 % unhappy", 0.05, 60))


def test_the_effect_between_equally_critical_users_is_that_of_statsmodels():
    assert slices.mixed_model_difference(2) < 0.1


@pytest.mark.parametrize("name", ["habits, 50 % unhappy", "heavy tails"])
def test_null_logs_rarely_have_a_change(name):
    population = POPULATIONS[name]
    n = sum(changes.explained(seed, "nothing", population=population).is_significant for seed in range(RUNS))
    assert n <= 3


@pytest.mark.parametrize("cause", ["nothing", "answers", "who rates"])
def test_what_is_not_traffic_is_rarely_attributed_to_it(cause):
    assert sum(changes.is_attributed_to_traffic(changes.explained(seed, cause)) for seed in range(RUNS)) <= 3


def test_a_change_of_traffic_is_attributed_to_it():
    assert sum(changes.is_attributed_to_traffic(changes.explained(seed, "traffic")) for seed in range(10)) >= 8


@pytest.mark.parametrize("cause", ["nothing", "who rates", "traffic"])
def test_what_is_not_quality_is_never_called_quality(cause):
    assert not any(changes.explained(seed, cause).is_quality for seed in range(RUNS))


def test_worse_answers_are_called_so_when_all_are_rated():
    assert all(changes.explained(seed, "answers", 1.0).is_quality for seed in range(10))


def test_a_change_of_who_rates_says_how_much_would_explain_it():
    one = next(one for one in (changes.explained(seed, "who rates") for seed in range(10)) if one.has_remainder)
    text = one.selection_text()
    assert "a change of quality or of who rates" in text and "If unhappy users became 2 times as likely to rate" in text


def test_intervals_mostly_contain_the_truth():
    population = replace(intervals.POPULATIONS["heavy tails"], n_users=60)
    assert np.mean([_contains(intervals.figures(population, seed)) for seed in range(15)]) > 0.9


def test_intervals_of_verdicts_mostly_contain_the_truth():
    population = "judges with tastes, few give most verdicts"
    truth = verdicts.truths(population, 2)
    known = [verdicts.estimates(verdicts.generate(seed, population, 25, 25)) for seed in range(12)]
    assert np.mean([[one[name].low <= truth[name] <= one[name].high for name in truth] for one in known]) > 0.9


def _contains(figures):
    return np.mean([one.low <= value <= one.high for one, value in figures.values() if np.isfinite(one.low)])
