"""Words and pairs of words become features, and models of them predict labels out of fold."""

import numpy as np
import pyarrow as pa
import pytest

from analytics.build import label_words
from analytics.build.label_words import characters_read, softmax_log_probabilities, word_rows
from analytics.statistics.naive_bayes import log_probabilities

TEXTS = ["the cat sat", "the cat ran", "a dog ran", "a dog sat", "the cat sat", "", "dog a"]


def batches(texts, size):
    return [pa.record_batch({"text": texts[at : at + size]}) for at in range(0, len(texts), size)]


def test_words_in_one_text_only_are_dropped_and_pairs_do_not_cross_texts():
    presence, tf_idf = word_rows(batches(TEXTS, 3), 2)
    assert presence.sum(axis=1).ravel().tolist()[0] == [3, 3, 3, 3, 3, 0, 2]
    pairs = np.diff(tf_idf.indptr) - np.diff(presence.indptr)
    assert pairs.tolist() == [2, 1, 1, 1, 2, 0, 0]  # the cat, cat sat; a dog. Not: dog a


def test_rows_do_not_depend_on_the_batches_and_have_unit_length():
    one, many = word_rows(batches(TEXTS, 100), 2)[1], word_rows(batches(TEXTS, 2), 2)[1]
    assert abs(one - many).max() < 1e-6
    lengths = np.sqrt(np.asarray(one.multiply(one).sum(axis=1)).ravel())
    assert lengths == pytest.approx([1, 1, 1, 1, 1, 0, 1])


def test_of_many_words_the_most_frequent_are_used(monkeypatch):
    monkeypatch.setattr(label_words, "MAX_WEIGHTS", 4)
    presence, _ = word_rows(batches(TEXTS, 10), 2)
    assert presence.shape[1] == 2


def test_of_many_texts_less_is_read():
    assert characters_read(10) == 2000
    assert characters_read(100_000) == 400
    assert characters_read(10**9) == 300


@pytest.fixture(scope="module")
def topics():
    """Texts of two topics with ten words each, one of ten labels wrong, and their folds."""
    random = np.random.default_rng(0)
    truth = np.arange(400) % 2
    texts = [" ".join(f"w{10 * topic + word}" for word in random.integers(0, 14, 8)) for topic in truth]
    labels = np.where(np.arange(400) < 40, 1 - truth, truth)
    return batches(texts, 64), labels, truth, random.integers(0, 5, 400)


@pytest.mark.parametrize("model", [log_probabilities, softmax_log_probabilities])
def test_models_of_words_predict_the_true_label(topics, model):
    texts, labels, truth, fold = topics
    rows = word_rows(texts, 2)[model is softmax_log_probabilities]
    predicted = model(rows, labels, 2, fold)
    assert np.exp(predicted).sum(axis=1) == pytest.approx(np.ones(400), abs=1e-4)
    assert (predicted.argmax(axis=1) == truth).mean() > 0.9


def test_softmax_regression_is_that_of_scikit_learn(topics):
    from sklearn.linear_model import LogisticRegression

    texts, labels, _, fold = topics
    _, rows = word_rows(texts, 2)
    ours = np.exp(softmax_log_probabilities(rows, labels, 2, fold))[fold == 0, 1]
    model = LogisticRegression(C=label_words.INVERSE_PENALTY, max_iter=1000).fit(rows[fold != 0], labels[fold != 0])
    theirs = model.predict_proba(rows[fold == 0])[:, 1]
    assert np.corrcoef(ours, theirs)[0, 1] > 0.95
    assert np.abs(ours - theirs).mean() < 0.1


def test_large_inputs_are_read_in_part(topics, monkeypatch):
    texts, labels, truth, fold = topics
    monkeypatch.setattr(label_words, "MAX_UPDATES", 20_000)
    _, rows = word_rows(texts, 2)
    predicted = softmax_log_probabilities(rows, labels, 2, fold)
    assert (predicted.argmax(axis=1) == truth).mean() > 0.5
