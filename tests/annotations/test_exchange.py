"""Files of other tools: what was written is read without loss, twice counts once, and what is wrong is one line."""

import json
import uuid

import pytest

from analytics.annotations import Event, annotate_many, read_events, save_schema, schema_from_yaml, undo
from analytics.annotations.exchange import FORMATS, export_annotations, import_annotations
from analytics.annotations.exchange.label_studio import labelling_config
from analytics.annotations.files import read_schema
from analytics.cli import main
from analytics.errors import DataloupeError
from tests.workspaces import HOSTILE, write_workspace

TEXTS = [*HOSTILE[:3], "naïve 日本語 😀 text", "the same", "the same", 'quotes " and \\ and \u2028 lines\nhere', "last"]

SCHEMAS = {
    "choice": ("kind: choice\nchoices: ['yes', 'no & <b>']\n", ["yes", "no & <b>", "yes"]),
    "several": ("kind: several\nchoices: [a, b, c]\n", [[], ["a"], ["a", "c"]]),
    "score": ("kind: score\nlow: 0\nhigh: 4\n", [0, 4, 2]),
    "text": ("kind: text\n", ["réponse 😀", " spaced ", "two\nlines"]),
    "pair": ("kind: pair\n", ["a", "b", "a"]),
    "span": (
        "kind: span\nchoices: [x, y]\n",
        [
            [{"start": 0, "end": 2, "label": "x"}],
            [],
            [{"start": 0, "end": 1, "label": "y"}, {"start": 0, "end": 3, "label": "x"}],
        ],
    ),
}  # fmt: skip

LOSSLESS = [
    (kind, title) for kind in SCHEMAS for title in FORMATS if title != "chat" or kind in ("choice", "text", "pair")
]


def labelled(folder, kind):
    """A workspace with annotations of two people and a right answer, one of which was taken back."""
    workspace = write_workspace(folder, TEXTS, scanned=False)
    text, values = SCHEMAS[kind]
    save_schema(workspace.path, schema_from_yaml("s", text))
    md5 = dict(workspace.connect().execute("SELECT doc_id, md5(text) FROM documents").fetchall())
    events = [
        Event(
            uuid.uuid4().hex,
            "s",
            doc_id,
            values[(doc_id + place) % len(values)],
            who,
            1_700_000_000.25 + doc_id,
            (doc_id + 3) % len(TEXTS) if kind == "pair" else None,
            1.5 + doc_id,
            who == "lead",
            md5[doc_id],
        )
        for place, who in enumerate(("ana", "bo@example.org", "lead"))
        for doc_id in range(len(TEXTS))
        if who != "lead" or doc_id == 2
    ]
    annotate_many(workspace.path, events)
    undo(workspace.path, events[1])
    return workspace


def rows(workspace):
    undone = {one.undoes for one in read_events(workspace.path)}
    return {
        (one.doc_id, one.other_doc_id, one.annotator, str(one.value), one.seconds, one.is_gold, one.created_at)
        for one in read_events(workspace.path)
        if one.undoes is None and one.annotation_id not in undone
    }


@pytest.mark.parametrize(("kind", "title"), LOSSLESS)
@pytest.mark.parametrize("suffix", ["jsonl", "json"])
def test_what_was_written_is_read_without_loss_and_counts_once(tmp_path, kind, title, suffix):
    workspace, file = labelled(tmp_path / "w", kind), tmp_path / f"file.{suffix}"
    assert export_annotations(workspace.connect(), workspace.path, "s", file, title) == len(TEXTS) * 2
    other = write_workspace(tmp_path / "v", TEXTS, scanned=False)
    save_schema(other.path, read_schema(workspace.path, "s"))
    assert import_annotations(other.connect(), other.path, "s", file) == (len(TEXTS) * 2, 0)
    assert rows(other) == rows(workspace)
    assert {one.annotation_id for one in read_events(other.path)} < {
        one.annotation_id for one in read_events(workspace.path)
    }
    assert import_annotations(other.connect(), other.path, "s", file, title)[0] == 0


def test_files_that_other_tools_made_are_read(tmp_path):
    workspace = write_workspace(tmp_path / "w", TEXTS, scanned=False)
    save_schema(workspace.path, schema_from_yaml("s", "kind: choice\nchoices: ['yes', 'no']\n"))
    result = [{"from_name": "c", "to_name": "t", "type": "choices", "value": {"choices": ["no"]}}]
    files = {
        "ls.json": [
            {"id": 1, "data": {"text": "last"}, "annotations": [{"id": 7, "result": result, "completed_by": 3}]},
            {
                "id": 2,
                "data": {"text": "the same"},
                "annotations": [{"id": 8, "result": result, "was_cancelled": True}],
            },
            {"id": 3, "data": {"text": "not here"}, "annotations": [{"id": 9, "result": result}]},
        ],
        "argilla.json": [
            {
                "fields": {"text": "last"},
                "responses": {
                    "s": [{"value": "yes", "user_id": "u1"}, {"value": "no", "user_id": "u2", "status": "draft"}]
                },
            }
        ],
        "prodigy.jsonl": [
            {"text": "last", "options": [{"id": "yes"}], "accept": ["yes"], "answer": "accept", "_session_id": "p-cy"},
            {"text": "last", "options": [], "accept": ["no"], "answer": "reject", "_session_id": "p-dan"},
        ],
        "kto.jsonl": [{"prompt": "hi", "completion": "last", "label": False}],
    }
    for name, records in files.items():
        text = json.dumps(records) if name.endswith("json") else "".join(json.dumps(one) + "\n" for one in records)
        (tmp_path / name).write_text(text)
        assert import_annotations(workspace.connect(), workspace.path, "s", tmp_path / name)[0] == 1, name
    got = [(one.doc_id, one.annotator, one.value) for one in read_events(workspace.path)]
    assert got == [(7, "user 3", "no"), (7, "u1", "yes"), (7, "p-cy", "yes"), (7, "imported", "no")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON in line 1"),
        ('{"a": 1}\n', "has no known format"),
        ("[1]", "not a mapping"),
        ("[" * 100_000, "is not JSON"),
        ('{"annotation_schema": "s", "value": "maybe", "doc_id": 1}\n', "is not an answer"),
        ('{"annotation_schema": "s", "value": "yes", "doc_id": 1, "annotation_id": 7}\n{"value": ', "line 2"),
        ('{"data": {"text": "last"}, "annotations": [5]}\n', "not a valid file of the format label-studio"),
    ],
)
def test_a_file_that_is_wrong_adds_nothing_and_is_one_line(tmp_path, content, message):
    workspace = write_workspace(tmp_path / "w", TEXTS, scanned=False)
    save_schema(workspace.path, schema_from_yaml("s", "kind: choice\nchoices: ['yes', 'no']\n"))
    (tmp_path / "file.jsonl").write_text(content)
    with pytest.raises(DataloupeError, match=message):
        import_annotations(workspace.connect(), workspace.path, "s", tmp_path / "file.jsonl")
    assert read_events(workspace.path) == []


def test_dpo_has_the_chosen_answer_and_ties_have_no_place(tmp_path):
    workspace = labelled(tmp_path / "w", "pair")
    annotate_many(workspace.path, [Event("t", "s", 0, "tie", "cy", 1.0, 1)])
    export_annotations(workspace.connect(), workspace.path, "s", tmp_path / "dpo.jsonl", "chat")
    records = [json.loads(line) for line in (tmp_path / "dpo.jsonl").read_text().split("\n") if line]
    events = {one.annotation_id: one for one in read_events(workspace.path)}
    assert len(records) == len(TEXTS) * 2
    for one in records:
        event = events[one["dataloupe"]["annotation_id"]]
        chosen = event.doc_id if event.value == "a" else event.other_doc_id
        assert one["chosen"] == [{"role": "assistant", "content": TEXTS[chosen]}] != one["rejected"]


def test_the_command_imports_and_exports(tmp_path, capsys):
    workspace = labelled(tmp_path / "w", "choice")
    files = ["--out", str(tmp_path / "o.json"), "--config", str(tmp_path / "o.xml")]
    assert (
        main(["annotations", "export", str(workspace.path), "--schema", "s", "--format", "label-studio", *files]) == 0
    )
    assert main(["annotations", "import", str(workspace.path), "--schema", "s", str(tmp_path / "o.json")]) == 0
    assert "0 annotations are new" in capsys.readouterr().out
    assert main(["annotations", "export", str(workspace.path), "--schema", "x", "--out", "o"]) == 2
    assert "There is no schema 'x'. There are: s." in capsys.readouterr().err


@pytest.mark.parametrize("kind", SCHEMAS)
def test_label_studio_accepts_the_tasks_and_the_interface(tmp_path, kind):
    interface = pytest.importorskip("label_studio_sdk.label_interface", reason="label-studio-sdk is not installed")
    workspace = labelled(tmp_path / "w", kind)
    export_annotations(workspace.connect(), workspace.path, "s", tmp_path / "tasks.json", "label-studio")
    view = interface.LabelInterface(labelling_config(read_schema(workspace.path, "s")))
    view.validate()
    for task in json.loads((tmp_path / "tasks.json").read_text()):
        assert view.validate_task({"data": task["data"]})
        for annotation in task["annotations"]:
            assert view.validate_annotation(annotation)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_argilla_reads_the_records(tmp_path, kind):
    argilla = pytest.importorskip("argilla", reason="argilla is not installed")
    workspace = labelled(tmp_path / "w", kind)
    export_annotations(workspace.connect(), workspace.path, "s", tmp_path / "records.json", "argilla")
    for record in json.loads((tmp_path / "records.json").read_text()):
        again = argilla.Record.from_dict(json.loads(json.dumps(record))).to_dict()
        answers = [(one["value"], one["user_id"]) for one in again["responses"]["answer"]]
        assert answers == [(one["value"], one["user_id"]) for one in record["responses"]["answer"]]
        assert again["fields"] == record["fields"] and again["metadata"]["doc_id"] == record["metadata"]["doc_id"]
