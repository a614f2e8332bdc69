"""The points of the map: found by geometry, sampled fairly, coloured stably."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask import colours
from analytics.ask import map as on_map
from analytics.ask.filters import Contains, Region, Rows, Values
from analytics.ask.map import Box, Points
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from tests.logs import write_logs
from tests.mapped import FIRST_TOPIC, TOPICS, write_map, write_mapped
from tests.workspaces import write_table, write_workspace


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    return write_mapped(tmp_path_factory.mktemp("map") / "w").connect()


@pytest.fixture(scope="module")
def points(connection):
    return on_map.points(connection)


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


def test_a_box_holds_what_lies_in_it(points):
    rows = points.inside(Box(0, 10, 0, 10))
    assert ((points.x[rows] >= 0) & (points.y[rows] >= 0)).all()
    assert len(rows) == ((points.x >= 0) & (points.y >= 0)).sum()


def test_positions_are_found_by_document_and_strangers_are_left_out(points):
    rows = points.positions(np.array([7, 10_000, 3]))
    assert points.doc_id[rows].tolist() == [7, 3]


def test_points_that_are_nowhere_are_no_points(tmp_path):
    workspace = write_workspace(tmp_path / "w", ["a", "b", "c"], scanned=False)
    write_map(workspace, [0.0, float("nan"), 1.0], [0.0, 0.0, float("inf")], [-1] * 3, [1.0] * 3)
    assert on_map.points(workspace.connect()).doc_id.tolist() == [0]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_or_equal_points_still_have_a_box(n):
    points = Points(np.arange(n), np.full(n, 3, np.float32), np.full(n, 4, np.float32), np.arange(n))
    box = points.extent
    assert box.x1 > box.x0 and box.y1 > box.y0
    assert len(points.inside(box)) == n
    assert len(points.positions(np.array([99]))) == 0


def test_a_workspace_without_a_map_says_what_to_do(tmp_path):
    with pytest.raises(DataloupeError, match="no map yet - run `dataloupe build`"):
        on_map.points(write_workspace(tmp_path / "w", ["a"], scanned=False).connect())


def test_the_mask_is_what_the_selection_selects(connection, points):
    assert on_map.mask(connection, points, Selection()) is None
    mask = on_map.mask(connection, points, Selection((Contains("butter cake"),)))
    texts = dict(connection.execute("SELECT doc_id, text FROM documents").fetchall())
    assert mask.tolist() == ["butter cake" in texts[doc_id] for doc_id in points.doc_id]


def test_an_outline_selects_what_its_geometry_holds(connection):
    region = Selection((Region(((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))),))
    inside = connection.execute(
        f"SELECT bool_and(x > 0 AND y > 0), count(*) FROM map WHERE {where(connection, region)}"
    ).fetchone()
    assert inside == (True, connection.execute("SELECT count(*) FROM map WHERE x > 0 AND y > 0").fetchone()[0])


@given(st.lists(st.tuples(st.floats(-8, 8), st.floats(-8, 8)), min_size=3, max_size=9))
@settings(max_examples=50, deadline=None)
def test_an_outline_holds_the_places_that_its_query_finds(connection, points, corners):
    region = Region(tuple(corners))
    found = {doc_id for (doc_id,) in connection.execute(*region.query()).fetchall()}
    assert set(points.doc_id[region.holds(points.x, points.y)].tolist()) == found


def test_labels_come_largest_first_with_their_level(connection):
    labels = on_map.labels(connection)
    assert set(labels[labels["parent_id"].isna()]["label"]) == {"energy", "food"}
    assert labels["size"].is_monotonic_decreasing
    assert set(TOPICS) < set(labels["label"])


def test_a_snippet_is_one_short_line(connection):
    text = on_map.snippet(connection, 0, characters=20)
    assert len(text) <= 20 and text.endswith("…") and "\n" not in text
    assert on_map.snippet(connection, 10_000) == ""


def test_a_place_knows_its_topic_and_how_far_the_map_can_be_believed(connection):
    shown = on_map.place(connection, 1)
    assert shown.text.startswith(shown.topic)
    assert shown.faithfulness == 0.5
    assert on_map.place(connection, 9).topic is None
    assert on_map.place(connection, 10_000) is None
    assert not on_map.place(connection, 1, characters=5).is_whole


def test_the_sample_is_the_same_every_time_and_inside(connection):
    food = Selection((Contains("soup"),))
    first = on_map.sample(connection, food)
    assert first.equals(on_map.sample(connection, food))
    assert len(first) == 5 and first["text"].str.contains("soup").all()


# --- colours -----------------------------------------------------------------------------------------------------


def by_name(connection, name):
    return next(by for by in colours.choices(connection) if by.name == name)


def test_what_can_colour_the_map(connection):
    kinds = {by.name: by.kind for by in colours.choices(connection)}
    assert (
        kinds
        | {
            "theme": "category",
            "topic": "category",
            "source": "category",
            "created_at": "date",
            "score": "number",
            "long": "boolean",
        }
        == kinds
    )
    assert {"text", "title", "url", "doc_id", "x", "y", "topic_id"} & set(kinds) == set()


def test_the_most_frequent_categories_have_a_colour_and_the_rest_share_one(connection, points):
    colouring = colours.colouring(connection, points, by_name(connection, 'na"me'))
    assert len(colouring.names) == colours.TOP + 2
    assert colouring.names[-2:] == ("other", "missing")
    assert sum(colouring.counts) == 400
    assert colouring.counts[-1] == 0
    assert list(colouring.counts[: colours.TOP]) == sorted(colouring.counts[: colours.TOP], reverse=True)


def test_each_point_has_the_class_of_its_value(connection, points):
    colouring = colours.colouring(connection, points, by_name(connection, "label"))
    truth = dict(connection.execute("SELECT doc_id, coalesce(label, 'missing') FROM documents").fetchall())
    assert [colouring.names[code] for code in colouring.codes] == [truth[doc_id] for doc_id in points.doc_id]


def test_themes_hold_the_documents_of_their_topics(connection, points):
    colouring = colours.colouring(connection, points, colours.THEME)
    assert set(colouring.names) == {"energy", "food", "other", "no topic"}
    truth = dict(connection.execute("SELECT doc_id, topic_id FROM map").fetchall())
    for code, doc_id in zip(colouring.codes, points.doc_id, strict=True):
        topic = truth[doc_id] - FIRST_TOPIC
        assert colouring.names[code] == ("no topic" if truth[doc_id] < 0 else ("energy", "food")[topic // 2])


def test_numbers_are_cut_at_their_tails_into_steps(connection, points):
    colouring = colours.colouring(connection, points, by_name(connection, "score"))
    assert len(colouring.edges) == colours.BINS + 1
    assert colouring.edges[0] > 0 and colouring.edges[-1] < 399
    by_value = colouring.codes[np.argsort(points.doc_id)]  # score is the doc_id
    assert (np.diff(by_value.astype(int)) >= 0).all()


def test_unknown_numbers_are_missing_and_not_zero(tmp_path):
    workspace = write_workspace(
        tmp_path / "w", ["a", "b", "c", "d"], scanned=False, score=[1.0, None, float("nan"), 3.0]
    )
    write_map(workspace, [0.0] * 4, [0.0] * 4, [-1] * 4, [1.0] * 4)
    connection = workspace.connect()
    points = on_map.points(connection)
    colouring = colours.colouring(connection, points, by_name(connection, "score"))
    assert colouring.counts[-1] == 2
    assert {doc_id for doc_id, code in zip(points.doc_id, colouring.codes, strict=True) if code == colours.BINS} == {
        1,
        2,
    }


@pytest.mark.parametrize("name", ["label", "score", "created_at", "lang"])
def test_a_column_without_any_value_colours_nothing(tmp_path, name):
    workspace = write_workspace(tmp_path / "w", ["a", "b"], scanned=False)
    write_map(workspace, [0.0, 1.0], [0.0, 1.0], [-1, -1], [1.0, 1.0])
    connection = workspace.connect()
    colouring = colours.colouring(connection, on_map.points(connection), by_name(connection, name))
    assert colouring.counts[-1] == 2 and set(colouring.codes) == {len(colouring.names) - 1}


def test_a_wide_range_of_positive_numbers_gets_a_logarithmic_scale(tmp_path):
    workspace = write_workspace(
        tmp_path / "w", ["a"] * 200, scanned=False, score=[float(10 ** (i % 5)) for i in range(200)]
    )
    write_map(workspace, [0.0] * 200, [0.0] * 200, [-1] * 200, [1.0] * 200)
    connection = workspace.connect()
    assert colours.colouring(connection, on_map.points(connection), by_name(connection, "score")).logarithmic


def test_booleans_and_dates(connection, points):
    assert colours.colouring(connection, points, by_name(connection, "long")).counts == (200, 200, 0)
    dates = colours.colouring(connection, points, by_name(connection, "created_at"))
    assert dates.edges[0] > 1_704_067_200 and dates.counts[-1] == 0  # 2024-01-01


def test_who_holds_a_value(connection):
    assert colours.holders(connection, by_name(connection, "source"), "web") == Values("documents", "source", ("web",))
    energy = Selection((colours.holders(connection, colours.THEME, "energy"),))
    (n,) = connection.execute(f"SELECT count(*) FROM map WHERE {where(connection, energy)}").fetchone()
    assert n == connection.execute("SELECT size FROM topics WHERE label = 'energy'").fetchone()[0]
    assert colours.values(connection, colours.TOPIC)[0] in TOPICS


def test_two_groups_have_two_classes(points):
    a, b = points.x > 0, points.y > 0
    colouring = colours.versus(points, a, b, ("right", "top"))
    assert colouring.counts == (a.sum(), (b & ~a).sum(), (~a & ~b).sum())


def test_a_selection_of_rows_masks_those_rows(connection, points):
    mask = on_map.mask(connection, points, Selection((Rows((1, 2)),)))
    assert set(points.doc_id[mask]) == {1, 2}


def test_copies_are_counted_from_both_ends_of_a_pair(tmp_path):
    import pyarrow as pa

    from tests.workspaces import write_table

    workspace = write_workspace(tmp_path / "w", ["a", "a", "a", "b"], scanned=False)
    write_map(workspace, [0.0] * 4, [0.0] * 4, [-1] * 4, [1.0] * 4)
    write_table(workspace, "duplicate_pairs", pa.table({"a": [0, 0], "b": [1, 2], "kind": ["exact", "exact"]}))
    connection = workspace.connect()
    points = on_map.points(connection)
    colouring = colours.colouring(connection, points, colours.COPIES)
    code = dict(zip(points.doc_id.tolist(), colouring.codes.tolist(), strict=True))
    assert code[3] < code[1] < code[0] and code[1] == code[2]


def test_ratings_colour_the_answers_their_prompts_and_whole_conversations(tmp_path):
    turns = [
        {"conversation_id": "c", "role": "user"},
        {"conversation_id": "c", "parent_doc_id": 0},
        {"conversation_id": "d"},
        {"conversation_id": "e"},
    ]
    name = "it's {good}"
    given = [
        {"conversation_id": "c", "doc_id": 1, "name": name, "value": 0.25},
        {"conversation_id": "d", "name": name, "value": 1.0},
    ]
    workspace = write_logs(tmp_path / "w", turns, given)
    spots = {
        "doc_id": pa.array(range(4), pa.int64()),
        "x": pa.array([0.0] * 4),
        "y": pa.array([0.0] * 4),
        "topic_id": pa.array([-1] * 4, pa.int32()),
    }
    write_table(workspace, "map", pa.table(spots))
    connection = workspace.connect()
    by = next(one for one in colours.choices(connection) if one.table == "feedback")
    assert by.name == name
    points = on_map.points(connection)
    found = colours.colouring(connection, points, by)
    low, missing = 0, colours.BINS
    assert dict(zip(points.doc_id.tolist(), found.codes.tolist(), strict=True)) == {
        0: low,
        1: low,
        2: colours.BINS - 1,
        3: missing,
    }
