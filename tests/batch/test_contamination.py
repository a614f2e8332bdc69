"""Documents that contain items of an evaluation set: the n-grams that they share, as plain Python counts them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.batch.contamination import GRAM_WORDS, MAX_ITEMS, MIN_WORDS, Items
from tests.batch.texts import text_batch
from tests.duplicate_stages import prose
from tests.signals.plain_text import folded_words


def batch(*texts):
    return text_batch(texts, first=100)


def grams(text, size):
    every = folded_words(text)
    return {tuple(every[at : at + size]) for at in range(len(every) - size + 1)}


def matches(items, *texts):
    return {(row["doc_id"] - 100, row["item"]): row for row in Items.of(items)(batch(*texts)).to_pylist()}


VOCABULARY = st.lists(st.sampled_from(["one", "two", "Three", "日", "é!"]), max_size=45).map(" ".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(VOCABULARY, min_size=1, max_size=MAX_ITEMS), st.lists(VOCABULARY, max_size=4))
def test_shared_ngrams_equal_plain_python(items, texts):
    expected = {}
    for item, text in enumerate(items):
        size = min(len(folded_words(text)), GRAM_WORDS)
        own = grams(text, size) if size >= MIN_WORDS else set()
        for document, other in enumerate(texts):
            if shared := own & grams(other, size):
                expected[document, item] = (len(shared), len(shared) / len(own))
    rows = matches(items, *texts)
    assert {key: row["shared"] for key, row in rows.items()} == {key: shared for key, (shared, _) in expected.items()}
    assert all(row["containment"] == pytest.approx(expected[key][1]) for key, row in rows.items())


def test_the_passage_is_the_longest_run_of_the_items_words():
    item = prose(1, 40)
    spread = f"É {' '.join(item.split()[:15])}. {prose(2)} -- {' '.join(item.split()[10:])}! {prose(3)}"
    row = matches([item], spread)[0, 0]
    assert spread.encode()[row["start"] : row["stop"]].decode() == " ".join(item.split()[10:])
    assert row["shared"] == 3 + 18
    assert row["containment"] == pytest.approx(21 / 28)


def test_a_whole_item_is_contained_whatever_its_case_and_punctuation():
    item = "What is the capital of France, and since when has it been so? Explain."
    assert matches([item], f"{prose(1)} {item.upper().replace(',', ' --')} {prose(2)}")[0, 0]["containment"] == 1


def test_a_short_item_is_one_n_gram_and_a_shorter_one_is_not_checked():
    items = Items.of(["one two three four five six seven eight", "one two three"])
    assert items.counts.tolist() == [1, 0]
    assert items(batch("zero one two three four five six seven eight nine")).column("item").to_pylist() == [0]


def test_an_n_gram_of_many_items_identifies_none_of_them():
    instruction = prose(9, 20)
    items = Items.of([f"{instruction} {prose(i, 20)}" for i in range(MAX_ITEMS + 1)])
    assert len(items(batch(instruction))) == 0
    assert (items.counts > 0).all()


def test_no_items_and_no_documents_are_no_hits():
    assert len(Items.of([])(batch(prose(1)))) == 0
    assert len(Items.of([prose(1)])(batch())) == 0
