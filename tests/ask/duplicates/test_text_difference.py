"""A difference of two texts contains both, with their common runs folded."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ask.duplicates import compare_texts, difference
from analytics.errors import DataloupeError
from tests.duplicate_pairs import corpus


@given(
    st.lists(st.sampled_from(["one", "two", "three,", "four\n", "_", "five"]), max_size=60),
    st.lists(st.sampled_from(["one", "two", "six"]), max_size=60),
)
def test_a_difference_contains_both_texts(one, other):
    left, right = " ".join(one), " ".join(other)
    texts = compare_texts(left, right)
    shown = sum(len(piece.left) + len(piece.left_after) for piece in texts.pieces)
    assert shown <= len(left)
    if not any(piece.folded for piece in texts.pieces):
        assert "".join(piece.left for piece in texts.pieces) == left
        assert "".join(piece.right for piece in texts.pieces) == right
    for piece in texts.pieces:
        assert (piece.left.split() == piece.right.split()) or not piece.same
    assert all(before.same != after.same for before, after in pairwise(texts.pieces))


def test_common_text_is_folded_and_counted():
    words = [f"w{i}" for i in range(100)]
    texts = compare_texts(" ".join(words), " ".join([*words[:50], "new", *words[51:]]))
    assert [piece.same for piece in texts.pieces] == [True, False, True]
    assert [piece.folded for piece in texts.pieces] == [34, 0, 33]
    assert (texts.pieces[1].left, texts.pieces[1].right) == (" w50", " new")
    assert (texts.common, texts.only_left, texts.only_right, texts.cut) == (99, 1, 1, False)


def test_a_difference_of_too_long_texts_is_cut():
    assert compare_texts("a " * 300_000, "b " * 300_000).cut
    assert not compare_texts("a " * 300, "a " * 300).cut


def test_the_difference_of_an_unknown_document_is_an_error():
    with pytest.raises(DataloupeError, match="There is no document 99"):
        difference(corpus([]), 1, 99)
