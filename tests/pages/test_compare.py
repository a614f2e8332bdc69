"""Compare shows two sides from the first moment, and its link has both."""

import pytest

from analytics.ask.filters import Values
from analytics.ask.selection import Selection
from tests.conftest import SENTENCE
from tests.pages.apps import complaints, open_alone, texts
from tests.workspaces import write_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Six documents of `a`, four of `b`, two of `c`."""
    sources = ["a"] * 6 + ["b"] * 4 + ["c"] * 2
    return write_workspace(
        tmp_path_factory.mktemp("compare") / "ws",
        [f"{SENTENCE} {source} {number}" for number, source in enumerate(sources)],
        source=sources,
        languages=["en"] * 12,
    )


def chosen(app):
    return [app.selectbox(key=key).value for key in ("by", "this", "that")]


def test_the_two_largest_sources_are_compared_when_nothing_is_selected(workspace, monkeypatch):
    app = open_alone("compare", workspace, monkeypatch)
    assert complaints(app) == []
    assert chosen(app) == ["source", "a", "b"]
    assert any(line.startswith("6 documents") and "against 4 documents" in line for line in texts(app))


def test_a_link_has_both_sides(workspace, monkeypatch):
    app = open_alone("compare", workspace, monkeypatch, by="source", this="c", that="all other documents")
    assert chosen(app) == ["source", "c", "all other documents"]
    assert any(line.startswith("2 documents") and "against the 10 others" in line for line in texts(app))


def test_choosing_one_side_changes_only_that_side(workspace, monkeypatch):
    app = open_alone("compare", workspace, monkeypatch)
    app.selectbox(key="that").set_value("c").run()
    assert chosen(app) == ["source", "a", "c"]
    assert complaints(app) == []


def test_a_selection_is_compared_with_the_rest_first(workspace, monkeypatch):
    selection = Selection((Values("documents", "source", ("b",)),))
    app = open_alone("compare", workspace, monkeypatch, sel=selection.to_url())
    assert app.selectbox(key="by").value == "selection"
    assert any("against the 8 others" in line for line in texts(app))


@pytest.mark.parametrize("link", [{"by": "colour"}, {"by": "source", "this": "no such source"}])
def test_a_link_to_an_unknown_group_falls_back_or_is_one_line(link, workspace, monkeypatch):
    app = open_alone("compare", workspace, monkeypatch, **link)
    assert not app.exception
    assert chosen(app)[0] == "source"


def test_documents_of_one_source_are_compared_by_length(tmp_path, monkeypatch):
    sentences = [SENTENCE, SENTENCE, SENTENCE * 2]
    one = write_workspace(tmp_path / "one", sentences, source=["a"] * 3, languages=["en"] * 3)
    app = open_alone("compare", one, monkeypatch)
    assert chosen(app)[0] == "length"
    assert any(line.startswith("1 document,") and "against 2 documents" in line for line in texts(app))


def test_equal_documents_cannot_be_compared(tmp_path, monkeypatch):
    one = write_workspace(tmp_path / "one", [SENTENCE, SENTENCE], source=["a", "a"], languages=["en", "en"])
    app = open_alone("compare", one, monkeypatch)
    assert any("There is nothing to compare" in line for line in texts(app))


def test_function_words_are_shown_on_demand(tmp_path, monkeypatch):
    texts_of_two = ["the solar panels of the roof"] * 30 + ["my butter and my cake"] * 30
    two = write_workspace(tmp_path / "two", texts_of_two, source=["a"] * 30 + ["b"] * 30, languages=["en"] * 60)
    app = open_alone("compare", two, monkeypatch)
    assert terms_shown(app) == {"solar", "panels", "roof", "butter", "cake"}
    app.toggle(key="function-words").set_value(True).run()
    assert terms_shown(app) >= {"the", "of", "my", "solar"}


def terms_shown(app):
    return {term for table in app.dataframe if "term" in table.value for term in table.value["term"]}
