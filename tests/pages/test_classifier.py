"""The classifier's page, before and after somebody has trained it, and the pages that go with it."""

import time

import numpy as np
import pytest

from analytics.build.classifier import train
from analytics.build.examples import Side
from tests.pages.apps import complaints, open_alone, page_text
from tests.two_sides import N, write_two_sides


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A workspace with scores."""
    workspace = write_two_sides(tmp_path_factory.mktemp("page") / "trained")
    ids = np.arange(2 * N)
    return train(str(workspace.path), Side(ids[:N], "source is <b>sea</b>", ""), Side(ids[N:], "source is kitchen", ""))


def test_training_from_the_page_gives_scores_and_reads_on_meanwhile(tmp_path, monkeypatch):
    workspace = write_two_sides(tmp_path / "untrained")
    app = open_alone("classifier", workspace, monkeypatch)
    assert next(button for button in app.button if button.label == "Train classifier").disabled
    app.multiselect(key="like-sources").set_value(["sea"])
    app.multiselect(key="unlike-sources").set_value(["kitchen", "other"])
    app.run()
    next(button for button in app.button if button.label == "Train classifier").click().run()
    assert complaints(app) == []
    until = time.time() + 90
    while "quality" not in workspace.read_manifest().tables and time.time() < until:
        assert workspace.connect().execute("SELECT count(*) FROM documents").fetchone() == (2 * N + 2,)
        time.sleep(0.3)
    time.sleep(1)
    assert "held-out documents" in page_text(app.run())


def test_a_training_that_is_not_possible_is_one_clear_line(tmp_path, monkeypatch):
    app = open_alone("classifier", write_two_sides(tmp_path / "few"), monkeypatch)
    app.segmented_control(key="like-way").set_value("By hand").run()
    app.text_input(key="like-ids").set_value("1, 2, x").run()
    assert len(app.error) == 1
    assert "whole numbers" in app.error[0].value


@pytest.mark.parametrize("rule", ["Pareto", "Threshold", "Best share"])
def test_a_keep_rule_says_what_it_keeps_in_all_and_by_source(rule, trained, monkeypatch):
    app = open_alone("classifier", trained, monkeypatch, rule=rule)
    assert complaints(app) == []
    assert f"of {2 * N + 2} documents kept" in page_text(app)
    table = next(frame.value for frame in app.dataframe if "kept" in frame.value)
    assert table.kept[0] == table.kept[1:].sum()
    assert table.documents[0] == 2 * N + 2


def test_names_of_sides_are_text(trained, monkeypatch):
    app = open_alone("classifier", trained, monkeypatch)
    assert any("\\<b\\>sea" in markdown.value for markdown in app.markdown)


@pytest.mark.parametrize("tab", ["Quality", "Scores", "Retrain"])
def test_every_view_runs(tab, trained, monkeypatch):
    app = open_alone("classifier", trained, monkeypatch)
    app.session_state["view"] = tab
    assert complaints(app.run()) == []


def test_the_score_can_be_looked_at_on_the_quality_page(trained, monkeypatch):
    app = open_alone("quality", trained, monkeypatch, signal="Quality score")
    assert complaints(app) == []
    assert "have at most" in page_text(app)
