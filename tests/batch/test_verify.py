"""Jaccard and containment of a pair equal those of plain Python."""

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.batch.verify import SAMPLED_ONE_IN, ShingleSets, sampled_shingles, shingle_sets
from tests.batch.texts import text_batch
from tests.signals.plain_text import folded_words


def shingles(text: str) -> set[tuple[str, ...]]:
    every = folded_words(unicodedata.normalize("NFC", text))
    size = 5 if len(every) >= 5 else (len(every) + 1) // 2
    return {tuple(every[at : at + size]) for at in range(len(every) - size + 1)} if every else set()


def compare(*texts: str) -> dict[str, float]:
    return (
        ShingleSets.of([shingle_sets(text_batch(texts))]).compare(pa.record_batch({"a": [0], "b": [1]})).to_pylist()[0]
    )


WORDS = ["the", "The", "cat", "sat", "on", "a", "mat,", "Ünïcode", "日本語", "かな", "don't", "ét", "👍🏽", "42"]
TEXTS = st.lists(st.sampled_from([*WORDS, "\n", " "]), max_size=30).map(" ".join)


@settings(deadline=None)  # the first call compiles
@given(TEXTS | st.text(max_size=60), TEXTS | st.text(max_size=60))
def test_scores_equal_plain_python(one, other):
    a, b = shingles(one), shingles(other)
    scores = compare(one, other)
    assert scores["shared"] == len(a & b)
    assert scores["jaccard"] == pytest.approx(len(a & b) / len(a | b) if a | b else 0)
    assert scores["containment"] == pytest.approx(len(a & b) / min(len(a), len(b)) if a and b else 0)
    assert scores["a_in_b"] == pytest.approx(len(a & b) / len(a) if a else 0)
    assert scores["b_in_a"] == pytest.approx(len(a & b) / len(b) if b else 0)


def test_an_excerpt_is_contained_in_a_giant_text():
    giant = " ".join(f"word{i}" for i in range(100_000))
    scores = compare(" ".join(f"word{i}" for i in range(500, 600)), giant)
    assert scores["containment"] == scores["a_in_b"] == 1
    assert scores["shared"] == 96
    assert scores["jaccard"] == pytest.approx(96 / 99_996)


def test_texts_without_a_word_share_nothing():
    assert compare("", "")["jaccard"] == 0
    assert compare("!!!", "...")["containment"] == 0


@settings(deadline=None)  # the first call compiles
@given(st.lists(TEXTS, min_size=1, max_size=12), st.integers(0, 12))
def test_sets_do_not_depend_on_batch_boundaries(texts, cut):
    whole = ShingleSets.of([shingle_sets(text_batch(texts))])
    batches = [text_batch(texts[cut:], first=min(cut, len(texts))), text_batch(texts[:cut])]
    apart = ShingleSets.of([shingle_sets(batch) for batch in batches if len(batch)])
    assert np.array_equal(whole.ids, apart.ids)
    assert np.array_equal(whole.offsets, apart.offsets)
    assert np.array_equal(whole.hashes, apart.hashes)


@pytest.mark.parametrize("room", [0, 1, 10, 10_000])
def test_sets_do_not_depend_on_the_memory_that_is_taken_first(room):
    batches = [shingle_sets(text_batch([f"{n} {m} a b c d e" for m in range(9)], first=9 * n)) for n in range(5)]
    sets, usual = ShingleSets.of(batches, room), ShingleSets.of(batches)
    assert np.array_equal(sets.hashes, usual.hashes)
    assert np.array_equal(sets.offsets, usual.offsets)
    assert len(sets.ids) == 45


def test_a_slice_of_a_batch_is_read_from_its_own_rows():
    sliced = text_batch(["not this one", "one two three four five six", "seven"]).slice(1)
    assert (
        shingle_sets(sliced).column("shingles").to_pylist()
        == shingle_sets(text_batch(["one two three four five six", "seven"])).column("shingles").to_pylist()
    )


def test_sets_are_distinct_and_ascending_also_where_a_text_repeats_itself():
    hashes = shingle_sets(text_batch(["a b c d e f g " * 5000])).column("shingles").to_pylist()[0]
    assert len(hashes) == 7
    assert hashes == sorted(set(hashes))


def test_the_sample_is_the_same_share_of_every_text():
    text = " ".join(f"word{i}" for i in range(20_000))
    sample = set(sampled_shingles(text_batch([text])).column("shingle").to_pylist())
    every = set(shingle_sets(text_batch([text])).column("shingles").to_pylist()[0])
    half = set(sampled_shingles(text_batch([text[: len(text) // 2]])).column("shingle").to_pylist())
    assert sample < every
    assert len(sample) == pytest.approx(len(every) / SAMPLED_ONE_IN, rel=0.1)
    assert len(half - sample) <= 1  # except at the cut word
