"""The Checks page: propose limits, run them, see what failed and why, and change them."""

import pytest

from analytics.checks.file import NAME, load, parse, save
from analytics.checks.results import append_results
from analytics.checks.run import run_checks
from analytics.checks.workspace import subject_of
from tests.pages.apps import complaints, open_alone, page_text
from tests.workspaces import write_workspace

CHECKS = """
dataloupe: checks
checks:
- {check: rows, table: documents, min: 1}
- {check: number, number: mean, of: n_words, max: 1}
- {check: number, number: mean, of: n_chars, max: 1, severity: warn, name: "<b>short</b> texts"}
"""


@pytest.fixture
def workspace(tmp_path):
    return write_workspace(
        tmp_path / "workspace", [f"number {n} is a sentence about lamps and rivers." for n in range(60)]
    )


def with_checks(workspace, runs=1):
    checks = parse(CHECKS)
    save(checks, workspace.path / NAME)
    for _ in range(runs):
        report = run_checks(subject_of(workspace), checks.checks)
        append_results(workspace.path, report, workspace.read_manifest().generation)
    return checks


def test_without_checks_the_page_says_how_to_get_them(workspace, monkeypatch):
    app = open_alone("checks", workspace, monkeypatch)
    assert complaints(app) == []
    assert "There are no checks yet" in page_text(app)
    assert app.button(key="propose-checks").label == "Write limits"


def test_the_state_shows_failures_first_with_their_limits(workspace, monkeypatch):
    with_checks(workspace)
    app = open_alone("checks", workspace, monkeypatch)
    assert complaints(app) == []
    assert "3 checks: 1 fails, 1 warns, 1 passes" in page_text(app)
    rows = app.dataframe[0].value
    assert rows.state.tolist() == ["✕ fails", "! warns", "✓ passes"]
    assert rows.limit.tolist()[0] == "at most 1"
    assert "<b>short</b> texts" in rows["name"].tolist()


@pytest.mark.parametrize("tab", ["State", "History", "Limits"])
def test_every_tab_is_shown(tab, workspace, monkeypatch):
    with_checks(workspace, runs=3)
    app = open_alone("checks", workspace, monkeypatch, view=tab)
    assert complaints(app) == []


def test_a_limit_can_be_changed_and_a_check_added_and_removed(workspace, monkeypatch):
    with_checks(workspace)
    path = workspace.path / NAME
    app = open_alone("checks", workspace, monkeypatch, view="Limits")
    app.selectbox(key="check-place").set_value(1).run()
    app.number_input(key="check-max-1").set_value(5000.0).run()
    app.button(key="save-check").click().run()
    assert load(path).checks[1].max == 5000
    app.text_area(key="new-check").set_value("check: rows\ntable: rejects\nmax: 3").run()
    app.button(key="add-check").click().run()
    assert load(path).checks[-1].table == "rejects"
    app.button(key="remove-check").click().run()
    assert len(load(path).checks) == 3
    assert complaints(app) == []


def test_a_mistake_in_a_new_check_is_one_line(workspace, monkeypatch):
    with_checks(workspace)
    app = open_alone("checks", workspace, monkeypatch, view="Limits")
    app.text_area(key="new-check").set_value("check: nothing").run()
    app.button(key="add-check").click().run()
    assert len(complaints(app)) == 1
    assert "nothing" in complaints(app)[0]
    assert len(load(workspace.path / NAME).checks) == 3


def test_running_the_checks_shows_their_state(workspace, monkeypatch):
    save(parse(CHECKS), workspace.path / NAME)
    app = open_alone("checks", workspace, monkeypatch, timeout=180)
    assert "3 checks, not run yet" in page_text(app)
    app.button(key="run-checks").click().run()
    assert complaints(app) == []
    assert "1 fails" in page_text(app)
