import numpy as np
import pytest

from analytics.statistics.intervals import rate
from analytics.statistics.prediction_powered import corrected_rate


def test_with_all_labels_it_is_the_rate_of_labels():
    random = np.random.default_rng(0)
    labels, flagged, users = random.random(300) < 0.3, random.random(300) < 0.1, random.integers(0, 80, 300)
    whole, corrected = rate(labels.astype(float), users), corrected_rate(flagged * 1.0, labels * 1.0, users)
    assert (corrected.value, corrected.low, corrected.high) == (whole.value, whole.low, whole.high)


@pytest.mark.parametrize(("sensitivity", "false"), [(0.95, 0.01), (0.4, 0.02), (0.8, 0.2), (0.1, 0.5), (1.0, 0.0)])
def test_the_interval_contains_the_true_rate_however_bad_the_classifier_is(sensitivity, false):
    random, covered = np.random.default_rng(1), 0
    for _ in range(400):
        users = np.repeat(np.arange(250), 4)
        true = random.random(1000) < np.repeat(random.beta(2, 8, 250), 4)
        flagged = np.where(true, random.random(1000) < sensitivity, random.random(1000) < false) * 1.0
        labels = np.where(random.random(1000) < 0.15, true, np.nan)
        share = corrected_rate(flagged, labels, users)
        covered += share.low <= 0.2 <= share.high
    assert covered >= 0.93 * 400


def test_with_labels_of_one_user_everything_is_possible():
    flagged, labels = np.zeros(10), np.full(10, np.nan)
    labels[:2] = 1
    share = corrected_rate(flagged, labels, np.arange(10) // 2)
    assert (share.low, share.high) == (0, 1)
