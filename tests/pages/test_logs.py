"""What visitors do on the pages about logs, and what happens then."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.ask.filters import Values
from analytics.ask.selection import Selection
from analytics.ask.workspaces.served import SERVED
from tests.pages.apps import page_text
from tests.sample_logs import rated_answers

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return rated_answers(tmp_path_factory.mktemp("rated") / "rated")


@pytest.fixture
def app(workspace, monkeypatch):
    monkeypatch.setenv(SERVED, str(workspace.path))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()


def test_a_finding_leads_to_its_conversations(app):
    app.switch_page("pages/slices.py").run()
    assert "Worst where model is b and topic is x" in page_text(app)
    app.button(key="read-0").click().run()
    assert Selection.from_url(app.query_params["sel"]) == Selection(
        (Values("turns", "model", ("b",)), Values("metadata", "topic", ("x",)))
    )
    assert app.title[0].value == "What did users and models write?"


def test_a_link_opens_a_conversation_and_a_button_the_next(app):
    app.switch_page("pages/conversations.py")
    app.query_params["conversation"] = "c7"
    app.run()
    app.selectbox(key="sort").set_value("in order of input").run()
    assert "Conversation c7" in [heading.value for heading in app.subheader]
    app.button(key="conversation-after").click().run()
    assert "Conversation c8" in [heading.value for heading in app.subheader]


def test_an_unknown_conversation_is_one_clear_line(app):
    app.switch_page("pages/conversations.py")
    app.query_params["conversation"] = "nobody"
    app.run()
    assert not app.exception
    assert [error.value.replace("\\", "") for error in app.error] == ["There is no conversation 'nobody'."]


def test_two_models_can_be_compared(app):
    app.switch_page("pages/change.py").run()
    app.selectbox(key="compare").set_value("model").run()
    assert "Model b: " in page_text(app) and "model a: " in page_text(app)


def test_pages_of_logs_state_what_a_corpus_lacks(small, monkeypatch):
    monkeypatch.setenv(SERVED, str(small.path))
    for page in ("feedback", "slices", "change", "conversations", "preferences"):
        app = AppTest.from_file(str(ROOT / f"pages/{page}.py"), default_timeout=60).run()
        assert any("Build" in info.value for info in app.info) and app.code, page


def test_implicit_feedback_is_a_tab(app):
    app.session_state["view"] = "Implicit feedback"
    app.switch_page("pages/feedback.py").run()
    assert not app.exception and "asked for another answer" in page_text(app)


def test_a_regular_expression_is_measured_and_an_invalid_one_is_one_clear_line(app):
    app.query_params["measure"] = "your own pattern"
    app.query_params["pattern"] = "TEXT 1"
    app.switch_page("pages/behaviour.py").run()
    assert "Matches the pattern: 37." in page_text(app)  # 1,111 of 3,000 numbers begin with 1
    app.text_input(key="pattern").set_value("(").run()
    assert not app.exception and "regular expression is not valid" in app.error[0].value


def test_questions_of_hostile_wording_are_read_as_text(talk, monkeypatch):
    monkeypatch.setenv(SERVED, str(talk.path))
    app = AppTest.from_file(str(ROOT / "pages/prompts.py"), default_timeout=120).run()
    assert not app.exception and "3 questions" in page_text(app)
    assert any("<script>" in text.value for text in app.text)
    assert "<script>" not in page_text(app)


def test_a_column_that_is_chosen_as_fixed_before_the_answer_holds_on_all_pages(app):
    app.switch_page("pages/slices.py").run()
    chosen = app.multiselect(key="before-columns").value
    assert {"model", "topic"} <= set(chosen) and "length (words)" not in chosen
    app.multiselect(key="before-columns").set_value([name for name in chosen if name != "topic"]).run()
    app.switch_page("pages/change.py").run()
    assert "topic" not in app.multiselect(key="before-columns").value
    assert "topic" not in app.selectbox(key="stratum").options and not app.exception


def test_the_change_page_says_whether_who_rates_could_explain_a_change(app):
    app.switch_page("pages/change.py").run()
    app.selectbox(key="compare").set_value("model").run()
    text = page_text(app)
    assert "goes with a different mix of" in text and "a change of quality or of who rates" in text
