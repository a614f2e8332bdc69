"""A new clustering keeps former groups where others are not clearly better."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.metrics import adjusted_rand_score

from analytics.build.map import fuzzy, nearest, persistence
from analytics.build.map.communities import NONE, Start, two_levels

N, OLD = 1500, 1340
CENTRES = 10


def graph_of(spread, seed):
    """The neighbour graph of points around centres, and the centre of each."""
    random = np.random.default_rng(seed)
    centre = random.integers(0, CENTRES, N)
    some = random.normal(size=(CENTRES, 12))[centre] + spread * random.normal(size=(N, 12))
    some = (some / np.linalg.norm(some, axis=1, keepdims=True)).astype(np.float32)
    near = nearest.neighbors(some, 10, map, lambda done, total: None)
    return fuzzy.fuzzy_graph(near.ids, near.similarities), centre


def test_only_edges_inside_of_a_former_group_gain():
    dense = np.ones((5, 5), np.float32) - np.eye(5, dtype=np.float32)
    group = np.array([0, 0, 1, NONE, NONE])
    changed = persistence.persistent(csr_array(dense), group).toarray() - dense
    assert np.argwhere(changed).tolist() == [[0, 1], [1, 0]]
    assert changed[0, 1] == pytest.approx(persistence.PERSISTENCE)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_fewer_old_points_change_their_topic_when_points_are_added(seed, monkeypatch):
    graph, _ = graph_of(0.9, seed)
    old = np.sort(np.random.default_rng(seed).choice(N, OLD, replace=False))
    before = two_levels(csr_array(graph[old][:, old]))
    start = Start(np.full(N, NONE), np.full(N, NONE))
    start.theme[old], start.topic[old] = before.theme, before.topic

    def agreement():
        return adjusted_rand_score(before.topic, two_levels(graph, seed=seed, start=start).topic[old])

    with_gain = agreement()
    monkeypatch.setattr(persistence, "PERSISTENCE", 0.0)
    assert with_gain > agreement()


def test_groups_that_are_wrong_do_not_persist():
    graph, centre = graph_of(0.15, 4)
    merged = centre // 2  # two centres each, far from each other
    now = two_levels(graph, start=Start(merged, merged))
    assert adjusted_rand_score(centre, now.theme) > 0.95
