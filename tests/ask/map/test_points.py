"""The points of the map: selected by geometry, and sampled fairly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask.filters import Contains, Region, Rows
from analytics.ask.map import points as map_points
from analytics.ask.map.points import Box, Points
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from tests.mapped import TOPICS, write_map, write_mapped
from tests.workspaces import write_workspace


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    return write_mapped(tmp_path_factory.mktemp("map") / "w").connect()


@pytest.fixture(scope="module")
def points(connection):
    return map_points.points(connection)


def some_points(n, seed=0):
    rng = np.random.default_rng(seed)
    ids = rng.permutation(n).astype(np.int64)
    return Points(ids, rng.normal(size=n).astype(np.float32), rng.normal(size=n).astype(np.float32), np.argsort(ids))


def test_every_document_of_the_map_is_a_point(connection, points):
    assert sorted(points.doc_id) == list(range(400))
    x = dict(connection.execute("SELECT doc_id, x FROM map").fetchall())
    assert all(x[doc_id] == pytest.approx(value) for doc_id, value in zip(points.doc_id, points.x, strict=True))


def test_the_order_of_the_points_does_not_follow_the_documents(points):
    assert abs(np.corrcoef(points.doc_id, np.arange(len(points)))[0, 1]) < 0.2


@given(st.integers(1, 300), st.integers(0, 5), st.integers(1, 300), st.integers(1, 300))
@settings(max_examples=50, deadline=None)
def test_a_smaller_sample_is_part_of_a_larger_one_and_zooming_in_only_adds_points(n, seed, some, more):
    points = some_points(n, seed)
    wide, narrow = points.inside(Box(-9, 9, -9, 9)), points.inside(Box(-1, 1, -1, 1))
    few, many = sorted((some, more))
    assert set(wide[:few]) <= set(wide[:many])
    shown_before = [row for row in wide[:few] if row in set(narrow)]
    assert set(shown_before) <= set(narrow[:few])


def test_a_box_contains_the_points_inside_it(points):
    rows = points.inside(Box(0, 10, 0, 10))
    assert ((points.x[rows] >= 0) & (points.y[rows] >= 0)).all()
    assert len(rows) == ((points.x >= 0) & (points.y >= 0)).sum()


def test_documents_have_positions_unless_they_are_not_on_the_map(points):
    rows = points.positions(np.array([7, 10_000, 3]))
    assert points.doc_id[rows].tolist() == [7, 3]


def test_documents_without_a_finite_position_are_not_points(tmp_path):
    workspace = write_workspace(tmp_path / "w", ["a", "b", "c"], scanned=False)
    write_map(workspace, [0.0, float("nan"), 1.0], [0.0, 0.0, float("inf")], [-1] * 3, [1.0] * 3)
    assert map_points.points(workspace.connect()).doc_id.tolist() == [0]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_or_equal_points_still_have_a_box(n):
    points = Points(np.arange(n), np.full(n, 3, np.float32), np.full(n, 4, np.float32), np.arange(n))
    box = points.extent
    assert box.x1 > box.x0 and box.y1 > box.y0
    assert len(points.inside(box)) == n
    assert len(points.positions(np.array([99]))) == 0


def test_a_workspace_without_a_map_says_what_to_do(tmp_path):
    with pytest.raises(DataloupeError, match=r"no map yet. Run `dataloupe build`"):
        map_points.points(write_workspace(tmp_path / "w", ["a"], scanned=False).connect())


def test_the_mask_is_the_selection(connection, points):
    assert map_points.mask(connection, points, Selection()) is None
    mask = map_points.mask(connection, points, Selection((Contains("butter cake"),)))
    texts = dict(connection.execute("SELECT doc_id, text FROM documents").fetchall())
    assert mask.tolist() == ["butter cake" in texts[doc_id] for doc_id in points.doc_id]


def test_an_outline_selects_the_points_inside_it(connection):
    region = Selection((Region(((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))),))
    inside = connection.execute(
        f"SELECT bool_and(x > 0 AND y > 0), count(*) FROM map WHERE {where(connection, region)}"
    ).fetchone()
    assert inside == (True, connection.execute("SELECT count(*) FROM map WHERE x > 0 AND y > 0").fetchone()[0])


@given(st.lists(st.tuples(st.floats(-8, 8), st.floats(-8, 8)), min_size=3, max_size=9))
@settings(max_examples=50, deadline=None)
def test_an_outline_and_its_query_select_the_same_documents(connection, points, corners):
    region = Region(tuple(corners))
    selected = {doc_id for (doc_id,) in connection.execute(*region.query()).fetchall()}
    assert set(points.doc_id[region.contains(points.x, points.y)].tolist()) == selected


def test_labels_are_ordered_by_size_and_have_a_level(connection):
    labels = map_points.labels(connection)
    assert set(labels[labels["parent_id"].isna()]["label"]) == {"energy", "food"}
    assert labels["size"].is_monotonic_decreasing
    assert set(TOPICS) < set(labels["label"])


def test_a_snippet_is_one_short_line(connection):
    text = map_points.snippet(connection, 0, characters=20)
    assert len(text) <= 20 and text.endswith("…") and "\n" not in text
    assert map_points.snippet(connection, 10_000) == ""


def test_a_document_has_its_topic_and_its_faithfulness(connection):
    document = map_points.map_document(connection, 1)
    assert document.text.startswith(document.topic)
    assert document.faithfulness == 0.5
    assert map_points.map_document(connection, 9).topic is None
    assert map_points.map_document(connection, 10_000) is None
    assert not map_points.map_document(connection, 1, characters=5).is_whole


def test_the_sample_is_the_same_every_time_and_inside(connection):
    food = Selection((Contains("soup"),))
    first = map_points.sample(connection, food)
    assert first.equals(map_points.sample(connection, food))
    assert len(first) == 5 and first["text"].str.contains("soup").all()


def test_a_selection_of_rows_masks_those_rows(connection, points):
    mask = map_points.mask(connection, points, Selection((Rows((1, 2)),)))
    assert set(points.doc_id[mask]) == {1, 2}
