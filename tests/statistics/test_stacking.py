import numpy as np
import pytest
from scipy.optimize import check_grad

from analytics.statistics import stacking
from analytics.statistics.naive_bayes import log_normalised
from analytics.statistics.stacking import stack


@pytest.fixture(scope="module")
def models():
    """True log-probabilities of four classes, labels drawn from them with 5 % noise, an overconfident and a useless
    model.
    """
    random = np.random.default_rng(3)
    true = log_normalised(2.5 * random.normal(size=(6000, 4)))
    labels = (np.exp(true).cumsum(axis=1) < random.random(6000)[:, None]).sum(axis=1).clip(0, 3)
    labels = np.where(random.random(6000) < 0.05, random.integers(0, 4, 6000), labels)
    return [log_normalised(5 * true), log_normalised(random.normal(size=(6000, 4)))], labels, true


def test_an_overconfident_model_is_made_calibrated_and_a_useless_one_has_no_weight(models):
    given, labels, true = models
    stacked = stack([one.copy() for one in given], labels)
    assert stacked.weights[0] == pytest.approx(0.2, abs=0.03)
    assert stacked.weights[1] < 0.06
    assert stacked.noise == pytest.approx(0.05, abs=0.03)
    assert np.abs(stacked.probabilities - np.exp(true)).mean() < 0.02


def test_the_models_are_not_changed(models):
    given, labels, _ = models
    before = given[0].copy()
    stack(given, labels)
    assert (given[0] == before).all()


def test_the_gradient_is_that_of_the_likelihood(models):
    given, labels, _ = models
    sample = np.stack(given)[:, :200]

    def value(parameters):
        return stacking._negative_likelihood(parameters, sample, labels[:200])[0]

    def gradient(parameters):
        return stacking._negative_likelihood(parameters, sample, labels[:200])[1]

    assert check_grad(value, gradient, np.array([-1.0, -0.5, -2.0])) < 1e-5
