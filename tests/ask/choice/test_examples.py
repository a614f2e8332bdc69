"""Texts of a file are a target of a choice: read from many formats, and encoded as the documents are."""

import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.ask import choice
from analytics.ask.choice import Request, Weights, examples, read_examples
from analytics.ask.selection import ALL
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.recipe.file import load
from analytics.workspace import StageRecord
from tests.mapped import write_vectors
from tests.workspaces import write_workspace

TEXTS = ("How do I return a parcel?", "Where is my order, please?")
ROWS = [{"nr": 1, "Text": TEXTS[0]}, {"nr": 2, "Text": TEXTS[1]}]


def parquet(rows):
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "\n\n".join((*TEXTS, TEXTS[0])).encode()),
        ("a.jsonl", "\n".join(map(json.dumps, ROWS)).encode()),
        ("a.json", json.dumps(list(TEXTS)).encode()),
        ("a.csv", b'nr,Text\n1,How do I return a parcel?\n2,"Where is my order, please?"\n'),
        ("a.tsv", "nr\tremark\n1\tHow do I return a parcel?\n2\tWhere is my order, please?\n".encode("utf-8-sig")),
        ("a.parquet", parquet(ROWS)),
    ],
)
def test_examples_are_read_from(name, content):
    assert read_examples(Path(name), content) == TEXTS


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", b" \n"), ("a.jsonl", b'{"nr": 1}'), ("a.json", b"{"), ("a.csv", b"")]
)
def test_a_file_without_texts_is_refused(name, content):
    with pytest.raises(DataloupeError, match="a\\."):
        read_examples(Path(name), content)


class Fake:
    """Knows the number of a topic in a text."""

    name, digest = "fake", "d1"

    def encode(self, texts):
        return np.array([np.eye(4)[int(text[-1])] if text[-1].isdigit() else np.zeros(4) for text in texts])


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    topics = np.arange(200) % 4
    workspace = write_workspace(tmp_path / "w", [f"number {i} of topic {topic}" for i, topic in enumerate(topics)])
    vectors = np.eye(4)[topics] + np.random.default_rng(0).normal(0, 0.05, (200, 4))
    write_vectors(workspace, vectors, k=10)
    workspace.commit("encode", StageRecord("f", 0.0, "t", 0.0, notes={"encoder": "fake", "digest": "d1"}), {})
    monkeypatch.setattr(examples, "_encoder", lambda name, digest: Fake())
    return workspace


def test_a_choice_is_close_to_examples(workspace):
    request = Request(20, weights=Weights(0, closeness=1), thresholds=None, examples=("like topic 2", "unknown"))
    connection = workspace.connect()
    chosen = choice.choose(choice.evidence(connection, ALL, request), request)
    assert set(chosen.doc_ids % 4) == {2}


def test_examples_need_the_encoder_of_the_vectors(workspace, monkeypatch):
    request = Request(20, weights=Weights(0, closeness=1), thresholds=None, examples=("no topic",))
    with pytest.raises(DataloupeError, match="knows no word"):
        choice.evidence(workspace.connect(), ALL, request)
    monkeypatch.setattr(Fake, "digest", "d2")
    with pytest.raises(DataloupeError, match="differs from the one"):
        choice.evidence(workspace.connect(), ALL, request)
    workspace.commit("encode", None, {})
    with pytest.raises(DataloupeError, match="not made by an encoder"):
        choice.evidence(workspace.connect(), ALL, request)


def test_the_command_takes_a_file_and_its_step_can_be_repeated(workspace, tmp_path):
    (tmp_path / "wanted.txt").write_text("topic 1\ntopic 3\n")
    out, recipe = tmp_path / "out.jsonl", tmp_path / "recipe.yaml"
    arguments = ["choose", str(workspace.path), "--n", "10", "--target", str(tmp_path / "wanted.txt")]
    arguments += ["--weights", "closeness=1", "--keep-duplicates", "--recipe", str(recipe)]
    assert main([*arguments, "--out", str(out)]) == 0
    texts = [json.loads(line)["text"] for line in out.read_text().splitlines()]
    assert len(texts) == 10 and {text[-1] for text in texts} <= {"1", "3"}
    (step,) = load(str(recipe)).steps
    assert step.action.request.examples == ("topic 1", "topic 3")
    assert "like 2 examples" in step.action.describe()


def test_many_vectors_are_mapped_and_the_same(workspace, monkeypatch):
    from analytics.ask import search

    read = search.vectors(workspace.connect())
    monkeypatch.setattr(search, "MIN_BYTES", 1)
    monkeypatch.setattr("analytics.workspace.vector_file.MIN_BYTES", 1)
    mapped = search.vectors(workspace.connect())
    assert (workspace.path / "vectors").is_dir()
    assert (mapped.doc_id == read.doc_id).all() and (mapped.matrix == read.matrix).all()
