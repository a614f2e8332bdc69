"""Each bar of the waterfall is what remains after a step, by source."""

import pandas as pd

from analytics.figures.waterfall import MAX_SOURCES, OTHER, waterfall

REMAINING = pd.DataFrame(
    {"stage": [0, 0, 1, 1], "step": [-1, -1, 0, 0], "source": ["a", "b", "a", "b"], "amount": [10, 4, 7, 0]}
)


def test_a_source_has_one_bar_a_stage():
    figure = waterfall(REMAINING, ["All documents", "exclude short"], "documents")
    assert {trace.name: list(trace.x) for trace in figure.data} == {"a": [10, 7], "b": [4, 0]}
    assert list(figure.data[0].y) == ["All documents", "1. exclude short"]


def test_small_sources_are_drawn_as_one():
    many = pd.DataFrame({"stage": 0, "step": -1, "source": [f"s{n}" for n in range(20)], "amount": range(20, 0, -1)})
    figure = waterfall(many, ["All documents"], "documents")
    assert len(figure.data) == MAX_SOURCES + 1
    assert figure.data[-1].name == OTHER
    assert sum(trace.x[0] for trace in figure.data) == sum(range(1, 21))


def test_names_from_data_are_no_markup():
    hostile = REMAINING.assign(source=["<b>a</b>", "b", "<b>a</b>", "b"])
    figure = waterfall(hostile, ["All documents", "x <i>y</i>"], "documents")
    assert "<b>" not in figure.to_json() and "<i>" not in figure.to_json().replace("\\u003ci", "<i")
