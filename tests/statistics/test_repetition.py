"""Other libraries' definitions of n-gram repetition, against direct implementations of them."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics.repetition import repetition

WORDS = st.lists(st.sampled_from(["a", "bb", "ccc", "Bb", "d."]), max_size=40).map(" ".join)


def grams(words, size):
    return list(zip(*[words[start:] for start in range(size)], strict=False))


def chars(gram):
    return sum(map(len, gram))


def redpajama(text, size):
    words = text.lower().replace(".", "").split()
    counts, total = Counter(grams(words, size)), chars(words)
    if size < 5:
        top, count = counts.most_common(1)[0] if counts else ((), 0)
        return chars(top) * count / total if count > 1 else 0.0
    covered = {
        place + step for place, gram in enumerate(grams(words, size)) if counts[gram] > 1 for step in range(size)
    }
    return sum(len(words[place]) for place in covered) / total if total else 0.0


def dolma(text, size):
    words = text.split()
    counts = Counter(grams(words, size))
    if not counts:
        return 0.0
    if size < 5:
        top, count = counts.most_common(1)[0]
        return chars(top) * count / chars(words)
    return sum(chars(gram) * count for gram, count in counts.items() if count > 1) / sum(
        chars(gram) * count for gram, count in counts.items()
    )


@pytest.mark.parametrize(("definition", "reference"), [("RedPajama", redpajama), ("Dolma", dolma)])
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(WORDS, max_size=4))
def test_shares_are_those_of_the_library(definition, reference, texts):
    for size, shares in repetition(texts, definition).items():
        np.testing.assert_allclose(shares, [reference(text, size) for text in texts], err_msg=str(size))


def test_the_definitions_differ_on_the_same_text():
    text = "one two three four five one two three four five six"
    assert repetition([text], "RedPajama")[5][0] == pytest.approx(38 / 41)
    assert repetition([text], "Dolma")[5][0] == pytest.approx(2 / 7)
