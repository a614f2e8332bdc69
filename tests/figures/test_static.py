"""Figures as SVG: marks are where the axes say that they are."""

import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from analytics.figures.breakdown import breakdown
from analytics.figures.heatmap import heatmap
from analytics.figures.intervals import group_rates, interval_dots, rate_band
from analytics.figures.labelled_map import Theme, labelled_map
from analytics.figures.oklch import oklch
from analytics.figures.query_chart import CHARTS, query_chart
from analytics.figures.static import draw
from analytics.figures.static.numbers import format_number, log_ticks, nice_ticks


def texts(svg):
    """Label -> (x, y) of every text."""
    root = ElementTree.fromstring(svg)
    return {
        one.text: (float(one.get("x", 0)), float(one.get("y", 0))) for one in root.iter() if one.tag.endswith("text")
    }


def paths(svg, attribute):
    """The numbers of each path that has this attribute or style."""
    root = ElementTree.fromstring(svg)
    drawn = [one for one in root.iter() if one.tag.endswith("path")]
    chosen = [one for one in drawn if attribute in one.attrib or (one.get("style") or "").startswith(attribute)]
    return [one for one in chosen if one.get("fill") != "none" or attribute != "fill"]


def numbers(path):
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", path.get("d"))]


SHARES = pd.DataFrame(
    {"value": ["a", "b", None], "values": [1, 1, 1], "documents": [60, 30, 10], "tokens": [50, 25, 25]}
)


def test_a_bar_ends_at_its_share():
    svg = draw(breakdown(SHARES), "shares").svg
    labels = texts(svg)
    zero, half = labels["0%"][0], labels["50%"][0] if "50%" in labels else None
    tick, share = next((labels[f"{one}%"][0], one / 100) for one in (20, 40, 50) if f"{one}%" in labels)
    per_share = (tick - zero) / share
    (documents,) = [path for path in paths(svg, "fill") if "--c0" in path.get("style")]
    first = numbers(documents)[:5]
    assert first[2] == pytest.approx(zero + 0.6 * per_share, abs=1)
    assert half is None or half == pytest.approx(zero + 0.5 * per_share, abs=1)


def test_the_legend_names_the_traces_in_their_rank():
    assert [name for name, _ in draw(breakdown(SHARES), "shares").legend] == ["documents", "tokens (est.)"]


def test_stacked_bars_stand_on_each_other():
    figure = go.Figure(
        [go.Bar(x=["a"], y=[2], name="one"), go.Bar(x=["a"], y=[3], name="two")], layout={"barmode": "stack"}
    )
    lower, upper = (numbers(path) for path in paths(draw(figure, "stack").svg, "fill"))
    assert lower[1] == upper[3]
    assert (upper[3] - upper[1]) / (lower[3] - lower[1]) == pytest.approx(1.5, abs=0.02)


def test_grouped_bars_stand_next_to_each_other():
    figure = go.Figure([go.Bar(x=["a"], y=[2]), go.Bar(x=["a"], y=[3])], layout={"barmode": "group"})
    left, right = (numbers(path) for path in paths(draw(figure, "groups").svg, "fill"))
    assert left[2] == pytest.approx(right[0], abs=0.2)


def test_an_interval_goes_from_its_low_to_its_high_end():
    rows = pd.DataFrame(
        {"label": ["x", "y"], "value": [0.2, 0.8], "low": [0.0, 0.6], "high": [0.4, 1.0], "hover": ["", ""]}
    )
    svg = draw(interval_dots(rows, reference=0.5), "intervals").svg
    labels = texts(svg)
    ends = [labels[name][0] for name in ("0%", "100%")]
    (lines,) = [numbers(path) for path in paths(svg, "stroke") if path.get("stroke-linecap") and "L" in path.get("d")]
    at = [ends[0] + share * (ends[1] - ends[0]) for share in (0.0, 0.4, 0.6, 1.0)]
    assert [lines[0], lines[2], lines[4], lines[6]] == pytest.approx(at, abs=1)
    assert lines[1] < lines[5], "the first row is at the top"


def test_both_panels_of_rates_have_the_same_rows():
    groups = pd.DataFrame(
        {"label": list("abc"), "value": [0.1, 0.2, 0.3], "low": [0.0, 0.1, 0.2], "high": [0.2, 0.3, 0.4],
         "n": [5, 6, 7], "total": [10, 10, 10], "n_clusters": [2, 3, 4], "coverage": [0.5, 0.6, 0.7],
         "coverage_low": [0.4, 0.5, 0.6],
         "coverage_high": [0.6, 0.7, 0.8]}
    )  # fmt: skip
    svg = draw(group_rates(groups, "positive", "answers", True, 0.2), "rates").svg
    labels = texts(svg)
    bars = numbers(next(path for path in paths(svg, "fill")))
    middles = [(bars[place + 1] + bars[place + 3]) / 2 for place in range(0, len(bars), 5)]
    assert middles == pytest.approx([labels[name][1] - 4 for name in ("a (5)", "b (6)", "c (7)")], abs=1)


def test_a_year_has_its_ticks_at_the_beginning_of_months():
    starts = pd.date_range("2024-01-01", "2024-12-01", freq="MS")
    rows = pd.DataFrame({"start": starts, "value": 0.5, "low": 0.4, "high": 0.6, "n": 10, "n_clusters": 5})
    labels = texts(draw(rate_band(rows, "positive", "month", True, 0.5), "rates over time").svg)
    assert {"Jan 2024", "Jul"} <= set(labels)
    assert labels["Jan 2024"][0] < labels["Jul"][0]


@pytest.mark.parametrize("kind", CHARTS)
def test_every_chart_of_an_answer_is_drawn(kind):
    rows = pd.DataFrame({"x": [1.0, 2.0, None, 4.0], "y": [4, 3, 2, 1], "group": ["a", "b", "a", None]})
    picture = draw(query_chart(rows, kind, "x", "y", "group"), "an answer")
    assert paths(picture.svg, "stroke") or paths(picture.svg, "fill")
    assert {name for name, _ in picture.legend} >= {"a", "b"}


def test_texts_in_dark_cells_are_white():
    svg = draw(
        heatmap(["a", "b"], ["a", "b"], [[0.0, 1.0], [0.5, None]], [["0", "1"], ["½", ""]], [], largest=1.0), "cells"
    ).svg
    root = ElementTree.fromstring(svg)
    fills = {one.text: one.get("fill") for one in root.iter() if one.tag.endswith("text")}
    assert fills["1"] == "#ffffff"
    assert fills["0"] != "#ffffff"


def test_what_cannot_be_drawn_is_an_error():
    with pytest.raises(ValueError, match="'pie' cannot be drawn"):
        draw(go.Figure(go.Pie(values=[1])), "a pie")


def test_a_figure_without_data_is_empty():
    ElementTree.fromstring(draw(go.Figure(), "nothing").svg)


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [(0.25, ".0%", "25%"), (0.0125, ".1%", "1.2%"), (1234.0, ",.4~r", "1,234"), (1500.0, "~s", "1.5k"),
     (2e6, "~s", "2M"),
     (0.5, "+.0%", "+50%"), (-0.5, "+.0%", "-50%"), (3.0, ".2f", "3.00"), (12345.0, ",", "12,345"), (0.0, None, "0"),
     (20000.0, None, "20k"), (0.1, "~g", "0.1")],
)  # fmt: skip
def test_numbers_are_written_as_d3_does(value, spec, text):
    assert format_number(value, spec) == text


def test_ticks_are_round_numbers_in_the_range():
    assert nice_ticks(0.0, 1.0, 5) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert nice_ticks(-30, 130, 4) == pytest.approx([0, 50, 100])
    assert nice_ticks(2.0, 2.0, 5) == [2.0]
    assert log_ticks(0, 3) == [1, 10, 100, 1000]
    assert log_ticks(0, 1) == [1, 2, 5, 10]


@pytest.mark.parametrize(
    ("lightness", "chroma", "hue", "colour"),
    [(1, 0, 0, "#ffffff"), (0, 0, 0, "#000000"), (0.62796, 0.25768, 29.234, "#ff0000"),
     (0.86644, 0.29483, 142.495, "#00ff00"), (0.45201, 0.31321, 264.052, "#0000ff")],
)  # fmt: skip
def test_colours_are_those_of_css(lightness, chroma, hue, colour):
    assert oklch(lightness, chroma, hue) == colour


def test_names_on_a_map_do_not_cover_each_other():
    rng = np.random.default_rng(0)
    middles = rng.normal(size=(40, 2))
    themes = [Theme(f"theme number {number}", "#336699", tuple(place)) for number, place in enumerate(middles.tolist())]
    codes = rng.integers(0, 41, 500)
    svg = draw(labelled_map(*rng.normal(size=(2, 500)), codes, themes), "a map").svg
    places = list(texts(svg).values())
    assert len(places) > 3
    assert "theme number 0" in texts(svg)
    for index, (x, y) in enumerate(places):
        assert all(abs(x - a) > 90 or abs(y - b) > 11 for a, b in places[:index])
