"""The Mixture page, and what people do on it."""

import pytest

from analytics.ui.contents import PAGES
from tests.duplicate_stages import CORPORA, workspace_of
from tests.pages.apps import complaints, dashboard, open_alone, page_text

TABS = ("Weights", "Removed by each step", "Balance", "GPT-3's mixture")


@pytest.mark.parametrize("workspace", ["small", "no_documents", "hostile"])
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_runs_on_every_workspace(tab, workspace, request, monkeypatch):
    app = open_alone("mixture", request.getfixturevalue(workspace), monkeypatch, {"view": tab})
    assert complaints(app) == []


def test_an_earlier_name_of_a_tab_in_the_link_opens_the_tab(small, monkeypatch):
    app = open_alone("mixture", small, monkeypatch, view="What each step takes")
    assert complaints(app) == []
    assert "rules_tokens" in app.dataframe[0].value


def test_rules_go_along_to_the_mixture(small, monkeypatch):
    app = dashboard(small, monkeypatch)
    app.query_params["rules"] = '[["C4"]]'
    app.run().switch_page(PAGES["rules"].file).run()
    app.query_params.pop("rules", None)  # what a browser does to the link when a page is picked in the navigation
    app.switch_page(PAGES["mixture"].file).run()
    assert complaints(app) == []
    assert "fail any rule of C4" in page_text(app)


@pytest.mark.parametrize("broken", ["nonsense", '[["X"]]', "{}x"])
def test_broken_rules_in_the_link_are_one_clear_line(broken, small, monkeypatch):
    app = open_alone("mixture", small, monkeypatch, rules=broken)
    assert not app.exception
    assert len(app.error) == 1


def test_an_edited_share_is_in_the_link_and_rescales_the_others(tmp_path, monkeypatch):
    texts, sources = CORPORA["only duplicates"]
    workspace = workspace_of(tmp_path / "w", texts, source=sources)
    options = {"with-rules": "false", "dedup": "false", "weights": '{"a":0.9}'}
    app = open_alone("mixture", workspace, monkeypatch, **options)
    assert complaints(app) == []
    shares = app.dataframe[0].value.set_index("Source").Share
    assert shares["a"] == pytest.approx(90)
    assert shares.sum() == pytest.approx(100)


@pytest.mark.parametrize("broken", ["x", "[1]", '{"a":"b"}', '{"a":-1}'])
def test_broken_weights_in_the_link_are_one_clear_line(broken, small, monkeypatch):
    app = open_alone("mixture", small, monkeypatch, weights=broken)
    assert not app.exception
    assert len(app.error) == 1
