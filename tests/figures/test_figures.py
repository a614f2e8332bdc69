"""Figures show the given numbers, and text from data is not HTML."""

import numpy as np
import pandas as pd
import plotly.io as pio
import pytest

from analytics.figures.breakdown import breakdown, crossfilter
from analytics.figures.histogram import ecdf, histogram
from analytics.figures.retention import retention_curve
from analytics.figures.rules import rule_failures, upset
from analytics.figures.template import CATEGORIES, NAME, safe_label
from analytics.figures.timeline import timeline
from tests.workspaces import HOSTILE


def test_bars_of_whole_numbers_are_centred_on_them():
    counts = pd.DataFrame([[3, 4]], index=["all"])
    figure = histogram(counts, np.array([0, 1, 3]), "words", log=False, integer=True)
    assert figure.data[0].x.tolist() == [1.0, 2.5]
    assert [mark[1] for mark in figure.data[0].customdata] == ["1", "2 to 3"]
    assert figure.data[0].y.tolist() == [3, 4]


def test_a_logarithmic_axis_is_labelled_with_the_numbers_themselves():
    figure = histogram(
        pd.DataFrame([[1] * 4], index=["all"]), np.array([0.5, 5, 50, 500, 5000]), "words", log=True, integer=False
    )
    assert figure.layout.xaxis.ticktext == ("1", "10", "100", "1k")
    np.testing.assert_allclose(figure.layout.xaxis.tickvals, [0, 1, 2, 3])


def test_a_clicked_bar_has_its_index_and_source():
    figure = histogram(
        pd.DataFrame([[1, 2], [3, 4]], index=["a", "b"]),
        np.array([0.0, 0.5, 1.0]),
        "share",
        log=False,
        integer=False,
        percent=True,
    )
    assert [list(mark) for mark in figure.data[1].customdata] == [
        [0, "0.00% to 50.00%", "b"],
        [1, "50.00% to 100.00%", "b"],
    ]


def test_the_whole_is_drawn_last_and_first_in_the_legend():
    figure = ecdf(pd.DataFrame([[1, 2], [1, 3]], index=["all", "a"], columns=[0.5, 0.9]), "words", log=True)
    assert [trace.name for trace in figure.data] == ["a", "all"]
    assert figure.data[1].legendrank < figure.data[0].legendrank


def test_no_known_value_draws_no_line():
    assert len(ecdf(pd.DataFrame(columns=[0.5]), "words", log=True).data) == 0


def test_a_breakdown_shows_shares_of_documents_and_of_tokens():
    frame = pd.DataFrame(
        {"value": ["a", "other", None], "documents": [6, 3, 1], "tokens": [10, 10, 80], "values": [1, 7, 1]}
    )
    traces = {trace.name: trace for trace in breakdown(frame).data}
    assert traces["documents"].x.tolist() == [0.6, 0.3, 0.1]
    assert traces["tokens (est.)"].x.tolist() == [0.1, 0.1, 0.8]
    assert list(traces["documents"].y) == ["a", "7 others", "missing"]


def test_uncounted_tokens_are_not_drawn():
    frame = pd.DataFrame({"value": ["a"], "documents": [6], "tokens": pd.array([None], "Int64"), "values": [1]})
    assert [trace.name for trace in breakdown(frame).data] == ["documents"]


def test_rules_that_do_not_apply_are_not_shown_as_zero_and_few_documents_as_counts():
    rows = [
        ("all", 90, 40, 10, 0.25, 0.05, 0.7),
        ("b", 5, 0, 0, np.nan, 0, 1),
        ("c", 2, 2, 2, 1.0, 0.3, 1),
        ("d", 99, 99, 0, 0.0, 0, 0.1),
    ]
    frame = pd.DataFrame(rows, columns=["group", "documents", "applicable", "failing", "share", "low", "high"])
    frame = frame.assign(rule=0, name="r", place=range(4), tokens=0, failing_tokens=0)
    heat, marks = rule_failures(frame).data
    assert list(heat.text[0]) == ["25%", "n/a", "2/2", "0%"]
    assert np.isnan(np.array(heat.z[0])).tolist() == [False, True, True, False]
    assert "10 of 40 fail: 25.00% (95 % confidence interval 5.00% to 70.00%)<br>" in marks.customdata[0][2]
    assert marks.customdata[0][2].endswith("not applicable to 50 more")
    assert "not applicable to any of 5 documents" in marks.customdata[1][2]


def test_an_upset_plot_has_a_bar_a_combination_and_a_dot_for_each_of_its_rules():
    combinations = pd.DataFrame({"documents": [5, 2], "tokens": [50, 20], "rules": [(0,), (0, 2)]})
    figure = upset(combinations, ["one <b>", "two", "three"], [7, 0, 2])
    bars, sizes, _, dots, line = figure.data
    assert (list(bars.y), list(sizes.x)) == ([5, 2], [7, 2])
    assert list(zip(dots.x, dots.y, strict=True)) == [(0, 0), (1, 0), (1, 1)]
    assert list(line.y) == [0, 1]
    assert figure.layout.yaxis2.ticktext == ("one &lt;b&gt;", "three")
    assert "2 documents fail exactly<br>one &lt;b&gt;<br>three" in bars.customdata[1][1]


def test_a_retention_curve_marks_the_present_threshold_and_the_published_one():
    curve = pd.DataFrame({"threshold": [0.1, 0.2, 0.3], "documents": [0.5, 0.7, 0.9], "tokens": [np.nan] * 3})
    figure = retention_curve(curve, "share", 0.2, 0.3, percent=True, log=False)
    assert [list(trace.y) for trace in figure.data] == [[0.5, 0.7, 0.9], [0.7]]
    assert [
        (line.x0, words.text) for line, words in zip(figure.layout.shapes, figure.layout.annotations, strict=True)
    ] == [(0.2, "now"), (0.3, "published")]


def test_small_sources_are_one_trace_in_the_timeline():
    frame = pd.DataFrame(
        {
            "start": pd.to_datetime(["2024-01-01"] * 12),
            "source": [f"s{number}" for number in range(11)] + [None],
            "documents": range(1, 13),
        }
    )
    figure = timeline(frame, "day")
    assert sum(trace.y.sum() for trace in figure.data) == 78
    assert "other" in [trace.name for trace in figure.data]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_data_is_not_html(text):
    frame = pd.DataFrame({"value": [text], "documents": [1], "tokens": [1], "values": [1]})
    for figure in (
        breakdown(frame),
        histogram(pd.DataFrame([[1]], index=[text]), np.array([0, 1]), text, False, True),
        ecdf(pd.DataFrame([[1]], index=[text], columns=[0.5]), text, False),
    ):
        shown = [
            figure.data[0].name,
            figure.layout.xaxis.title.text,
            *(figure.data[0].y if figure.data[0].orientation == "h" else []),
        ]
        assert not [text for text in shown if "<" in str(text)]
    assert safe_label("a<b>&$x$") == "a&lt;b&gt;&amp;&#36;x&#36;"


def test_the_template_sets_the_colours_and_no_background():
    layout = pio.templates[NAME].layout
    assert layout.colorway == CATEGORIES
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"


def test_a_crossfilter_keeps_all_bars_and_fills_the_selected_part():
    frame = pd.DataFrame({"value": ["a", None], "documents": [10, 4], "tokens": [1, 1], "values": [1, 1]})
    selected, every = crossfilter(frame, [3, 0]).data
    assert list(every.x) == [10, 4] and list(selected.x) == [3, 0]
    assert list(every.y) == ["a", "missing"]
