"""The names on the map: placed once, clear of one another at every zoom, and few enough to send."""

import numpy as np
import pandas as pd
import pytest

from analytics.figures.map_names import (
    LEVELS_PER_DOUBLING,
    MAX_AT_HOME,
    MAX_LEVEL,
    MAX_LINES,
    MAX_SENT,
    MAX_WORD_WIDTH,
    level_of,
    place_names,
    text_box,
)

EXTENT = (-10.0, 10.0, -8.0, 8.0)
WORDS = ["soup", "quantum optics", "ausfertigungsdatum", "多くの情報", "many, broad, names", "المزيد", "x"]


def some_labels(n, themes=12, seed=0):
    rng = np.random.default_rng(seed)
    parents = [np.nan] * themes + list(rng.integers(0, max(themes, 1), n - themes))
    return pd.DataFrame(
        {
            "topic_id": range(n),
            "parent_id": parents,
            "label": [f"{WORDS[i % len(WORDS)]} {WORDS[i * 3 % len(WORDS)]} {i}" for i in range(n)],
            "size": rng.integers(20, 9000, n),
            "x": rng.normal(0, 3.5, n).clip(-9.8, 9.8),
            "y": rng.normal(0, 2.5, n).clip(-7.8, 7.8),
        }
    )


def boxes_at(names, level):
    """left, right, bottom, top of the names shown at a level, in pixels of the smallest window."""
    zoom = 2 ** (level / LEVELS_PER_DOUBLING)
    shown = names.frame[names.frame["level"] <= level]
    x, y = shown["x"] * names.scale * zoom + shown["dx"], shown["y"] * names.scale * zoom + shown["dy"]
    return np.column_stack(
        [x - shown["width"] / 2, x + shown["width"] / 2, y - shown["height"] / 2, y + shown["height"] / 2]
    )


def overlapping(boxes):
    """How many pairs of boxes overlap."""
    left, right, bottom, top = boxes.T
    across = (left[:, None] < right) & (left < right[:, None])
    along = (bottom[:, None] < top) & (bottom < top[:, None])
    return int(np.triu(across & along, k=1).sum())


@pytest.mark.parametrize("seed", range(3))
def test_names_never_overlap_at_any_zoom(seed):
    names = place_names(some_labels(300, seed=seed), EXTENT)
    for level in (*range(0, MAX_LEVEL + 1, 2), 1, 3, 5):
        assert overlapping(boxes_at(names, level)) == 0, level
        assert overlapping(boxes_at(names, level + 0.4)) == 0, "between two levels"


def test_the_names_of_the_whole_map_are_inside_its_borders():
    names = place_names(some_labels(60), EXTENT)
    boxes = boxes_at(names, 0) / names.scale
    assert (boxes[:, 0] >= EXTENT[0] - 1e-6).all() and (boxes[:, 1] <= EXTENT[1] + 1e-6).all()
    assert (boxes[:, 2] >= EXTENT[2] - 1e-6).all() and (boxes[:, 3] <= EXTENT[3] + 1e-6).all()


def test_the_largest_themes_come_first_and_nearly_all_names_have_a_level():
    labels = some_labels(500)
    names = place_names(labels, EXTENT)
    home = names.frame[names.frame["level"] == 0]
    assert 3 <= len(home) <= MAX_AT_HOME
    assert home["is_theme"].all()
    largest = labels[labels["parent_id"].isna()].sort_values("size").iloc[-1]
    assert home["text"].iloc[0].replace("\n", " ") == largest["label"]
    assert len(names.frame) > 0.95 * len(labels)


def test_thousands_of_regions_send_a_few_dozen_names_and_a_zoom_keeps_those_that_stay_in_view():
    names = place_names(some_labels(3000, themes=600), EXTENT)
    view = EXTENT
    for _ in range(8):
        sent = names.in_view(view)
        assert 0 < len(sent) <= MAX_SENT
        x0, x1, y0, y1 = view
        closer = ((3 * x0 + x1) / 4, (x0 + 3 * x1) / 4, (3 * y0 + y1) / 4, (y0 + 3 * y1) / 4)
        shown = sent[sent["level"] <= level_of(view, EXTENT)]
        stay = shown[shown["x"].between(*closer[:2]) & shown["y"].between(*closer[2:])]
        assert set(stay.index) <= set(names.in_view(closer).index)
        view = closer


def test_names_do_not_depend_on_the_order_of_the_table():
    labels = some_labels(80)
    labels["size"] = np.random.default_rng(1).permutation(80) + 20
    shuffled = labels.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(place_names(labels, EXTENT).frame, place_names(shuffled, EXTENT).frame)


def test_a_topic_with_the_name_of_its_theme_is_named_once():
    labels = some_labels(14, themes=7)
    labels.loc[10, "label"] = labels.loc[int(labels.loc[10, "parent_id"]), "label"]
    texts = place_names(labels, EXTENT).frame["text"].tolist()
    assert len(texts) == 13 and len(set(texts)) == 13


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "one, two, three",
        "本作" * 40,
        "Donaudampfschifffahrtsgesellschaft" * 5,
        "<b>bold</b>",
        "a b " * 80,
        "é" * 90,
    ],
)
def test_a_name_has_few_lines_of_bounded_width_and_no_letter_is_changed(text):
    lines, width, height = text_box(text, 14.5)
    assert len(lines.split("\n")) <= MAX_LINES
    assert 0 < width <= MAX_WORD_WIDTH + 20 and height < 80
    letters = lines.replace("\n", "").replace(" ", "").removesuffix("…")
    assert text.replace(" ", "").startswith(letters)


@pytest.mark.parametrize("labels", [some_labels(0, themes=0), some_labels(1, themes=1), some_labels(40, themes=0)])
def test_maps_with_few_or_no_themes_have_names_too(labels):
    assert len(place_names(labels, EXTENT).in_view(EXTENT)) >= min(len(labels), 3)
