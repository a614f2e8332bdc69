"""What people do on any page, and what happens then."""

import os
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.ask import overview
from analytics.ask.columns import Column
from analytics.ask.distribution import distribution
from analytics.ask.filters import Contains, Values
from analytics.ask.selection import ALL, Selection
from analytics.ask.workspaces.served import SERVED
from analytics.workspace import Workspace
from tests.workspaces import documents, write_table, write_workspace

ROOT = Path(__file__).parents[2]
TWO = Selection((Values("documents", "source", ("a",)), Contains("Document 3")))


@pytest.fixture
def app(small, monkeypatch):
    monkeypatch.setenv(SERVED, str(small.path))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def table(app, rows):
    return next(frame.value for frame in app.dataframe if len(frame.value) == rows and "excerpt" in frame.value)


def test_one_filter_can_be_removed_and_then_all(app):
    app.query_params["sel"] = TWO.to_url()
    app.run().button(key="selection-0").click().run()
    assert Selection.from_url(app.query_params["sel"]) == TWO.without_filter(0)
    app.button(key="selection-clear").click().run()
    assert "sel" not in app.query_params
    assert not [button for button in app.button if button.key == "selection-clear"]


def test_the_selection_is_kept_on_the_next_page(app):
    app.query_params["sel"] = TWO.to_url()
    app.run()
    del app.query_params["sel"]  # what a browser does to the link when a page is picked in the navigation
    app.switch_page("pages/documents.py").run()
    assert Selection.from_url(app.query_params["sel"]) == TWO
    assert len(table(app, 5)) == 5


def test_a_search_can_be_added_to_the_selection(app):
    app.run().switch_page("pages/documents.py").run()
    app.text_input(key="q").set_value("Document 41.").run()
    assert table(app, 1).doc_id.tolist() == [41]
    app.button(key="documents-add").click().run()
    assert Selection.from_url(app.query_params["sel"]) == Selection((Contains("Document 41."),))


def test_a_broken_pattern_is_one_clear_line(app):
    app.run().switch_page("pages/documents.py").run()
    app.toggle(key="regex").set_value(True)
    app.text_input(key="q").set_value("(oops").run()
    assert not app.exception
    assert [error.value.replace("\\", "") for error in app.error] == [
        "The regular expression is not valid: missing ): (oops."
    ]


def test_the_table_of_documents_has_pages(app):
    app.run().switch_page("pages/documents.py").run()
    first = table(app, 25).doc_id.tolist()
    app.session_state["documents-page"] = 3
    app.run()
    assert first == list(range(25))
    assert table(app, 10).doc_id.tolist() == list(range(50, 60))


def test_a_clicked_bar_shows_its_documents_and_can_be_selected(app, small):
    app.run().switch_page("pages/quality.py").run()
    numbers = distribution(small.connect(), ALL, Column("signals", "n_words", "BIGINT"), log=True)
    place = int(numbers.counts.loc["a"].to_numpy().argmax())
    app.session_state["bars-n_words"] = {
        "selection": {"points": [{"customdata": [place, "", "a"], "point_index": place}]}
    }
    app.run()
    assert not app.exception
    assert not app.error
    assert len(table(app, numbers.counts.loc["a"].max()))
    app.button(key="bar-add").click().run()
    assert Selection.from_url(app.query_params["sel"]).filters == numbers.bar_filters(place, "a")


def test_a_click_on_a_bar_that_is_gone_is_one_clear_line(app):
    app.run().switch_page("pages/quality.py").run()
    app.session_state["bars-n_words"] = {"selection": {"points": [{"customdata": [9999, "1", "a"], "point_index": 0}]}}
    app.run()
    assert not app.exception
    assert len(app.error) == 1


def test_a_long_document_is_cut_and_says_so(tmp_path, monkeypatch):
    workspace = write_workspace(tmp_path / "w", ["x" * 1_000_000])
    monkeypatch.setenv(SERVED, str(workspace.path))
    app = AppTest.from_file(str(ROOT / "pages/documents.py"), default_timeout=60).run()
    assert max(len(text.value) for text in app.text) == 20_000
    assert any("The first 20,000 of 1,000,000 characters" in caption.value for caption in app.caption)
    app.toggle(key="whole-0").set_value(True).run()
    assert max(len(text.value) for text in app.text) == 1_000_000


def test_the_next_run_shows_a_new_build(tmp_path, monkeypatch):
    workspace = write_workspace(tmp_path / "w", ["one"])
    monkeypatch.setenv(SERVED, str(workspace.path))
    app = AppTest.from_file(str(ROOT / "pages/overview.py"), default_timeout=60).run()
    assert app.metric[0].value == "1"
    write_table(workspace, "documents", documents(["one", "two"]))
    assert app.run().metric[0].value == "2"


def test_another_dataset_starts_without_the_selection(small, one_document, monkeypatch):
    monkeypatch.setenv(SERVED, os.pathsep.join([str(small.path), str(one_document.path)]))
    app = AppTest.from_file(str(ROOT / "pages/overview.py"), default_timeout=60)
    app.query_params["sel"] = TWO.to_url()
    app.run()
    assert app.metric[0].value == "5"
    app.selectbox(key="dataset").set_value("one").run()
    assert app.metric[0].value == "1"
    assert "sel" not in app.query_params


def test_a_database_that_DuckDB_has_closed_is_opened_again(app, small, monkeypatch):
    opened = []
    connect = Workspace.connect
    monkeypatch.setattr(Workspace, "connect", lambda self, manifest: opened.append(self) or connect(self, manifest))
    st.cache_resource.clear()
    st.cache_data.clear()
    with monkeypatch.context() as failing:
        failing.setattr(overview, "summary", fail_inside_duckdb)
        assert app.run().exception
    assert not app.run().exception
    assert len(opened) == 2


def fail_inside_duckdb(connection, selection):
    raise duckdb.InternalException("INTERNAL Error: made up")
