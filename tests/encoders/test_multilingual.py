"""The multilingual encoder: a file of weights is read, tokens are distilled once, and passages teach it."""

import pickle
import struct

import numpy as np
import pytest

from analytics import encoders
from analytics.encoders import multilingual, packaged_e5
from analytics.encoders.packaged_e5 import PackagedE5, is_installed
from analytics.encoders.vector_store import VectorStore
from analytics.errors import DataloupeError

PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    *(f"▁{word}" for word in ["cat", "dog", "fish", "chat", "chien", "poisson", "query"]),
]
WIDTH = 8
SENSES = {"cat": 0, "chat": 0, "dog": 1, "chien": 1, "fish": 2, "poisson": 2}


class Transformer:
    """Tokens alone are random, and passages are where their senses are: so only teaching finds the senses."""

    def __init__(self, model):
        self.model = model
        self.read = []

    def token_states(self, tokens):
        self.read += tokens
        return np.array([np.random.default_rng(token).normal(size=WIDTH) for token in tokens], np.float32)

    def encode_tokens(self, spans):
        rows = np.zeros((len(spans), WIDTH), np.float32)
        for row, span in zip(rows, spans, strict=True):
            for token in span:
                row[SENSES.get(self.model.pieces[token].strip("▁"), 7)] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def model():
    scores = np.linspace(-3, -9, len(PIECES)).astype(np.float32)
    return PackagedE5(np.arange(9, dtype=np.uint8), WIDTH, 1, 2, 16, 1e-12, 0, 2, PIECES, scores, {})


@pytest.fixture
def transformer(model, monkeypatch, tmp_path):
    transformer = Transformer(model)
    monkeypatch.setattr(multilingual, "E5Encoder", lambda model: transformer)
    monkeypatch.setattr(multilingual, "packaged_e5", lambda name: model)
    monkeypatch.setenv("DATALOUPE_CACHE", str(tmp_path / "cache"))
    return transformer


def passages():
    random = np.random.default_rng(0)
    return [" ".join(random.choice(list(SENSES), 4)) for _ in range(400)]


def test_a_sum_of_token_vectors_does_not_depend_on_other_texts(transformer):
    encoder = encoders.encoder("static-multilingual")
    one, both = encoder.encode(["cat dog"]), encoder.encode(["fish", "cat dog"])
    assert np.linalg.norm(both, axis=1) == pytest.approx(1)
    assert both[1] == pytest.approx(one[0])


def test_only_tokens_that_are_used_are_distilled_and_only_once_on_a_machine(transformer):
    encoders.encoder("static-multilingual").encode(["cat dog", "dog"])
    centre = set(np.linspace(4, len(PIECES) - 1, multilingual.CENTRE_TOKENS).astype(int))
    assert sorted(transformer.read) == sorted(centre | {PIECES.index("▁cat"), PIECES.index("▁dog")})
    transformer.read.clear()
    encoders.encoder("static-multilingual").encode(["dog cat"])
    assert transformer.read == []


def test_a_text_without_a_known_token_has_no_vector(transformer):
    vectors = encoders.encoder("static-multilingual").encode(["ᏣᎳᎩ", "", "cat"])
    assert vectors.any(axis=1).tolist() == [False, False, True]


def test_teaching_puts_words_of_two_languages_with_one_meaning_together(transformer):
    plain = encoders.encoder("static-multilingual")
    taught = plain.taught(passages())

    def nearest_is_right(encoder):
        vectors = encoder.encode(["cat", "dog", "fish"]) @ encoder.encode(["chat", "chien", "poisson"]).T
        return (vectors.argmax(axis=1) == range(3)).all() and vectors.diagonal().min() > 0.9

    assert nearest_is_right(taught)
    assert not nearest_is_right(plain)


def test_what_was_taught_is_read_again_by_the_same_passages_or_by_its_digest(transformer, monkeypatch):
    progress = []
    taught = encoders.encoder("static-multilingual").taught(passages(), lambda done, total: progress.append(done))
    assert progress
    monkeypatch.setattr(multilingual, "teach", None)
    assert encoders.encoder("static-multilingual").taught(passages()).digest == taught.digest
    again = encoders.encoder("static-multilingual", digest=taught.digest)
    assert again.digest == taught.digest
    assert again.encode(["chat noir"]) == pytest.approx(taught.encode(["chat noir"]))
    with pytest.raises(DataloupeError, match="taught for this corpus"):
        encoders.encoder("static-multilingual", digest="0123456789abcdef")


def test_other_passages_or_another_order_of_tokens_make_another_encoder(transformer):
    plain = encoders.encoder("static-multilingual")
    digests = {plain.digest, plain.taught(passages()).digest, plain.taught(passages()[:200]).digest}
    assert len(digests) == 3


def test_a_corpus_of_one_text_can_be_taught(transformer):
    assert encoders.encoder("static-multilingual").taught(["cat dog"]).encode(["cat"]).any()


def test_a_store_continues_after_a_kill_in_the_middle_of_a_record(tmp_path):
    computed = []

    def compute(positions):
        computed.extend(positions.tolist())
        return np.stack([np.full(3, position) for position in positions])

    file = tmp_path / "some" / "vectors.bin"
    store = VectorStore(file, 3)
    assert store.vectors(np.array([5, 6, 5]), compute).tolist() == [[0, 0, 0], [1, 1, 1], [0, 0, 0]]
    with file.open("ab") as stream:
        stream.write(b"cut")
    assert VectorStore(file, 3).vectors(np.array([6, 9]), compute).tolist() == [[1, 1, 1], [1, 1, 1]]
    assert VectorStore(file, 3).vectors(np.array([9, 6, 5]), None).tolist() == [[1, 1, 1], [1, 1, 1], [0, 0, 0]]
    assert computed == [0, 1, 1]


def test_weights_in_four_bits_and_tensors_are_read():
    block = struct.pack("<e", 0.5) + bytes([0x1F, *[0x88] * 15])
    pieces = "ab▁c".encode()
    vocabulary = struct.pack("<5iQ3I", 2, 0, 2, 1, 3, len(pieces), 0, 2, len(pieces)) + struct.pack("<2f", -1, -2)
    start = 4 + 32 + 8 + len(vocabulary) + len(pieces) + 8 + 4 + 2 + 1 + 21
    tensor = struct.pack("<H", 1) + b"w" + struct.pack("<BIQQ", 1, 32, start, 18)
    sizes = struct.pack("<I7ifi", 1, 32, 1, 2, 64, 2, 16, 1, 1e-12, 32)
    content = b"E5S1" + sizes + vocabulary + pieces + struct.pack("<iI", 0, 0) + struct.pack("<i", 1) + tensor + block
    model = packaged_e5.read(np.frombuffer(content, np.uint8))
    assert (model.width, model.heads, model.pieces, model.scores.tolist()) == (32, 2, ["ab", "▁c"], [-1, -2])
    assert model.matrix("w", 32)[0, [0, 1, 16, 17]].tolist() == [3.5, 0, -3.5, 0]
    with pytest.raises(ValueError, match="ends too early"):
        packaged_e5.read(np.frombuffer(content[:50], np.uint8))
    with pytest.raises(ValueError, match="E5S1"):
        packaged_e5.read(np.zeros(99, np.uint8))


@pytest.mark.parametrize("name", ["static-multilingual", "e5"])
def test_without_its_package_an_encoder_says_what_to_install(name, monkeypatch):
    monkeypatch.setattr(packaged_e5, "PACKAGE", "no_such_package")
    packaged_e5.packaged_e5.cache_clear()
    with pytest.raises(DataloupeError, match=rf"'{name}' needs .* pip install 'dataloupe\[multilingual\]'"):
        encoders.encoder(name)


@pytest.mark.model
def test_the_real_transformer_puts_translations_together():
    if not is_installed():
        pytest.skip("the extra multilingual is not installed")
    packaged_e5.packaged_e5.cache_clear()
    encoder = encoders.encoder("e5")
    texts = [
        "The cat sleeps on the sofa.",
        "Interest rates rise again.",
        "Le chat dort sur le canapé.",
        "猫在沙发上睡觉。",
    ]
    vectors = encoder.encode([*texts, "利率再次上升。", "", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ"])
    assert vectors.any(axis=1).tolist() == [True] * 5 + [False] * 2
    similarities = vectors[:5] @ vectors[:5].T
    np.fill_diagonal(similarities, 0)
    cats, nearest = {0, 2, 3}, similarities.argmax(axis=1).tolist()
    assert {nearest[one] for one in cats} < cats
    assert (nearest[1], nearest[4]) == (4, 1)
    assert encoder.encode(texts[:1]) @ vectors[0] == pytest.approx(1, abs=1e-3)


def test_a_worker_gets_the_same_encoder(transformer):
    taught = encoders.encoder("static-multilingual").taught(passages())
    again = pickle.loads(pickle.dumps(taught))
    assert again.digest == taught.digest
    assert again.encode(["chat chien"]) == pytest.approx(taught.encode(["chat chien"]))
