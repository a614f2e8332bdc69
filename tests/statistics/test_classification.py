import math

import numpy as np
import pytest

from analytics.statistics.classification import auc, balanced_accuracy, calibration_error, reliability


def drawn(n, shift, seed):
    random = np.random.default_rng(seed)
    positive = random.random(n) < 0.4
    return 1 / (1 + np.exp(-(random.normal(size=n) + shift * positive))), positive


def test_the_auc_is_the_share_of_pairs_in_the_right_order():
    scores, positive = np.array([0.1, 0.4, 0.4, 0.8, 0.9]), np.array([False, True, False, True, False])
    pairs = [(a > b) + 0.5 * (a == b) for a in scores[positive] for b in scores[~positive]]
    assert auc(scores, positive).value == pytest.approx(np.mean(pairs))


def test_the_interval_of_the_auc_covers_the_truth_as_often_as_its_confidence():
    truth = 0.7602  # of two normal distributions of variance one, one apart: Phi(1 / sqrt 2)
    estimates = [auc(*drawn(300, 1.0, seed)) for seed in range(300)]
    assert 0.92 <= np.mean([one.low <= truth <= one.high for one in estimates]) <= 0.98


def test_a_perfect_auc_is_not_certain():
    one = auc(np.array([0.1, 0.2, 0.8, 0.9]), np.array([False, False, True, True]))
    assert one.value == 1
    assert one.low < 0.8
    assert math.isnan(auc(np.array([0.5]), np.array([True])).value)


def test_the_balanced_accuracy_does_not_depend_on_the_sizes_of_the_classes():
    scores, positive = np.r_[np.full(90, 0.9), np.full(10, 0.1), np.full(8, 0.2), np.full(2, 0.7)], np.arange(110) < 100
    one = balanced_accuracy(scores, positive)
    assert one.value == pytest.approx((0.9 + 0.8) / 2)
    assert one.low < one.value < one.high


def test_calibrated_scores_have_a_small_error_and_bins_on_the_diagonal():
    random = np.random.default_rng(5)
    scores = random.random(20_000)
    positive = random.random(20_000) < scores
    bins = reliability(scores, positive)
    assert ((bins.low <= bins.score) & (bins.score <= bins.high)).sum() >= 8
    good, bad = calibration_error(scores, positive, resamples=50), calibration_error(scores**3, positive, resamples=50)
    assert good.value < 0.02
    assert bad.low > good.high
