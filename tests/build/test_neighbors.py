"""The neighbours are the true ones, or their share is measured. No document is its own neighbour."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.build.engine import ThreadEngine
from analytics.build.map import nearest
from tests.map_stages import run, write_documents, write_vectors


def clustered(n, d=16, clusters=40, seed=0):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(clusters, d))[random.integers(0, clusters, n)] + 0.4 * random.normal(size=(n, d))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def search(vectors, k=15, threads=2):
    return nearest.neighbors(vectors, k, ThreadEngine(threads).map, lambda done, total: None)


def brute_force(vectors, k):
    similarity = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    np.fill_diagonal(similarity, -9)
    return np.argsort(-similarity, axis=1, kind="stable")[:, :k]


def test_the_exact_search_finds_the_true_neighbours_in_order():
    vectors = clustered(1300)
    graph = search(vectors)
    assert (
        graph.ids == brute_force(vectors, 15)
    ).mean() > 0.999  # the last bit of a float32 product may swap two that are equal
    assert (np.diff(graph.similarities, axis=1) <= 0).all()
    assert graph.method == "exact"
    assert graph.recall == 1


@pytest.fixture
def cells_from_2000(monkeypatch):
    monkeypatch.setattr(nearest, "EXACT_UP_TO", 2000)


def test_the_search_in_cells_keeps_its_promise_and_measures_itself(cells_from_2000):
    vectors = clustered(6000, d=24, clusters=80)
    graph = search(vectors)
    true = brute_force(vectors, 15)
    recall = np.mean([len(set(a) & set(b)) / 15 for a, b in zip(graph.ids, true, strict=True)])
    assert recall >= 0.95
    assert graph.recall == pytest.approx(recall, abs=0.02)
    assert "cells" in graph.method


def test_threads_do_not_change_a_bit(cells_from_2000):
    vectors = clustered(3000)
    one, four = search(vectors, threads=1), search(vectors, threads=4)
    assert one.ids.tobytes() == four.ids.tobytes()
    assert one.similarities.tobytes() == four.similarities.tobytes()


def test_a_crowd_of_equal_vectors_is_searched_in_pieces(cells_from_2000):
    vectors = np.concatenate([np.tile(clustered(1), (2500, 1)), clustered(1000)])
    graph = search(vectors)
    assert graph.similarities[:2500] == pytest.approx(1)
    assert not (graph.ids == np.arange(3500)[:, None]).any()
    assert (graph.ids >= 0).all()
    assert graph.recall >= 0.95


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 40), st.integers(1, 20), st.integers(1, 4))
def test_every_document_has_as_many_neighbours_as_there_are(n, k, different):
    vectors = clustered(different)[np.arange(n) % different]
    graph = search(vectors, k)
    assert graph.ids.shape == (n, min(k, max(n - 1, 0)))
    for row, ids in enumerate(graph.ids):
        assert len({*ids, row}) == len(ids) + 1


def test_the_table_has_ranks_from_one_and_only_documents_with_vectors(tmp_path):
    workspace = write_documents(tmp_path / "w", ["a"] * 4)
    write_vectors(workspace, np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]]))
    notes = run(workspace, "neighbors")
    rows = (
        workspace.connect()
        .execute("SELECT doc_id, rank, neighbor_id, similarity FROM neighbors ORDER BY ALL")
        .fetchall()
    )
    assert [row[:3] for row in rows] == [(0, 1, 1), (0, 2, 2), (1, 1, 0), (1, 2, 2), (2, 1, 1), (2, 2, 0)]
    assert rows[0][3] == pytest.approx(0.9 / np.hypot(0.9, 0.1))
    assert notes == {"k": 2, "metric": "cosine", "method": "exact", "recall_at_15": 1.0, "documents": 3}
