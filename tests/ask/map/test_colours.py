"""The colours of the map: which columns can colour it, and which class each point has."""

import numpy as np
import pyarrow as pa
import pytest

from analytics.ask.filters import Values
from analytics.ask.map import colour_classes, colours
from analytics.ask.map import points as map_points
from analytics.ask.selection import Selection, where
from tests.logs import write_logs
from tests.mapped import FIRST_TOPIC, TOPICS, write_map, write_mapped
from tests.workspaces import write_table, write_workspace


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    return write_mapped(tmp_path_factory.mktemp("map") / "w").connect()


@pytest.fixture(scope="module")
def points(connection):
    return map_points.points(connection)


def by_name(connection, name):
    return next(by for by in colours.choices(connection) if by.name == name)


def test_columns_that_can_colour_the_map(connection):
    kinds = {by.name: by.kind for by in colours.choices(connection) if by.kind != "newer"}
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


def test_the_most_frequent_categories_have_colours_and_all_others_share_one(connection, points):
    colouring = colour_classes.colouring(connection, points, by_name(connection, 'na"me'))
    assert len(colouring.names) == colour_classes.MAX_CATEGORIES + 2
    assert colouring.names[-2:] == ("other", "missing")
    assert sum(colouring.counts) == 400
    assert colouring.counts[-1] == 0
    assert list(colouring.counts[: colour_classes.MAX_CATEGORIES]) == sorted(
        colouring.counts[: colour_classes.MAX_CATEGORIES], reverse=True
    )


def test_each_point_has_the_class_of_its_value(connection, points):
    colouring = colour_classes.colouring(connection, points, by_name(connection, "label"))
    truth = dict(connection.execute("SELECT doc_id, coalesce(label, 'missing') FROM documents").fetchall())
    assert [colouring.names[code] for code in colouring.codes] == [truth[doc_id] for doc_id in points.doc_id]


def test_a_theme_has_the_documents_of_its_topics(connection, points):
    colouring = colour_classes.colouring(connection, points, colours.THEME)
    assert set(colouring.names) == {"energy", "food", "other", "no topic"}
    truth = dict(connection.execute("SELECT doc_id, topic_id FROM map").fetchall())
    for code, doc_id in zip(colouring.codes, points.doc_id, strict=True):
        topic = truth[doc_id] - FIRST_TOPIC
        assert colouring.names[code] == ("no topic" if truth[doc_id] < 0 else ("energy", "food")[topic // 2])


def test_numbers_are_divided_into_steps_without_their_tails(connection, points):
    colouring = colour_classes.colouring(connection, points, by_name(connection, "score"))
    assert len(colouring.edges) == colour_classes.BINS + 1
    assert colouring.edges[0] > 0 and colouring.edges[-1] < 399
    by_value = colouring.codes[np.argsort(points.doc_id)]  # score is the doc_id
    assert (np.diff(by_value.astype(int)) >= 0).all()


def test_unknown_numbers_are_missing_and_not_zero(tmp_path):
    workspace = write_workspace(
        tmp_path / "w", ["a", "b", "c", "d"], scanned=False, score=[1.0, None, float("nan"), 3.0]
    )
    write_map(workspace, [0.0] * 4, [0.0] * 4, [-1] * 4, [1.0] * 4)
    connection = workspace.connect()
    points = map_points.points(connection)
    colouring = colour_classes.colouring(connection, points, by_name(connection, "score"))
    assert colouring.counts[-1] == 2
    assert {
        doc_id for doc_id, code in zip(points.doc_id, colouring.codes, strict=True) if code == colour_classes.BINS
    } == {
        1,
        2,
    }


@pytest.mark.parametrize(
    ("name", "kind"), [("label", "category"), ("score", "number"), ("created_at", "date"), ("lang", "category")]
)
def test_a_column_without_any_value_is_no_choice_and_colours_nothing(tmp_path, name, kind):
    workspace = write_workspace(tmp_path / "w", ["a", "b"], scanned=False)
    write_map(workspace, [0.0, 1.0], [0.0, 1.0], [-1, -1], [1.0, 1.0])
    connection = workspace.connect()
    assert name not in {by.name for by in colours.choices(connection)}
    by = colours.ColourBy("documents", name, kind)
    colouring = colour_classes.colouring(connection, map_points.points(connection), by)
    assert colouring.counts[-1] == 2 and set(colouring.codes) == {len(colouring.names) - 1}


def test_a_wide_range_of_positive_numbers_gets_a_logarithmic_scale(tmp_path):
    workspace = write_workspace(
        tmp_path / "w", ["a"] * 200, scanned=False, score=[float(10 ** (i % 5)) for i in range(200)]
    )
    write_map(workspace, [0.0] * 200, [0.0] * 200, [-1] * 200, [1.0] * 200)
    connection = workspace.connect()
    assert colour_classes.colouring(
        connection, map_points.points(connection), by_name(connection, "score")
    ).is_logarithmic


def test_booleans_and_dates(connection, points):
    assert colour_classes.colouring(connection, points, by_name(connection, "long")).counts == (200, 200, 0)
    dates = colour_classes.colouring(connection, points, by_name(connection, "created_at"))
    assert dates.edges[0] > 1_704_067_200 and dates.counts[-1] == 0  # 2024-01-01


def test_a_value_gives_a_filter(connection):
    assert colours.filter_by_value(connection, by_name(connection, "source"), "web") == Values(
        "documents", "source", ("web",)
    )
    energy = Selection((colours.filter_by_value(connection, colours.THEME, "energy"),))
    (n,) = connection.execute(f"SELECT count(*) FROM map WHERE {where(connection, energy)}").fetchone()
    assert n == connection.execute("SELECT size FROM topics WHERE label = 'energy'").fetchone()[0]
    assert colours.values(connection, colours.TOPIC)[0] in TOPICS


def test_two_groups_have_two_classes(points):
    a, b = points.x > 0, points.y > 0
    colouring = colour_classes.compare_groups(points, a, b, ("right", "top"))
    assert colouring.counts == (a.sum(), (b & ~a).sum(), (~a & ~b).sum())


def test_copies_are_counted_for_both_documents_of_a_pair(tmp_path):
    workspace = write_workspace(tmp_path / "w", ["a", "a", "a", "b"], scanned=False)
    write_map(workspace, [0.0] * 4, [0.0] * 4, [-1] * 4, [1.0] * 4)
    write_table(workspace, "duplicate_pairs", pa.table({"a": [0, 0], "b": [1, 2], "kind": ["exact", "exact"]}))
    connection = workspace.connect()
    points = map_points.points(connection)
    colouring = colour_classes.colouring(connection, points, colours.COPIES)
    code = dict(zip(points.doc_id.tolist(), colouring.codes.tolist(), strict=True))
    assert code[3] < code[1] < code[0] and code[1] == code[2]


def rated_logs(path, name):
    """An answer with its prompt, and two answers without one; the first answer and a whole conversation are rated."""
    turns = [
        {"conversation_id": "c", "role": "user"},
        {"conversation_id": "c", "parent_doc_id": 0},
        {"conversation_id": "d"},
        {"conversation_id": "e"},
    ]
    ratings = [
        {"conversation_id": "c", "doc_id": 1, "name": name, "value": 0.25},
        {"conversation_id": "d", "name": name, "value": 1.0},
    ]
    workspace = write_logs(path, turns, ratings)
    write_map(workspace, [0.0] * 4, [0.0] * 4, [-1] * 4, [1.0] * 4)
    return workspace.connect()


def test_ratings_colour_the_answers_their_prompts_and_whole_conversations(tmp_path):
    name = "it's {good}"
    connection = rated_logs(tmp_path / "w", name)
    by = next(one for one in colours.choices(connection) if one.table == "feedback")
    assert by.name == name
    points = map_points.points(connection)
    colouring = colour_classes.colouring(connection, points, by)
    low, high, missing = colour_classes.BINS // 4, colour_classes.BINS - 1, colour_classes.BINS
    codes = dict(zip(points.doc_id.tolist(), colouring.codes.tolist(), strict=True))
    assert codes == {0: low, 1: low, 2: high, 3: missing}
