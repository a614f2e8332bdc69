"""A long text is encoded by passages from all over it."""

import pytest

from analytics.encoders.long_texts import MAX_CHARACTERS, PASSAGES, condensed


@pytest.mark.parametrize("text", ["", "short", "x" * MAX_CHARACTERS, "词" * MAX_CHARACTERS, "word " * 200])
def test_a_text_that_is_not_long_stays(text):
    assert condensed([text]).to_pylist() == [text]


@pytest.mark.parametrize("unit", ["w{} ", "字{}。", "mot{} é ", "x{}\n", "слово{} "])
def test_passages_come_from_the_beginning_the_end_and_between(unit):
    text = "".join(unit.format(number) for number in range(2000))
    (short,) = condensed([text]).to_pylist()
    assert len(short) <= MAX_CHARACTERS + PASSAGES
    assert short.startswith(text[:100])
    assert unit.format(1999).strip() in short
    assert any(f"10{n}" in short or f"11{n}" in short or f"9{n}" in short for n in range(100))


def test_no_word_is_cut_at_the_beginning_of_a_passage_and_other_texts_stay():
    long, short = "abcdefgh " * 500, "a short one"
    condensed_long, same = condensed([long, short]).to_pylist()
    assert same == short
    assert all("abcdefgh".startswith(word) for word in condensed_long.split())
