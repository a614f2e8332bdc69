"""The neighbours are the true ones, or their share is measured. No document is its own neighbour."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.build.engine import ThreadEngine
from analytics.build.map import nearest, neighbor_descent
from analytics.build.map.cells import Cells
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
def descent_from_2000(monkeypatch):
    monkeypatch.setattr(nearest, "EXACT_UP_TO", 2000)


def recall_of(graph, vectors, k=15):
    """The share of neighbours that are as near as the true ones."""
    similarity = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    np.fill_diagonal(similarity, -9)
    least = np.partition(similarity, -k, axis=1)[:, -k]
    return (np.take_along_axis(similarity, graph.ids, axis=1) >= least[:, None] - 1e-6).mean()


@pytest.mark.parametrize("d", [2, 24, 100])
def test_the_descent_keeps_its_promise_and_measures_itself(descent_from_2000, d):
    vectors = clustered(4000, d=d, clusters=80)
    graph = search(vectors)
    recall = recall_of(graph, vectors)
    assert recall >= 0.95
    assert graph.recall == pytest.approx(recall, abs=0.02)
    assert "NN-descent" in graph.method
    true = (vectors[np.arange(4000)[:, None]] * vectors[graph.ids]).sum(axis=2)
    assert graph.similarities == pytest.approx(true, abs=1e-6)
    assert (np.diff(graph.similarities, axis=1) <= 0).all()


def test_rounds_find_what_the_cells_miss(descent_from_2000, monkeypatch):
    random = np.random.default_rng(0).normal(size=(9000, 12)).astype(np.float32)
    vectors = random / np.linalg.norm(random, axis=1, keepdims=True)
    monkeypatch.setattr(neighbor_descent, "MAX_ROUNDS", 0)
    without_rounds = search(vectors)
    monkeypatch.undo()
    assert without_rounds.recall < 0.9
    assert search(vectors).recall >= 0.95


@pytest.mark.parametrize(("dtype", "most"), [(np.int16, 128), (np.int16, 3), (np.float32, 128)])
def test_a_round_compares_the_neighbours_of_each_vector(monkeypatch, dtype, most):
    monkeypatch.setattr(neighbor_descent, "BLOCK", 16)
    monkeypatch.setattr(neighbor_descent, "BLOCKS", 3)
    monkeypatch.setattr(neighbor_descent, "MAX_OWNERS", most)
    n, size, random = 150, 6, np.random.default_rng(0)
    numbers = clustered(n) if dtype == np.float32 else (clustered(n) * 32767).astype(np.int16)
    similarity = numbers.astype(np.float64) @ numbers.T.astype(np.float64) / (1 if dtype == np.float32 else 32767**2)
    ids = np.array([random.permutation(np.r_[:row, row + 1 : n])[:size] for row in range(n)], np.int32)
    ids = np.take_along_axis(ids, np.argsort(-np.take_along_axis(similarity, ids, axis=1), axis=1), axis=1)
    is_new = random.random((n, size)) < 0.4
    candidates = [set(some) for some in ids.tolist()]
    for middle in range(n):
        ranks, rows = np.nonzero(middle == ids.T)
        owners = list(zip(rows[:most], is_new[rows, ranks][:most], strict=True))
        group = {middle: False} | dict(owners) | dict(zip(ids[middle].tolist(), is_new[middle], strict=True))
        for one, other in itertools.permutations(group, 2):
            if group[one] or group[other]:
                candidates[one].add(other)
    lists = neighbor_descent.Lists(ids, np.take_along_axis(similarity, ids, axis=1).astype(np.float32), is_new)
    before = ids.copy()
    neighbor_descent._round(numbers, lists, ThreadEngine(2).map)
    for row, some in enumerate(candidates):
        nearest_first = sorted((similarity[row, other] for other in some), reverse=True)[:size]
        assert lists.similarities[row] == pytest.approx(nearest_first, abs=1e-6)
        assert len({*lists.ids[row], row}) == size + 1
        assert (lists.is_new[row] == ~np.isin(lists.ids[row], before[row])).all()


def test_small_cells_give_full_first_lists():
    numbers = clustered(90)
    cells = Cells(np.arange(90), np.arange(91), np.arange(90)[:, None])
    lists = neighbor_descent._first_lists(numbers, cells, 30, map)
    assert all(len({*ids, row, -1}) == 32 for row, ids in enumerate(lists.ids))


@pytest.mark.parametrize("threads", [1, 2, 3, 8])
def test_threads_do_not_change_a_bit(descent_from_2000, threads):
    vectors = clustered(3000)
    one, many = search(vectors, threads=1), search(vectors, threads=threads)
    assert one.ids.tobytes() == many.ids.tobytes()
    assert one.similarities.tobytes() == many.similarities.tobytes()


def test_the_order_of_the_rows_does_not_change_the_neighbours(descent_from_2000):
    vectors = clustered(5000)
    order = np.random.default_rng(1).permutation(5000)
    one, other = search(vectors), search(vectors[order])
    assert (order[other.ids] == one.ids[order]).all()


def test_copies_are_neighbours_of_each_other_first(descent_from_2000):
    vectors = np.concatenate([np.tile(clustered(1), (1500, 1)), clustered(2500)[1:]])
    graph = search(vectors)
    assert graph.similarities[:1500] == pytest.approx(1)
    assert (graph.ids[:1500] < 1500).all()
    assert not (graph.ids == np.arange(len(vectors))[:, None]).any()
    assert (graph.ids >= 0).all()
    assert recall_of(graph, vectors) >= 0.95


@pytest.mark.parametrize("different", [1, 2, 5, 12])
def test_few_different_vectors_among_many_documents(descent_from_2000, different):
    vectors = clustered(different)[np.arange(3000) % different]
    graph = search(vectors)
    assert graph.similarities == pytest.approx(1)
    assert (graph.ids % different == (np.arange(3000) % different)[:, None]).all()
    assert all(len({*ids, row}) == 16 for row, ids in enumerate(graph.ids))


def test_pairs_of_copies_and_vectors_of_zeros(descent_from_2000):
    vectors = np.repeat(clustered(2500), 2, axis=0)
    vectors[-4:] = 0
    graph = search(vectors)
    partner = np.arange(len(vectors) - 4) ^ 1
    assert (graph.ids[:-4, 0] == partner).all()
    assert (graph.ids >= 0).all()
    assert all(len({*ids, row}) == 16 for row, ids in enumerate(graph.ids))


def test_a_crowd_of_almost_equal_vectors(descent_from_2000):
    random = np.random.default_rng(0)
    vectors = np.repeat(clustered(3), 1000, axis=0) + 1e-3 * random.normal(size=(3000, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert recall_of(search(vectors), vectors) >= 0.95


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
    del notes["continued"]
    assert notes == {
        "k": 2,
        "metric": "cosine",
        "method": "exact",
        "recall_at_15": 1.0,
        "documents": 3,
        "added_to_the_graph": 0,
    }
