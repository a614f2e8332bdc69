"""The corrected rates of a judge with a planted error, against the formulas and by simulation."""

import numpy as np
import pytest

from analytics.statistics.judge_error import judge_error, more_labels, rogan_gladen
from benchmarks.truth.judges import Judge, judged_log


def test_the_correction_is_the_formula_of_rogan_and_gladen():
    flagged = np.array([1.0] * 30 + [0.0] * 70)
    labels = np.full(100, np.nan)
    labels[:10], labels[10:14], labels[40:42], labels[50:80] = 1, 0, 1, 0
    share, sensitivity, specificity = 0.3, 10 / 12, 30 / 34
    expected = (share + specificity - 1) / (sensitivity + specificity - 1)
    assert rogan_gladen(flagged, labels, np.arange(100)).value == pytest.approx(expected)


def test_sensitivity_and_specificity_are_those_of_the_labelled_items():
    flagged, labels = np.array([1.0, 1, 0, 0, 1, 0]), np.array([1.0, 0, 1, 0, np.nan, np.nan])
    error = judge_error(flagged, labels, np.arange(6))
    assert (error.sensitivity.value, error.specificity.value, error.raw.value) == (0.5, 0.5, 0.5)
    assert (error.n, error.n_labelled) == (6, 4)


def test_the_planted_judge_is_recovered():
    errors = [judge_error(*judged_log(seed, Judge())) for seed in range(60)]
    assert np.mean([one.sensitivity.value for one in errors]) == pytest.approx(0.8, abs=0.02)
    assert np.mean([one.specificity.value for one in errors]) == pytest.approx(0.9, abs=0.02)
    for name in ("rogan_gladen", "prediction_powered"):
        assert np.mean([getattr(one, name).value for one in errors]) == pytest.approx(0.2, abs=0.02)
    assert np.mean([one.raw.value for one in errors]) == pytest.approx(0.2 * 0.8 + 0.8 * 0.1, abs=0.02)


def test_the_intervals_contain_the_truth_where_users_are_alike():
    covered = {"rogan_gladen": 0, "prediction_powered": 0}
    for seed in range(300):
        error = judge_error(*judged_log(seed, Judge(n_users=300)))
        for name in covered:
            estimate = getattr(error, name)
            covered[name] += estimate.low <= 0.2 <= estimate.high
    assert all(0.915 <= count / 300 <= 0.985 for count in covered.values()), covered


def test_a_judge_that_is_no_better_than_chance_is_not_corrected():
    random = np.random.default_rng(0)
    labels, flagged = (random.random(400) < 0.4) * 1.0, np.zeros(400)
    flagged[::2] = 1
    flagged[labels == 1] = 0
    assert np.isnan(rogan_gladen(flagged, labels, np.arange(400)).value)
    nearly = np.where(random.random(400) < 0.5, 1.0, 0.0)
    estimate = rogan_gladen(nearly, labels, np.arange(400))
    assert np.isnan(estimate.value) or (estimate.low, estimate.high) == (0.0, 1.0)


def test_a_judge_that_never_erred_on_the_labels_may_still_err():
    labels = np.full(1000, np.nan)
    flagged = np.zeros(1000)
    flagged[:200], labels[:20], labels[200:230] = 1, 1, 0
    estimate = rogan_gladen(flagged, labels, np.arange(1000))
    assert estimate.value == pytest.approx(0.2)
    without_doubt = 2 * 1.97 * np.sqrt(0.2 * 0.8 / 1000)
    assert estimate.high - estimate.low > 2 * without_doubt


@pytest.mark.parametrize("seed", range(3))
def test_that_many_more_labels_halve_the_interval(seed):
    def width(share):
        widths = []
        for one in range(30):
            error = judge_error(*judged_log(1000 * seed + one, Judge(n_users=4000, labelled=share)))
            widths.append(error.prediction_powered.high - error.prediction_powered.low)
        return np.mean(widths)

    flagged, labels, users = judged_log(seed, Judge(n_users=4000, labelled=0.02))
    n_labelled = (~np.isnan(labels)).sum()
    more = more_labels(flagged, labels, users)
    assert more is not None
    assert width((n_labelled + more) / len(labels)) / width(0.02) == pytest.approx(0.5, abs=0.06)


def test_no_number_of_labels_halves_an_interval_that_the_items_make_wide():
    flagged, labels, users = judged_log(0, Judge(n_users=50, labelled=0.9))
    assert more_labels(flagged, labels, users) is None
    assert more_labels(flagged, np.full(len(flagged), np.nan), users) is None


def test_without_labels_of_both_kinds_only_the_raw_rate_is_known():
    flagged, labels = np.ones(20), np.full(20, np.nan)
    labels[:5] = 1
    error = judge_error(flagged, labels, np.arange(20))
    assert np.isnan(error.rogan_gladen.value) and error.specificity.n == 0 and error.raw.value == 1
