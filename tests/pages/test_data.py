"""The Data and Report pages: the state of the build, who may add what, and the report that people make."""

import shutil
import time

import pytest
import streamlit as st

from analytics.ask.workspaces import builds
from analytics.ui.data.permissions import UPLOADS
from analytics.workspace import Progress, open_workspace
from tests.pages.apps import complaints, open_in_dashboard


@pytest.fixture
def own(small, tmp_path):
    """A workspace that may be changed."""
    return open_workspace(shutil.copytree(small.path, tmp_path / "own"))


@pytest.fixture
def sources(tmp_path):
    path = tmp_path / "more.jsonl"
    path.write_text('{"body": "Some more text, long enough to be read."}\n')
    return path


def labels(app):
    return [button.label for button in app.button]


def adding(workspace, monkeypatch):
    app = open_in_dashboard("data", workspace, monkeypatch)
    app.session_state["data-view"] = "Add data"
    return app.run()


def test_a_killed_build_is_shown_and_can_be_continued(own, monkeypatch):
    own.report_progress(Progress("scan", 20, 60, "rows", time.time(), time.time(), ("encode",)))
    app = open_in_dashboard("data", own, monkeypatch)
    assert complaints(app) == []
    (warning,) = app.warning
    assert "killed during scan" in warning.value
    assert "20 of 60 rows" in warning.value
    assert "Continue build" in labels(app)


def test_a_running_build_can_be_cancelled(own, monkeypatch):
    calls = []
    monkeypatch.setattr(builds, "cancel_build", calls.append)
    with own.lock():
        own.report_progress(Progress("scan", 20, 60, "rows", time.time(), time.time(), ("encode",)))
        app = open_in_dashboard("data", own, monkeypatch)
        assert complaints(app) == []
        app.button(key="build-cancel").click().run()
    assert [workspace.path for workspace in calls] == [own.path]


def test_a_named_path_is_inspected_and_built(own, sources, monkeypatch):
    calls = []
    monkeypatch.setattr(builds, "start_build", lambda *arguments: calls.append(arguments))
    app = adding(own, monkeypatch)
    app.text_input[0].set_value(str(sources))
    app.button[0].click().run()
    assert complaints(app) == []
    assert [text.value for text in app.text if "text in column 'body'" in text.value]
    assert list(app.dataframe[0].value.becomes) == ["text"]
    app.button(key="adding-build").click().run()
    assert complaints(app) == []
    ((path, named, options),) = calls
    assert (path, named[-1], options) == (own.path, str(sources), {})


def test_an_input_that_cannot_be_read_is_one_line(own, monkeypatch, tmp_path):
    app = adding(own, monkeypatch)
    app.text_input[0].set_value(str(tmp_path / "**nosuch**"))
    app.button[0].click().run()
    assert not app.exception
    assert len(app.error) == 1


@pytest.mark.parametrize(("allowed", "uploads"), [("", 0), ("1", 1)])
def test_a_dashboard_that_is_open_to_others_takes_no_path(own, monkeypatch, allowed, uploads):
    get = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: "0.0.0.0" if name == "server.address" else get(name))
    monkeypatch.setenv(UPLOADS, allowed)
    app = adding(own, monkeypatch)
    assert complaints(app) == []
    assert len(app.text_input) == 0
    assert len(app.get("file_uploader")) == uploads


def test_chosen_sections_make_a_report(small, monkeypatch):
    app = open_in_dashboard("report", small, monkeypatch)
    assert complaints(app) == []
    app.button(key="report-make").click().run()
    assert complaints(app) == []
    assert len(app.get("download_button")) == 1
    app.session_state["report-sections"] = []
    assert "No section is chosen. Choose at least one." in [info.value for info in app.run().info]
