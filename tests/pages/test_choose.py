"""The Choose page, and what people do on it."""

import pytest

from analytics.recipe.file import NAME, load
from tests.mapped import write_mapped
from tests.pages.apps import complaints, open_alone, page_text, summary

TABS = ("Coverage", "On the map", "Groups", "Not chosen", "Value", "Examples")


@pytest.fixture(scope="module")
def mapped(tmp_path_factory):
    return write_mapped(tmp_path_factory.mktemp("choose") / "mapped")


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_shows_the_choice(tab, mapped, monkeypatch):
    app = open_alone("choose", mapped, monkeypatch, {"view": tab}, **{"size-documents": "20", "balance": "source"})
    assert complaints(app) == []
    assert summary(app).startswith("20 of 400 documents")


def test_more_aims_have_a_slider_each_and_the_summary_says_what_they_reach(mapped, monkeypatch):
    options = {"size-documents": "20", "balance": "source", "target": "topic: tomato soup"}
    app = open_alone("choose", mapped, monkeypatch, **options)
    assert complaints(app) == []
    assert [slider.label for slider in app.slider] == ["Diversity", "Closeness", "Balance"]
    assert "closeness" in summary(app)


def test_a_target_shows_what_documents_are_worth_for_it(mapped, monkeypatch):
    options = {"size-documents": "20", "target": "topic: tomato soup"}
    app = open_alone("choose", mapped, monkeypatch, {"view": "Value"}, **options)
    assert complaints(app) == []
    assert "The value of a document is" in page_text(app)


def test_a_choice_by_tokens_says_how_many_documents_it_has(mapped, monkeypatch):
    app = open_alone("choose", mapped, monkeypatch, **{"unit": "tokens", "size-tokens": "60"})
    assert complaints(app) == []
    assert "of 400 documents" in summary(app)


def test_weights_of_zero_choose_by_diversity_and_say_so(mapped, monkeypatch):
    options = {"balance": "source", "w-diversity": "0", "w-balance": "0"}
    app = open_alone("choose", mapped, monkeypatch, **options)
    assert complaints(app) == []
    assert "All weights are 0. Only diversity counts." in page_text(app)


def test_keeping_only_the_choice_is_a_step_of_the_recipe(mapped, monkeypatch):
    app = open_alone("choose", mapped, monkeypatch, **{"size-documents": "25"})
    app.button(key="decide-choose").click().run()
    (step,) = load(str(mapped.path / NAME)).steps
    assert step.action.describe() == "choose 25 documents by diversity"
