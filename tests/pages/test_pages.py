"""Every page runs on every kind of workspace, and its frame does the same on each."""

import re
import time

import pytest
from streamlit.testing.v1 import AppTest

from analytics.ask.filters import Contains, Range, Values
from analytics.ask.selection import Selection
from analytics.ask.workspaces.served import SERVED
from analytics.ui.contents import PAGES
from analytics.workspace import Progress
from tests.pages.apps import ROOT, complaints, dashboard, open_alone, open_in_dashboard
from tests.workspaces import HOSTILE

WORKSPACES = ("small", "unbuilt", "no_documents", "one_document", "hostile", "talk")
FRAMED = ("overview", "map", "data")
"""Pages for what the frame does, which is the same on all: one that asks at once, one with a component of ours, and one
that is about all data whether or not something is selected.
"""
MARKUP = re.compile(r"(?<!\\)<script|(?<!\\)\*\*bold|:red\[")

every_page = pytest.mark.parametrize("page", PAGES)
framed_pages = pytest.mark.parametrize("page", FRAMED)


def test_every_page_is_in_the_registry():
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == set(PAGES)


@every_page
@pytest.mark.parametrize("workspace", WORKSPACES)
def test_a_page_runs(page, workspace, request, monkeypatch):
    app = open_in_dashboard(page, request.getfixturevalue(workspace), monkeypatch)
    assert complaints(app) == []
    assert len(app.title) == 1


@every_page
def test_a_page_runs_without_the_navigation_and_without_a_selected_document(page, small, monkeypatch):
    nothing = Selection((Contains("no document has this"),))
    app = open_alone(page, small, monkeypatch, sel=nothing.to_url())
    assert complaints(app) == []
    assert app.info


@every_page
@pytest.mark.parametrize("workspace", ["hostile", "talk"])
def test_no_markup_of_the_data_reaches_markdown(page, workspace, request, monkeypatch):
    chosen = Selection((Values("documents", "source", HOSTILE),))
    app = open_in_dashboard(page, request.getfixturevalue(workspace), monkeypatch, selection=chosen)
    assert complaints(app) == []
    kinds = (app.markdown, app.caption, app.subheader, app.info, app.title)
    shown = [element.value for kind in kinds for element in kind]
    shown += [widget.label for kind in (app.button, app.toggle, app.selectbox) for widget in kind]
    assert not [text for text in shown if MARKUP.search(text)]


@framed_pages
def test_a_page_says_that_the_workspace_is_being_built(page, small, monkeypatch):
    with small.lock():
        small.report_progress(Progress("scan", 10, 60, "rows", time.time(), time.time(), ("encode",)))
        app = open_in_dashboard(page, small, monkeypatch)
    assert complaints(app) == []
    assert any("The build is running" in info.value and "scan" in info.value for info in app.info)


@framed_pages
def test_a_page_honours_the_selection_that_the_first_page_was_opened_with(page, small, monkeypatch):
    chosen = Selection((Values("documents", "source", ("a",)), Range("signals", "n_words", 20, None)))
    app = dashboard(small, monkeypatch, chosen).run().switch_page(PAGES[page].file).run()
    assert complaints(app) == []
    keys = [button.key for button in app.button if button.key and button.key.startswith("selection-")]
    assert keys == ["selection-0", "selection-1", "selection-clear"]


@framed_pages
@pytest.mark.parametrize(
    "broken",
    [
        "nonsense",
        '[{"is":"values"}]',
        '[{"is":"range","table":"signals","column":"no_such_column","low":1,"high":2}]',
        '[{"is":"fails","set":"x"}]',
    ],
)
def test_a_broken_link_is_one_clear_line(page, broken, small, monkeypatch):
    app = open_alone(page, small, monkeypatch, sel=broken)
    assert not app.exception
    assert len(app.error) == 1


@framed_pages
def test_a_folder_that_is_no_workspace_is_one_clear_line(page, tmp_path, monkeypatch):
    monkeypatch.setenv(SERVED, str(tmp_path))
    app = AppTest.from_file(str(ROOT / PAGES[page].file), default_timeout=60).run()
    assert not app.exception
    assert len(app.error) == 1
