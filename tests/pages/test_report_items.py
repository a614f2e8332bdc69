"""*Add to report*: on a finding, a chart, a selection and the answer of a query; and the list on the Report page."""

import shutil

import pytest

from analytics.ask.filters import Values
from analytics.ask.selection import Selection
from analytics.report.items import read_items
from analytics.workspace import open_workspace
from tests.pages.apps import complaints, open_in_dashboard, page_text


@pytest.fixture
def own(small, tmp_path):
    return open_workspace(shutil.copytree(small.path, tmp_path / "own"))


def buttons(app, label):
    return [one for one in app.button if one.label == label]


def test_a_chart_and_a_selection_are_added_with_a_note(own, monkeypatch):
    selection = Selection((Values("documents", "source", ("a",)),))
    app = open_in_dashboard("overview", own, monkeypatch, selection)
    app.button(key="report-values-documents-source").click().run()
    app.text_input(key="decide-why").set_value("The best source").run()
    app.button(key="report-selection").click().run()
    assert complaints(app) == []
    chart, selected = read_items(own.path)
    assert (chart.kind, chart.page, chart.title) == ("values", "overview", "Documents by source, source is a")
    assert (selected.kind, selected.note) == ("selection", "The best source")
    assert selected.parameters["sel"] == selection.to_url()


def test_a_distribution_is_added_as_it_is_drawn(own, monkeypatch):
    app = open_in_dashboard("quality", own, monkeypatch)
    app.button(key="report-distribution").click().run()
    assert complaints(app) == []
    (item,) = read_items(own.path)
    assert item.kind == "distribution"
    assert item.snapshot


def test_the_list_moves_notes_and_removes_items(own, monkeypatch):
    app = open_in_dashboard("overview", own, monkeypatch)
    app.button(key="report-values-documents-source").click().run()
    app = open_in_dashboard("quality", own, monkeypatch)
    app.button(key="report-distribution").click().run()
    app = open_in_dashboard("report", own, monkeypatch)
    assert "2 items, in the order of the report" in page_text(app)
    buttons(app, "Down")[0].click().run()
    assert [item.kind for item in read_items(own.path)] == ["distribution", "values"]
    app.text_area[0].set_value("Read this first").run()
    assert read_items(own.path)[0].note == "Read this first"
    buttons(app, "Remove")[1].click().run()
    assert complaints(app) == []
    assert [item.kind for item in read_items(own.path)] == ["distribution"]


def test_an_empty_list_says_how_to_add(own, monkeypatch):
    assert "Nothing is added yet." in page_text(open_in_dashboard("report", own, monkeypatch))
