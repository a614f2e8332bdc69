"""Every page there is runs on every kind of workspace there can be."""

import re
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.ask.filters import Contains, Range, Values
from analytics.ask.selection import Selection
from analytics.ask.workspaces.served import SERVED
from analytics.ui.contents import PAGES
from analytics.workspace import Progress
from tests.workspaces import HOSTILE

ROOT = Path(__file__).parents[2]
FILES = sorted(entry.file for entry in PAGES.values())
WORKSPACES = ("small", "unbuilt", "no_documents", "one_document", "hostile", "talk")


def opened(page, workspace, monkeypatch, selection=None):
    """The page, run as the dashboard runs it for a link, on this workspace."""
    app = dashboard(workspace, monkeypatch, selection).switch_page(page).run()
    assert {title.value for title in app.title} <= {PAGES[Path(page).stem].question}, "another page answered"
    return app


def dashboard(workspace, monkeypatch, selection=None):
    monkeypatch.setenv(SERVED, str(workspace.path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if selection is not None:
        app.query_params["sel"] = selection.to_url()
    return app


def complaints(app):
    return [error.message for error in app.exception] + [error.value for error in app.error]


def test_every_page_is_in_the_registry():
    assert sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py")) == FILES


@pytest.mark.parametrize("workspace", WORKSPACES)
@pytest.mark.parametrize("page", FILES)
def test_a_page_runs(page, workspace, request, monkeypatch):
    app = opened(page, request.getfixturevalue(workspace), monkeypatch)
    assert complaints(app) == []
    assert len(app.title) == 1


@pytest.mark.parametrize("page", FILES)
def test_a_page_runs_without_the_table_of_contents(page, small, monkeypatch):
    monkeypatch.setenv(SERVED, str(small.path))
    assert complaints(AppTest.from_file(str(ROOT / page), default_timeout=60).run()) == []


@pytest.mark.parametrize("page", FILES)
def test_a_page_says_that_the_workspace_is_being_built(page, small, monkeypatch):
    with small.lock():
        small.report_progress(Progress("scan", 10, 60, "rows", time.time(), time.time(), ("encode",)))
        app = opened(page, small, monkeypatch)
    assert complaints(app) == []
    assert any("The build is running" in info.value and "scan" in info.value for info in app.info)


@pytest.mark.parametrize("page", FILES)
def test_a_page_honours_the_selection_that_the_first_page_was_opened_with(page, small, monkeypatch):
    chosen = Selection((Values("documents", "source", ("a",)), Range("signals", "n_words", 20, None)))
    app = dashboard(small, monkeypatch, chosen).run().switch_page(page).run()
    assert complaints(app) == []
    assert [button.key for button in app.button if button.key and button.key.startswith("selection-")] == [
        "selection-0",
        "selection-1",
        "selection-clear",
    ]


@pytest.mark.parametrize("page", FILES)
def test_a_page_runs_when_nothing_is_selected(page, small, monkeypatch):
    app = opened(page, small, monkeypatch, selection=Selection((Contains("no document has this"),)))
    assert complaints(app) == []
    assert app.info


@pytest.mark.parametrize("page", FILES)
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
    monkeypatch.setenv(SERVED, str(small.path))
    app = AppTest.from_file(str(ROOT / page), default_timeout=60)
    app.query_params["sel"] = broken
    app.run()
    assert not app.exception
    assert len(app.error) == 1


@pytest.mark.parametrize("workspace", ["hostile", "talk"])
@pytest.mark.parametrize("page", FILES)
def test_no_markup_of_the_data_reaches_markdown(page, workspace, request, monkeypatch):
    chosen = Selection((Values("documents", "source", HOSTILE),))
    app = opened(page, request.getfixturevalue(workspace), monkeypatch, selection=chosen)
    assert complaints(app) == []
    shown = [
        element.value for kind in (app.markdown, app.caption, app.subheader, app.info, app.title) for element in kind
    ]
    shown += [widget.label for kind in (app.button, app.toggle, app.selectbox) for widget in kind]
    assert not [text for text in shown if re.search(r"(?<!\\)<script|(?<!\\)\*\*bold|:red\[", text)]


@pytest.mark.parametrize("page", FILES)
def test_a_workspace_that_is_none_is_one_clear_line(page, tmp_path, monkeypatch):
    monkeypatch.setenv(SERVED, str(tmp_path))
    app = AppTest.from_file(str(ROOT / page), default_timeout=60).run()
    assert not app.exception
    assert len(app.error) == 1
