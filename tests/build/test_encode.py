"""Every different text is encoded once, a kill loses nothing, and what cannot be encoded is said."""

import numpy as np
import pyarrow as pa
import pytest

from analytics import encoders
from analytics.errors import DataloupeError
from tests.map_stages import BagOfWords, append_documents, run, write_documents
from tests.workspaces import write_table


@pytest.fixture
def fake(monkeypatch):
    encoder = BagOfWords()
    monkeypatch.setattr(encoders, "encoder", lambda name, on_progress=None, digest=None: encoder)
    return encoder


def embeddings(workspace):
    return dict(workspace.connect().execute("SELECT doc_id, vector FROM embeddings ORDER BY doc_id").fetchall())


def test_vectors_have_unit_length_and_texts_without_a_word_have_none(tmp_path, fake):
    workspace = write_documents(tmp_path / "w", ["a star", "", " \n\t", "a moon"])
    notes = run(workspace, "encode")
    vectors = embeddings(workspace)
    assert list(vectors) == [0, 3]
    assert np.linalg.norm(list(vectors.values()), axis=1) == pytest.approx(1)
    assert notes["without_vector"] == 2


def test_exact_duplicates_are_encoded_once_also_across_batches(tmp_path, fake):
    texts = ["a star", "a moon"] * 100 + ["a comet"]
    workspace = write_documents(tmp_path / "w", texts)
    notes = run(workspace, "encode")
    assert sorted(fake.encoded) == ["a comet", "a moon", "a star"]
    assert notes["exact_duplicates_encoded_once"] == 198
    vectors = embeddings(workspace)
    assert vectors[0] == vectors[150] != vectors[151]


def test_a_killed_run_resumes_where_it_was(tmp_path, fake, monkeypatch):
    texts = [f"star {n}" for n in range(200)]
    workspace = write_documents(tmp_path / "w", texts)
    whole = BagOfWords.encode

    def dies(self, some):
        if len(self.encoded) >= 128:
            raise KeyboardInterrupt
        return whole(self, some)

    monkeypatch.setattr(BagOfWords, "encode", dies)
    with pytest.raises(KeyboardInterrupt):
        run(workspace, "encode")
    monkeypatch.setattr(BagOfWords, "encode", whole)
    assert run(workspace, "encode")["resumed"] == 128
    assert sorted(fake.encoded) == sorted(texts)
    other = write_documents(tmp_path / "other", texts)
    run(other, "encode")
    assert embeddings(workspace) == embeddings(other)


def test_rows_added_later_are_encoded_alone(tmp_path, fake):
    workspace = write_documents(tmp_path / "w", ["a star", ""])
    run(workspace, "encode")
    before = embeddings(workspace)
    append_documents(workspace, ["a moon"])
    notes = run(workspace, "encode")
    assert fake.encoded == ["a star", "a moon"]
    assert (notes["kept_from_earlier_build"], notes["without_vector"]) == (2, 1)
    after = embeddings(workspace)
    assert list(after) == [0, 2]
    assert after[0] == before[0]


def test_another_encoder_encodes_all_again(tmp_path, fake, monkeypatch):
    workspace = write_documents(tmp_path / "w", ["a star"])
    run(workspace, "encode")
    append_documents(workspace, ["a moon"])
    monkeypatch.setattr(BagOfWords, "digest", "fake-2")
    assert run(workspace, "encode")["kept_from_earlier_build"] == 0
    assert fake.encoded == ["a star", "a star", "a moon"]


def test_the_encoder_none_makes_no_vectors(tmp_path):
    workspace = write_documents(tmp_path / "w", ["a star"])
    assert run(workspace, "encode", encoder="none") == {"encoder": "none"}
    assert "embeddings" not in workspace.read_manifest().tables


def test_no_documents_make_an_empty_table(tmp_path, fake):
    workspace = write_documents(tmp_path / "w", [])
    run(workspace, "encode")
    assert embeddings(workspace) == {}


def test_vectors_of_the_user_are_taken_and_unusable_ones_counted(tmp_path):
    workspace = write_documents(tmp_path / "w", [f"text {n}" for n in range(7)])
    lists = [[3.0, 4.0], [1.0, 0.0], [float("nan"), 1.0], [1.0, 2.0, 3.0], None, [0.0, 0.0], [1.0, None]]
    write_table(
        workspace,
        "metadata",
        pa.table({"doc_id": range(7), 'my "vector"': pa.array(lists, pa.list_(pa.float64()))}),
        stage="documents",
    )
    notes = run(workspace, "encode", vectors='my "vector"')
    assert embeddings(workspace) == {0: pytest.approx([0.6, 0.8]), 1: [1, 0]}
    names = ("dimensions", "other_width", "not_finite_or_zero", "without_vector")
    assert tuple(notes[name] for name in names) == (2, 1, 3, 5)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("gone", r"no column 'gone' for vectors\. It has: words\."),
        ("words", "The column 'words' has no vectors"),
    ],
)
def test_a_column_without_vectors_is_one_clear_line(tmp_path, column, message):
    workspace = write_documents(tmp_path / "w", ["a"])
    write_table(workspace, "metadata", pa.table({"doc_id": [0], "words": ["x"]}), stage="documents")
    with pytest.raises(DataloupeError, match=message):
        run(workspace, "encode", vectors=column)
