"""Links of earlier releases that name a dimension of the map."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.apps import complaints, open_alone

LINKS = [
    ("feedback", "by", "topic (map)"),
    ("feedback", "by", "theme (map)"),
    ("change", "stratum", "topic (map)"),
    ("change", "stratum", "theme (map)"),
    ("behaviour", "by", "topic (map)"),
    ("change", "compare", "theme (map)"),
]


@pytest.mark.parametrize(("name", "parameter", "value"), LINKS)
def test_an_earlier_name_of_a_dimension_of_the_map_opens_the_page(name, parameter, value, talk, monkeypatch):
    app = open_alone(name, talk, monkeypatch, **{parameter: value})
    assert complaints(app) == []
    assert value not in app.query_params.get(parameter, [])
    chosen = next((box.value for box in app.selectbox if box.key == parameter), None)
    assert chosen is None or "(map)" not in chosen


@pytest.mark.parametrize(
    ("page", "parameter", "value", "title"),
    [
        ("documents", "order", "created_at (documents)", "Date"),
        ("documents", "order", "Words (signals)", "Words"),
        ("documents", "order", "lang (documents)", "Language (declared)"),
        ("quality", "signal", "score (documents)", "Score"),
        ("overview", "category", "kind", "Kind"),
        ("mixture", "scheme", "all alike", "equal"),
    ],
)
def test_an_earlier_name_of_a_column_or_choice_opens_the_page(page, parameter, value, title, small, monkeypatch):
    app = open_alone(page, small, monkeypatch, **{parameter: value})
    assert complaints(app) == []
    assert app.selectbox(key=parameter).value == title


def choose(names, subject):
    import streamlit as st

    from analytics.ui.frame.old_links import rename_old_dimension

    rename_old_dimension("by", names, subject)
    st.selectbox("Group by", names, key="by", bind="query-params")


NAMES = ["model", "topic of the prompt", "topic of the answer"]


@pytest.mark.parametrize(
    ("value", "names", "subject", "present"),
    [
        ("topic (map)", NAMES, "answer", "topic of the answer"),
        ("topic (map)", NAMES, "prompt", "topic of the prompt"),
        ("theme (map)", NAMES, "answer", "topic of the answer"),
        ("theme (map)", ["model", "theme of the prompt"], "prompt", "theme of the prompt"),
        ("topic (map)", ["model", "theme of the answer"], "answer", "theme of the answer"),
        ("topic (map)", ["model"], "answer", "model"),
        ("model", NAMES, "answer", "model"),
    ],
)
def test_the_present_dimension_of_the_same_text_is_chosen(value, names, subject, present):
    app = AppTest.from_function(choose, args=(names, subject))
    app.query_params["by"] = value
    assert app.run().selectbox(key="by").value == present and not app.exception
