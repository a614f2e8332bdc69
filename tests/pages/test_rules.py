"""The Rules page, and what people do on it."""

import json
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analytics.ask.columns import Column
from analytics.ask.filters import Fails
from analytics.ask.rules import verdicts
from analytics.ask.selection import ALL, Selection
from analytics.ask.workspaces.served import SERVED
from analytics.errors import DataloupeError
from analytics.rules import OWN, Rule, Test, find_rule
from analytics.ui.rules.own import rule_from_form
from tests.pages.apps import complaints, summary

ROOT = Path(__file__).parents[2]
RULES_TABS = ("Each rule", "Overlap", "Sources, languages, topics", "Definitions")
QUALITY = (("Gopher quality",),)


@pytest.fixture
def page(small, monkeypatch):
    def open_page(name="rules", workspace=small, session=None, **parameters):
        monkeypatch.setenv(SERVED, str(workspace.path))
        app = AppTest.from_file(str(ROOT / f"pages/{name}.py"), default_timeout=60)
        for key, value in parameters.items():
            app.query_params[key] = value
        for key, value in (session or {}).items():
            app.session_state[key] = value
        return app.run()

    return open_page


def rules_in(app):
    return json.loads(app.query_params["rules"])


@pytest.mark.parametrize("workspace", ["small", "no_documents", "hostile"])
@pytest.mark.parametrize("tab", RULES_TABS)
def test_every_tab_runs_on_every_workspace(page, tab, workspace, request):
    assert complaints(page("rules", request.getfixturevalue(workspace), {"view": tab})) == []


def test_a_moved_threshold_is_in_the_link_and_in_the_numbers(page, small):
    app = page(rules=json.dumps(QUALITY))
    app.number_input(key="threshold-Gopher quality: too few words-0").set_value(100.0).run()
    assert complaints(app) == []
    assert rules_in(app) == [["Gopher quality"], ["Gopher quality", "too few words", 100.0]]
    answer = verdicts(small.connect(), ALL, (*QUALITY, ("Gopher quality", "too few words", 100.0)))
    assert summary(app) == answer.summary_text()
    app.button(key="as-published").click().run()
    assert rules_in(app) == [["Gopher quality"]]


def test_a_click_on_the_curve_moves_the_threshold_there(page):
    app = page(rules=json.dumps([["Gopher quality", "too few words", 50.0]]))
    app.session_state["curve-Gopher quality: too few words-0-50.0"] = {"selection": {"points": [{"point_index": 0}]}}
    app.run()
    assert complaints(app) == []


def test_a_fraction_is_moved_in_percent(page):
    app = page(rules=json.dumps([["FineWeb", "short lines", 0.67]]))
    assert app.number_input(key="threshold-FineWeb: short lines-0").value == 67.0
    app.number_input(key="threshold-FineWeb: short lines-0").set_value(50.0).run()
    assert rules_in(app) == [["FineWeb", "short lines", 0.5]]


def test_rules_are_removed_and_sets_added(page):
    app = page(rules=json.dumps([["Gopher quality", "too few words", 50.0]]))
    app.button(key="out-Gopher quality: too few words").click().run()
    assert rules_in(app) == []
    assert summary(app) == "No rule is selected."
    app.get("button_group")[0].set_value(["C4"]).run()
    assert rules_in(app) == [["C4"]]


def test_documents_that_fail_can_be_selected(page):
    app = page(rules=json.dumps(QUALITY))
    app.button(key="rules-select-True").click().run()
    assert Selection.from_url(app.query_params["sel"]).filters == (Fails(QUALITY, True),)


def test_clicked_bars_and_cells_show_their_documents(page):
    app = page(session={"view": "Overlap"})
    app.session_state["upset"] = {"selection": {"points": [{"customdata": [0, ""], "point_index": 0}]}}
    app.run()
    assert complaints(app) == []
    assert any("fails Gopher" in heading.value.replace("\\", "") for heading in app.subheader)
    app = page(session={"view": "Sources, languages, topics"}, rules=json.dumps(QUALITY))
    app.session_state["cells-source-1"] = {"selection": {"points": [{"customdata": [1, 1, ""], "point_index": 0}]}}
    app.run()
    assert complaints(app) == []
    assert any("fails Gopher quality: too few words" in heading.value.replace("\\", "") for heading in app.subheader)


@pytest.mark.parametrize(
    "broken", ["nonsense", "[1]", '[["X"]]', '[["own","x","and",[["metadata","no such column",">",1]]]]', "{}x"]
)
def test_broken_rules_in_the_link_are_one_clear_line(page, broken):
    app = page("rules", rules=broken)
    assert not app.exception
    assert len(app.error) == 1


def test_an_own_rule_is_made_of_numbers_sides_and_thresholds():
    numbers = {
        "Words": Column("signals", "n_words", "BIGINT"),
        "stars (metadata)": Column("metadata", "stars", "DOUBLE"),
    }
    tests = pd.DataFrame(
        {
            "column": ["Words", "stars (metadata)", None],
            "side": ["less than", "more than", None],
            "threshold": [5.0, 1.0, None],
        }
    )
    expected = Rule(
        OWN, "mine", (Test("signals", "n_words", "<", 5.0), Test("metadata", "stars", ">", 1.0)), "own rule", "or"
    )
    assert rule_from_form(" mine ", "or", tests, numbers) == expected
    with pytest.raises(DataloupeError, match="has no test"):
        rule_from_form("mine", "or", tests.iloc[2:], numbers)
    with pytest.raises(DataloupeError, match=r"There is no numeric column 'Letters' to test. There are: Words"):
        rule_from_form(
            "mine", "or", pd.DataFrame({"column": ["Letters"], "side": ["less than"], "threshold": [5.0]}), numbers
        )


def test_a_published_rule_is_found_by_its_name():
    assert find_rule("C4", "curly bracket").tests[0].column == "curly_bracket_count"
