"""Every different text is encoded once, a kill loses nothing, and what cannot be encoded is said."""

import numpy as np
import pyarrow as pa
import pytest

from analytics import encoders
from analytics.build import encoding_time
from analytics.encoders import packaged_e5
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


def spoken(workspace, monkeypatch, languages, installed=True, **options):
    """The encoder that is loaded for documents in these languages, and what is said."""
    names = []

    def load(name, on_progress=None, digest=None):
        names.append(name)
        return BagOfWords()

    monkeypatch.setattr(encoders, "encoder", load)
    monkeypatch.setattr(packaged_e5, "is_installed", lambda: installed)
    table = pa.table({"doc_id": range(len(languages)), "lang_detected": pa.array(languages, pa.string())})
    write_table(workspace, "signals", table, stage="scan")
    notes = run(workspace, "encode", **options)
    return names, " ".join(notes.get("messages", []))


@pytest.mark.parametrize(
    ("languages", "name"),
    [
        (["en"] * 95 + ["de"] * 5, "static"),
        (["en"] * 94 + ["de"] * 6, "static-multilingual"),
        (["zh"] * 100, "static-multilingual"),
        ([None] * 100, "static"),
        ([None] * 98 + ["en", "ko"], "static-multilingual"),
    ],
)
def test_many_documents_in_other_languages_choose_the_multilingual_encoder(tmp_path, monkeypatch, languages, name):
    workspace = write_documents(tmp_path / "w", [f"text {n}" for n in range(100)])
    names, message = spoken(workspace, monkeypatch, languages)
    assert names == [name]
    assert ("not in English: the encoder is static-multilingual" in message) == (name != "static")


def test_the_user_decides_the_encoder_and_a_missing_package_is_said(tmp_path, monkeypatch):
    workspace = write_documents(tmp_path / "w", ["eins", "zwei"])
    assert spoken(workspace, monkeypatch, ["de", "de"], encoder="static") == (["static"], "")
    workspace = write_documents(tmp_path / "other", ["eins", "zwei"])
    names, message = spoken(workspace, monkeypatch, ["de", "de"], installed=False)
    assert names == ["static"]
    assert message.startswith("100% of the documents are not in English, and the encoder static knows English.")
    assert "pip install 'dataloupe[multilingual]'" in message


class Pupil(BagOfWords):
    """An encoder that can be taught: its digest is what taught it."""

    name = "static-multilingual"

    def __init__(self, digest="untaught"):
        super().__init__()
        self.digest = digest

    def taught(self, passages, on_progress=None):
        return Pupil(f"{len(passages)} passages")


def test_an_encoder_is_taught_once_and_again_when_most_documents_are_new(tmp_path, monkeypatch):
    monkeypatch.setattr(encoders, "encoder", lambda name, on_progress=None, digest=None: Pupil(digest or "untaught"))
    workspace = write_documents(tmp_path / "w", ["un chat", "un chien", "ein Hund"])
    assert run(workspace, "encode", encoder="static-multilingual")["digest"] == "3 passages"
    append_documents(workspace, ["eine Katze"])
    notes = run(workspace, "encode", encoder="static-multilingual")
    assert (notes["digest"], notes["kept_from_earlier_build"]) == ("3 passages", 3)
    append_documents(workspace, [f"text {n}" for n in range(20)])
    assert run(workspace, "encode", encoder="static-multilingual")["digest"] == "24 passages"


def test_a_slow_encoder_says_its_time_before_it_starts(tmp_path, fake, monkeypatch):
    monkeypatch.setattr(encoding_time, "MIN_SECONDS", 0)
    few = write_documents(tmp_path / "few", ["a star", "a moon"])
    assert "messages" not in run(few, "encode")
    many = write_documents(tmp_path / "many", [f"a star {n}" for n in range(encoding_time.MIN_DOCUMENTS)])
    (message,) = run(many, "encode")["messages"]
    assert message.startswith("The encoder fake takes about 1 minute for 1,000 documents.")
    assert [encoding_time.duration_text(seconds) for seconds in (59, 200, 7200)] == [
        "1 minute",
        "3 minutes",
        "2.0 hours",
    ]


def test_texts_without_a_vector_are_no_neighbours_of_each_other(tmp_path, fake, monkeypatch):
    encode = BagOfWords.encode

    def knows_no_thai(self, texts):
        is_known = np.array([[text.isascii()] for text in texts])
        return encode(self, texts) * is_known

    monkeypatch.setattr(BagOfWords, "encode", knows_no_thai)
    texts = ["a star", "สวัสดี", "a moon", "ขอบคุณ", "a star and a moon", "ลาก่อน"]
    workspace = write_documents(tmp_path / "w", texts)
    assert run(workspace, "encode")["without_vector"] == 3
    run(workspace, "neighbors")
    near = workspace.connect().execute("SELECT doc_id, neighbor_id FROM neighbors").fetchall()
    assert {number for pair in near for number in pair} == {0, 2, 4}
