"""The compiled sums over a graph equal sparse products, and a search along its edges meets the nearest points."""

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array

from analytics.build.map import fuzzy, grouped_graph, nearest, point_search


@pytest.fixture(scope="module")
def vectors():
    random = np.random.default_rng(5)
    centres = random.normal(size=(12, 16))
    some = (centres[random.integers(0, 12, 1500)] + 0.6 * random.normal(size=(1500, 16))).astype(np.float32)
    return some / np.linalg.norm(some, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def graph_of(vectors):
    return nearest.neighbors(vectors, 10, map, lambda done, total: None)


@pytest.mark.parametrize(("groups", "seed"), [(1, 0), (7, 1), (60, 2), (120, 3)])
def test_the_graph_of_groups_sums_the_edges_between_their_members(groups, seed):
    random = np.random.default_rng(seed)
    some = random_array((120, 120), density=0.05, rng=random, dtype=np.float32).tocsr()
    graph = csr_array(some + some.T)
    group = np.unique(random.integers(0, groups, 120), return_inverse=True)[1]
    dense = np.zeros((group.max() + 1, group.max() + 1))
    np.add.at(dense, (group[:, None], group[None, :]), graph.toarray())
    np.testing.assert_allclose(grouped_graph.merged_graph(graph, group).toarray(), dense, atol=1e-6)


def test_the_inner_edges_are_those_between_members_of_one_group():
    random = np.random.default_rng(9)
    graph = random_array((90, 90), density=0.1, rng=random, dtype=np.float32).tocsr()
    group = random.integers(0, 4, 90)
    inner = grouped_graph.inner_edges(graph, group).toarray()
    assert (inner == np.where(group[:, None] == group[None, :], graph.toarray(), 0)).all()
    assert 0 < np.count_nonzero(inner) < graph.nnz


def test_the_weight_that_stays_in_a_group_is_a_share_of_all_weight():
    graph = csr_array(np.array([[0, 3, 1], [3, 0, 0], [1, 0, 0]], np.float32))
    assert grouped_graph.own_weight(graph, np.array([0, 0, 1])).tolist() == [0.75, 1.0, 0.0]


def test_the_fuzzy_union_equals_that_of_sparse_matrices(graph_of):
    n, k = graph_of.ids.shape
    weights = fuzzy.edge_weights(graph_of.similarities)
    directed = csr_array((weights.ravel(), graph_of.ids.ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))
    expected = (directed + directed.T - directed * directed.T).tocsr()
    graph = fuzzy.fuzzy_graph(graph_of.ids, graph_of.similarities)
    assert (graph.toarray() == expected.toarray()).all()
    assert graph.has_sorted_indices


def test_a_search_along_the_edges_meets_the_nearest_points(vectors, graph_of):
    graph = fuzzy.fuzzy_graph(graph_of.ids, graph_of.similarities).tolil()
    lonely = np.arange(0, 1500, 50)
    graph[lonely], graph[:, lonely] = 0, 0
    ids, similarities = point_search.search(graph.tocsr(), vectors, np.arange(1500), lonely, 10)
    others = np.setdiff1d(np.arange(1500), lonely)
    true = np.sort(vectors[lonely] @ vectors[others].T, axis=1)[:, -10:]
    assert (np.diff(similarities, axis=1) <= 0).all()
    assert np.mean(similarities >= true[:, :1] - 1e-6) > 0.9
    np.testing.assert_allclose(similarities[:, 0], (vectors[lonely] * vectors[ids[:, 0]]).sum(axis=1), atol=1e-5)
