"""The shading says where points are and of which class; the legend says what its colours mean."""

import base64
import zlib

import numpy as np
import pytest

from analytics.figures import map as figures

BOX = (0.0, 10.0, 0.0, 10.0)


def planes(shading):
    """Density and class of each cell, as the browser reads them."""
    raw = np.frombuffer(zlib.decompress(base64.b64decode(shading["planes"])), np.uint8)
    return raw.reshape(2, shading["height"], shading["width"])


def cell_of(x, y, width=100, height=100):
    return int((10 - y) / 10 * height), int(x / 10 * width)


def test_the_densest_cell_is_where_the_points_are_the_first_row_being_the_top():
    x, y = np.full(50, 2.05, np.float32), np.full(50, 8.05, np.float32)
    level, _ = planes(figures.density(x, y, np.zeros(50, np.uint8), BOX, size=(100, 100)))
    assert np.unravel_index(level.argmax(), level.shape) == cell_of(2.05, 8.05)
    assert level[50:, 50:].max() == 0


def test_a_cell_has_the_class_of_most_of_its_points():
    x, y = np.full(30, 5.05, np.float32), np.full(30, 5.05, np.float32)
    codes = np.array([3] * 20 + [1] * 10, np.uint8)
    _, code = planes(figures.density(x, y, codes, BOX, size=(100, 100)))
    assert code[cell_of(5.05, 5.05)] == 3


def test_on_a_scale_a_cell_has_the_mean_step():
    x, y = np.full(20, 5.05, np.float32), np.full(20, 5.05, np.float32)
    codes = np.array([0] * 10 + [8] * 10, np.uint8)
    _, code = planes(figures.density(x, y, codes, BOX, steps=16, size=(100, 100)))
    assert code[cell_of(5.05, 5.05)] == 4


def test_what_is_missing_does_not_move_the_mean_of_a_scale():
    x, y = np.full(40, 5.05, np.float32), np.full(40, 5.05, np.float32)
    _, code = planes(figures.density(x, y, np.array([2] * 10 + [16] * 30, np.uint8), BOX, steps=16, size=(100, 100)))
    assert code[cell_of(5.05, 5.05)] == 2
    _, code = planes(figures.density(x, y, np.full(40, 16, np.uint8), BOX, steps=16, size=(100, 100)))
    assert code[cell_of(5.05, 5.05)] == 16


def test_points_outside_the_box_shade_nothing():
    x = np.array([-1, 11, 5, 5], np.float32)
    y = np.array([5, 5, -1, 11], np.float32)
    level, _ = planes(figures.density(x, y, np.zeros(4, np.uint8), BOX, size=(50, 50)))
    assert level.max() == 0


@pytest.mark.parametrize("draw", [figures.density, figures.difference])
def test_no_points_give_an_empty_shading(draw):
    none = np.empty(0, np.float32)
    level, code = planes(draw(none, none, np.empty(0, np.uint8), BOX))
    assert level.shape == figures.SIZE[::-1]
    assert level.max() == code.max() == 0


def test_the_difference_does_not_depend_on_how_large_the_groups_are():
    xy = np.random.default_rng(0).uniform(2, 8, (300, 2)).astype(np.float32)
    once = np.array([0] * 200 + [1] * 100, np.uint8)
    ninefold = np.concatenate([xy, np.repeat(xy[:200], 8, axis=0)])
    level, code = planes(figures.difference(xy[:, 0], xy[:, 1], once, BOX, (60, 60)))
    more_level, more_code = planes(
        figures.difference(ninefold[:, 0], ninefold[:, 1], np.append(once, np.zeros(1600, np.uint8)), BOX, (60, 60))
    )
    assert np.abs(level.astype(int) - more_level).max() <= figures.STEP
    assert (code == more_code)[(level > figures.STEP) & (more_level > figures.STEP)].all()


def test_equal_groups_differ_nowhere():
    xy = np.tile(np.random.default_rng(0).uniform(2, 8, (50, 2)).astype(np.float32), (2, 1))
    level, _ = planes(figures.difference(xy[:, 0], xy[:, 1], np.repeat(np.array([0, 1], np.uint8), 50), BOX, (60, 60)))
    assert level.max() == 0


def test_each_side_of_a_difference_has_its_own_class():
    x = np.array([2.0] * 100 + [8.0] * 10, np.float32)
    y = np.full(110, 5.0, np.float32)
    codes = np.array([0] * 100 + [1] * 10, np.uint8)
    level, code = planes(figures.difference(x, y, codes, BOX, size=(100, 100)))
    left, right = cell_of(2.0, 5.0), cell_of(8.0, 5.0)
    assert (code[left], code[right]) == (0, 1)
    assert level[left] == pytest.approx(level[right], abs=2 * figures.STEP)


def test_categories_have_colours_of_their_own_and_the_last_two_are_neutral():
    classes = figures.classes("category", ["a", "b", "other", "missing"], [5, 3, 2, 1])
    assert [(entry["palette"], entry["at"]) for entry in classes] == [
        ("categorical", 0),
        ("categorical", 1),
        ("neutral", 0),
        ("neutral", 1),
    ]
    assert [entry["count"] for entry in classes] == [5, 3, 2, 1]


def test_a_scale_runs_from_its_palest_to_its_strongest():
    classes = figures.classes("number", [*map(str, range(16)), "missing"], [1] * 17)
    places = [entry["at"] for entry in classes[:-1]]
    assert places[0] == 0 and places[-1] == 1 and places == sorted(places)
    assert classes[-1]["palette"] == "neutral"


def test_two_groups_and_booleans_have_their_palettes():
    assert [entry["palette"] for entry in figures.classes("contrast", ["a", "b", "neither"], [1, 1, 1])] == [
        "contrast",
        "contrast",
        "neutral",
    ]
    assert [entry["palette"] for entry in figures.classes("boolean", ["false", "true", "missing"], [1, 1, 1])] == [
        "neutral",
        "categorical",
        "neutral",
    ]


def test_the_ends_of_a_scale_are_words():
    assert figures.legend("length", "number", [1.0, 12345.678], logarithmic=True) == {
        "title": "length",
        "note": "log scale",
        "ends": ["1", "1.235e+04"],
        "selectable": False,
    }
    assert figures.legend("day", "date", [0.0, 86400.0])["ends"] == ["1970-01-01", "1970-01-02"]
    assert figures.legend("topic", "category")["ends"] == []


def test_ratings_have_a_scale_with_two_ends():
    named = figures.classes("rating", ("low", "middle", "high", "missing"), (1, 1, 1, 1))
    assert [(one["palette"], one["at"]) for one in named[:3]] == [
        ("diverging", 0.0),
        ("diverging", 0.5),
        ("diverging", 1.0),
    ]


def test_classes_with_a_place_have_a_hue_by_direction_and_a_lightness_by_distance():
    places = figures.places(np.array([2.0, 0.0, -2.0, 0.0]), np.array([0.0, 1.0, 0.0, -1.0]))
    assert [direction for direction, _ in places] == [0.0, 90.0, 180.0, 270.0]
    assert {distance for _, distance in places} == {0.0, 0.333, 0.667, 1.0}
    named = figures.classes("category", ("a", "b", "other", "missing"), (1, 1, 1, 1), places[:2])
    assert [one["palette"] for one in named] == ["place", "place", "neutral", "neutral"]


def test_no_classes_have_no_places():
    assert figures.places(np.zeros(0), np.zeros(0)) == []
