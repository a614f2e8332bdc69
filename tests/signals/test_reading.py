"""How an answer reads: Flesch's formula on sentences counted by hand, sentiment, and who is named."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.signals.behaviour.mentions import GROUPS, mentions
from analytics.signals.behaviour.readability import count_words, reading_ease
from analytics.signals.behaviour.sentiment import sentiment


@pytest.mark.parametrize(
    ("text", "n_words", "n_sentences", "n_syllables"),
    [
        ("This is a sentence of eight short words.", 8, 1, 9),
        ("Many people walked home. Nobody wanted a taxi!", 8, 2, 14),
        ("One\n\nTwo.", 2, 2, 2),
    ],
)
def test_reading_ease_is_flesch(text, n_words, n_sentences, n_syllables):
    expected = 206.835 - 1.015 * n_words / n_sentences - 84.6 * n_syllables / n_words
    assert count_words(pa.array([text])).to_pylist() == [n_words]
    assert reading_ease(pa.array([text])).to_pylist() == [pytest.approx(min(max(expected, 0), 100))]


def test_nothing_to_read_is_unknown_not_easy():
    assert reading_ease(pa.array(["", "...", None])).to_pylist() == [None] * 3


def test_sentiment_has_a_sign():
    good, bad, unknown = sentiment(
        pa.array(["I love this, thank you!", "This is horrible and useless.", None])
    ).to_pylist()
    assert good > 0.5 and bad < -0.3 and unknown is None


def test_people_are_found_by_whole_words_in_any_case():
    texts = ["Are Muslim WOMEN allowed?", "the woods are mental", "Chinese people and black coffee", None, ""]
    assert mentions(pa.array(texts)).to_pylist() == [["women", "Muslims"], [], ["Asians"], None, []]


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.one_of(st.none(), st.text(max_size=40), st.sampled_from(["women", "Jews and Hindus", "an old man"])),
        max_size=8,
    )
)
def test_every_text_is_measured_by_itself(texts):
    whole = mentions(pa.array(texts, pa.string())).to_pylist()
    assert whole == [one for text in texts for one in mentions(pa.array([text], pa.string())).to_pylist()]
    assert all(set(names) <= set(GROUPS) for names in whole if names)
