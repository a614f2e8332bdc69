"""The compiled scan against the reference, and what must not change its results."""

from __future__ import annotations

import random
import unicodedata
import unittest.mock
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from analytics.batch import characters
from analytics.batch.characters import normalized, tables
from analytics.batch.hashing import hash_bytes
from analytics.batch.scan import scan
from analytics.batch.shingles import word_characters, word_hashes
from tests.batch import reference
from tests.batch.texts import ADVERSARIAL, texts

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "corpus_100k.parquet"


def batch(found: list[str], kind: pa.DataType | None = None) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(
        {"doc_id": pa.array(range(len(found)), pa.int64()), "text": pa.array(found, kind or pa.string())}
    )


def assert_as_reference(found: list[str]) -> None:
    for text, row in zip(found, scan(batch(found)).to_pylist(), strict=True):
        expected = reference.signals(text)
        for name, value in expected.items():
            assert row[name] == (value if value is None else pytest.approx(value, rel=1e-12, abs=1e-12)), (name, text)


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_adversarial_texts_measure_as_by_the_book(name: str) -> None:
    assert_as_reference([ADVERSARIAL[name]])


@given(texts)
@settings(max_examples=250, deadline=None)
def test_any_text_measures_as_by_the_book(text: str) -> None:
    assert_as_reference([text])


def test_documentation_measures_as_by_the_book() -> None:
    members = [member for module in (np, pd, np.linalg, pa, random, unittest.mock) for member in vars(module).values()]
    found = [member.__doc__ for member in members if isinstance(getattr(member, "__doc__", None), str)]
    assert len(found) > 300
    assert_as_reference([text[:2000] for text in found[:250]])


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not on this machine")
def test_real_texts_of_every_source_measure_as_by_the_book() -> None:
    table = pq.read_table(CORPUS, columns=["source", "text"])
    rows = [
        row
        for source in table["source"].unique().to_pylist()
        for row in np.flatnonzero(np.asarray(table["source"]) == source)[::97][:8]
    ]
    assert_as_reference([text[:3000] for text in table["text"].take(rows).to_pylist()])


def test_results_do_not_depend_on_batch_boundaries() -> None:
    found = [*ADVERSARIAL.values()]
    whole = scan(batch(found)).to_pylist()
    for size in (1, 3, 7):
        pieces = [
            row for start in range(0, len(found), size) for row in scan(batch(found).slice(start, size)).to_pylist()
        ]
        assert pieces == whole


def test_large_strings_and_slices_measure_the_same() -> None:
    found = [*ADVERSARIAL.values()]
    whole = scan(batch(found)).to_pylist()
    assert scan(batch(found, pa.large_string())).to_pylist() == whole
    assert scan(batch(found, pa.large_string()).slice(5, 9)).to_pylist() == whole[5:14]


def test_results_do_not_depend_on_threads() -> None:
    found = [*ADVERSARIAL.values()] * 20
    shuffled = [random.Random(seed).sample(found, len(found)) for seed in range(8)]
    alone = [scan(batch(one)).to_pylist() for one in shuffled]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: scan(batch(one)).to_pylist(), shuffled)) == alone


def test_no_rows_are_no_rows() -> None:
    assert len(scan(batch([]))) == 0


def test_ten_megabytes_on_one_line() -> None:
    sentence = "The quick brown fox is here. "
    row = scan(batch([sentence * (10_000_000 // len(sentence))])).to_pylist()[0]
    repeats = 10_000_000 // len(sentence)
    assert (row["n_lines"], row["n_sentences"], row["n_words"]) == (1, repeats, 6 * repeats)
    assert row["dup_10gram_char_frac"] > 0.7
    assert row["n_shingles"] == 6


def test_equal_texts_hash_equal_and_others_do_not() -> None:
    found = sorted(
        set(ADVERSARIAL.values())
        | {chr(97 + i % 26) * (1 + i // 26) for i in range(1000)}
        | {f"word {i}" for i in range(1000)}
    )
    hashes = scan(batch(found + found))["raw_hash"].to_pylist()
    assert hashes[: len(found)] == hashes[len(found) :]
    assert len(set(hashes)) == len(found)


@given(texts, texts)
@settings(max_examples=100, deadline=None)
def test_normalised_hashes_are_equal_where_normalised_texts_are(a: str, b: str) -> None:
    for one, other in (
        (a, b),
        (a, f" {a.swapcase()}\n"),
        (a, unicodedata.normalize("NFD", a)),
        (a, unicodedata.normalize("NFKC", a)),
    ):
        left, right = scan(batch([one, other]))["normalized_hash"].to_pylist()
        assert (left == right) == (normalized(one) == normalized(other)), (one, other)


@given(texts)
@settings(max_examples=100, deadline=None)
def test_shingles_are_those_of_the_words_that_verification_reads(text: str) -> None:
    data = np.frombuffer(text.encode(), np.uint8)
    out = np.empty(len(data) + 1, np.uint64)
    n = word_hashes(data, 0, len(data), word_characters(), out)
    row = scan(batch([text])).to_pylist()[0]
    assert row["n_words"] == n == len(reference.describe(text))
    size = 5 if n >= 5 else (n + 1) // 2
    folded = [reference.fold(word) for word in reference.describe(text)]
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
            np.frombuffer(value, np.uint32) for value in scan(batch([" ".join(a), " ".join(b)]))["minhash"].to_pylist()
        ]
        shingles = [{tuple(one[i : i + 5]) for i in range(len(one) - 4)} for one in (a, b)]
        true = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
        errors.append(((signatures[0] == signatures[1]).mean() - true) / max(0.02, np.sqrt(true * (1 - true) / 128)))
    assert abs(np.mean(errors)) < 0.5
    assert 0.5 < np.std(errors) < 1.5


def test_the_tables_are_unicode_s_own() -> None:
    table = tables()
    properties = table.properties[table.classes]
    for code in (*range(0x3400), *range(0x3400, 0x110000, 37)):
        character = chr(code)
        category = unicodedata.category(character)
        expected = {
            characters.LETTER: category[0] == "L",
            characters.MARK: category[0] == "M",
            characters.DIGIT: category == "Nd",
            characters.PUNCTUATION: category[0] in "PS",
            characters.SPACE: character.isspace(),
            characters.WORD: category[0] in "LMN",
            characters.CONTROL: category == "Cc" and character not in "\t\n\r",
        }
        assert {bit: bool(properties[code] & bit) for bit in expected} == expected, hex(code)


def normalized_hash(text: str) -> bytes:
    data = np.frombuffer(normalized(text).encode(), np.uint8)
    return np.array(hash_bytes(data, 0, len(data)), "<u8").tobytes()


def test_the_runs_and_ranges_that_are_looked_for_are_the_tables_own() -> None:
    table = tables()
    for has in (
        characters.WORD,
        characters.EVENT,
        characters.SPACE,
        characters.LETTER,
        characters.PUNCTUATION,
        characters.CONTROL,
        characters.ALPHANUMERIC_MARK,
    ):
        inside = {code for first, last in characters.runs(has) for code in range(first, last + 1)}
        assert inside == set(np.flatnonzero(table.properties[:128] & has))
    beyond = table.properties[table.classes[128:]]
    for (first, last), has in ((characters.EVENTS, characters.EVENT), (characters.SPACES, characters.SPACE)):
        assert np.array_equal((table.classes[128:] >= first) & (table.classes[128:] <= last), beyond & has != 0)
    plain = beyond & (characters.WORD | characters.MARK | characters.IDEOGRAPH) == characters.WORD
    assert np.array_equal(
        plain, (table.classes[128:] >= characters.LETTERS[0]) & (table.classes[128:] <= characters.LETTERS[1])
    )
    assert table.properties[characters.PADDING] == 0


def test_what_depends_on_its_neighbours_is_normalised_with_them() -> None:
    """Every character that may compose or swap places, behind letters of many scripts and behind other such
    characters.
    """
    folded = tables().folded
    asks = (folded == characters.JOINING) | ((folded > 0) & (folded & (characters.REORDERS | characters.COMPOSES) != 0))
    flagged = [chr(code) for code in np.flatnonzero(asks) if not 0xD800 <= code < 0xE000]
    assert len(flagged) > 1000
    pick = random.Random(3)
    letters = "aE\u0130\u00e9\u1ec7\u01fb\u1f77\u1fb7\u0439\u0915\u0995\u09c7\u0bc6\u0e01\u05d1\ufb01\uac00\u1100"
    before = ["", " ", *letters, "a\u0323", "\u0915\u094d"]
    found = [f"x {one}{mark}{other}b" for mark in flagged for one in before for other in ("", pick.choice(flagged))]
    assert scan(batch(found))["normalized_hash"].to_pylist() == [normalized_hash(text) for text in found]


@pytest.mark.parametrize("length", [*range(1, 20), 31, 32, 33, 63, 64, 65, 127, 128, 129, 200])
def test_what_is_read_by_many_at_once_is_read_to_its_end(length: int) -> None:
    """Words, blanks, lines and marks around the places where a step of eight, thirty-two or sixty-four characters
    ends.
    """
    pick = random.Random(length)
    alphabets = ["aB9 \n", "a.\n ", "\u00e9x \u4e2d\n", "   b", "Ab", "j avascript", "a\u0301 "]
    found = ["".join(pick.choice(letters) for _ in range(length)) for letters in alphabets for _ in range(6)]
    assert_as_reference(found)
    assert scan(batch(found))["normalized_hash"].to_pylist() == [normalized_hash(text) for text in found]
