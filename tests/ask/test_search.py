"""Documents found by words, by meaning and by likeness."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ask import search
from analytics.ask.filters import Contains
from analytics.ask.search import Vectors
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from tests.mapped import write_mapped, write_vectors
from tests.workspaces import HOSTILE, write_workspace


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    return write_mapped(tmp_path_factory.mktemp("search") / "w").connect()


def some_vectors(n, d=8, dtype=np.float32, seed=0):
    matrix = np.random.default_rng(seed).normal(size=(n, d))
    return Vectors(np.arange(n) * 3, (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(dtype))


def test_a_quoted_phrase_is_one_term():
    assert search.terms('solar "power plant"') == ["solar", "power plant"]
    assert search.terms('  " ') == []


@given(st.text(max_size=30))
def test_any_query_has_terms_that_are_not_empty(query):
    assert all(search.terms(query))


def test_all_terms_must_occur_in_any_case_and_order(connection):
    hits = search.by_words(connection, "PANELS solar")
    truth = {
        doc_id
        for doc_id, text in connection.execute("SELECT doc_id, text FROM documents").fetchall()
        if "solar panels" in text
    }
    assert set(hits["doc_id"]) == truth and (hits["occurrences"] == 2).all()


def test_the_more_often_in_the_shorter_text_the_earlier(tmp_path):
    texts = ["cat", "cat cat cat", "cat " + "dog " * 500, "dog"]
    hits = search.by_words(write_workspace(tmp_path / "w", texts, scanned=False).connect(), "cat")
    assert hits["doc_id"].tolist() == [1, 0, 2]
    assert hits["occurrences"].tolist() == [3, 1, 1]


@pytest.mark.parametrize("text", [*HOSTILE, "100%", "a_b", "it's", "\\"])
def test_a_hostile_query_is_only_text(tmp_path, text):
    connection = write_workspace(tmp_path / "w", [f"x {text} y", "other words"], scanned=False).connect()
    phrase = '"' + text.replace('"', "") + '"'
    assert search.by_words(connection, phrase)["doc_id"].tolist() == [0]


def test_a_search_stays_within_the_selection(connection):
    soup = Selection((Contains("soup"),))
    assert search.by_words(connection, "solar", soup).empty
    assert len(search.by_words(connection, "tomato", soup)) == len(search.by_words(connection, "tomato"))


def test_an_empty_query_finds_nothing(connection):
    assert search.by_words(connection, "   ").empty


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_meaning_is_ranked_by_cosine_as_brute_force_does(dtype):
    vectors = some_vectors(500, dtype=dtype)
    query = np.random.default_rng(1).normal(size=8)
    hits = search.by_meaning(vectors, query, k=20)
    cosine = vectors.matrix.astype(np.float64) @ (query / np.linalg.norm(query))
    assert hits["doc_id"].tolist() == vectors.doc_id[np.argsort(-cosine, kind="stable")[:20]].tolist()
    assert hits["similarity"].to_numpy() == pytest.approx(np.sort(cosine)[::-1][:20], abs=2e-3)


def test_a_document_is_nearest_to_itself():
    vectors = some_vectors(100)
    assert search.by_meaning(vectors, 5 * vectors.matrix[7], k=1)["doc_id"].tolist() == [21]


def test_a_search_by_meaning_can_be_restricted():
    vectors = some_vectors(100)
    hits = search.by_meaning(vectors, vectors.matrix[0], k=10, among=np.array([30, 33, 999]))
    assert set(hits["doc_id"]) == {30, 33}
    assert search.by_meaning(vectors, vectors.matrix[0], among=np.array([], np.int64)).empty


def test_a_query_of_another_width_is_refused():
    with pytest.raises(DataloupeError, match="has 5 dimensions, the vectors of the documents have 8"):
        search.by_meaning(some_vectors(3), np.ones(5))


def test_no_vectors_at_all_find_nothing(tmp_path):
    connection = write_workspace(tmp_path / "w", ["a"], scanned=False).connect()
    with pytest.raises(DataloupeError, match=r"no vectors yet. Run `dataloupe build`"):
        search.vectors(connection)


def test_vectors_are_read_as_they_were_written(tmp_path):
    workspace = write_workspace(tmp_path / "w", ["a", "b", "c"], scanned=False)
    matrix = np.random.default_rng(0).normal(size=(3, 6))
    write_vectors(workspace, matrix, k=2)
    vectors = search.vectors(workspace.connect())
    assert vectors.doc_id.tolist() == [0, 1, 2]
    assert vectors.matrix == pytest.approx(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), abs=1e-6)
    assert vectors.matrix.dtype == np.float32


def test_many_vectors_are_kept_in_half_precision(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "HALF_PRECISION_FROM", 2)
    workspace = write_workspace(tmp_path / "w", ["a", "b", "c"], scanned=False)
    write_vectors(workspace, np.eye(3), k=2)
    assert search.vectors(workspace.connect()).matrix.dtype == np.float16


def test_similar_documents_are_the_neighbours_in_their_order(connection):
    hits = search.similar_documents(connection, 4, k=3)
    truth = connection.execute(
        "SELECT neighbor_id FROM neighbors WHERE doc_id = 4 AND rank <= 3 ORDER BY rank"
    ).fetchall()
    assert hits["doc_id"].tolist() == [doc_id for (doc_id,) in truth]
    assert hits["similarity"].is_monotonic_decreasing
    assert hits["text"].str.len().min() > 0


def test_beginnings_keep_the_order_of_the_hits(connection):
    hits = search.by_words(connection, "cake")
    shown = search.add_texts(connection, hits, n=10, characters=11)
    assert shown["doc_id"].tolist() == hits["doc_id"].head(10).tolist()
    assert (shown["text"] == "butter cake").all()
