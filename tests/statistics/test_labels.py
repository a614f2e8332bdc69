import numpy as np
import pytest

from analytics.statistics.labels import combined, confident_class, issues, neighbour_votes, out_of_fold, thresholds


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


def test_changed_labels_are_the_least_likely_ones(flipped):
    vectors, labels, truth = flipped
    probabilities = out_of_fold(vectors, labels)
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)
    least = np.argsort(probabilities[np.arange(400), labels])[:20]
    assert (labels[least] != truth[least]).mean() >= 0.85
    found = issues(labels, probabilities, confident_class(labels, probabilities))
    assert found[labels != truth].mean() >= 0.9
    assert found[labels == truth].mean() <= 0.1


def test_no_document_is_judged_by_its_own_label(flipped):
    vectors, labels, _ = flipped
    before = out_of_fold(vectors, labels)
    changed = labels.copy()
    changed[7] = (changed[7] + 1) % 5
    after = out_of_fold(vectors, changed)
    assert np.abs(after[7] - before[7]).max() < 0.05


def test_probabilities_are_those_of_linear_discriminant_analysis(flipped):
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    from analytics.statistics import labels as module

    vectors, labels, _ = flipped
    fold = module._folds(labels, 5, 0)
    shrunk = module.SHRINKAGE
    try:
        module.SHRINKAGE = 0.0
        found = out_of_fold(vectors, labels)
    finally:
        module.SHRINKAGE = shrunk
    held_out = fold == 2
    theirs = (
        LinearDiscriminantAnalysis(solver="lsqr")
        .fit(vectors[~held_out], labels[~held_out])
        .predict_proba(vectors[held_out])
    )
    assert (
        np.abs(found[held_out] - theirs).max() < 0.02
    )  # theirs divides the covariance by n, ours by n less the classes


def test_a_document_confidently_belongs_to_a_class_above_the_mean_of_its_documents():
    labels = np.array([0, 0, 0, 1, 1])
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.4, 0.6]])
    assert thresholds(labels, probabilities) == pytest.approx([0.6, 0.7])
    found = confident_class(labels, probabilities)
    assert found.tolist() == [0, 0, 1, 1, -1]
    assert issues(labels, probabilities, found).tolist() == [False, False, True, False, False]


def test_neighbours_vote_by_similarity_and_decide_where_the_model_is_too_sure():
    labels = np.array([0, 1, 1])
    votes = neighbour_votes(labels, 2, np.array([0, 0, 1]), np.array([1, 2, 0]), np.array([0.9, 0.5, 0.5]))
    assert votes[0, 1] > 0.9
    assert votes[1, 0] > votes[1, 1]
    assert votes[2].tolist() == [0.5, 0.5]
    sure = np.array([[1.0, 1e-30], [1.0, 1e-40], [0.5, 0.5]])
    assert combined(sure, votes)[0, 1] > combined(sure, votes)[1, 1]
