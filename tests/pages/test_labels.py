"""Check the flagged labels one after the other: by buttons, kept after a reload."""

import re

import pyarrow as pa
import pytest

from tests.pages.apps import complaints, open_alone
from tests.workspaces import HOSTILE, write_table, write_workspace

N, FLAGGED = 80, 60


@pytest.fixture
def workspace(tmp_path):
    made = write_workspace(
        tmp_path / "w", [f"{HOSTILE[0]} {one}" for one in range(N)], label=["spam"] * N, scanned=False
    )
    columns = {
        "labels_in": ["documents.label"] * N,
        "doc_id": range(N),
        "label": [HOSTILE[2] if one < FLAGGED else "ham" for one in range(N)],
        "suggested": ["ham"] * N,
        "belongs_to": ["ham"] * N,
        "confidence": pa.array([0.01 if one < FLAGGED else 0.99 for one in range(N)], pa.float32()),
        "suggested_confidence": pa.array([0.9 if one < FLAGGED else 0.01 for one in range(N)], pa.float32()),
        "is_issue": [one < FLAGGED for one in range(N)],
    }
    write_table(made, "label_checks", pa.table(columns))
    return made


def shown(app):
    return " ".join(one.value for kind in (app.markdown, app.caption, app.success) for one in kind).replace("\\", "")


def test_fifty_checked_labels_give_an_estimate_that_stays(workspace, monkeypatch):
    app = open_alone("labels", workspace, monkeypatch)
    assert complaints(app) == []
    assert "are flagged" in shown(app) and "About" not in shown(app)
    app.button(key="check-50").click().run()
    for number in range(50):
        app.button(key=f"check-{'wrong' if number % 2 else 'right'}").click().run()
    assert complaints(app) == []
    assert re.search(r"About 30 of the 60 flagged labels are wrong \(95% interval: \d+ to \d+\)", shown(app))
    again = open_alone("labels", workspace, monkeypatch)
    assert "by the 50 that you checked: 25 wrong, 25 right" in shown(again)


def test_the_last_answer_can_be_taken_back(workspace, monkeypatch):
    app = open_alone("labels", workspace, monkeypatch)
    app.button(key="check-50").click().run()
    first = [one.value for one in app.text]
    assert app.button(key="check-back").disabled
    app.button(key="check-unsure").click().run()
    assert [one.value for one in app.text] != first
    app.button(key="check-back").click().run()
    assert [one.value for one in app.text] == first
    assert app.button(key="check-back").disabled
