"""The Judges page: a judge, labels, and what their comparison shows."""

import numpy as np
import pytest

from analytics.annotations import annotate
from tests.logs import write_logs
from tests.pages.apps import complaints, open_alone, page_text, summary
from tests.workspaces import write_workspace


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    random = np.random.default_rng(1)
    good = random.random(200) < 0.5
    turns = [
        {
            "conversation_id": f"c{i}",
            "turn_index": 0,
            "role": "assistant",
            "user_id": f"u{i % 50}",
            "model": "ab"[i % 2],
        }
        | {"text": f"An answer, number {i}."}
        for i in range(200)
    ]
    marks = [("model", float(one) if random.random() < 0.9 else 1.0 - one) for one in good]
    feedback = [
        {"conversation_id": f"c{i}", "doc_id": i, "rater": "m", "rater_kind": kind, "name": "good", "value": value}
        for i, (kind, value) in enumerate(marks)
    ]
    workspace = write_logs(tmp_path_factory.mktemp("judges") / "logs", turns, feedback)
    for doc_id in range(80):
        annotate(workspace.path, "helpful", doc_id, "yes" if good[doc_id] else "no", "ann")
    return workspace


def test_labels_of_people_correct_the_judge(logs, monkeypatch):
    app = open_alone("judges", logs, monkeypatch)
    assert complaints(app) == []
    assert "People (annotations: helpful) labelled 80 of them" in summary(app)
    assert [metric.label for metric in app.metric][:2] == ["Flagged by the judge", "Corrected"]
    assert "labels alone cannot halve the interval" in page_text(app)


def test_what_counts_as_yes_can_be_changed(logs, monkeypatch):
    app = open_alone("judges", logs, monkeypatch)
    before = summary(app)
    app.multiselect(key="rater-yes-annotations: helpful").set_value(["no"]).run()
    assert complaints(app) == []
    assert summary(app) != before


def test_without_labels_the_page_says_what_is_missing(tmp_path, monkeypatch):
    app = open_alone("judges", write_workspace(tmp_path / "w", ["a text", "another"]), monkeypatch)
    assert complaints(app) == []
    assert "There are no verdicts to check yet" in page_text(app)
