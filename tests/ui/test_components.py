"""Components that pages share: tables by kind of column, tabs that compute only the open one, slices of long lists."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analytics.ui import frame
from tests.workspaces import HOSTILE


def a_table():
    import pandas as pd

    from analytics import ui
    from tests.workspaces import HOSTILE

    rows = pd.DataFrame({"name": HOSTILE, "share": [0.5, None, 1.0], "n": [1, 2, 3], "hidden": [1, 2, 3]})
    columns = {
        "n": ui.formats.count("Number"),
        "name": ui.formats.text("Name"),
        "share": ui.formats.share("Share"),
        "missing": ui.formats.count("Missing"),
    }
    ui.table(rows, columns, "A table")


def test_a_table_shows_the_named_columns_in_order_with_shares_as_percentages():
    app = AppTest.from_function(a_table).run()
    (table,) = app.dataframe
    assert list(table.proto.column_order) == ["n", "name", "share"]
    assert table.value.share.tolist()[::2] == [50.0, 100.0]
    assert table.value.name.tolist() == list(HOSTILE)
    assert json.loads(table.proto.columns)["share"]["type_config"]["format"] == "%.1f%%"


def three_tabs():
    import streamlit as st

    from analytics import ui

    ui.tabs({"One": lambda word: st.text(f"one {word}"), "Two": lambda word: st.text(f"two {word}")}, "here")


@pytest.mark.parametrize(("tab", "shown"), [("One", ["one here"]), ("Two", ["two here"])])
def test_only_the_open_tab_is_computed(tab, shown):
    app = AppTest.from_function(three_tabs)
    app.session_state["view"] = tab
    assert [text.value for text in app.run().text] == shown


def a_slice(total):
    import streamlit as st

    from analytics import ui

    shown = ui.pick_slice(total, 25, "pages")
    st.text(f"{shown.start} {shown.stop}")


@pytest.mark.parametrize(("total", "shown"), [(0, "0 0"), (25, "0 25"), (26, "0 25")])
def test_a_slice_is_the_first_rows_and_never_more_than_there_are(total, shown):
    assert AppTest.from_function(a_slice, args=(total,)).run().text[0].value == shown


def test_the_height_of_a_table_follows_its_rows_up_to_a_limit():
    from analytics.ui import table_height

    assert table_height(2, 8) < table_height(8, 8) == table_height(100, 8)


def test_a_click_on_a_cell_calls_the_function_with_its_row(monkeypatch):
    from analytics.ui.components import table as module

    clicked: list[int] = []
    selection = {"selection": {"rows": [], "cells": [(1, "a")]}}
    monkeypatch.setattr(module.st, "session_state", {"rows": selection})
    monkeypatch.setattr(module.st, "dataframe", lambda rows, on_select, **options: on_select())
    for rows in (pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1]})):  # the second lacks the clicked row
        module.table(rows, {"a": module.Format({})}, "Rows", on_click=clicked.append, key="rows")
    assert clicked == [1]


def test_plotly_knows_the_size_of_the_labels_that_it_makes_room_for():
    def page():
        from plotly.subplots import make_subplots

        from analytics.ui.components.charts import show

        figure = make_subplots(rows=1, cols=2)
        figure.add_bar(x=[1], y=["a"], row=1, col=2)
        show(figure, "two charts")

    (chart,) = AppTest.from_function(page).run().get("plotly_chart")
    layout = json.loads(chart.proto.spec)["layout"]
    sizes = {name: layout[name]["tickfont"]["size"] for name in ("xaxis", "xaxis2", "yaxis", "yaxis2")}
    assert set(sizes.values()) == {12}


def test_the_script_of_pages_has_nothing_that_looks_like_a_tag():
    script = (Path(frame.__file__).parent / "accessibility.js").read_text(encoding="utf-8")
    assert not re.search(r"<[\w/!?]", script), "the browser would drop the whole script"
