"""The scores of pairs that are not stored are computed from their texts, once."""

import duckdb
import numpy as np
import pytest

from analytics.ask.duplicates import pair_scores as module
from analytics.ask.duplicates.pair_scores import PairScores, pair_scores

TEXTS = [" ".join(f"word{(number + shift) % 40}" for number in range(30)) for shift in range(6)]


@pytest.fixture
def connection():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE documents (doc_id BIGINT, text VARCHAR)")
    connection.executemany("INSERT INTO documents VALUES (?, ?)", list(enumerate(TEXTS)))
    return connection


def test_kept_scores_are_those_of_the_texts_in_the_order_that_is_asked(connection):
    scores, a, b = PairScores(), np.array([4, 0, 2, 0]), np.array([1, 5, 0, 5])
    scores.of(connection, a[1:2], b[1:2])
    assert scores.of(connection, a, b).equals(pair_scores(connection, a, b).astype(np.float32))
    turned = scores.of(connection, b, a)
    assert turned.a_in_b.tolist() == scores.of(connection, a, b).b_in_a.tolist()


def test_no_text_is_read_twice_for_a_pair(connection):
    scores, a, b = PairScores(), np.array([0, 1]), np.array([2, 3])
    before = scores.of(connection, a, b)
    connection.execute("DROP TABLE documents")
    assert scores.of(connection, a[::-1], b[::-1]).equals(before[::-1].reset_index(drop=True))


def test_scores_beyond_the_bound_are_given_and_not_kept(connection, monkeypatch):
    monkeypatch.setattr(module, "MAX_KEPT", 1)
    scores, a, b = PairScores(), np.array([0, 1]), np.array([2, 3])
    assert scores.of(connection, a, b).equals(pair_scores(connection, a, b).astype(np.float32))
    connection.execute("DROP TABLE documents")
    with pytest.raises(duckdb.CatalogException):
        scores.of(connection, a, b)
