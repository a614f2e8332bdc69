"""Dots with intervals, groups with their coverage, and a line within its band."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from analytics.figures.intervals import group_rates, interval_dots, rate_band
from analytics.figures.template import CATEGORIES, SEQUENTIAL

ROWS = pd.DataFrame(
    {
        "label": ["<b>x</b>", "", "y"],
        "value": [0.4, 0.5, float("nan")],
        "low": [0.3, 0.45, 0.1],
        "high": [0.6, 0.55, 0.9],
        "hover": ["a", "b", "c"],
    }
)


def test_a_dot_is_at_its_value_with_the_ends_of_its_interval():
    trace = interval_dots(ROWS).data[0]
    assert list(trace.x) == pytest.approx([0.4, 0.5, 0.5])
    assert [trace.x[0] - trace.error_x.arrayminus[0], trace.x[0] + trace.error_x.array[0]] == pytest.approx([0.3, 0.6])


def test_an_interval_without_a_value_has_no_dot():
    assert list(interval_dots(ROWS).data[0].marker.size) == [8, 8, 0]


def test_labels_are_text_and_an_empty_one_is_named():
    assert list(interval_dots(ROWS).layout.yaxis.ticktext) == ["&lt;b&gt;x&lt;/b&gt;", "(empty)", "y"]


def test_groups_have_their_coverage_and_the_number_of_ratings():
    frame = ROWS.iloc[:2].assign(
        n=[10, 20],
        n_clusters=[5, 6],
        total=[100, 40],
        coverage=[0.1, 0.5],
        coverage_low=[0.05, 0.4],
        coverage_high=[0.2, 0.6],
    )
    figure = group_rates(frame, "positive", "answers", True, 0.45)
    assert (
        list(figure.data[1].x) == [0.1, 0.5] and figure.data[0].customdata[1][0] == figure.data[1].customdata[1][0] == 1
    )
    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;x&lt;/b&gt; (10)", "(empty) (20)"]


def test_the_line_runs_within_its_band():
    frame = pd.DataFrame(
        {
            "start": pd.to_datetime(["2025-01-01", "2025-01-02"]),
            "value": [0.4, 0.5],
            "low": [0.3, 0.4],
            "high": [0.5, 0.6],
            "n": [9, 9],
            "n_clusters": [3, 3],
        }
    )
    line, high, low = rate_band(frame, "positive", "day", True, 0.45).data
    assert list(low.y) == [0.3, 0.4] and list(high.y) == [0.5, 0.6] and list(line.y) == [0.4, 0.5]


def test_marks_and_lines_take_their_colour_from_the_theme():
    frame = pd.DataFrame(
        {
            "label": ["a"],
            "value": [0.5],
            "low": [0.4],
            "high": [0.6],
            "hover": ["x"],
            "start": [pd.Timestamp("2025-01-01")],
            "n": [3],
            "n_clusters": [2],
        }
    )
    for figure in (interval_dots(frame), rate_band(frame, "rate", "week", True, 0.5)):
        assert figure.data[0].marker.color is None and figure.data[0].line.color is None


def test_the_light_theme_has_the_colours_of_the_template():
    theme = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"][
        "light"
    ]
    assert (tuple(theme["chartCategoricalColors"]), tuple(theme["chartSequentialColors"])) == (CATEGORIES, SEQUENTIAL)
