"""Encoders load, give vectors of unit length, and fail in one clear line."""

import os
import subprocess
import sys

import numpy as np
import pytest

from analytics import encoders
from analytics.errors import DataloupeError


def test_a_path_that_does_not_exist_is_one_clear_line():
    with pytest.raises(
        DataloupeError,
        match=r"encoder '/nowhere/model' cannot be loaded: it is not on this machine. There are: static, minilm, "
        r"static-multilingual, e5, none",
    ):
        encoders.encoder("/nowhere/model")


@pytest.mark.model
def test_a_name_or_folder_without_a_model_is_one_clear_line(tmp_path):
    with pytest.raises(DataloupeError, match="is not on this machine"):
        encoders.encoder("some-organisation/some-model")
    with pytest.raises(DataloupeError, match="cannot be loaded"):
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
    vectors[encoder._counter._tokenizer.token_to_id("[UNK]")] = 0  # an unknown word has no meaning
    library = StaticEmbedding(encoder._counter._tokenizer, vectors)
    features = library.preprocess([text[:1000] for text in texts])
    expected = library(features)["sentence_embedding"].detach().numpy()
    expected /= np.maximum(np.linalg.norm(expected, axis=1, keepdims=True), 1e-12)
    assert encoder.encode(texts) == pytest.approx(expected, abs=1e-5)
    assert (encoder.encode(texts[::-1])[::-1] == encoder.encode(texts)).all()
    assert (encoder.encode(["x " * 500 + "beyond"]) == encoder.encode(["x " * 500])).all()


UNKNOWN = [
    "สวัสดีชาวโลก",
    "ភាសាខ្មែរ",
    "မြန်မာစာ",
    "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
    "😀😀 🎉",
    "ราคา 12 บาท!",
    "ok สวัสดีชาวโลกทุกคนที่รัก",
    "ສະບາຍດີ",
]
KNOWN = ["hello", "Great 👍", "12345", "русский текст", "The word for cat is แมว here", "ok"]


@pytest.mark.model
def test_a_text_of_which_little_is_known_has_no_vector():
    encoder = tiny_static(np.random.default_rng(0).normal(size=(30522, 8)).astype(np.float32))
    for _ in range(2):  # the second time from the cache
        assert encoder.encode(UNKNOWN + KNOWN).any(axis=1).tolist() == [False] * len(UNKNOWN) + [True] * len(KNOWN)


@pytest.mark.model
def test_a_transformer_gives_no_vector_for_a_text_of_which_it_knows_little():
    from types import SimpleNamespace

    from transformers import PreTrainedTokenizerFast

    from analytics.encoders.transformer import TransformerEncoder, minilm_path

    model = Scarce(room=99)
    model.tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(minilm_path() / "tokenizer.json"), unk_token="[UNK]", pad_token="[PAD]"
    )
    encoder = TransformerEncoder("whole", model, "x")
    assert encoder.encode(UNKNOWN + KNOWN).any(axis=1).tolist() == [False] * len(UNKNOWN) + [True] * len(KNOWN)
    model.tokenizer = SimpleNamespace(unk_token_id=None, backend_tokenizer=None)
    assert encoder.encode(UNKNOWN).any()


def test_the_cache_can_be_moved(tmp_path, monkeypatch):
    from analytics.encoders.cache import cache_folder

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("DATALOUPE_CACHE", raising=False)
    assert cache_folder() == tmp_path / "xdg" / "dataloupe"
    monkeypatch.setenv("DATALOUPE_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"


def test_asking_for_encoders_imports_no_model_library():
    libraries = {"torch", "sentence_transformers", "tokenizers", "scipy"}
    code = f"import sys, analytics.encoders; print(sorted({libraries} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert ran.stdout.strip() == "[]"
