"""Every different text is encoded once, a kill loses nothing, and what cannot be encoded is said."""

import os
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from analytics import encoders
from analytics.errors import DataloupeError
from tests.charted import BagOfWords, append_documents, run, write_documents
from tests.workspaces import write_table


@pytest.fixture
def fake(monkeypatch):
    encoder = BagOfWords()
    monkeypatch.setattr(encoders, "encoder", lambda name, on_progress=None: encoder)
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
    given = [[3.0, 4.0], [1.0, 0.0], [float("nan"), 1.0], [1.0, 2.0, 3.0], None, [0.0, 0.0], [1.0, None]]
    write_table(
        workspace,
        "metadata",
        pa.table({"doc_id": range(7), 'my "vector"': pa.array(given, pa.list_(pa.float64()))}),
        stage="documents",
    )
    notes = run(workspace, "encode", vectors='my "vector"')
    assert embeddings(workspace) == {0: pytest.approx([0.6, 0.8]), 1: [1, 0]}
    assert (notes["dimensions"], notes["other_width"], notes["not_finite_or_zero"], notes["without_vector"]) == (
        2,
        1,
        3,
        5,
    )


@pytest.mark.parametrize(
    ("column", "said"),
    [("gone", "no column 'gone' to take vectors from - its other columns are words"), ("words", "holds no vectors")],
)
def test_a_column_without_vectors_is_one_clear_line(tmp_path, column, said):
    workspace = write_documents(tmp_path / "w", ["a"])
    write_table(workspace, "metadata", pa.table({"doc_id": [0], "words": ["x"]}), stage="documents")
    with pytest.raises(DataloupeError, match=said):
        run(workspace, "encode", vectors=column)


def test_a_path_that_does_not_exist_is_one_clear_line():
    with pytest.raises(
        DataloupeError, match="no encoder '/nowhere/model': it is not on this machine - choose static, minilm, none"
    ):
        encoders.encoder("/nowhere/model")


@pytest.mark.model
def test_a_name_or_folder_without_a_model_is_one_clear_line(tmp_path):
    with pytest.raises(DataloupeError, match="is not on this machine"):
        encoders.encoder("some-organisation/some-model")
    with pytest.raises(DataloupeError, match="no encoder"):
        encoders.encoder(str(tmp_path))


class Scarce:
    """A model whose machine holds `room` texts at once."""

    max_seq_length = 16

    def __init__(self, room):
        self.room = room

    def get_sentence_embedding_dimension(self):
        return 4

    def encode(self, texts, batch_size, **_):
        if batch_size > self.room:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 99 bytes")
        return np.ones((len(texts), 4), np.float32)


def test_an_encoder_that_runs_out_of_memory_tries_smaller_batches_and_then_says_so():
    from analytics.encoders.transformer import TransformerEncoder

    assert TransformerEncoder("scarce", Scarce(room=3), "x").encode(["a"] * 5) == pytest.approx(np.full((5, 4), 0.5))
    with pytest.raises(DataloupeError, match="scarce ran out of memory with a single text"):
        TransformerEncoder("scarce", Scarce(room=0), "x").encode(["a"])


def tiny_static(vectors):
    """The real tokenizer of the static encoder with made-up vectors."""
    from tokenizers import Tokenizer

    from analytics.encoders.static import StaticEncoder
    from analytics.encoders.transformer import minilm_path

    tokenizer = Tokenizer.from_file(str(minilm_path() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return StaticEncoder(tokenizer, vectors, "tiny")


@pytest.mark.model
def test_static_gives_what_sentence_transformers_gives_in_any_company():
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    vectors = np.random.default_rng(0).normal(size=(30522, 8)).astype(np.float32)
    encoder = tiny_static(vectors)
    texts = [
        "Héllo, wörld! 3.5% of e-mails\u2028x",
        "床前明月光，疑是地上霜",
        "def f(x): return x**2 # 🙂🙂",
        "a" * 300,
        "",
        "hello hello",
    ]
    library = StaticEmbedding(encoder._tokenizer, vectors)
    features = library.preprocess([text[:1000] for text in texts])
    expected = library(features)["sentence_embedding"].detach().numpy()
    expected /= np.maximum(np.linalg.norm(expected, axis=1, keepdims=True), 1e-12)
    assert encoder.encode(texts) == pytest.approx(expected, abs=1e-5)
    assert (encoder.encode(texts[::-1])[::-1] == encoder.encode(texts)).all()
    assert (encoder.encode(["x " * 500 + "beyond"]) == encoder.encode(["x " * 500])).all()


def test_the_cache_can_be_moved(tmp_path, monkeypatch):
    from analytics.encoders.static import cache_folder

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("DATALOUPE_CACHE", raising=False)
    assert cache_folder() == tmp_path / "xdg" / "dataloupe"
    monkeypatch.setenv("DATALOUPE_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"


def test_asking_for_encoders_imports_no_model_library():
    code = "import sys, analytics.encoders; print(sorted({'torch', 'sentence_transformers', 'tokenizers', 'scipy'} & set(sys.modules)))"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
        ).stdout.strip()
        == "[]"
    )
