"""How the tests of pages open a page, and read what it shows."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from analytics.ask.workspaces.served import SERVED
from analytics.ui.contents import PAGES

ROOT = Path(__file__).parents[2]


def dashboard(workspace, monkeypatch, selection=None):
    """The dashboard on a workspace, before its first run."""
    monkeypatch.setenv(SERVED, str(workspace.path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if selection is not None:
        app.query_params["sel"] = selection.to_url()
    return app


def open_in_dashboard(name, workspace, monkeypatch, selection=None):
    """The page, run as the dashboard runs it for a link."""
    app = dashboard(workspace, monkeypatch, selection).switch_page(PAGES[name].file).run()
    assert {title.value for title in app.title} <= {PAGES[name].question}, "another page answered"
    return app


def open_alone(name, workspace, monkeypatch, session=None, timeout=60, **parameters):
    """The page, run without the dashboard, with these parameters in its link and these values in its session."""
    monkeypatch.setenv(SERVED, str(workspace.path))
    app = AppTest.from_file(str(ROOT / PAGES[name].file), default_timeout=timeout)
    for key, value in parameters.items():
        app.query_params[key] = value
    for key, value in (session or {}).items():
        app.session_state[key] = value
    return app.run()


def complaints(app):
    """The messages of all exceptions and errors on the page."""
    return [error.message for error in app.exception] + [error.value for error in app.error]


def texts(app):
    """The page's paragraphs, captions, warnings and notes, without the backslashes that keep them from being markup."""
    kinds = (app.markdown, app.caption, app.warning, app.info)
    return [element.value.replace("\\", "") for kind in kinds for element in kind]


def page_text(app):
    """All of `texts` as one."""
    return " ".join(texts(app))


def summary(app):
    """The page's first paragraph: its findings in words."""
    return app.markdown[0].value.replace("\\", "")
