"""A pair's Jaccard and containment are what plain Python says they are."""

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.batch.verify import SAMPLED_ONE_IN, ShingleSets, sampled_shingles, shingle_sets


def words(text: str) -> list[str]:
    """Straight from the definition: runs of letters and digits with their marks, lower-cased; an ideograph or kana is a
    word.
    """
    found, open_word = [], False
    for character in text:
        category = unicodedata.category(character)[0]
        code = ord(character)
        ideograph = any(
            low <= code <= high
            for low, high in (
                (0x3041, 0x30FF),
                (0x3400, 0x4DBF),
                (0x4E00, 0x9FFF),
                (0xF900, 0xFAFF),
                (0x20000, 0x323AF),
            )
        )
        if category == "M" and open_word:
            found[-1] += character
        elif category in "LN" and ideograph:
            found.append(character.lower())
            open_word = False
        elif category in "LN":
            lower = character.lower() if len(character.lower()) == 1 else character
            found = [*found[:-1], found[-1] + lower] if open_word else [*found, lower]
            open_word = True
        else:
            open_word = False
    return found


def shingles(text: str) -> set[tuple[str, ...]]:
    every = words(text)
    size = 5 if len(every) >= 5 else (len(every) + 1) // 2
    return {tuple(every[at : at + size]) for at in range(len(every) - size + 1)} if every else set()


def batch(*texts: str, first: int = 0) -> pa.RecordBatch:
    return pa.record_batch(
        {"doc_id": pa.array(range(first, first + len(texts)), pa.int64()), "text": pa.array(texts, pa.string())}
    )


def compare(*texts: str) -> dict[str, float]:
    return ShingleSets.of([shingle_sets(batch(*texts))]).compare(pa.record_batch({"a": [0], "b": [1]})).to_pylist()[0]


TEXTS = st.lists(
    st.sampled_from(
        [
            "the",
            "The",
            "cat",
            "sat",
            "on",
            "a",
            "mat,",
            "Ünïcode",
            "日本語",
            "かな",
            "don't",
            "e\u0301t",
            "👍🏽",
            "42",
            "\n",
            " ",
        ]
    ),
    max_size=30,
).map(" ".join)


@settings(deadline=None)  # the first call compiles
@given(TEXTS | st.text(max_size=60), TEXTS | st.text(max_size=60))
def test_scores_equal_plain_python(one, other):
    a, b = shingles(one), shingles(other)
    found = compare(one, other)
    assert found["shared"] == len(a & b)
    assert found["jaccard"] == pytest.approx(len(a & b) / len(a | b) if a | b else 0)
    assert found["containment"] == pytest.approx(len(a & b) / min(len(a), len(b)) if a and b else 0)
    assert found["a_in_b"] == pytest.approx(len(a & b) / len(a) if a else 0)
    assert found["b_in_a"] == pytest.approx(len(a & b) / len(b) if b else 0)


def test_an_excerpt_is_contained_in_a_giant_text():
    giant = " ".join(f"word{i}" for i in range(100_000))
    found = compare(" ".join(f"word{i}" for i in range(500, 600)), giant)
    assert found["containment"] == found["a_in_b"] == 1
    assert found["shared"] == 96
    assert found["jaccard"] == pytest.approx(96 / 99_996)


def test_texts_without_a_word_share_nothing():
    assert compare("", "")["jaccard"] == 0
    assert compare("!!!", "...")["containment"] == 0


@settings(deadline=None)  # the first call compiles
@given(st.lists(TEXTS, min_size=1, max_size=12), st.integers(0, 12))
def test_sets_do_not_depend_on_batch_boundaries(texts, cut):
    whole = ShingleSets.of([shingle_sets(batch(*texts))])
    parts = [shingle_sets(batch(*texts[cut:], first=min(cut, len(texts)))), shingle_sets(batch(*texts[:cut]))]
    apart = ShingleSets.of([part for part in parts if len(part)])
    assert np.array_equal(whole.ids, apart.ids)
    assert np.array_equal(whole.offsets, apart.offsets)
    assert np.array_equal(whole.hashes, apart.hashes)


def test_a_slice_of_a_batch_is_read_from_its_own_rows():
    sliced = batch("nothing of this one counts here", "one two three four five six", "seven").slice(1)
    assert (
        shingle_sets(sliced).column("shingles").to_pylist()
        == shingle_sets(batch("one two three four five six", "seven")).column("shingles").to_pylist()
    )


def test_sets_are_distinct_and_ascending_also_where_a_text_repeats_itself():
    found = shingle_sets(batch("a b c d e f g " * 5000)).column("shingles").to_pylist()[0]
    assert len(found) == 7
    assert found == sorted(set(found))


def test_the_sample_is_the_same_share_of_every_text():
    text = " ".join(f"word{i}" for i in range(20_000))
    sample = set(sampled_shingles(batch(text)).column("shingle").to_pylist())
    every = set(shingle_sets(batch(text)).column("shingles").to_pylist()[0])
    half = set(sampled_shingles(batch(text[: len(text) // 2])).column("shingle").to_pylist())
    assert sample < every
    assert len(sample) == pytest.approx(len(every) / SAMPLED_ONE_IN, rel=0.1)
    assert len(half - sample) <= 1  # but for the cut word
