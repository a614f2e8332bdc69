"""The duplicates page on corpora of every kind, and what people do on it."""

from pathlib import Path

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from analytics.ask.filters import Values
from analytics.ask.selection import Selection
from analytics.ask.workspaces.served import SERVED
from tests.duplicate_stages import CORPORA, compare, near, prose, workspace_of
from tests.pages.apps import complaints, open_alone, page_text, summary
from tests.workspaces import HOSTILE, write_table

PAGE = str(Path(__file__).parents[2] / "pages" / "duplicates.py")
TABS = ("Clusters", "Thresholds", "Sources", "Document to keep", "Repeated passages", "Against another corpus")


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory):
    folder = tmp_path_factory.mktemp("duplicates")
    return {
        name: workspace_of(folder / name.replace(" ", "-"), texts, source=sources)
        for name, (texts, sources) in CORPORA.items()
    }


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Twelve documents, of which another corpus has four, with names and texts that must be shown as they are."""
    folder = tmp_path_factory.mktemp("against")
    old = workspace_of(folder / HOSTILE[2][:12], [prose(0), near(1, 30), HOSTILE[0], prose(3)], title=list("abcd"))
    texts = [prose(0), prose(1), HOSTILE[0], near(3, 9), *(prose(seed) for seed in range(20, 28))]
    return compare(workspace_of(folder / "new", texts, source=["a", "b", HOSTILE[1], None] * 3), old.path)


@pytest.fixture
def page(workspaces, monkeypatch):
    def open_page(name, tab="Clusters", **session):
        monkeypatch.setenv(SERVED, str(workspaces[name].path))
        app = AppTest.from_file(PAGE, default_timeout=60)
        app.session_state["view"] = tab
        for key, value in session.items():
            app.session_state[key.replace("_", "-")] = value
        return app.run()

    return open_page


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("name", CORPORA)
def test_every_tab_reads_well_on_every_corpus(page, name, tab):
    app = page(name, tab)
    assert [error.message for error in app.exception] + [error.value for error in app.error] == []
    assert summary(app).split()[0] in ("None", *(str(n) for n in range(2, 15)))


def test_a_corpus_without_duplicates_says_so(page):
    app = page("none")
    assert summary(app) == "None of 12 documents repeats another."
    assert "There are no duplicates at these thresholds. Lower a threshold to find more." in [
        info.value for info in app.info
    ]


def test_a_moved_threshold_answers_at_once(page):
    app = page("only duplicates")
    assert summary(app).startswith("12 of 12 documents (100.0%) repeat one another, in 1 cluster. 11 documents")
    app.slider(key="jaccard").set_value(1.0).run()
    assert summary(app).startswith("6 of 12 documents (50.0%) repeat one another, in 1 cluster. 5 documents")


def test_a_source_that_loses_most_documents_is_named(page):
    app = page("wiped out", keep="first")
    assert ["b (4 of 4, 100%)" in warning.value.replace("\\", "") for warning in app.warning] == [True]


def test_excerpts_count_when_they_are_switched_on(page):
    app = page("a giant")
    assert summary(app).startswith("None of 3")
    app.toggle(key="containment-on").set_value(True).run()
    assert summary(app).startswith("2 of 3 documents")
    assert "1 repeats another's words" in summary(app)


def test_documents_without_a_word_are_their_own_finding(page):
    captions = [caption.value for caption in page("empty texts").caption]
    assert any(caption.startswith("Documents without words: 4.") for caption in captions)


def test_the_members_are_shown_on_the_map_and_each_document_says_why_it_is_removed(tmp_path, monkeypatch):
    workspace = workspace_of(tmp_path / "mapped", *CORPORA["only duplicates"][:1])
    places = {
        "doc_id": range(12),
        "x": [float(i) for i in range(12)],
        "y": [0.0] * 12,
        "topic_id": [-1] * 12,
        "faithfulness": [1.0] * 12,
    }
    write_table(workspace, "map", pa.table({name: list(values) for name, values in places.items()}))
    monkeypatch.setenv(SERVED, str(workspace.path))
    app = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
    reader = AppTest.from_file(PAGE.replace("duplicates.py", "documents.py"), default_timeout=60).run()
    assert any("Among its duplicates" in caption.value for caption in reader.caption)


def test_the_members_can_be_selected(page):
    app = page("only duplicates")
    next(button for button in app.button if button.label == "Select members").click().run()
    assert len(Selection.from_url(app.query_params["sel"]).filters[0].ids) == 12


def test_clusters_can_be_searched(page):
    app = page("only duplicates", cluster_q="no member has this")
    assert "No cluster contains this text. Try other words." in [info.value for info in app.info]


def test_a_clicked_cell_shows_its_pairs(page):
    app = page("only duplicates", "Sources")
    app.session_state["overlap-jaccard-documents"] = {
        "selection": {"points": [{"customdata": [0, 1, ""], "point_index": 1}]}
    }
    app.run()
    assert not app.exception
    assert any("a in b" in heading.value for heading in app.subheader)


def test_a_repeated_passage_leads_to_its_documents(page):
    app = page("hostile", "Repeated passages")
    app.session_state["parts"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    assert not app.exception
    assert any("excerpt" in frame.value and len(frame.value) in (8, 10) for frame in app.dataframe)


def test_a_broken_threshold_in_the_link_is_one_clear_line(workspaces, monkeypatch):
    monkeypatch.setenv(SERVED, str(workspaces["none"].path))
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params["keep"] = "shortest"
    app.query_params["jaccard"] = "7"
    app.run()
    assert not app.exception


def test_only_the_selection_counts(workspaces, monkeypatch):
    monkeypatch.setenv(SERVED, str(workspaces["only duplicates"].path))
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params["sel"] = Selection((Values("documents", "source", ("b",)),)).to_url()
    app.run()
    assert any(text.value.replace("\\", "").startswith("6 of 6 documents") for text in app.markdown)


def test_sources_are_kept_in_the_order_that_is_typed(page):
    def kept_first(order):
        app = page("wiped out", keep="source priority", keep_sources=order)
        assert not app.exception
        return [warning.value.replace("\\", "") for warning in app.warning]

    sources = sorted(set(CORPORA["wiped out"][1]))
    assert kept_first("\n".join(sources)) != kept_first("\n".join(reversed(sources)))


def test_a_source_that_is_not_there_is_one_clear_line(page):
    app = page("wiped out", keep="source priority", keep_sources="nowhere")
    assert not app.exception
    assert any("There is no source 'nowhere'. There are:" in error.value.replace("\\", "") for error in app.error)


def test_documents_that_another_corpus_has_are_shown_by_source_with_their_pair(compared, monkeypatch):
    app = open_alone("duplicates", compared, monkeypatch, {"view": "Against another corpus"})
    assert complaints(app) == []
    assert "4 of 12 documents (33.3%) are already in " in page_text(app)
    assert "2 as exact copies, 2 as near-duplicates." in page_text(app)
    assert next(one for one in app.button if one.label == "Select them")
    app.slider(key="jaccard").set_value(1.0).run()
    assert "2 of 12 documents (16.7%) are already in " in page_text(app)


def test_a_click_selects_the_documents_that_are_already_there(compared, monkeypatch):
    app = open_alone("duplicates", compared, monkeypatch, {"view": "Against another corpus"})
    next(one for one in app.button if one.label == "Select them").click().run()
    assert complaints(app) == []
    assert "4 of 4 documents (100.0%) are already in " in page_text(app)
