"""Two editors on one Decisions page: the second one sees what the first one changed, and all see who did what."""

import pytest
from streamlit.testing.v1 import AppTest

from analytics.access import Identity
from analytics.access.settings import SETTINGS, ServerSettings
from analytics.ask.filters import Values
from analytics.ask.workspaces.served import SERVED
from analytics.errors import DataloupeError
from analytics.recipe.file import NAME, load, save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Exclude
from analytics.workspace.annotations import append
from tests.conftest import SENTENCE
from tests.pages.apps import ROOT, complaints
from tests.workspaces import write_workspace

ACCESS = "workspaces: {'*': {editor: ['@example.org'], viewer: ['@other.example']}}"


@pytest.fixture
def workspace(tmp_path):
    workspace = write_workspace(
        tmp_path / "ws", [SENTENCE * (1 + number) for number in range(9)], source=["a", "b", "c"] * 3
    )
    steps = [Step(Exclude((Values("documents", "source", (name,)),)), reason=f"no {name}") for name in "ab"]
    save(Recipe(tuple(steps)), workspace.path / NAME)
    return workspace


@pytest.fixture
def editor(workspace, tmp_path, monkeypatch):
    """Opens the page for a person who is signed in."""
    (tmp_path / "access.yaml").write_text(ACCESS)
    settings = ServerSettings(is_local=False, auth="oidc.toml", access=str(tmp_path / "access.yaml"))
    monkeypatch.setenv(SETTINGS, settings.to_environment()[SETTINGS])
    monkeypatch.setenv(SERVED, str(workspace.path))

    def open_as(email):
        app = AppTest.from_file(str(ROOT / "pages/decisions.py"), default_timeout=60)
        app.user = {"is_logged_in": True, "sub": email, "email": email, "email_verified": True}
        return app.run()

    return open_as


def reasons(workspace):
    return [step.reason for step in load(workspace.path / NAME).steps]


@pytest.mark.parametrize("button", ["step-1-up", "step-0-down", "step-0-active", "step-1-remove"])
def test_the_second_editor_sees_what_changed_and_overwrites_nothing(editor, workspace, button):
    ana, bob = editor("ana@example.org"), editor("bob@example.org")
    ana.button(key="step-0-remove").click().run()
    assert complaints(ana) == [] and reasons(workspace) == ["no b"]
    bob.button(key=button).click().run()
    assert not bob.exception
    assert reasons(workspace) == ["no b"]
    (message,) = [toast.value.replace("\\", "").replace("\N{WORD JOINER}", "") for toast in bob.toast]
    assert "Your change was not made" in message and "ana@example.org changed steps" in message
    bob.button(key="step-0-remove").click().run()
    assert reasons(workspace) == []


def test_an_undo_does_not_take_back_what_somebody_else_did(editor, workspace):
    ana, bob = editor("ana@example.org"), editor("bob@example.org")
    ana.button(key="step-1-remove").click().run()
    bob.run().button(key="step-0-active").click().run()
    ana.button(key="decisions-undo").click().run()
    assert reasons(workspace) == ["no a"]
    assert not load(workspace.path / NAME).steps[0].active
    assert any("Your change was not made" in toast.value for toast in ana.toast)


def test_the_history_says_who_did_what(editor, workspace):
    editor("ana@example.org").button(key="step-0-remove").click().run()
    append(workspace.path, "labels", 3, "wrong", annotator="bob@example.org")
    app = editor("cleo@example.org")
    app.session_state["view"] = "History"
    rows = app.run().dataframe[-1].value
    assert {"bob@example.org", "ana@example.org"} <= set(rows.who)
    line = rows[rows.who == "ana@example.org"].iloc[0]
    assert line.what == "changed steps" and "no a" in line.before


def test_a_viewer_sees_the_steps_and_no_button_to_change_them(editor, workspace):
    app = editor("vera@other.example")
    assert complaints(app) == []
    assert not [button.key for button in app.button if button.key and button.key.startswith("step-")]
    assert "no a" in " ".join(caption.value for caption in app.caption)


def test_an_action_asks_for_the_workspace_that_it_changes(workspace, tmp_path, monkeypatch):
    """A viewer of one workspace is editor of another. The name in the address is that of the other one."""
    from analytics.access.actions import require
    from analytics.access.permissions import Permission
    from analytics.ui.frame import dataset, visitor
    from analytics.ui.frame.decisions import Decisions

    access = "workspaces: {ws: {viewer: ['a@x.y']}, other: {editor: ['a@x.y']}}"
    (tmp_path / "access.yaml").write_text(access)
    settings = ServerSettings(is_local=False, auth="oidc.toml", access=str(tmp_path / "access.yaml"))
    monkeypatch.setenv(SETTINGS, settings.to_environment()[SETTINGS])
    monkeypatch.setattr(visitor, "identity_of_visit", lambda: Identity("a", "a@x.y", True))
    monkeypatch.setattr(dataset, "dataset_path", lambda: tmp_path / "other")
    own = Decisions(workspace, workspace.read_manifest(), workspace.connect())
    for arguments in ((own,), (workspace,), (workspace.path, "x"), (len, workspace.path)):
        with pytest.raises(DataloupeError, match="with your role"):
            require(Permission.DECIDE, arguments)
    require(Permission.DECIDE, ())
    with pytest.raises(DataloupeError, match="with your role"):
        own.undo()
