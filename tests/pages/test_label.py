"""Make a schema, and see what the queue, the answers and the annotators page say."""

import json

import pytest

from analytics.annotations import annotate, current, read_schema, save_schema, schema_from_yaml
from tests.pages.apps import complaints, open_alone, page_text
from tests.workspaces import HOSTILE, write_workspace

N = 30


@pytest.fixture
def workspace(tmp_path):
    return write_workspace(tmp_path / "w", [f"{HOSTILE[one % 3]} {one}" for one in range(N)], scanned=False)


def schema(workspace, text="kind: choice\nchoices: [good, bad]\n", name="topic"):
    save_schema(workspace.path, schema_from_yaml(name, text))


def test_the_form_makes_a_schema(workspace, monkeypatch):
    app = open_alone("label", workspace, monkeypatch)
    assert complaints(app) == [] and "There is no schema yet" in page_text(app)
    app.text_input(key="make-name").input("topic")
    app.text_area(key="make-choices").input(f"{HOSTILE[0]}\nbad\n")
    app.number_input(key="make-overlap").set_value(2)
    next(one for one in app.button if one.label == "Save schema").click().run()
    assert complaints(app) == []
    made = read_schema(workspace.path, "topic")
    assert made.choices == (HOSTILE[0], "bad") and made.overlap == 2
    assert "Nobody has answered" not in page_text(app)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind: choice\nchoices: [a]\n", "at least 2 choices"),
        ("kind: choice\nchoices: [a, a]\n", "must be different"),
        ("kind: nothing\n", "Invalid value 'nothing'"),
        ("kind: score\nlow: 5\nhigh: 1\n", "low < high"),
        ("a: &x [1]\nb: *x\n", "aliases are not allowed"),
        ("- kind\n", "must be a mapping"),
    ],
)
def test_a_schema_that_is_wrong_is_refused_in_one_line(workspace, monkeypatch, text, message):
    app = open_alone("label", workspace, monkeypatch)
    app.text_input(key="yaml-name").input("topic").run()
    app.text_area(key="yaml-text").input(text).run()
    app.button(key="yaml-save").click().run()
    shown = " ".join(complaints(app)).replace("\\", "")
    assert message in shown and "\n" not in shown
    assert not list(workspace.path.glob("labels/*.yaml"))


@pytest.mark.parametrize(
    "kind", ["choice\nchoices: [a, b]", "several\nchoices: [a]", "score", "text", "span\nchoices: [x]"]
)
def test_every_kind_has_a_queue(workspace, monkeypatch, kind):
    schema(workspace, f"kind: {kind}\nguidelines: '{HOSTILE[1]}'\n")
    app = open_alone("label", workspace, monkeypatch, annotator="ana")
    assert complaints(app) == []
    assert f"of {N} done" in page_text(app)


def test_the_pages_show_agreement_bias_and_the_decision(workspace, monkeypatch):
    schema(workspace, "kind: choice\nchoices: [good, bad]\noverlap: 3\n")
    for doc_id in range(20):
        for who in ("ana", "bo", "cy"):
            value = "bad" if who == "cy" or doc_id % 2 else "good"
            annotate(workspace.path, "topic", doc_id, value, who, seconds=3.0)
        annotate(workspace.path, "topic", doc_id, "bad" if doc_id % 2 else "good", "lead", is_gold=True)
    app = open_alone("annotators", workspace, monkeypatch)
    assert complaints(app) == [] and "Krippendorff's alpha" in page_text(app)
    rows = app.dataframe[0].value.set_index("annotator")
    assert rows.gold_text["ana"].startswith("100%") and rows.gold_text["cy"].startswith("50%")
    assert rows.bias_text["cy"].startswith("bad: +50 points")
    app.selectbox(key="who").select("cy").run()
    app.button(key="decide-exclude-annotator").click().run()
    assert complaints(app) == []
    assert set(current(workspace.path).query("not is_gold").annotator) == {"ana", "bo"}
    assert "exclude annotator" in (workspace.path / "recipe.yaml").read_text()
    assert "alpha 1.00" in page_text(app)


def test_a_whole_selection_is_labelled_and_taken_back(workspace, monkeypatch):
    from analytics.ask.filters import Rows
    from analytics.ask.selection import Selection

    schema(workspace)
    annotate(workspace.path, "topic", 3, "good", "ana")
    selection = Selection((Rows((3, 4, 5, 6)),))
    app = open_alone("label", workspace, monkeypatch, annotator="ana", sel=selection.to_url())
    app.selectbox(key="bulk-answer").select("bad").run()
    app.button(key="bulk-label").click().run()
    assert complaints(app) == []
    rows = current(workspace.path)
    assert dict(zip(rows.doc_id, rows.text, strict=True)) == {3: "good", 4: "bad", 5: "bad", 6: "bad"}
    app.button(key="bulk-undo").click().run()
    assert current(workspace.path).doc_id.tolist() == [3]
    assert len((workspace.path / "annotations.jsonl").read_text().splitlines()) == 7
    assert all(json.loads(line) for line in (workspace.path / "annotations.jsonl").read_text().splitlines())
