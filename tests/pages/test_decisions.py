"""What people decide on any page, and how they undo it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.ask.filters import Decided, Range, Values
from analytics.ask.selection import Selection
from analytics.ask.workspaces.served import SERVED
from analytics.recipe.file import NAME, load, save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Deduplicate, Exclude, KeepOnly, Mask, Tag
from tests.conftest import SENTENCE
from tests.duplicate_stages import workspace_of
from tests.pages.apps import texts
from tests.workspaces import write_workspace

ROOT = Path(__file__).parents[2]
SOURCE_A = Selection((Values("documents", "source", ("a",)),))


@pytest.fixture
def workspace(tmp_path):
    """Twelve documents of three sources."""
    return write_workspace(
        tmp_path / "ws", [SENTENCE * (1 + number) for number in range(12)], source=["a", "b", "c"] * 4
    )


@pytest.fixture
def app(workspace, monkeypatch):
    monkeypatch.setenv(SERVED, str(workspace.path))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def decisions(app):
    return app.switch_page("pages/decisions.py").run()


def select(app, selection):
    app.query_params["sel"] = selection.to_url()
    return app.run()


def steps(workspace):
    return load(workspace.path / NAME).steps


def test_what_is_selected_can_be_excluded_from_every_page_with_a_reason(app, workspace):
    select(app, SOURCE_A)
    app.text_input(key="decide-why").set_value("not ours")
    app.button(key="decide-exclude").click().run()
    assert [toast.value.replace("\\", "") for toast in app.toast] == ["Step 1 removes 4 documents. See Decisions."]
    assert app.text_input(key="decide-why").value == ""
    (step,) = steps(workspace)
    assert (step.action, step.reason, step.counts.documents) == (Exclude(SOURCE_A.filters), "not ours", 4)
    app.button(key="selection-clear").click().run()
    lines = texts(decisions(app))
    assert any(line.startswith("1 step keeps 8 of 12 documents (66.7%)") for line in lines)
    assert any("More than half is removed from a (4 of 4, 100%)" in line for line in lines)
    assert any("not ours" in line for line in lines)


def test_what_is_selected_can_be_the_only_thing_kept_or_tagged(app, workspace):
    select(app, SOURCE_A)
    app.button(key="decide-keep").click().run()
    app.button(key="decide-tag-these").click().run()  # without a word nothing is tagged
    app.text_input(key="decide-tag").set_value("ours")
    app.button(key="decide-tag-these").click().run()
    assert [step.action for step in steps(workspace)] == [KeepOnly(SOURCE_A.filters), Tag("ours", SOURCE_A.filters)]


def test_steps_are_moved_switched_off_removed_and_all_that_undone(app, workspace):
    few = Selection((Range("signals", "n_words", None, 40),))
    save(Recipe((Step(Exclude(SOURCE_A.filters)), Step(Exclude(few.filters)))), workspace.path / NAME)
    decisions(app.run())
    app.button(key="step-0-down").click().run()
    assert [step.action.where for step in steps(workspace)] == [few.filters, SOURCE_A.filters]
    assert [step.counts.documents for step in steps(workspace)] == [2, 3]
    app.button(key="step-0-active").click().run()
    assert [step.active for step in steps(workspace)] == [False, True]
    app.button(key="step-1-remove").click().run()
    assert len(steps(workspace)) == 1
    for expected in ([False, True], [True, True], [True, True]):
        app.button(key="decisions-undo").click().run()
        assert [step.active for step in steps(workspace)] == expected
    assert [step.action.where for step in steps(workspace)] == [SOURCE_A.filters, few.filters]
    assert app.button(key="decisions-undo").disabled


def test_kept_and_removed_documents_can_be_selected_and_follow_the_decisions(app, workspace):
    save(
        Recipe((Step(Exclude(SOURCE_A.filters)), Step(Exclude((Range("signals", "n_words", None, 40),))))),
        workspace.path / NAME,
    )
    decisions(app.run())
    app.button(key="select-False").click().run()
    app.switch_page("pages/documents.py").run()
    assert any(line.startswith("5 documents") for line in texts(app))
    decisions(app)
    app.button(key="select-True").click().run()
    assert Selection.from_url(app.query_params["sel"]).filters[0].kept
    app.button(key="step-1-active").click().run()
    assert not app.error
    assert any("**8 documents" in line for line in texts(app))
    assert not [button for button in app.button if button.key == "decide-exclude"], "no step depends on other steps"


def test_a_link_to_what_was_kept_opens_in_a_fresh_browser_and_says_so_when_the_decisions_have_changed(app, workspace):
    recipe = Recipe((Step(Exclude(SOURCE_A.filters)),))
    save(recipe, workspace.path / NAME)
    select(app.switch_page("pages/overview.py"), Selection((Decided(recipe.digest),)))
    assert not app.error
    assert app.metric[0].value == "8"
    save(Recipe(), workspace.path / NAME)
    fresh = AppTest.from_file(str(ROOT / "pages/overview.py"), default_timeout=60)
    fresh.query_params["sel"] = Selection((Decided("0123456789abcdef"),)).to_url()
    assert ["an earlier version of the recipe" in error.value for error in fresh.run().error] == [True]
    fresh.button(key="selection-clear").click().run()
    assert not fresh.error


def test_a_step_that_does_not_fit_can_be_switched_off(app, workspace):
    save(
        Recipe((Step(Exclude((Range("metadata", "gone", 1),))), Step(Exclude(SOURCE_A.filters)))),
        workspace.path / NAME,
    )
    decisions(app.run())
    assert ["step 1 \\(exclude\\)" in error.value for error in app.error] == [True]
    app.button(key="step-0-active").click().run()
    assert not app.error
    assert any(line.startswith("1 step (1 more switched off) keeps 8 of 12") for line in texts(app))


def test_a_file_that_was_edited_wrongly_is_one_clear_line(app, workspace):
    (workspace.path / NAME).write_text("steps: [{do: excl}]")
    assert ["There is no step 'excl'" in error.value.replace("\\", "") for error in decisions(app.run()).error] == [
        True
    ]
    select(app, SOURCE_A)
    app.button(key="decide-exclude").click().run()
    assert any("There is no step" in toast.value for toast in app.toast)
    assert (workspace.path / NAME).read_text() == "steps: [{do: excl}]", (
        "a file that a person edited is not overwritten"
    )


def test_the_numbers_are_those_of_all_documents_whatever_is_selected(app, workspace):
    save(Recipe((Step(Exclude((Range("signals", "n_words", None, 80),))),)), workspace.path / NAME)
    select(app, SOURCE_A)
    app.session_state["view"] = "By source"
    decisions(app)
    assert any(line.startswith("1 step keeps 8 of 12 documents") for line in texts(app)), texts(app)
    assert any("The selection does not apply" in line for line in texts(app))
    shown = next(frame.value for frame in app.dataframe)
    assert shown[["Source", "All"]].to_numpy().tolist() == [["a", 4], ["b", 4], ["c", 4]]
    assert (shown["Kept"] + shown["1. exclude"]).tolist() == [4, 4, 4]


def test_personal_data_can_be_masked_and_a_reason_given_later(app, workspace):
    decisions(app.run())
    app.button(key="decide-mask").click().run()
    (box,) = [widget for widget in app.text_input if widget.key and widget.key.startswith("step-0-reason")]
    box.set_value("nobody's address").run()
    assert steps(workspace) == (Step(Mask(("email", "phone")), "nobody's address"),)


def test_duplicates_offers_a_step_with_its_thresholds(tmp_path, monkeypatch):
    workspace = workspace_of(tmp_path / "twice", [SENTENCE * 3] * 2 + [SENTENCE])
    monkeypatch.setenv(SERVED, str(workspace.path))
    app = AppTest.from_file(str(ROOT / "pages/duplicates.py"), default_timeout=60).run()
    app.slider(key="jaccard").set_value(0.9).run()
    app.button(key="decide-offer").click().run()
    (step,) = steps(workspace)
    assert isinstance(step.action, Deduplicate)
    assert step.action.thresholds.jaccard == 0.9
    assert step.counts.documents == 1
