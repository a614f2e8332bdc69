"""The Evaluation sets page, and the warning on other pages."""

import pyarrow as pa
import pytest

from analytics.ask.filters import ContainsItem
from analytics.build import evaluation_sets as stage
from analytics.recipe.file import NAME, load, save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Exclude
from analytics.workspace.evaluation_sets import save as save_set
from tests.mapped import write_mapped
from tests.pages.apps import complaints, open_alone, page_text


@pytest.fixture
def mapped(tmp_path):
    return write_mapped(tmp_path / "mapped")


def with_set(workspace):
    texts = workspace.connect().execute("SELECT text FROM documents WHERE doc_id < 5 ORDER BY doc_id").fetchall()
    save_set(
        workspace.path, "exam", pa.table({"text": [text for (text,) in dict.fromkeys(texts)]}), "the first documents"
    )
    stage.compare(str(workspace.path))


def test_without_a_set_the_page_offers_to_save_one(mapped, monkeypatch):
    app = open_alone("evaluation_sets", mapped, monkeypatch)
    assert complaints(app) == []
    assert "There is no evaluation set yet" in page_text(app)
    assert app.button(key="save-set").label == "Save evaluation set"


@pytest.mark.parametrize("tab", ["In the corpus", "Models", "Items", "New set"])
def test_every_tab_shows_the_set(tab, mapped, monkeypatch):
    with_set(mapped)
    app = open_alone("evaluation_sets", mapped, monkeypatch, {"view": tab})
    assert complaints(app) == []
    assert "exam, version 1" in page_text(app)


def test_saving_draws_a_set_and_compares_it(mapped, monkeypatch):
    app = open_alone("evaluation_sets", mapped, monkeypatch, timeout=180)
    app.text_input(key="set-name").set_value("drawn").run()
    app.segmented_control(key="set-by").set_value("number of items").run()
    app.number_input(key="set-n").set_value(7).run()
    app.button(key="save-set").click().run()
    assert complaints(app) == []
    assert "drawn, version 1 (7 items)" in page_text(app)
    assert "documents are items of drawn" in page_text(app)


def test_removing_the_documents_is_a_step_and_ends_the_warning(mapped, monkeypatch):
    with_set(mapped)
    assert "Remove them before you train" in page_text(open_alone("overview", mapped, monkeypatch))
    app = open_alone("evaluation_sets", mapped, monkeypatch)
    app.button(key="decide-leaks").click().run()
    (step,) = load(str(mapped.path / NAME)).steps
    assert step.action == Exclude((ContainsItem("exam"),))
    assert "Remove them before you train" not in page_text(open_alone("overview", mapped, monkeypatch))


def test_a_step_that_is_off_does_not_end_the_warning(mapped, monkeypatch):
    with_set(mapped)
    save(Recipe((Step(Exclude((ContainsItem("other"),))),)), str(mapped.path / NAME))
    for page in ("decisions", "choose"):
        assert "Remove them before you train" in page_text(open_alone(page, mapped, monkeypatch))
