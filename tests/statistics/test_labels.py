import numpy as np
import pytest

from analytics.statistics import labels as module
from analytics.statistics.folds import grouped_folds
from analytics.statistics.labels import (
    class_thresholds,
    confident_classes,
    label_issues,
    neighbour_votes,
    out_of_fold_probabilities,
)


@pytest.fixture(scope="module")
def flipped():
    """Five clouds of 80 points in ten dimensions, with one label in twenty changed."""
    random = np.random.default_rng(0)
    truth = np.repeat(np.arange(5), 80)
    vectors = (random.normal(size=(5, 10)) * 2)[truth] + random.normal(size=(400, 10))
    labels = truth.copy()
    wrong = random.choice(400, 20, replace=False)
    labels[wrong] = (truth[wrong] + random.integers(1, 5, 20)) % 5
    return vectors.astype(np.float32), labels, truth


def folds_of(labels):
    return grouped_folds(labels, np.arange(len(labels)), 5)[0]


def test_changed_labels_are_the_least_likely_ones(flipped):
    vectors, labels, truth = flipped
    probabilities = out_of_fold_probabilities(vectors, labels, folds_of(labels))
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)
    least = np.argsort(probabilities[np.arange(400), labels])[:20]
    assert (labels[least] != truth[least]).mean() >= 0.85
    has_issue = label_issues(labels, probabilities, 0.05)
    assert has_issue[labels != truth].mean() >= 0.9
    assert has_issue[labels == truth].mean() <= 0.1


def test_the_label_of_a_document_does_not_affect_its_probabilities(flipped):
    vectors, labels, _ = flipped
    before = out_of_fold_probabilities(vectors, labels, folds_of(labels))
    changed = labels.copy()
    changed[7] = (changed[7] + 1) % 5
    after = out_of_fold_probabilities(vectors, changed, folds_of(labels))
    assert np.abs(after[7] - before[7]).max() < 0.05


def test_probabilities_are_those_of_linear_discriminant_analysis(flipped, monkeypatch):
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    vectors, labels, _ = flipped
    fold = folds_of(labels)
    monkeypatch.setattr(module, "SHRINKAGE", 0.0)
    probabilities = out_of_fold_probabilities(vectors, labels, folds_of(labels))
    held_out = fold == 2
    expected = (
        LinearDiscriminantAnalysis(solver="lsqr")
        .fit(vectors[~held_out], labels[~held_out])
        .predict_proba(vectors[held_out])
    )
    assert (
        np.abs(probabilities[held_out] - expected).max() < 0.02
    )  # sklearn divides the covariance by n, not by n minus the number of classes


def test_a_document_confidently_belongs_to_a_class_above_the_mean_of_its_documents():
    labels = np.array([0, 0, 0, 1, 1])
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.4, 0.6]])
    assert class_thresholds(labels, probabilities) == pytest.approx([0.6, 0.7])
    confident = confident_classes(class_thresholds(labels, probabilities), probabilities)
    assert confident.tolist() == [0, 0, 1, 1, -1]


def test_neighbours_vote_by_similarity():
    labels = np.array([0, 1, 1])
    votes = neighbour_votes(labels, 2, np.array([0, 0, 1]), np.array([1, 2, 0]), np.array([0.9, 0.5, 0.5]))
    assert votes[0, 1] > 0.9
    assert votes[1, 0] > votes[1, 1]
    assert votes[2].tolist() == [0.5, 0.5]


def test_a_label_is_flagged_when_it_is_improbable_and_noise_explains_it():
    labels = np.zeros(5, int)
    own = np.array([0.5, 0.2, 0.09, 0.01, 0.0001])
    probabilities = np.c_[own, 1 - own]
    assert label_issues(labels, probabilities, 0.04).tolist() == [False, False, True, True, True]
    many = np.c_[own, np.repeat((1 - own)[:, None] / 99, 99, axis=1)]
    many[:, 1] += 0.6
    assert label_issues(labels, many / many.sum(axis=1, keepdims=True), 0.04).tolist() == [False] * 3 + [True] * 2


def test_of_clean_labels_only_the_most_improbable_are_flagged():
    own = np.array([0.0001, 0.05])
    many = np.c_[own, np.repeat((1 - own)[:, None] / 99, 99, axis=1)]
    many[:, 1] += 0.6
    many /= many.sum(axis=1, keepdims=True)
    assert label_issues(np.zeros(2, int), many, 0.0).tolist() == [True, False]
