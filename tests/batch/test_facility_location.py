"""Is the greedy choice as good as it claims to be?"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from analytics.batch.facility_location import Objective, choose, similarity_graph, subgraph


def objective(n: int, seed: int, coverage: float = 1.0, quota: float = 0.0) -> Objective:
    rng = np.random.default_rng(seed)
    edges = rng.integers(0, n, (3 * n, 2))
    edges = edges[edges[:, 0] != edges[:, 1]]
    graph = similarity_graph(edges[:, 0], edges[:, 1], rng.uniform(0.1, 1, len(edges)), n)
    group = rng.integers(-1, 3, n).astype(np.int32)
    return Objective(graph, coverage, rng.uniform(0, 0.5, n), group, np.full(3, 1.5), quota, np.full(n, -1, np.int32))


def score(one: Objective, rows: tuple[int, ...]) -> float:
    """The score by its definition, on a dense matrix."""
    dense, chosen = one.similarity.toarray(), list(rows)
    coverage = dense[:, chosen].max(axis=1).sum() if chosen else 0.0
    in_groups = np.bincount(one.group[chosen][one.group[chosen] >= 0], minlength=len(one.quotas))
    quotas = np.minimum(in_groups, one.quotas).sum()
    return float(one.coverage_weight * coverage + one.worth[chosen].sum() + one.quota_weight * quotas)


@pytest.mark.parametrize("seed", range(200))
def test_the_greedy_choice_reaches_its_share_of_the_best_possible(seed: int) -> None:
    one = objective(9, seed, coverage=seed % 3, quota=seed % 2 * 0.7)
    best = max(score(one, rows) for rows in combinations(range(9), 3))
    choice = choose(one, 3)
    assert choice.score == pytest.approx(score(one, tuple(choice.rows)), rel=1e-6)
    assert choice.score >= (1 - 1 / np.e) * best


@pytest.mark.parametrize("seed", range(20))
def test_lazy_gains_choose_as_gains_that_are_computed_each_time(seed: int) -> None:
    one = objective(60, seed, quota=0.3)
    chosen: list[int] = []
    for _ in range(12):
        gains = [-np.inf if row in chosen else score(one, (*chosen, row)) for row in range(60)]
        chosen.append(int(np.argmax(np.round(gains, 9))))
    choice = choose(one, 12)
    assert choice.score == pytest.approx(score(one, tuple(chosen)), rel=1e-6)


def test_of_alternatives_only_one_is_chosen() -> None:
    alternatives = np.arange(30, dtype=np.int32) // 10
    one = replace(objective(30, 1), alternatives=alternatives)
    assert sorted(alternatives[choose(one, 10).rows]) == [0, 1, 2]


def test_the_costs_stay_within_the_budget_and_the_better_of_two_choices_is_made() -> None:
    one = replace(objective(3, 1, coverage=0.0), worth=np.array([10.0, 6.0, 6.0]))
    choice = choose(one, budget=10, costs=np.array([10.0, 5.0, 5.0]))
    assert sorted(choice.rows) == [1, 2]
    large = replace(one, worth=np.array([10.0, 1.2, 1.2]))
    assert choose(large, budget=10, costs=np.array([10.0, 1.0, 1.0])).rows.tolist() == [0]


def test_rows_that_are_not_allowed_are_covered_but_not_chosen() -> None:
    graph = similarity_graph(np.array([0, 0, 0]), np.array([1, 2, 3]), np.array([0.9, 0.9, 0.9]), 5)
    one = replace(objective(5, 1), similarity=graph, worth=np.zeros(5))
    assert choose(one, 1).rows.tolist() == [0]
    allowed = np.array([False, True, True, True, True])
    assert choose(one, 2, allowed=allowed).rows.tolist() == [1, 2]


def test_equal_gains_choose_the_first_row_and_a_budget_above_all_chooses_all() -> None:
    same = replace(objective(4, 1), similarity=sparse.eye_array(4, format="csr"), worth=np.zeros(4))
    assert choose(same, 99).rows.tolist() == [0, 1, 2, 3]
    assert len(choose(same, 0).rows) == 0


def test_the_graph_has_the_higher_similarity_of_both_directions() -> None:
    graph = similarity_graph(np.array([0, 1, 2]), np.array([1, 0, 0]), np.array([0.2, 0.6, -0.4]), 3).toarray()
    assert graph == pytest.approx(np.array([[1, 0.6, 0], [0.6, 1, 0], [0, 0, 1]]))


@pytest.mark.parametrize(("n", "edges"), [(1, 0), (3, 0), (5, 4), (40, 300), (200, 3000)])
def test_a_similarity_graph_is_the_higher_similarity_of_both_directions(n, edges):
    rng = np.random.default_rng(n)
    codes = rng.choice(n * n, min(edges, n * n), replace=False)
    left, right, similarities = codes // n, codes % n, rng.uniform(-0.2, 1, len(codes)).astype(np.float32)
    directed = np.zeros((n, n), np.float32)
    directed[left, right] = np.maximum(similarities, 0)
    expected = np.maximum(directed, directed.T)
    np.fill_diagonal(expected, 1)
    graph = similarity_graph(left, right, similarities, n)
    assert np.array_equal(graph.toarray(), expected)
    assert graph.has_canonical_format
    rows = np.sort(rng.choice(n, (n + 1) // 2, replace=False))
    assert np.array_equal(subgraph(graph, rows).toarray(), expected[np.ix_(rows, rows)])
