"""The signatures of texts: exact hashes, hashes of normalised texts, shingles, and MinHash."""

from __future__ import annotations

import random
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings

from analytics.batch.scan import normalization, scan
from analytics.batch.scan.hashing import hash_bytes
from analytics.batch.scan.normalization import normalized
from analytics.batch.scan.tables import tables
from analytics.batch.shingles import word_hashes
from analytics.batch.word_characters import word_characters
from tests.batch.texts import ADVERSARIAL, text_batch, texts, texts_of_length
from tests.signals.plain_text import folded_words, split_words


def test_equal_texts_hash_equal_and_others_do_not() -> None:
    strings = sorted(
        set(ADVERSARIAL.values())
        | {chr(97 + i % 26) * (1 + i // 26) for i in range(1000)}
        | {f"word {i}" for i in range(1000)}
    )
    hashes = scan(text_batch(strings + strings))["raw_hash"].to_pylist()
    assert hashes[: len(strings)] == hashes[len(strings) :]
    assert len(set(hashes)) == len(strings)


@given(texts, texts)
@settings(max_examples=100, deadline=None)
def test_normalised_hashes_are_equal_where_normalised_texts_are(a: str, b: str) -> None:
    for one, other in (
        (a, b),
        (a, f" {a.swapcase()}\n"),
        (a, unicodedata.normalize("NFD", a)),
        (a, unicodedata.normalize("NFKC", a)),
    ):
        left, right = scan(text_batch([one, other]))["normalized_hash"].to_pylist()
        assert (left == right) == (normalized(one) == normalized(other)), (one, other)


@given(texts)
@settings(max_examples=100, deadline=None)
def test_shingles_are_those_of_the_words_that_verification_reads(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    data = np.frombuffer(text.encode(), np.uint8)
    out = np.empty(len(data) + 1, np.uint64)
    n = word_hashes(data, 0, len(data), word_characters(), out)
    row = scan(text_batch([text])).to_pylist()[0]
    assert row["words"] == n == len(split_words(text))
    size = 5 if n >= 5 else (n + 1) // 2
    folded = folded_words(text)
    assert (
        row["n_shingles"] == len({tuple(folded[i : i + size]) for i in range(n - size + 1)})
        if n
        else row["n_shingles"] == 0
    )
    assert (row["minhash"] is None) == (n == 0)


def test_minhash_estimates_jaccard() -> None:
    pick = random.Random(7)
    errors = []
    for shared in range(0, 1000, 10):
        words = [f"{pick.random():.9f}"[2:] for _ in range(2000 - shared)]
        a, b = words[:1000], words[1000 - shared : 2000 - shared]
        signatures = [
            np.frombuffer(value, np.uint32)
            for value in scan(text_batch([" ".join(a), " ".join(b)]))["minhash"].to_pylist()
        ]
        shingles = [{tuple(one[i : i + 5]) for i in range(len(one) - 4)} for one in (a, b)]
        true = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
        errors.append(((signatures[0] == signatures[1]).mean() - true) / max(0.02, np.sqrt(true * (1 - true) / 128)))
    assert abs(np.mean(errors)) < 0.5
    assert 0.5 < np.std(errors) < 1.5


def normalized_hash(text: str) -> bytes:
    data = np.frombuffer(normalized(text).encode(), np.uint8)
    return np.array(hash_bytes(data, 0, len(data)), "<u8").tobytes()


def test_what_depends_on_its_neighbours_is_normalised_with_them() -> None:
    """Every character that may compose or swap places, behind letters of many scripts and behind other such
    characters.
    """
    folded = tables().folded
    asks = (folded == normalization.JOINING) | (
        (folded > 0) & (folded & (normalization.REORDERS | normalization.COMPOSES) != 0)
    )
    flagged = [chr(code) for code in np.flatnonzero(asks) if not 0xD800 <= code < 0xE000]
    assert len(flagged) > 1000
    pick = random.Random(3)
    letters = "aE\u0130\u00e9\u1ec7\u01fb\u1f77\u1fb7\u0439\u0915\u0995\u09c7\u0bc6\u0e01\u05d1\ufb01\uac00\u1100"
    before = ["", " ", *letters, "a\u0323", "\u0915\u094d"]
    strings = [f"x {one}{mark}{other}b" for mark in flagged for one in before for other in ("", pick.choice(flagged))]
    assert scan(text_batch(strings))["normalized_hash"].to_pylist() == [normalized_hash(text) for text in strings]


@pytest.mark.parametrize("length", [*range(1, 20), 31, 32, 33, 63, 64, 65, 127, 128, 129, 200])
def test_texts_that_end_within_a_step_of_the_kernel_are_normalised_to_their_end(length: int) -> None:
    hashes = scan(text_batch(texts_of_length(length)))["normalized_hash"].to_pylist()
    assert hashes == [normalized_hash(text) for text in texts_of_length(length)]
