"""The check of first words refuses no pair that the comparison of all words would accept."""

import random

import numpy as np
import pyarrow as pa
import pytest

from analytics.build.openings import Openings
from analytics.build.semantic_copies import Rarity, Wording, first_words, is_copy

WORDS = [
    "lamp",
    "lamps",
    "river",
    "garden",
    "gardens",
    "copper",
    "window",
    "ladder",
    "bridge",
    "engine",
    "market",
    "pepper",
    "saddle",
    "winter",
    "basket",
    "harbour",
    "candle",
    "mirror",
    "carpet",
    "button",
    "the",
    "of",
    "and",
    "is",
    "not",
    "never",
    "we",
    "you",
    "with",
    "for",
    "12",
    "40",
    "London",
    "Oslo",
]


def _text(random_, length):
    words = random_.choices(WORDS, k=length)
    return " ".join(f"{word}." if random_.random() < 0.1 else word for word in words)


def _edited(random_, text, share):
    words = text.split(" ")
    for place in range(len(words)):
        if random_.random() < share:
            words[place] = random_.choice([*WORDS, "", words[place] + "s"])
    return " ".join(words)


def _may_be_same(texts, rarity, a, b):
    batch = pa.record_batch({"doc_id": np.arange(len(texts)), "text": pa.array(texts, pa.string())})
    return Openings.of([batch], np.arange(len(texts))).may_be_same(a, b, rarity)


@pytest.mark.parametrize("seed", range(6))
def test_every_pair_that_is_a_copy_may_be_the_same(seed):
    random_ = random.Random(seed)
    originals = [_text(random_, random_.choice([5, 30, 41, 60, 150])) for _ in range(60)]
    texts = [text for one in originals for text in (one, *(_edited(random_, one, s) for s in (0, 0.02, 0.05, 0.3)))]
    rarity = Rarity.of(map(Wording.of, originals))
    a, b = (column.ravel() for column in np.triu_indices(len(texts), 1))
    near = (a // 5 == b // 5) | (np.random.default_rng(seed).random(len(a)) < 0.01)
    a, b = a[near], b[near]
    may_be_same = _may_be_same(texts, rarity, a, b)
    wordings = [Wording.of(text) for text in texts]
    is_same = np.array([is_copy(wordings[i], wordings[j], rarity) for i, j in zip(a.tolist(), b.tolist(), strict=True)])
    assert is_same.sum() > 50
    assert not (is_same & ~may_be_same).any()
    assert (~may_be_same & ~is_same).sum() > 0.3 * (~is_same).sum(), "it must refuse many pairs that differ"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one two",
        "word " * 30,
        "word " * 300,
        "a" * 395 + " end of a very long word " + "next " * 60,
        "https://example.org/" + "path/" * 90 + " and then some words " * 20,
        "明月几时有" * 200,
        "ﬁne ﬂour " * 50,
    ],
)
def test_first_words_are_those_of_the_whole_text(text):
    assert first_words(text, 41) == list(Wording.of(text).words[:41])


def test_texts_that_begin_with_other_words_or_a_negation_are_not_the_same():
    rest = " ".join(f"word{number}" for number in range(60))
    texts = [f"copper lamps light the harbour {rest}", f"pepper saddles ride the river {rest}"]
    texts += [f"copper lamps never light the harbour {rest}", f"copper lamp lights the harbour {rest}"]
    rarity = Rarity.of(map(Wording.of, texts))
    same = _may_be_same(texts, rarity, np.array([0, 0, 0]), np.array([1, 2, 3]))
    assert same.tolist() == [False, False, True]


def test_short_texts_with_another_word_are_not_the_same():
    texts = ["we light the copper lamp", "we light the copper lamps of it", "we light the copper mirror", "light lamp"]
    texts += [f"{texts[0]} {' '.join(f'word{number}' for number in range(40))}"]
    rarity = Rarity.of(map(Wording.of, texts))
    same = _may_be_same(texts, rarity, np.array([0, 0, 0, 0]), np.array([1, 2, 3, 4]))
    assert same.tolist() == [True, False, False, False]
