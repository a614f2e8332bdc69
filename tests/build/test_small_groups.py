"""The number of themes and topics stays readable: small groups join larger ones."""

from functools import partial

import numpy as np
import pytest
from scipy.sparse import block_diag, coo_array, csr_array

from analytics.build.map import communities, nearest
from analytics.build.map.points import Points
from analytics.build.map.small_groups import absorbed, with_most_largest


def chain(weights):
    """The graph of a chain of groups, one row each, with these weights between them."""
    n = len(weights) + 1
    rows, others = np.arange(n - 1), np.arange(1, n)
    upper = coo_array((weights, (rows, others)), shape=(n, n)).tocsr()
    return csr_array(upper + upper.T)


@pytest.mark.parametrize(
    ("sizes", "weights", "expected"),
    [
        ([10, 1, 10], [1.0, 2.0], [0, 2, 2]),
        ([10, 1, 10], [2.0, 1.0], [0, 0, 2]),
        ([1, 1, 1, 10], [1.0, 1.0, 1.0], [3, 3, 3, 3]),
        ([10, 10], [1.0], [0, 1]),
        ([2, 2, 2, 2], [5.0, 1.0, 5.0], [1, 1, 3, 3]),
    ],
)
def test_a_small_group_joins_the_group_it_is_linked_to_most(sizes, weights, expected):
    joined = absorbed(chain(weights), np.arange(len(sizes)), np.array(sizes), 4)
    same = joined[:, None] == joined[None, :]
    wanted = np.array(expected)[:, None] == np.array(expected)[None, :]
    assert (same == wanted).all()


def test_a_small_group_without_links_stays():
    graph = csr_array(block_diag([chain([1.0]), csr_array((1, 1))]))
    joined = absorbed(graph, np.array([7, 7, 9]), np.array([5, 5, 1]), 4)
    assert joined.tolist() == [7, 7, 9]


def test_the_groups_beyond_the_largest_join_the_nearest_of_them():
    centres = np.array([[1.0, 0], [0, 3.0], [0.2, 0.9], [0.5, 0.1], [0, 0]])
    assert with_most_largest(np.array([0, 1, 2, 3, -1, 4]), centres, 2).tolist() == [0, 1, 1, 0, -1, 0]


def islands(count, size, d=32):
    """Vectors in `count` groups that are far from each other."""
    random = np.random.default_rng(0)
    vectors = np.repeat(random.normal(size=(count, d)), size, axis=0) + 0.1 * random.normal(size=(count * size, d))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def levels(vectors):
    graph = nearest.neighbors(vectors, 10, map, lambda done, total: None)
    points = Points.of(vectors)
    edges = points.graph(vectors, graph.ids, graph.similarities, map)
    return communities.two_levels(edges, points.count, centres=partial(points.centres, vectors)), points


def test_many_islands_are_at_most_forty_themes():
    vectors = islands(120, 30)
    of_points, points = levels(vectors)
    assert of_points.theme.max() + 1 == communities.MAX_THEMES
    assert (of_points.theme >= 0).mean() > 0.95
    topic, theme = of_points.expanded(points.point).topic, of_points.expanded(points.point).theme
    assert (theme[topic >= 0] == of_points.parent[topic[topic >= 0]]).all()
    sizes = np.bincount(theme[theme >= 0])
    assert (np.diff(sizes) <= 0).all()


def test_themes_of_other_documents_leave_fewer_for_these():
    vectors = islands(50, 30)
    points, graph = Points.of(vectors), nearest.neighbors(vectors, 10, map, lambda done, total: None)
    edges, centres = points.graph(vectors, graph.ids, graph.similarities, map), partial(points.centres, vectors)
    groups = communities.two_levels(edges, points.count, centres=centres, most_themes=lambda: 33)
    assert groups.theme.max() + 1 == 33


def test_few_themes_stay_as_they_are():
    vectors = islands(12, 60)
    assert levels(vectors)[0].theme.max() + 1 == 12


def test_topics_grow_with_the_number_of_documents_only_up_to_a_limit(monkeypatch):
    random = np.random.default_rng(1)
    vectors = islands(4, 1000) + 0.3 * random.normal(size=(4000, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    before, _ = levels(vectors)
    monkeypatch.setattr(communities, "MANY_DOCUMENTS", 1000)
    monkeypatch.setattr(communities, "DOCUMENTS_PER_MIN_SIZE", 8)
    after, points = levels(vectors)
    topic = after.expanded(points.point).topic
    assert len(after.parent) <= 8 < len(before.parent)
    assert (
        np.median(np.bincount(topic[topic >= 0])) >= 4000 // 8 > np.median(np.bincount(before.topic[before.topic >= 0]))
    )
